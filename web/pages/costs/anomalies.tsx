import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type Inputs, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { toCsv } from "../../ui/csv.ts";
import { download } from "../../ui/download.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Select } from "../../ui/field.tsx";
import { useOrganization } from "../../ui/organization.ts";
import { Page, PageHead } from "../../ui/page.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { SectionNav } from "../../ui/section-nav.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { type Anomaly, AnomalyRow, anomalyName } from "./anomaly-row.tsx";
import { PlannedCard } from "./planned-card.tsx";

type Filters = Exclude<Inputs["costs"]["anomalies"], void | undefined>;
export const ANOMALY_SCOPE_WORDS = {
  service: "Services",
  account: "Services in one account",
  team: "Teams",
  region: "New regions",
  total: "Everything together",
} as const satisfies Record<NonNullable<Filters["scope"]>, string>;
const VERDICT_WORDS = {
  open: "Not judged yet",
  unexpected: "Not expected",
  expected: "Expected",
} as const satisfies Record<NonNullable<Filters["verdict"]>, string>;
const SCOPES = ["service", "account", "team", "region", "total"] as const;
const VERDICTS = ["open", "unexpected", "expected"] as const;

/** Every day that its past did not foretell, why, and what somebody said of it; and what will differ on purpose. */
export function CostAnomalies() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const search = useSearch({ from: "/$org/costs/anomalies" });
  const navigate = useNavigate();
  const set = (changes: typeof search) =>
    void navigate({ to: "/$org/costs/anomalies", params: { org: slug }, search: { ...search, ...changes } });
  const list = useInfiniteQuery(
    trpc.costs.anomalies.infiniteQueryOptions(
      { limit: 25, ...search },
      { getNextPageParam: (page) => page.next, placeholderData: keepPreviousData },
    ),
  );
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page>
      <PageHead
        title="Anomalies"
        sub="After each sync, of services, accounts, teams and regions; both ways, and only what is worth a look"
        actions={
          <>
            <Select
              label="Of what"
              value={search.scope ?? ""}
              onChange={({ target }) => set({ scope: SCOPES.find((each) => each === target.value) })}
            >
              <option value="">Everything</option>
              {SCOPES.map((scope) => (
                <option key={scope} value={scope}>
                  {ANOMALY_SCOPE_WORDS[scope]}
                </option>
              ))}
            </Select>
            <Select
              label="Judged"
              value={search.verdict ?? ""}
              onChange={({ target }) => set({ verdict: VERDICTS.find((each) => each === target.value) })}
            >
              <option value="">Judged or not</option>
              {VERDICTS.map((verdict) => (
                <option key={verdict} value={verdict}>
                  {VERDICT_WORDS[verdict]}
                </option>
              ))}
            </Select>
            {items.length > 0 && <Button onClick={() => saveCsv(items)}>Save as CSV</Button>}
          </>
        }
      />
      <SectionNav of="/$org/costs" label="Costs" />
      <div className="mt-5 grid grid-cols-[minmax(0,1fr)] items-start gap-(--gap-card) xl:grid-cols-[minmax(0,1fr)_372px]">
        <Card>
          <CardHead
            title="Strange days"
            sub="The latest first; differences are against the same weekday a week before"
          />
          <QueryState query={list} skeleton={<Skeleton className="mx-(--pad-card) mb-5 h-64" />}>
            {() =>
              items.length === 0 ? (
                <EmptyState title={search.scope || search.verdict ? "None of this kind" : "No anomalies"}>
                  {search.scope || search.verdict
                    ? "Choose another kind, or all of them."
                    : "Days are judged after each sync, once four weeks are known. Holidays and fees by the calendar are none."}
                </EmptyState>
              ) : (
                <>
                  <ul className="px-(--pad-card) pb-3">
                    {items.map((anomaly) => (
                      <AnomalyRow key={anomaly.id} anomaly={anomaly} isWhole />
                    ))}
                  </ul>
                  {list.hasNextPage && (
                    <div className="border-t border-line px-(--pad-card) py-3">
                      <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                        Show earlier days
                      </Button>
                    </div>
                  )}
                </>
              )
            }
          </QueryState>
        </Card>
        <PlannedCard />
      </div>
    </Page>
  );
}

function saveCsv(items: readonly Anomaly[]) {
  download(
    "anomalies.csv",
    toCsv(
      ["day", "what", "kind", "actual", "expected", "difference", "currency", "score", "causes", "planned", "verdict"],
      items.map((one) => [
        ...[one.day, anomalyName(one), one.kind, one.actual, one.expected, one.impact, one.currency, one.score],
        one.causes.map(({ kind, key, difference }) => `${kind} ${key} ${difference}`).join("; "),
        ...[one.planned, one.verdict],
      ]),
    ),
    "text/csv",
  );
}
