import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { explain, type Outputs, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { Code, Skeleton } from "../../ui/small.tsx";
import { Badge } from "../../ui/status.tsx";
import { sayFailed } from "../../ui/toast.ts";
import { GiveRole } from "./give-role.tsx";

/** Roles on single services, which add to those in the organisation. */
export function ServiceRolesCard() {
  const trpc = useTRPC();
  const organization = useOrganization();
  const roles = useQuery(trpc.organizations.serviceRoles.list.queryOptions());
  const [isGiving, setGiving] = useState(false);
  return (
    <Card label="Roles on services">
      <CardHead title="Roles on services" sub="Beside the role in the organisation; the higher of both holds.">
        <Button size="sm" unavailable={whyNot(organization, "viewer")} onClick={() => setGiving(true)}>
          Give a role
        </Button>
      </CardHead>
      <QueryState query={roles} skeleton={<Skeleton className="m-(--pad-card) h-16 rounded-md" />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="border-t border-line px-(--pad-card) py-4 text-sm text-fg-2">
              Nobody has a role on a single service. Give one where somebody should change more there than elsewhere.
            </p>
          ) : (
            <ul>
              {items.map((role) => (
                <RoleRow key={role.id} role={role} />
              ))}
            </ul>
          )
        }
      </QueryState>
      {isGiving && <GiveRole onClose={() => setGiving(false)} />}
    </Card>
  );
}

type GivenRole = Outputs["organizations"]["serviceRoles"]["list"]["items"][number];

function RoleRow({ role: { id, role, service, serviceTitle, userName, teamTitle } }: { role: GivenRole }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const organization = useOrganization();
  const take = useMutation(
    trpc.organizations.serviceRoles.take.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.organizations.pathFilter()),
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  const holder = userName ?? teamTitle ?? "Somebody who has left";
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 border-t border-line px-(--pad-card) py-3">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
          <span className="truncate">{holder}</span>
          {teamTitle && <Badge>Team</Badge>}
          <Badge tone="info">{role}</Badge>
        </p>
        <p className="flex items-center gap-2 text-xs text-fg-3">
          on {serviceTitle} <Code>{service}</Code>
        </p>
      </div>
      <Button
        size="sm"
        unavailable={whyNot(organization, "viewer")}
        busy={take.isPending}
        onClick={() => take.mutate({ id, service })}
      >
        Take away<span className="sr-only"> the role of {holder}</span>
      </Button>
    </li>
  );
}
