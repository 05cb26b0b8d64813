import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api.ts";
import { type Column, DataTable, TableSkeleton } from "../../ui/data-table.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { formatCount } from "../../ui/format.ts";
import { Money } from "../../ui/money.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { type FindingSearch, type Pack, toInput } from "./filters.ts";

type By = NonNullable<FindingSearch["group"]>;
type Group = { id: string; label: string; count: number; critical: number; high: number; medium: number; low: number };

const count = (id: "count" | "critical" | "high" | "medium" | "low", header: string): Column<Group> => ({
  id,
  header,
  width: "84px",
  align: "right",
  cell: (group) => <span className={group[id] === 0 ? "text-fg-3" : undefined}>{formatCount(group[id])}</span>,
});
const COUNTS = [
  count("count", "Open"),
  count("critical", "Critical"),
  count("high", "High"),
  count("medium", "Medium"),
  count("low", "Low"),
];
const HEADERS: Record<By, string> = { rule: "Rule", account: "Account", owner: "Owner" };

type GroupsProps = { pack: Pack; by: By; search: FindingSearch; onOpen: (key: string) => void };

/** The worklist divided: each line opens the findings behind its figures. */
export function Groups({ pack, by, search, onOpen }: GroupsProps) {
  const trpc = useTRPC();
  const groups = useQuery(trpc.findings.groups.queryOptions({ ...toInput(pack, search), by }));
  return (
    <QueryState query={groups} skeleton={<TableSkeleton />}>
      {({ items, currency }) =>
        items.length === 0 ? (
          <EmptyState title="Nothing to group">No open finding is like this. Remove a filter.</EmptyState>
        ) : (
          <DataTable
            label={`Findings by ${by}`}
            columns={[
              { id: "label", header: HEADERS[by], width: "minmax(260px,2fr)", cell: ({ label }) => label },
              ...COUNTS,
              ...(pack === "savings"
                ? [
                    {
                      id: "saving",
                      header: "Saves / month",
                      width: "120px",
                      align: "right" as const,
                      cell: ({ saving }: Group & { saving?: string }) => (
                        <Money value={{ amount: saving ?? "0", currency }} />
                      ),
                    },
                  ]
                : []),
            ]}
            rows={items.map(({ key, savingMonthly, ...row }) => ({ ...row, id: key, saving: savingMonthly }))}
            total={items.length}
            onOpen={({ id }) => onOpen(id)}
          />
        )
      }
    </QueryState>
  );
}
