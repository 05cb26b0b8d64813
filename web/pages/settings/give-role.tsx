import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useDeferredValue, useState } from "react";
import { explain, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Select, TextField } from "../../ui/field.tsx";
import { sayDone } from "../../ui/toast.ts";
import { FormError } from "../identity/auth-page.tsx";

/** What people and teams have roles on; groups and users are who, not what. */
const KINDS = ["Component", "API", "Resource", "System", "Domain"];
const FOUND_MAX = 50;
const ROLES = ["developer", "maintainer", "owner"] as const;

/** The server says who may: whoever is maintainer of the service, too. */
export function GiveRole({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [search, setSearch] = useState("");
  const [service, setService] = useState("");
  const [holder, setHolder] = useState("");
  const [role, setRole] = useState<(typeof ROLES)[number]>("developer");
  const found = useQuery(
    trpc.catalog.list.queryOptions({
      kind: KINDS,
      search: useDeferredValue(search.trim()) || undefined,
      limit: FOUND_MAX,
    }),
  );
  const members = useQuery(trpc.organizations.members.list.queryOptions());
  const teams = useQuery(trpc.organizations.teams.list.queryOptions());
  const give = useMutation(
    trpc.organizations.serviceRoles.give.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.organizations.pathFilter());
        sayDone("The role was given.");
        onClose();
      },
    }),
  );
  const chosen = found.data?.items.some(({ ref }) => ref === service) ? service : (found.data?.items[0]?.ref ?? "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (give.isPending || !chosen || !holder) return;
    give.mutate({ service: chosen, role, ...(holder.startsWith("group:") ? { team: holder } : { userId: holder }) });
  };
  return (
    <Dialog isOpen onClose={onClose} title="Give a role on a service">
      <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {give.error && <FormError>{explain(give.error).sentence}</FormError>}
        <TextField
          label="Find the service"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          hint="By its name, reference or description."
        />
        <Select label="Service" className="w-full" value={chosen} onChange={(event) => setService(event.target.value)}>
          {found.data?.items.length === 0 && <option value="">Nothing in the catalogue matches</option>}
          {found.data?.items.map(({ ref, title }) => (
            <option key={ref} value={ref}>
              {title} ({ref})
            </option>
          ))}
        </Select>
        <Select label="To whom" className="w-full" value={holder} onChange={(event) => setHolder(event.target.value)}>
          <option value="">To whom?</option>
          <optgroup label="Teams">
            {teams.data?.items.map(({ ref, title }) => (
              <option key={ref} value={ref}>
                {title}
              </option>
            ))}
          </optgroup>
          <optgroup label="People">
            {members.data?.items.map(({ id, name, email }) => (
              <option key={id} value={id}>
                {email ? `${name} (${email})` : name}
              </option>
            ))}
          </optgroup>
        </Select>
        <Select
          label="Role"
          className="w-full"
          value={role}
          onChange={(event) => setRole(ROLES.find((each) => each === event.target.value) ?? "developer")}
        >
          {ROLES.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </Select>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="primary"
            busy={give.isPending}
            unavailable={chosen && holder ? null : "Choose a service and to whom."}
          >
            Give the role
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
