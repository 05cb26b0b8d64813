import { keepPreviousData, useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { explain, type Outputs, useTRPC, useTRPCClient } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { toCsv } from "../../ui/csv.ts";
import { type Column, DataTable, TableSkeleton } from "../../ui/data-table.tsx";
import { download } from "../../ui/download.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Money } from "../../ui/money.tsx";
import { useOrganization } from "../../ui/organization.ts";
import { FullPage, PageHead } from "../../ui/page.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Time } from "../../ui/time.tsx";
import { sayFailed } from "../../ui/toast.ts";
import { SavingState, savingState } from "./saving-parts.tsx";
import { SavingsNav } from "./savings-nav.tsx";

type Report = Outputs["findings"]["savings"]["report"];
type Row = Report["items"][number];

const PAGE_SIZE = 100;
/** A file of more rows is for a spreadsheet no longer. */
const ROWS_MAX = 20_000;

/** What was planned, what was done, and what the bill says of it. */
export function Realised() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const navigate = useNavigate();
  const list = useInfiniteQuery(
    trpc.findings.savings.report.infiniteQueryOptions(
      { limit: PAGE_SIZE },
      { getNextPageParam: (page) => page.next, placeholderData: keepPreviousData },
    ),
  );
  const { fetchNextPage } = list;
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const file = useReportFile();
  const totals = list.data?.pages[0]?.totals ?? [];
  return (
    <FullPage
      head={
        <>
          <PageHead
            title="Planned and realised"
            sub={<Totals totals={totals} />}
            actions={
              <Button busy={file.isPending} onClick={() => file.mutate()}>
                Save as CSV
              </Button>
            }
          />
          <SavingsNav />
        </>
      }
    >
      <QueryState query={list} skeleton={<TableSkeleton />}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.items);
          return rows.length > 0 ? (
            <DataTable
              label="Planned and realised savings"
              columns={COLUMNS}
              rows={rows}
              total={totals.reduce((sum, { count }) => sum + count, 0)}
              onOpen={({ id }) => void navigate({ to: "/$org/findings/$id", params: { org: slug, id } })}
              hasMore={list.hasNextPage}
              isLoadingMore={list.isFetchingNextPage}
              onMore={more}
            />
          ) : (
            <EmptyState title="Nothing is planned yet">
              Plan a saving on its page; two weeks after it is done, the bill says what it brought.
            </EmptyState>
          );
        }}
      </QueryState>
    </FullPage>
  );
}

function Totals({ totals }: { totals: Report["totals"] }) {
  if (totals.length === 0) return null;
  return (
    <span className="flex flex-wrap gap-x-4 gap-y-1">
      {totals.map(({ state, count, currency, expectedMonthly, realisedMonthly }) => (
        <span key={`${state} ${currency}`}>
          {count} {savingState(state).toLowerCase()}:{" "}
          <Money
            value={{ amount: state === "verified" ? (realisedMonthly ?? "0") : expectedMonthly, currency }}
            style="whole"
          />{" "}
          a month{state === "verified" ? "" : " expected"}
        </span>
      ))}
    </span>
  );
}

const money = (amount: string | null, currency: string) => (amount === null ? null : { amount, currency });
const COLUMNS: readonly Column<Row>[] = [
  { id: "title", header: "Saving", width: "minmax(240px,2fr)", cell: ({ title }) => title },
  {
    id: "resource",
    header: "Resource",
    width: "minmax(140px,1.2fr)",
    cell: ({ resource }) => <span className="text-fg-2">{resource.name}</span>,
  },
  { id: "state", header: "State", width: "160px", cell: ({ state }) => <SavingState state={state} /> },
  {
    id: "done",
    header: "Done",
    width: "110px",
    cell: ({ doneAt }) => <span className="text-fg-3">{doneAt ? <Time at={doneAt} /> : "–"}</span>,
  },
  {
    id: "waits",
    header: "Waits for",
    width: "minmax(160px,1.4fr)",
    cell: ({ waitsFor }) => (
      <span className="text-fg-2" title={waitsFor}>
        {waitsFor || "–"}
      </span>
    ),
  },
  {
    id: "expected",
    header: "Expected / month",
    width: "124px",
    align: "right",
    cell: ({ expectedMonthly, currency }) => <Money value={money(expectedMonthly, currency)} />,
  },
  {
    id: "realised",
    header: "Realised / month",
    width: "124px",
    align: "right",
    cell: ({ realisedMonthly, currency }) => <Money value={money(realisedMonthly, currency)} />,
  },
];

const HEADER = [
  ...["saving", "rule", "resource", "type", "region", "state", "planned by", "planned at", "done by", "done at"],
  ...["waits for", "expected monthly", "realised monthly", "cost a day before", "cost a day after", "currency"],
];

/** The whole report as a file. */
function useReportFile() {
  const client = useTRPCClient();
  return useMutation({
    mutationFn: async () => {
      const rows: unknown[][] = [];
      let cursor: string | null = null;
      do {
        const page: Report = await client.findings.savings.report.query({ limit: PAGE_SIZE, cursor });
        for (const row of page.items)
          rows.push([
            ...[row.title, row.ruleId, row.resource.name, row.resource.type, row.resource.region],
            ...[savingState(row.state), row.plannedBy, row.plannedAt, row.doneBy, row.doneAt, row.waitsFor],
            ...[row.expectedMonthly, row.realisedMonthly, row.beforeDaily, row.afterDaily, row.currency],
          ]);
        cursor = page.next;
      } while (cursor && rows.length < ROWS_MAX);
      download("realised-savings.csv", toCsv(HEADER, rows), "text/csv");
    },
    onError: (error) => sayFailed(explain(error).sentence),
  });
}
