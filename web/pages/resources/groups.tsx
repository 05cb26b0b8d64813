import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api.ts";
import type { RESOURCE_GROUPS } from "../../search.ts";
import { typeLabel } from "../../ui/aws.ts";
import { type Column, DataTable, TableSkeleton } from "../../ui/data-table.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { formatCount } from "../../ui/format.ts";
import { Money } from "../../ui/money.tsx";
import { ownerName } from "../../ui/owner.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { type ResourceSearch, toInput } from "./filters.ts";

export type By = (typeof RESOURCE_GROUPS)[number];
type Group = { id: string; label: string; count: number; priced: number; cost: string; opens: ResourceSearch };

const COLUMNS: readonly Column<Group>[] = [
  { id: "label", header: "Group", width: "minmax(260px,2fr)", cell: ({ label }) => label },
  { id: "count", header: "Resources", width: "112px", align: "right", cell: ({ count }) => formatCount(count) },
  {
    id: "cost",
    header: "Est. cost / mo",
    width: "140px",
    align: "right",
    cell: ({ cost, priced }) =>
      priced === 0 ? (
        <span className="text-fg-3" title="No price is known for any of them">
          Unknown
        </span>
      ) : (
        <Money value={{ amount: cost, currency: "USD" }} />
      ),
  },
  {
    id: "priced",
    header: "With a price",
    width: "112px",
    align: "right",
    cell: ({ priced, count }) => (
      <span className="text-fg-3">
        {formatCount(priced)} of {formatCount(count)}
      </span>
    ),
  },
];

type GroupsProps = { by: By; tagKey: string; search: ResourceSearch; onOpen: (search: ResourceSearch) => void };

/** The list divided; each line opens the resources behind its figures. */
export function ResourceGroups({ by, tagKey, search, onOpen }: GroupsProps) {
  const trpc = useTRPC();
  const { sort: _, ...filter } = toInput(search);
  const groups = useQuery(
    trpc.inventory.resources.groups.queryOptions(
      { ...filter, by, ...(by === "tag" && { tagKey }) },
      { placeholderData: keepPreviousData },
    ),
  );
  return (
    <QueryState query={groups} skeleton={<TableSkeleton />}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState title="Nothing to group">No resource is like this. Remove a filter.</EmptyState>
        ) : (
          <DataTable
            label={`Resources by ${by === "tag" ? `tag ${tagKey}` : by}`}
            columns={COLUMNS}
            rows={items.map(({ key, label, isUnread, estimatedMonthlyCost, ...row }) => ({
              ...row,
              id: `${isUnread} ${key}`,
              cost: estimatedMonthlyCost,
              ...groupOf(by, tagKey, { key, label, isUnread }),
            }))}
            total={items.length}
            onOpen={({ opens }) => onOpen(opens)}
          />
        )
      }
    </QueryState>
  );
}

type Row = { key: string | null; label: string | null; isUnread: boolean };

/** Its name, and the filter that shows what is in it. */
function groupOf(by: By, tagKey: string, { key, label, isUnread }: Row): { label: string; opens: ResourceSearch } {
  switch (by) {
    case "type":
      return { label: typeLabel(key ?? ""), opens: { type: [key ?? ""] } };
    case "region":
      return { label: key ?? "", opens: { region: [key ?? ""] } };
    case "account":
      return { label: label ?? "", opens: { account: [key ?? ""] } };
    case "owner":
      return { label: key ? ownerName(key) : "Nobody", opens: { owner: [key ?? "none"] } };
    default:
      if (isUnread) return { label: "Tags were not read", opens: {} };
      return key === null
        ? { label: `Without ${tagKey}`, opens: { tag: `!${tagKey}` } }
        : { label: key || "Empty", opens: { tag: `${tagKey}=${key}` } };
  }
}
