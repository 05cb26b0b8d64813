import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Download, Link2, Printer, X } from "lucide-react";
import { useMemo } from "react";
import type * as z from "zod/mini";
import { type Inputs, type Outputs, useTRPC } from "../../api.ts";
import { COMPARED, COST_GROUPS, EXPLORED, type ExploreSearch } from "../../search.ts";
import { Button } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { CostChart, useChartView } from "../../ui/charts/cost-chart.tsx";
import type { Day } from "../../ui/charts/series.ts";
import { toCsv } from "../../ui/csv.ts";
import { DayPicker } from "../../ui/day-picker.tsx";
import { download } from "../../ui/download.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Select } from "../../ui/field.tsx";
import { addDays, toDay, toNumber } from "../../ui/format.ts";
import { useOrganization } from "../../ui/organization.ts";
import { Page, PageHead } from "../../ui/page.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { SectionNav } from "../../ui/section-nav.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { sayDone } from "../../ui/toast.ts";
import { comparedFrom, eventLabel, keyLabel, periodDays, spanWords } from "./explored.ts";
import { Drivers, ExploredTable, Figures, TopResources } from "./explorer-parts.tsx";
import { MetricSelect } from "./metric-select.tsx";
import { METRIC_WORDS } from "./metric-words.ts";

export type Explored = Outputs["costs"]["explore"];
type Input = Inputs["costs"]["explore"];

const GROUP_WORDS: Record<(typeof COST_GROUPS)[number], string> = {
  service: "Service",
  account: "Account",
  region: "Region",
  team: "Team",
  component: "Catalogue service",
  environment: "Environment",
  category: "Charge category",
  kind: "Compute, storage, network",
};
const PERIOD_WORDS: Record<(typeof EXPLORED)[number], string> = {
  "7d": "Last 7 days",
  "30d": "Last 30 days",
  "90d": "Last 90 days",
  month: "This month",
  "last-month": "Last month",
  year: "Last 12 months",
  days: "Chosen days",
};
const COMPARED_WORDS: Record<(typeof COMPARED)[number], string> = {
  before: "Against the days before",
  year: "Against a year before",
  days: "Against chosen days",
};
const FILTERS = ["service", "category", "account", "region", "team", "component", "environment"] as const;
type Filter = (typeof FILTERS)[number];
const isFilter = (by: string): by is Filter => FILTERS.some((filter) => filter === by);

/** Everything that can be asked of the ledger; the address holds the question. */
export function CostExplorer() {
  const trpc = useTRPC();
  const organization = useOrganization();
  const search = useSearch({ from: "/$org/costs/explorer" });
  const navigate = useNavigate();
  const { metric = "pay", period = "30d", by = "service", against = "before" } = search;
  const set = (changes: Partial<typeof search>) =>
    void navigate({
      to: "/$org/costs/explorer",
      params: { org: organization.slug },
      search: { ...search, ...changes },
    });
  const { view, toggle } = useChartView();
  const today = toDay(new Date());
  const input = useMemo(() => toInput(search, today), [search, today]);
  const explored = useQuery(trpc.costs.explore.queryOptions(input));
  const settings = useQuery(trpc.organizations.settings.queryOptions());
  const tagKeys = settings.data?.costTagKeys ?? [];
  const active = FILTERS.flatMap((filter) => (search[filter] ?? []).map((value) => ({ filter, value })));
  const drill = isFilter(by)
    ? (key: string) => set({ [by]: [key], by: by === "service" ? "account" : "service" })
    : undefined;
  return (
    <Page>
      <PageHead
        title="Cost explorer"
        sub={`${PERIOD_WORDS[period]}: ${spanWords(input.from, input.to)}, days of UTC`}
        actions={
          <>
            <Button
              onClick={() =>
                void navigator.clipboard
                  .writeText(location.href)
                  .then(() => sayDone("The link to this view was copied."))
              }
            >
              <Link2 aria-hidden="true" />
              Share
            </Button>
            <Button
              unavailable={explored.data ? undefined : "Nothing is loaded yet."}
              onClick={() => explored.data && saveCsv(by, explored.data)}
            >
              <Download aria-hidden="true" />
              CSV
            </Button>
            <Button onClick={() => window.print()}>
              <Printer aria-hidden="true" />
              Print
            </Button>
          </>
        }
      />
      <SectionNav of="/$org/costs" label="Costs" />
      <div className="no-print flex flex-wrap items-center gap-2 py-4">
        <Select label="Group by" value={by} onChange={({ target }) => set({ by: target.value })}>
          {COST_GROUPS.map((group) => (
            <option key={group} value={group}>
              {GROUP_WORDS[group]}
            </option>
          ))}
          {tagKeys.map((key) => (
            <option key={key} value={`tag:${key}`}>{`Tag ${key}`}</option>
          ))}
        </Select>
        <Select
          label="Period"
          value={period}
          onChange={({ target }) =>
            set({
              period: EXPLORED.find((each) => each === target.value),
              // What was looked at is where choosing begins.
              ...(target.value === "days" ? { from: input.from, to: input.to } : { from: undefined, to: undefined }),
            })
          }
        >
          {EXPLORED.map((each) => (
            <option key={each} value={each}>
              {PERIOD_WORDS[each]}
            </option>
          ))}
        </Select>
        {period === "days" && (
          <>
            <DayPicker label="From" value={input.from} max={today} onChange={(from) => set({ from })} />
            <DayPicker label="to" value={input.to} max={today} onChange={(to) => set({ to })} />
          </>
        )}
        <Select
          label="Compare"
          value={against}
          onChange={({ target }) => set({ against: COMPARED.find((each) => each === target.value) })}
        >
          {COMPARED.map((each) => (
            <option key={each} value={each}>
              {COMPARED_WORDS[each]}
            </option>
          ))}
        </Select>
        {against === "days" && (
          <DayPicker
            label="since"
            value={search.since}
            max={addDays(input.from, -1)}
            onChange={(since) => set({ since })}
          />
        )}
        <MetricSelect value={metric} onChange={(chosen) => set({ metric: chosen })} />
        {active.map(({ filter, value }) => (
          <Button
            key={`${filter} ${value}`}
            size="sm"
            aria-label={`Remove the filter ${GROUP_WORDS[filter]} ${keyLabel(filter, value)}`}
            onClick={() => set({ [filter]: (search[filter] ?? []).filter((each) => each !== value) })}
          >
            {GROUP_WORDS[filter]}: {keyLabel(filter, value)}
            <X aria-hidden="true" />
          </Button>
        ))}
      </div>
      <QueryState query={explored} skeleton={<Skeleton className="h-[420px] rounded-lg" />}>
        {(data) =>
          data.items.length === 0 ? (
            <EmptyState title="No costs here">
              Nothing was charged in this period with these filters. Remove a filter or choose a longer period.
            </EmptyState>
          ) : (
            <div className="grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)">
              <Figures data={data} />
              <Card>
                <CardHead
                  title={`Cost by ${data.grain} and ${(isGroup(by) ? GROUP_WORDS[by] : by).toLowerCase()}`}
                  sub={METRIC_WORDS[metric]}
                >
                  {toggle}
                </CardHead>
                <CostChart
                  days={toDays(by, data)}
                  currency={data.currency}
                  view={view}
                  label={`AWS cost by ${by}`}
                  markers={
                    data.grain === "day"
                      ? data.markers.map(({ day, action, actorName }) => ({
                          day,
                          label: eventLabel(action, actorName),
                        }))
                      : []
                  }
                />
              </Card>
              <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-(--gap-card) xl:grid-cols-[minmax(0,1fr)_372px]">
                <ExploredTable data={data} by={by} word={isGroup(by) ? GROUP_WORDS[by] : by} onDrill={drill} />
                <div className="grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)">
                  <Drivers data={data} by={by} />
                  <TopResources from={input.from} to={input.to} metric={metric} service={search.service} />
                </div>
              </div>
            </div>
          )
        }
      </QueryState>
    </Page>
  );
}

const isGroup = (by: string): by is (typeof COST_GROUPS)[number] => COST_GROUPS.some((group) => group === by);

type Search = z.infer<typeof ExploreSearch>;
function toInput({ metric = "pay", by = "service", ...search }: Partial<Search>, today: string): Input {
  const wanted = isGroup(by)
    ? by
    : by.startsWith("tag:") && by.length > 4
      ? (`tag:${by.slice(4)}` as const)
      : "service";
  const chosen = (filter: Filter) => {
    const values = search[filter];
    return values && values.length > 0 ? { [filter]: values } : {};
  };
  const days = periodDays(search, today);
  const against = comparedFrom(search, days);
  return {
    ...days,
    ...(against && { against }),
    metric,
    by: wanted,
    ...Object.assign({}, ...FILTERS.map(chosen)),
  };
}

function toDays(by: string, { items, estimatedDays }: Explored): Day[] {
  const days = new Map<string, Record<string, number>>();
  for (const { key, name, days: own } of items)
    for (const { day, amount } of own) {
      const values = days.get(day) ?? {};
      days.set(day, values);
      const label = keyLabel(by, key, name);
      values[label] = (values[label] ?? 0) + toNumber(amount);
    }
  return [...days]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, values]) => ({ day, values, isEstimated: estimatedDays.includes(day) }));
}

function saveCsv(by: string, { items, currency, grain, previousFrom, previousTo }: Explored) {
  const days = [...new Set(items.flatMap((item) => item.days.map(({ day }) => day)))].sort();
  const rows = items.map(({ key, name, total, before, change, days: own }) => {
    const amounts = new Map(own.map(({ day, amount }) => [day, amount]));
    return [
      keyLabel(by, key, name),
      key,
      currency,
      total,
      before ?? "",
      change ?? "",
      ...days.map((day) => amounts.get(day) ?? "0"),
    ];
  });
  const header = [by, "id", "currency", "total", `${previousFrom} to ${previousTo}`, "change", ...days];
  download(`costs-by-${grain}-and-${by.replace(":", "-")}.csv`, toCsv(header, rows), "text/csv");
}
