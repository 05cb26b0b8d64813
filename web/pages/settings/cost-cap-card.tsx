import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { explain, useTRPC } from "../../api.ts";
import { TextField } from "../../ui/field.tsx";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { sayDone } from "../../ui/toast.ts";
import { SettingsCard } from "./settings-card.tsx";

export function CostCapCard({ capUsd }: { capUsd: number }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const organization = useOrganization();
  const [text, setText] = useState(String(capUsd));
  const unavailable = whyNot(organization, "maintainer");
  const save = useMutation(
    trpc.organizations.changeSettings.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.organizations.settings.queryFilter());
        sayDone("The cap was saved.");
      },
    }),
  );
  const problem = save.error ? explain(save.error) : null;
  const wanted = text.trim() === "" ? Number.NaN : Number(text);
  return (
    <SettingsCard
      title="Cost Explorer requests"
      sub="AWS charges $0.01 for each request of the cost sync. At the cap, syncing waits for the next month."
      onSave={() => save.mutate({ costRequestsCapUsd: wanted })}
      isSaving={save.isPending}
      isChanged={Number.isFinite(wanted) && wanted !== capUsd}
      unavailable={unavailable}
    >
      <TextField
        label="Cap in US dollars a month"
        inputMode="decimal"
        value={text}
        disabled={unavailable !== null}
        onChange={(event) => setText(event.target.value)}
        error={problem?.sentence ?? (Number.isFinite(wanted) ? undefined : "Write a number, such as 10.")}
      />
    </SettingsCard>
  );
}
