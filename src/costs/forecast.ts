import { type History, toHistory } from "./history.ts";
import { fitSparse } from "./sparse.ts";
import { fitTheta, SEASON } from "./theta.ts";

/** Daily values; the intervals hold about 80 and 95 of 100 days. */
export type Forecast = { mean: number[]; lower80: number[]; upper80: number[]; lower95: number[]; upper95: number[] };

/** History of the first fit whose error counts. */
const TRAINING_DAYS_MIN = 10;
/** Fits inside the history whose errors make the intervals: eight weeks, so that old habits are forgotten. */
const ORIGINS_MAX = 8 * SEASON;
/** Fits for each of very many series, where eight weeks of them would take a job's processor time. */
export const ORIGINS_OF_MANY = 2 * SEASON;
/** Below this many errors, a sum's interval would be a guess. */
const SUM_ERRORS_MIN = 12;

/**
 * The next `horizon` days of daily values (oldest first) by Theta, or by Croston's method where most days cost nothing,
 * with split-conformal intervals: as wide as the errors that the same method made inside the history, at about the same
 * distance. The same values give the same answer; a history without a cost foretells none.
 */
export function forecast(values: readonly number[], horizon: number): Forecast {
  const history = toHistory(values);
  const fitted = methodOf(history)(history.usual);
  const mean = daysOf(horizon).map((step) => fitted.at(step));
  const errors = errorsByStep(history, horizon);
  const near = history.isSparse ? (errors[0] ?? []) : oneStepErrors(history.usual);
  const [half80, half95] = [0.8, 0.95].map((share) => halfWidths(errors, near, share, history));
  // Costs do not go below zero.
  const possible = (value: number) => (history.isCost ? Math.max(0, value) : value);
  const around = (halves: number[] | undefined, sign: number) =>
    mean.map((value, at) => possible(value + sign * (halves?.[at] ?? 0)));
  return {
    mean: mean.map(possible),
    lower80: around(half80, -1),
    upper80: around(half80, 1),
    lower95: around(half95, -1),
    upper95: around(half95, 1),
  };
}

/**
 * The sum of `days` days from `skip` days after the last value, and the errors of such sums inside the history: a sum's
 * interval is not the sum of intervals. null = too few to say how sure it is.
 */
export function forecastSum(
  raw: readonly number[],
  { skip = 0, days, originsMax = ORIGINS_MAX }: { skip?: number; days: number; originsMax?: number | undefined },
): { mean: number; errors: number[] | null } {
  if (days === 0) return { mean: 0, errors: [0] };
  const steps = daysOf(days).map((day) => skip + day);
  const history = toHistory(raw);
  const { values, usual, isCost } = history;
  const fit = methodOf(history);
  const fitted = fit(usual);
  const total = (of: { at(step: number): number }) =>
    steps.reduce((sum, step) => sum + (isCost ? Math.max(0, of.at(step)) : of.at(step)), 0);
  const errors: number[] = [];
  const last = values.length - days - skip;
  for (let origin = Math.max(TRAINING_DAYS_MIN, last - originsMax + 1); origin <= last; origin++) {
    const actual = steps.reduce((sum, step) => sum + (values[origin + step - 1] ?? 0), 0);
    errors.push(actual - total(fit(usual.slice(0, origin))));
  }
  return { mean: total(fitted), errors: errors.length >= SUM_ERRORS_MIN ? errors : null };
}

const methodOf = ({ isSparse }: History): ((values: readonly number[]) => { at(step: number): number }) =>
  isSparse ? fitSparse : fitTheta;

/** Half of the interval that holds `share` of errors like these: each of them may as well be the next one. */
export function conformal(errors: readonly number[], share: number): number {
  const sizes = errors.map(Math.abs).sort((a, b) => a - b);
  return sizes[Math.min(Math.ceil(share * (sizes.length + 1)), sizes.length) - 1] ?? 0;
}

const daysOf = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** `errors[step - 1]`: what fits inside the history missed at that distance. */
function errorsByStep(history: History, horizon: number): number[][] {
  const { values, usual } = history;
  const fit = methodOf(history);
  const errors: number[][] = daysOf(horizon).map(() => []);
  for (let origin = Math.max(TRAINING_DAYS_MIN, values.length - ORIGINS_MAX); origin < values.length; origin++) {
    const then = fit(usual.slice(0, origin));
    for (let step = 1; step <= horizon && origin + step <= values.length; step++)
      errors[step - 1]?.push((values[origin + step - 1] ?? 0) - then.at(step));
  }
  return errors;
}

/**
 * Neighbouring distances share their errors. Farther than any error is known, it grows as a random walk's does; where
 * most days cost nothing there is no walk, and every day is as uncertain as the next one.
 */
function halfWidths(
  errors: readonly number[][],
  oneStep: readonly number[],
  share: number,
  { isSparse }: History,
): number[] {
  const halves: number[] = [];
  let known = { step: 1, half: conformal(oneStep, share) };
  for (const step of daysOf(errors.length)) {
    const near = isSparse ? [] : errors.slice(Math.max(0, step - 2), step + 1).flat();
    if (near.length > 0) known = { step, half: conformal(near, share) };
    halves.push(isSparse ? known.half : known.half * Math.sqrt(step / known.step));
  }
  return halves;
}

const oneStepErrors = (values: readonly number[]): number[] =>
  fitTheta(values).foretold.flatMap((foretold, at) => (foretold === undefined ? [] : [(values[at] ?? 0) - foretold]));
