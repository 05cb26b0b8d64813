import type { BUDGET_ALERTS, BudgetOutlook } from "../../db/schema/costs.ts";
import type { Day } from "./days.ts";
import { amount, bandOf, HISTORY_DAYS_MIN, monthSum } from "./outlook.ts";

/** As likely as not. */
const PROBABILITY_MIN = 0.5;
const WARNING_SHARE = 0.8;

export type Budgeted = {
  /** Daily costs that have arrived, oldest first; the next day is `from`. */
  known: readonly number[];
  from: Day;
  today: Day;
  /** Of this month, with the days that are still arriving. */
  spent: number;
  limit: number;
};

/** How the month of a budget stands, and how likely it ends above it: the share of past errors that would carry it there. */
export function toBudgetOutlook({ known, from, today, spent, limit }: Budgeted): BudgetOutlook {
  const { month, mean, errors } = monthSum(known, from, today);
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
