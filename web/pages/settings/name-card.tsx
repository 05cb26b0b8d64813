import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { account, explain, useTRPC } from "../../api.ts";
import { TextField } from "../../ui/field.tsx";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { sayDone } from "../../ui/toast.ts";
import { SettingsCard } from "./settings-card.tsx";

export function NameCard() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const organization = useOrganization();
  const [name, setName] = useState(organization.name);
  const unavailable = whyNot(organization, "owner");
  const rename = useMutation(
    trpc.organizations.rename.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.organizations.current.queryFilter());
        await queries.invalidateQueries(account.identity.me.queryFilter());
        sayDone("The name was saved.");
      },
    }),
  );
  const problem = rename.error ? explain(rename.error) : null;
  return (
    <SettingsCard
      title="Organisation"
      sub="The name that members see. The address stays as it is."
      onSave={() => rename.mutate({ name })}
      isSaving={rename.isPending}
      isChanged={name.trim() !== organization.name}
      unavailable={unavailable}
    >
      <TextField
        label="Name"
        value={name}
        disabled={unavailable !== null}
        onChange={(event) => setName(event.target.value)}
        error={problem ? (problem.fields.name ?? problem.sentence) : undefined}
        hint={`Address: /${organization.slug}`}
      />
    </SettingsCard>
  );
}
