import { addAmounts, divideAmount, timesAmount } from "../base/money.ts";
import { addDays, type Day, daysBetween, firstOfMonth, type Window } from "./days.ts";

/**
 * Why there is no unit cost: the day's costs were never read, or have not all arrived; nobody reported how many there
 * were; or there were none, and nothing can be divided by it.
 */
export type UnitGap = "cost-not-read" | "cost-arriving" | "not-reported" | "none-of-them";
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
};

type Halves = {
  /** Days whose costs were read and have arrived; null = none. */
  known: Window | null;
  costs: ReadonlyMap<Day, string>;
  quantities: ReadonlyMap<Day, string>;
  per: number;
};

/** Each day of the window. A day within `known` that has no cost line cost nothing: that is read, not missing. */
export function unitDays({ from, until }: Window, { known, costs, quantities, per }: Halves): UnitDay[] {
  return Array.from({ length: daysBetween({ from, until }) }, (_, at) => {
    const day = addDays(from, at);
    const isRead = known !== null && known.from <= day && day < known.until;
    const cost = isRead ? (costs.get(day) ?? "0") : null;
    const quantity = quantities.get(day) ?? null;
    const unitCost = cost !== null && quantity !== null ? ratioOf(cost, quantity, per) : null;
    return { day, cost, quantity, unitCost, gap: unitCost === null ? gapOf(day, cost, quantity, known) : null };
  });
}

function gapOf(day: Day, cost: string | null, quantity: string | null, known: Window | null): UnitGap {
  if (quantity === null) return "not-reported";
  if (cost !== null) return "none-of-them";
  return known !== null && day >= known.until ? "cost-arriving" : "cost-not-read";
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
