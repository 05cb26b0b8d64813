import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { explain, useTRPC } from "../../api.ts";
import { TextField } from "../../ui/field.tsx";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { sayDone } from "../../ui/toast.ts";
import { SettingsCard } from "./settings-card.tsx";

/** Who owns what neither tags nor the catalogue say; nothing to set while no account is connected. */
export function AccountOwnersCard({ owners }: { owners: Readonly<Record<string, string>> }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const organization = useOrganization();
  const accounts = useQuery(trpc.inventory.accounts.list.queryOptions()).data?.items ?? [];
  const [typed, setTyped] = useState<Record<string, string>>({});
  const unavailable = whyNot(organization, "maintainer");
  const wanted = Object.fromEntries(Object.entries({ ...owners, ...typed }).filter(([, owner]) => owner.trim() !== ""));
  const save = useMutation(
    trpc.organizations.changeSettings.mutationOptions({
      onSuccess: async () => {
        setTyped({});
        await Promise.all([
          queries.invalidateQueries(trpc.organizations.settings.queryFilter()),
          queries.invalidateQueries(trpc.findings.pathFilter()),
        ]);
        sayDone("The owners were saved.");
      },
    }),
  );
  if (accounts.length === 0) return null;
  return (
    <SettingsCard
      title="Owner by account"
      sub="Owns what neither its tags, nor its stack, nor the catalogue say who owns."
      onSave={() => save.mutate({ accountOwners: wanted })}
      isSaving={save.isPending}
      isChanged={Object.entries(typed).some(([id, owner]) => owner.trim() !== (owners[id] ?? ""))}
      unavailable={unavailable}
    >
      <div className="grid gap-4">
        {accounts.map(({ id, name }) => (
          <TextField
            key={id}
            label={name}
            value={typed[id] ?? owners[id] ?? ""}
            disabled={unavailable !== null}
            placeholder="group:default/platform"
            onChange={(event) => setTyped({ ...typed, [id]: event.target.value })}
            error={save.error ? explain(save.error).sentence : undefined}
          />
        ))}
      </div>
    </SettingsCard>
  );
}
