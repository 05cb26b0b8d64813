import type { Backtest, Band, costForecasts } from "../../db/schema/costs.ts";
import { addDays, type Day, daysBetween, firstOfMonth, type Window } from "./days.ts";
import { conformal, type Forecast, forecast, forecastSum } from "./forecast.ts";
import { SEASON } from "./theta.ts";

/** To the end of the next month, and never fewer than 30 days. */
const HORIZON_DAYS_MIN = 30;
/** Two weeks, or there is no week to continue. */
export const HISTORY_DAYS_MIN = 2 * SEASON;
const BACKTEST_WEEKS_MAX = 12;
const BACKTEST_HISTORY_DAYS_MIN = 4 * SEASON;
const CENTS = 2;

export type Outlook = Pick<typeof costForecasts.$inferSelect, "from" | "historyDays" | "days" | "month" | "backtest">;

/** What comes after `known` (daily costs, oldest first; the next day is `from`), and the month of today; null = too little history. */
export function toOutlook(known: readonly number[], from: Day, today: Day): Outlook | null {
  if (known.length < HISTORY_DAYS_MIN) return null;
  const untilNextMonthEnds = daysBetween({ from, until: firstOfMonth(from, 2) });
  const said = forecast(known, Math.max(HORIZON_DAYS_MIN, untilNextMonthEnds));
  return {
    from,
    historyDays: known.length,
    days: said.mean.map((_, at) => ({ day: addDays(from, at), ...bandAt(said, at) })),
    month: monthOutlook(known, from, today),
    backtest: backtest(known),
  };
}

/** How the month of `today` ends: days that are known and days that are foretold, together. */
export function monthOutlook(known: readonly number[], from: Day, today: Day, originsMax?: number): Outlook["month"] {
  const period = { from: firstOfMonth(today), until: firstOfMonth(today, 1) };
  const { month, spent, mean, errors } = periodSum(known, from, period, originsMax);
  return { month, known: amount(spent), mean: amount(mean), band: errors && bandOf(mean, errors) };
}

/** What is known of a period, and what it will come to; on its first days nothing of it may be known. */
export function periodSum(known: readonly number[], from: Day, month: Window, originsMax?: number) {
  const passed = Math.min(daysBetween(month), Math.max(0, daysBetween({ from: month.from, until: from })));
  const skip = Math.max(0, daysBetween({ from, until: month.from }));
  const spent = passed === 0 ? 0 : sum(known.slice(-passed));
  const rest = forecastSum(known, { skip, days: daysBetween(month) - passed, originsMax });
  return { month: month.from, spent, mean: spent + rest.mean, errors: rest.errors };
}

export function bandOf(mean: number, errors: readonly number[]): Band {
  const [half80, half95] = [conformal(errors, 0.8), conformal(errors, 0.95)];
  return {
    mean: amount(mean),
    lower80: amount(mean - half80),
    upper80: amount(mean + half80),
    lower95: amount(mean - half95),
    upper95: amount(mean + half95),
  };
}

/** The last weeks, each foretold from what was known before it; null = too little history for four of them. */
export function backtest(known: readonly number[]): Backtest | null {
  const weeks = Math.min(BACKTEST_WEEKS_MAX, Math.floor((known.length - BACKTEST_HISTORY_DAYS_MIN) / SEASON));
  if (weeks < 4) return null;
  const origins = Array.from({ length: weeks }, (_, week) => known.length - SEASON * (week + 1));
  const scores = origins.map((origin) => {
    const [before, after] = [known.slice(0, origin), known.slice(origin, origin + SEASON)];
    const said = forecast(before, SEASON);
    const missed = sum(after.map((value, at) => Math.abs(value - (said.mean[at] ?? 0))));
    return {
      missed,
      naive: sum(after.map((value, at) => Math.abs(value - (before[origin - SEASON + at] ?? 0)))),
      actual: sum(after.map(Math.abs)),
      mase: missed / SEASON / naiveStep(before),
      in80: countWithin(after, said.lower80, said.upper80),
      in95: countWithin(after, said.lower95, said.upper95),
    };
  });
  const total = (read: (score: (typeof scores)[number]) => number) => sum(scores.map(read));
  const actual = total(({ actual: each }) => each);
  const mase = total(({ mase: each }) => each) / weeks;
  // A series without any cost, or one that repeats to the cent, has no share of itself to miss by.
  if (actual === 0 || !Number.isFinite(mase)) return null;
  return {
    weeks,
    mase,
    wape: total(({ missed }) => missed) / actual,
    naiveWape: total(({ naive }) => naive) / actual,
    covered80: total(({ in80 }) => in80) / weeks / SEASON,
    covered95: total(({ in95 }) => in95) / weeks / SEASON,
  };
}

/** What "as a week ago" misses a day by, inside the history. */
const naiveStep = (values: readonly number[]) =>
  sum(values.slice(SEASON).map((value, at) => Math.abs(value - (values[at] ?? 0)))) / (values.length - SEASON);

const countWithin = (values: readonly number[], lower: readonly number[], upper: readonly number[]) =>
  values.filter((value, at) => (lower[at] ?? 0) <= value && value <= (upper[at] ?? 0)).length;

const bandAt = (said: Forecast, at: number): Band => ({
  mean: amount(said.mean[at]),
  lower80: amount(said.lower80[at]),
  upper80: amount(said.upper80[at]),
  lower95: amount(said.lower95[at]),
  upper95: amount(said.upper95[at]),
});

/** A guess has no fractions of a cent. */
export const amount = (value = 0) => (Math.abs(value) < 0.005 ? 0 : value).toFixed(CENTS);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
