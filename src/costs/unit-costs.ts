import { addAmounts, divideAmount, timesAmount } from "../base/money.ts";
import { addDays, type Day, daysOf, firstOfMonth, type Window } from "./days.ts";
import type { ReadDays } from "./read-days.ts";

/**
 * Why there is no unit cost: the day's costs were never read, or have not all arrived, or are in two currencies, which are
 * never added; nobody reported how many there were; or there were none, and nothing can be divided by it.
 */
export type UnitGap = "cost-not-read" | "cost-arriving" | "two-currencies" | "not-reported" | "none-of-them";
/** Decimals as text; `unitCost` is of `per` of them. null = that half is missing, never zero. */
export type UnitDay = {
  day: Day;
  cost: string | null;
  quantity: string | null;
  unitCost: string | null;
  gap: UnitGap | null;
};
/** A ratio of sums over the days that have both halves; never a mean of ratios (finops study, 6). */
export type UnitSum = {
  from: Day;
  to: Day;
  cost: string;
  quantity: string;
  unitCost: string | null;
  /** Days that are in the sums, and days that are not. */
  days: number;
  leftOut: number;
  /** Every day of the month that it begins in. */
  isMonth: boolean;
};

type Halves = {
  read: ReadDays;
  costs: ReadonlyMap<Day, string>;
  /** Days that have costs in another currency too. */
  mixed: ReadonlySet<Day>;
  quantities: ReadonlyMap<Day, string>;
  per: number;
};

/** Each day of the window. A day that was read and has no cost line cost nothing: that is known, not missing. */
export function unitDays(window: Window, { read, costs, mixed, quantities, per }: Halves): UnitDay[] {
  return daysOf(window).map((day) => {
    const costGap = gapOfCost(day, read, mixed);
    const cost = costGap === null ? (costs.get(day) ?? "0") : null;
    const quantity = quantities.get(day) ?? null;
    const unitCost = cost !== null && quantity !== null ? ratioOf(cost, quantity, per) : null;
    if (unitCost !== null) return { day, cost, quantity, unitCost, gap: null };
    return { day, cost, quantity, unitCost, gap: quantity === null ? "not-reported" : (costGap ?? "none-of-them") };
  });
}

function gapOfCost(day: Day, { isRead, hasArrived }: ReadDays, mixed: ReadonlySet<Day>): UnitGap | null {
  if (!hasArrived(day)) return isRead(day) ? "cost-arriving" : "cost-not-read";
  return mixed.has(day) ? "two-currencies" : null;
}

/** What `per` of them cost; null = there were none. */
const ratioOf = (cost: string, quantity: string, per: number): string | null =>
  Number(quantity) === 0 ? null : divideAmount(timesAmount(cost, per), quantity);

/** Days whose both halves are there, together. A day without any of them still cost: it is in the sum. */
export function unitSum(days: readonly UnitDay[], per: number): UnitSum | null {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return null;
  const whole = days.filter(({ cost, quantity }) => cost !== null && quantity !== null);
  const cost = addAmounts("0", ...whole.flatMap((day) => day.cost ?? []));
  const quantity = addAmounts("0", ...whole.flatMap((day) => day.quantity ?? []));
  return {
    from: first.day,
    to: last.day,
    cost,
    quantity,
    unitCost: ratioOf(cost, quantity, per),
    days: whole.length,
    leftOut: days.length - whole.length,
    isMonth: first.day === firstOfMonth(first.day) && addDays(last.day, 1) === firstOfMonth(first.day, 1),
  };
}

/** The newest month first. */
export function unitMonths(days: readonly UnitDay[], per: number): UnitSum[] {
  const months = Map.groupBy(days, ({ day }) => firstOfMonth(day));
  return [...months.values()].flatMap((of) => unitSum(of, per) ?? []).reverse();
}

/** The last day that has both halves, or null. */
export const completeThrough = (days: readonly UnitDay[]): Day | null =>
  days.findLast(({ cost, quantity }) => cost !== null && quantity !== null)?.day ?? null;
