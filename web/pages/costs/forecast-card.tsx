import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api.ts";
import { Card, CardHead } from "../../ui/card.tsx";
import { BandChart, type BandDay } from "../../ui/charts/band-chart.tsx";
import { useChartView } from "../../ui/charts/cost-chart.tsx";
import { type Day, dayTotal } from "../../ui/charts/series.ts";
import { formatDay, formatMoney, formatPercent, plural, toNumber } from "../../ui/format.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { ScrollRegion } from "../../ui/scroll-region.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { type Metric, useCostDays } from "./cost-days.ts";
import { type Forecast, MonthEnd } from "./month-end.tsx";

const DAYS_SHOWN = 30;

/** What the next weeks will cost, how sure that is, and how the method did on this organisation's own past. */
export function ForecastCard({ metric }: { metric: Metric }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.costs.forecast.queryOptions({ metric }));
  const days = useCostDays(metric, "30d");
  const { view, toggle } = useChartView();
  const forecast = query.data?.forecast;
  return (
    <Card>
      <CardHead title="Forecast" sub={forecast ? <MonthEnd forecast={forecast} /> : "The next 30 days"}>
        {forecast && toggle}
      </CardHead>
      <QueryState query={query} skeleton={<Skeleton className="mx-(--pad-card) mb-5 h-[260px]" />}>
        {({ forecast: said, reason }) =>
          said ? (
            <>
              {view === "table" ? (
                <ForecastTable forecast={said} />
              ) : (
                <div className="px-2 sm:px-3">
                  <BandChart
                    days={bandDays(days.data?.days ?? [], said)}
                    currency={said.currency}
                    label={`Daily cost, the last days and the next ${DAYS_SHOWN}`}
                  />
                </div>
              )}
              <Proof forecast={said} />
            </>
          ) : (
            <p className="px-(--pad-card) pb-5 text-sm text-fg-3">No forecast yet. {reason}</p>
          )
        }
      </QueryState>
    </Card>
  );
}

function Proof({ forecast: { backtest, historyDays } }: { forecast: Forecast }) {
  return (
    <p className="px-(--pad-card) pt-1 pb-4 text-xs text-fg-3">
      {backtest
        ? `Tested on your own last ${plural(backtest.weeks, "week")}, each foretold from what was known before it: off by ${formatPercent(backtest.wape)} of the cost, repeating the week before by ${formatPercent(backtest.naiveWape)}. The 80 % band held ${formatPercent(backtest.covered80)} of the days, the 95 % band ${formatPercent(backtest.covered95)}.`
        : `Made from ${plural(historyDays, "day")} of history, too few to test it on your own past.`}
    </p>
  );
}

function bandDays(past: readonly Day[], { from, days }: Forecast): BandDay[] {
  return [
    ...past
      .filter(({ day }) => day < from)
      .map((day): BandDay => ({ day: day.day, actual: dayTotal(day), foretold: null })),
    ...days.slice(0, DAYS_SHOWN).map(
      ({ day, mean, lower80, upper80, lower95, upper95 }): BandDay => ({
        day,
        actual: null,
        foretold: {
          mean: toNumber(mean),
          lower80: toNumber(lower80),
          upper80: toNumber(upper80),
          lower95: toNumber(lower95),
          upper95: toNumber(upper95),
        },
      }),
    ),
  ];
}

function ForecastTable({ forecast: { days, currency } }: { forecast: Forecast }) {
  const money = (amount: string) => formatMoney({ amount, currency });
  return (
    <ScrollRegion label="Forecast by day" className="max-h-[264px] border-y border-line">
      <table className="w-full text-sm">
        <thead className="sticky top-0 bg-sunken text-xs text-fg-3">
          <tr className="[&>th]:h-9 [&>th]:px-3 [&>th]:text-right [&>th]:font-medium [&>th]:whitespace-nowrap [&>th:first-child]:text-left">
            <th scope="col">Day</th>
            <th scope="col">Expected</th>
            <th scope="col">80 % from</th>
            <th scope="col">80 % to</th>
            <th scope="col">95 % from</th>
            <th scope="col">95 % to</th>
          </tr>
        </thead>
        <tbody>
          {days.map(({ day, mean, lower80, upper80, lower95, upper95 }) => (
            <tr key={day} className="num border-t border-line [&>td]:h-8 [&>td]:px-3 [&>td]:text-right">
              <th scope="row" className="px-3 text-left font-normal whitespace-nowrap">
                {formatDay(day)}
              </th>
              <td className="font-medium">{money(mean)}</td>
              <td>{money(lower80)}</td>
              <td>{money(upper80)}</td>
              <td>{money(lower95)}</td>
              <td>{money(upper95)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
