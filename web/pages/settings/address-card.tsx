import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { explain, type Outputs, useTRPC } from "../../api.ts";
import { TextField } from "../../ui/field.tsx";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { sayDone } from "../../ui/toast.ts";
import { SettingsCard } from "./settings-card.tsx";

type Address = Outputs["organizations"]["address"];

export function AddressCard({ address }: { address: Address }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const organization = useOrganization();
  const [subdomain, setSubdomain] = useState(address.subdomain ?? "");
  const [domain, setDomain] = useState(address.domain ?? "");
  const unavailable = whyNot(organization, "owner");
  const change = useMutation(
    trpc.organizations.changeAddress.mutationOptions({
      onSuccess: async (saved) => {
        setSubdomain(saved.subdomain ?? "");
        setDomain(saved.domain ?? "");
        await queries.invalidateQueries(trpc.organizations.address.queryFilter());
        sayDone("The names were saved.");
      },
    }),
  );
  const problem = change.error ? explain(change.error) : null;
  const wanted = { subdomain: subdomain.trim() || null, domain: domain.trim() || null };
  const isSaid = problem?.fields.domain !== undefined;
  return (
    <SettingsCard
      title="Subdomain and domain"
      sub="Names of the organisation for what it shows to others. Both are optional."
      onSave={() => change.mutate(wanted)}
      isSaving={change.isPending}
      isChanged={wanted.subdomain !== address.subdomain || wanted.domain !== address.domain}
      unavailable={unavailable}
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 sm:grid-cols-2">
        <TextField
          label="Subdomain"
          value={subdomain}
          placeholder={organization.slug}
          disabled={unavailable !== null}
          onChange={(event) => setSubdomain(event.target.value)}
          error={problem && !isSaid ? (problem.fields.subdomain ?? problem.sentence) : undefined}
          hint="One organisation's at a time."
        />
        <TextField
          label="Domain"
          value={domain}
          placeholder="acme.example"
          disabled={unavailable !== null}
          onChange={(event) => setDomain(event.target.value)}
          error={problem?.fields.domain}
          hint="Your own. Nothing has proven it yet."
        />
      </div>
    </SettingsCard>
  );
}
