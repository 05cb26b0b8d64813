import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { account, explain, queryClient } from "../../api.ts";
import { TextField } from "../../ui/field.tsx";
import { sayDone } from "../../ui/toast.ts";
import { SettingsCard } from "./settings-card.tsx";

export function PasswordCard() {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const change = useMutation(
    account.identity.changePassword.mutationOptions({
      onSuccess: async () => {
        setCurrent("");
        setNext("");
        await queryClient.invalidateQueries(account.identity.sessions.list.queryFilter());
        sayDone("The password was changed. Every other session has ended.");
      },
    }),
  );
  const problem = change.error ? explain(change.error) : null;
  return (
    <SettingsCard
      title="Password"
      sub="A new one ends every other session."
      onSave={() => change.mutate({ current, next })}
      isSaving={change.isPending}
      isChanged={current !== "" && next !== ""}
      unavailable={null}
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <TextField
          label="Present password"
          type="password"
          autoComplete="current-password"
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
          error={problem && !problem.fields.next ? (problem.fields.current ?? problem.sentence) : undefined}
        />
        <TextField
          label="New password"
          type="password"
          autoComplete="new-password"
          hint="A long sentence is easier to remember than a short riddle."
          value={next}
          onChange={(event) => setNext(event.target.value)}
          error={problem?.fields.next}
        />
      </div>
    </SettingsCard>
  );
}
