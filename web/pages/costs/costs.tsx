import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { RefreshCw } from "lucide-react";
import { explain, useTRPC } from "../../api.ts";
import type { METRICS, RANGES } from "../../search.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { CostChart, useChartView } from "../../ui/charts/cost-chart.tsx";
import { dayTotal } from "../../ui/charts/series.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { formatMoney } from "../../ui/format.ts";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { Page, PageHead } from "../../ui/page.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { SectionNav } from "../../ui/section-nav.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { AsOf } from "../../ui/time.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";
import { AnomaliesCard } from "./anomalies-card.tsx";
import { BudgetsCard } from "./budgets-card.tsx";
import { type Metric, type Range, useCostDays } from "./cost-days.ts";
import { ForecastCard } from "./forecast-card.tsx";
import { MetricSelect } from "./metric-select.tsx";
import { METRIC_WORDS } from "./metric-words.ts";
import { MonthCards } from "./month-cards.tsx";
import { MonthEnds } from "./month-ends.tsx";
import { RequestMeter } from "./request-meter.tsx";
import { Restatements } from "./restatements.tsx";
import { ServiceTable } from "./service-table.tsx";
import { SyncProblems } from "./sync-problems.tsx";

const RANGE_OPTIONS: { value: Range; label: string; title: string }[] = [
  { value: "month", label: "Month", title: "This month to date" },
  { value: "30d", label: "30d", title: "The last 30 days" },
  { value: "90d", label: "90d", title: "The last 90 days" },
];
const RANGE_WORDS: Record<(typeof RANGES)[number], string> = {
  month: "this month",
  "30d": "in the last 30 days",
  "90d": "in the last 90 days",
};
const METRIC_EXPLAINED: Record<(typeof METRICS)[number], string> = {
  pay: "what AWS bills: usage, fees, taxes, credits and refunds, net unblended",
  run: "what the days used, with their share of what was paid in advance; without taxes, credits and refunds, net amortized",
  unblended: "unblended",
  amortized: "amortized",
  netUnblended: "net unblended",
  netAmortized: "net amortized",
};

export function Costs() {
  const trpc = useTRPC();
  const organization = useOrganization();
  const search = useSearch({ from: "/$org/costs" });
  const navigate = useNavigate();
  const { metric = "pay", range = "30d" } = search;
  const set = (changes: { metric?: Metric; range?: Range }) =>
    void navigate({ to: "/$org/costs", params: { org: organization.slug }, search: { ...search, ...changes } });
  const summary = useQuery(trpc.costs.summary.queryOptions({ metric }));
  const days = useCostDays(metric, range);
  const { view, toggle } = useChartView();
  const sync = useMutation(
    trpc.costs.sync.mutationOptions({
      onSuccess: () => sayDone("Cost sync is queued. Figures refresh by themselves."),
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  const total = days.data?.days.reduce((sum, day) => sum + dayTotal(day), 0);
  return (
    <Page>
      <PageHead
        title="Costs"
        sub={summary.data && <AsOf at={summary.data.syncedAt} what="Synced" />}
        actions={
          <>
            <MetricSelect value={metric} onChange={(chosen) => set({ metric: chosen })} />
            <Segmented
              label="Time range"
              options={RANGE_OPTIONS}
              value={range}
              onChange={(value) => set({ range: value })}
            />
            <Button unavailable={whyNot(organization, "developer")} busy={sync.isPending} onClick={() => sync.mutate()}>
              <RefreshCw aria-hidden="true" />
              Sync now
            </Button>
          </>
        }
      />
      <SectionNav of="/$org/costs" label="Costs" />
      <div className="mt-5 grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)">
        {summary.data && <SyncProblems accounts={summary.data.accounts} />}
        <MonthCards metric={metric} />
        <Card>
          <CardHead
            title="Cost by day and service"
            sub={
              days.data && total !== undefined && days.data.days.length > 0
                ? `${formatMoney({ amount: String(total), currency: days.data.currency }, "whole")} ${RANGE_WORDS[range]}, ${METRIC_EXPLAINED[metric]}. Days are UTC.`
                : METRIC_WORDS[metric]
            }
          >
            {toggle}
          </CardHead>
          <QueryState query={days} skeleton={<Skeleton className="mx-(--pad-card) mb-5 h-[340px]" />}>
            {({ days: rows, currency }) =>
              rows.length === 0 ? (
                <EmptyState
                  title="No costs yet"
                  action={
                    <Link to="/$org/accounts" params={{ org: organization.slug }} className={buttonLook({})}>
                      Look at the AWS accounts
                    </Link>
                  }
                >
                  They appear after the first sync with Cost Explorer, and again each day.
                </EmptyState>
              ) : (
                <CostChart days={rows} currency={currency} view={view} label="Daily AWS cost by service" />
              )
            }
          </QueryState>
        </Card>
        <ForecastCard metric={metric} />
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-(--gap-card) xl:grid-cols-[minmax(0,1fr)_372px]">
          <div className="grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)">
            {days.data?.days.length !== 0 && <ServiceTable days={days.data} range={RANGE_WORDS[range]} />}
            <MonthEnds />
          </div>
          <div className="grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)">
            <BudgetsCard />
            <AnomaliesCard />
            <Restatements />
            <RequestMeter />
          </div>
        </div>
      </div>
    </Page>
  );
}
