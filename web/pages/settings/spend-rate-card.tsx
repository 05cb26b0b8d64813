import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { explain, useTRPC } from "../../api.ts";
import { TextField } from "../../ui/field.tsx";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { sayDone } from "../../ui/toast.ts";
import { SettingsCard } from "./settings-card.tsx";

/** Above which somebody is told. */
export function SpendRateCard({ limitUsd }: { limitUsd: number }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const organization = useOrganization();
  const [text, setText] = useState(String(limitUsd));
  const unavailable = whyNot(organization, "maintainer");
  const save = useMutation(
    trpc.organizations.changeSettings.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.organizations.settings.queryFilter());
        sayDone("The limit was saved.");
      },
    }),
  );
  const problem = save.error ? explain(save.error) : null;
  const wanted = text.trim() === "" ? Number.NaN : Number(text);
  return (
    <SettingsCard
      title="Spend rate"
      sub="An hour of usage that costs more than this, on a whole day, is announced in the event log. 0 announces nothing."
      onSave={() => save.mutate({ spendRateUsd: wanted })}
      isSaving={save.isPending}
      isChanged={Number.isFinite(wanted) && wanted !== limitUsd}
      unavailable={unavailable}
    >
      <TextField
        label="Limit in US dollars an hour"
        inputMode="decimal"
        value={text}
        disabled={unavailable !== null}
        onChange={(event) => setText(event.target.value)}
        error={problem?.sentence ?? (Number.isFinite(wanted) ? undefined : "Write a number, such as 100.")}
      />
    </SettingsCard>
  );
}
