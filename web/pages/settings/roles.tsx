import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Check } from "lucide-react";
import { type Outputs, useTRPC } from "../../api.ts";
import { Card, CardHead } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FilterBar } from "../../ui/filter-bar.tsx";
import { plural } from "../../ui/format.ts";
import { ROLE_WORDS, ROLES, type Role, useOrganization } from "../../ui/organization.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { ScrollRegion } from "../../ui/scroll-region.tsx";
import { Code, Skeleton } from "../../ui/small.tsx";
import { Badge } from "../../ui/status.tsx";
import { capabilityLabel, groupPermissions, isAllowed } from "./permissions.ts";
import { SettingsPage } from "./settings-page.tsx";

export type Permission = Outputs["organizations"]["permissions"]["items"][number];

const WORDS: Record<Role, string> = {
  viewer: "Sees everything, changes nothing.",
  developer: "Works: runs scans, imports, makes keys, reads the log.",
  maintainer: "Runs the organisation: members, accounts, budgets, settings.",
  owner: "Everything, and decides about the organisation itself.",
};

/** The permission table as the server enforces it: made from the same words. */
export function Roles() {
  const trpc = useTRPC();
  const { search } = useSearch({ from: "/$org/settings/roles" });
  const navigate = useNavigate({ from: "/$org/settings/roles" });
  const permissions = useQuery(
    trpc.organizations.permissions.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }),
  );
  return (
    <SettingsPage title="Roles" sub="What each role may do. This is the table that the server itself goes by.">
      <QueryState query={permissions} skeleton={<Skeleton className="h-96 rounded-lg" />}>
        {({ items }) => (
          <>
            <Summary items={items} />
            <FilterBar
              search={search}
              onSearch={(text) => void navigate({ search: { search: text }, replace: true })}
              placeholder="What, such as budget"
              facets={[]}
            />
            <Sections items={items} search={search ?? ""} />
          </>
        )}
      </QueryState>
    </SettingsPage>
  );
}

function Summary({ items }: { items: readonly Permission[] }) {
  const { role: mine } = useOrganization();
  const inside = items.filter(({ needs }) => needs !== "anyone" && needs !== "signed-in");
  return (
    <ul className="grid grid-cols-1 gap-(--gap-card) sm:grid-cols-2">
      {ROLES.map((role) => (
        <li key={role}>
          <Card className="h-full p-(--pad-card)">
            <p className="flex items-center gap-2 text-sm font-semibold">
              {ROLE_WORDS[role]}
              {role === mine && <Badge tone="info">Yours</Badge>}
              <span className="num ml-auto text-xs font-normal text-fg-3">
                {inside.filter((each) => isAllowed(role, each)).length} of {inside.length}
              </span>
            </p>
            <p className="mt-1 text-sm text-fg-2">{WORDS[role]}</p>
          </Card>
        </li>
      ))}
    </ul>
  );
}

function Sections({ items, search }: { items: readonly Permission[]; search: string }) {
  const groups = groupPermissions(items, search);
  if (groups.length === 0)
    return (
      <EmptyState title="Nothing is called that">
        Try a shorter word, such as budget or key. What has no word here, the product cannot do.
      </EmptyState>
    );
  return groups.map(({ capability, rows }) => (
    <Card key={capability} label={capabilityLabel(capability)}>
      <CardHead title={capabilityLabel(capability)} sub={plural(rows.length, "action")} />
      <ScrollRegion label={`${capabilityLabel(capability)}, scrollable`}>
        <table className="w-full min-w-[640px] text-sm">
          <thead>
            <tr className="border-y border-line bg-sunken text-xs text-fg-3">
              <th scope="col" className="h-9 px-(--pad-card) text-left font-medium">
                What
              </th>
              {ROLES.map((role) => (
                <th key={role} scope="col" className="w-20 px-1 text-center font-medium">
                  {ROLE_WORDS[role]}
                </th>
              ))}
              <th scope="col" className="w-36 px-(--pad-card) text-left font-medium">
                API key's scope
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.path} permission={row} />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </Card>
  ));
}

function Row({ permission }: { permission: Permission }) {
  const { path, title, scope, isPerService } = permission;
  return (
    <tr className="border-b border-line last:border-b-0">
      <th scope="row" title={path} className="px-(--pad-card) py-2 text-left font-normal">
        {title}
      </th>
      {ROLES.map((role) => (
        <td key={role} className="px-1 text-center">
          {isAllowed(role, permission) ? (
            <Check aria-label="May" className="mx-auto size-4 text-ok-fg" />
          ) : isPerService ? (
            <span className="text-2xs text-fg-3">On a service</span>
          ) : (
            <span className="text-fg-3">
              <span aria-hidden="true">–</span>
              <span className="sr-only">May not</span>
            </span>
          )}
        </td>
      ))}
      <td className="px-(--pad-card) whitespace-nowrap">
        {scope ? <Code>{scope}</Code> : <span className="text-xs text-fg-3">People only</span>}
      </td>
    </tr>
  );
}
