import { oddDays } from "./anomaly.ts";
import { median, SEASON } from "./theta.ts";

/** A shift is judged by a week after it and four before it (finops study, §5.1). */
const AFTER_DAYS_MIN = SEASON;
const BEFORE_DAYS = 4 * SEASON;
/** How many median absolute deviations a new level lies from the old one, and what share of it at least. */
const SHIFT_DEVIATIONS = 5;
const SHIFT_SHARE = 0.2;
/** Where most days cost nothing, there is no day of the week to continue. */
const SPARSE_SHARE = 0.5;
const SPARSE_DAYS_MIN = 2 * SEASON;

export type History = {
  /** What happened, as a method may learn from it. */
  values: number[];
  /** The same without its strange days: they are no habit, and errors against them still count. */
  usual: number[];
  isSparse: boolean;
  /** Nothing of it was below zero, so nothing to come is. */
  isCost: boolean;
};

/**
 * Daily values made fit to learn from: what is no number is the day before it, days before the first cost were no
 * company, and days before a lasting new level are lifted to it, so that a jump is not taken for a trend.
 */
export function toHistory(raw: readonly number[]): History {
  const finite = withoutGaps(raw);
  const first = finite.findIndex((value) => value !== 0);
  const known = first === -1 ? finite : finite.slice(first);
  const zeros = known.filter((value) => value === 0).length;
  const isSparse = known.length >= SPARSE_DAYS_MIN && zeros >= SPARSE_SHARE * known.length;
  const isCost = finite.every((value) => value >= 0);
  if (isSparse) return { values: known, usual: known, isSparse, isCost };
  const values = onOneLevel(known);
  const usual = [...values];
  for (const { index, expected } of oddDays(values)) usual[index] = expected;
  return { values, usual, isSparse, isCost };
}

function withoutGaps(raw: readonly number[]): number[] {
  let last = 0;
  return raw.map((value) => {
    if (Number.isFinite(value)) last = value;
    return last;
  });
}

/** The last lasting shift is undone backwards: earlier days get the level of now. */
function onOneLevel(values: readonly number[]): number[] {
  const shift = lastShift(values);
  return values.map((value, at) => (shift && at < shift.at ? value + shift.by : value));
}

/** The latest day from which on every day lies beyond all of the four weeks before it. */
function lastShift(values: readonly number[]): { at: number; by: number } | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = values.length - 1; at >= BEFORE_DAYS; at--) {
    const value = values[at] ?? 0;
    low = Math.min(low, value);
    high = Math.max(high, value);
    if (values.length - at < AFTER_DAYS_MIN) continue;
    // Most days end here: the day before one is no farther away than the days after it.
    const previous = values[at - 1] ?? 0;
    if (low <= previous && previous <= high) continue;
    const before = values.slice(at - BEFORE_DAYS, at);
    if (low <= Math.max(...before) && high >= Math.min(...before)) continue;
    const [old, now] = [median(before), median(values.slice(at, at + BEFORE_DAYS))];
    const deviation = median(before.map((each) => Math.abs(each - old)));
    const by = now - old;
    if (Math.abs(by) > SHIFT_DEVIATIONS * deviation && Math.abs(by) > SHIFT_SHARE * Math.abs(old)) return { at, by };
  }
  return null;
}
