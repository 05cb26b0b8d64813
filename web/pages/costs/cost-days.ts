import { useQuery } from "@tanstack/react-query";
import { type Inputs, useTRPC } from "../../api.ts";
import type { RANGES } from "../../search.ts";
import { serviceLabel } from "../../ui/aws.ts";
import type { Day } from "../../ui/charts/series.ts";
import { addDays, toDay, toNumber } from "../../ui/format.ts";

export type Metric = Inputs["costs"]["byDay"]["metric"];
export type Range = (typeof RANGES)[number];

/** First and last day of a range; days are UTC, as AWS bills them. */
export function rangeDays(range: Range, today: string): { from: string; to: string } {
  if (range === "month") return { from: `${today.slice(0, 8)}01`, to: today };
  return { from: addDays(today, range === "30d" ? -29 : -89), to: today };
}

/** Daily cost by service, as numbers for the chart. */
export function useCostDays(metric: Metric, range: Range) {
  const trpc = useTRPC();
  return useQuery(
    trpc.costs.byDay.queryOptions(
      { ...rangeDays(range, toDay(new Date())), metric },
      {
        select: ({ currency, days }): { currency: string; days: Day[] } => ({
          currency,
          days: days.map(({ day, estimated, services }) => ({
            day,
            isEstimated: estimated,
            values: Object.fromEntries(
              services.map(({ service, amount }) => [serviceLabel(service), toNumber(amount)]),
            ),
          })),
        }),
      },
    ),
  );
}
