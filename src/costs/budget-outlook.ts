import type { BUDGET_ALERTS, BUDGET_PERIODS, BudgetOutlook } from "../../db/schema/costs.ts";
import { addDays, type Day, firstOfMonth, type Window } from "./days.ts";
import { amount, bandOf, HISTORY_DAYS_MIN, periodSum } from "./outlook.ts";

/** As likely as not. */
const PROBABILITY_MIN = 0.5;
const WARNING_SHARE = 0.8;

export type Budgeted = {
  /** Daily costs that have arrived, oldest first; the next day is `from`. */
  known: readonly number[];
  from: Day;
  today: Day;
  /** Of this period, with the days that are still arriving. */
  spent: number;
  limit: number;
  period?: Period;
};
type Period = (typeof BUDGET_PERIODS)[number];

/** Which days count. A day's budget looks at the last day that has arrived whole: today's is always below it. */
export function periodOf(period: Period, { from, today }: { from: Day; today: Day }): Window {
  if (period === "day") return { from: addDays(from, -1), until: from };
  if (period === "month") return { from: firstOfMonth(today), until: firstOfMonth(today, 1) };
  const start = firstOfMonth(today, -((Number(today.slice(5, 7)) - 1) % 3));
  return { from: start, until: firstOfMonth(start, 3) };
}

/** How the month of a budget stands, and how likely it ends above it: the share of past errors that would carry it there. */
export function toBudgetOutlook({ known, from, today, spent, limit, period = "month" }: Budgeted): BudgetOutlook {
  const { month, mean, errors } = periodSum(known, from, periodOf(period, { from, today }));
  if (known.length < HISTORY_DAYS_MIN)
    return { month, spent: amount(spent), expected: null, band: null, probability: spent > limit ? 1 : null };
  const passing = errors?.filter((error) => mean + error > limit).length ?? 0;
  return {
    month,
    spent: amount(spent),
    expected: amount(Math.max(mean, spent)),
    band: errors && bandOf(mean, errors),
    probability: spent > limit ? 1 : errors && passing / errors.length,
  };
}

/** The lines that the month has crossed. */
export function crossedLines(outlook: BudgetOutlook, limit: number): (typeof BUDGET_ALERTS)[number][] {
  const spent = Number(outlook.spent);
  return [
    ...(spent >= WARNING_SHARE * limit ? (["actual80"] as const) : []),
    ...(spent > limit ? (["actual100"] as const) : []),
    ...((outlook.probability ?? 0) >= PROBABILITY_MIN ? (["forecast"] as const) : []),
  ];
}
