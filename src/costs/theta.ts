/** Days of a week: people's work has that rhythm, and bills follow it. */
export const SEASON = 7;
/** Two full weeks, or a weekday's difference is noise. */
const SEASONAL_DAYS_MIN = 2 * SEASON;
const ALPHAS = [0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99] as const;

export type Theta = {
  /** The forecast of the day `step` days after the last value; 1 = the next one. */
  at(step: number): number;
  /** Each day as it was foretold one day before; undefined on the first, of which nothing was known. */
  foretold: readonly (number | undefined)[];
};

/**
 * The Theta method (Assimakopoulos and Nikolopoulos 2000; the same as exponential smoothing with half the trend as
 * drift), with an additive week. `values` are daily, oldest first; empty = always 0.
 */
export function fitTheta(values: readonly number[]): Theta {
  const n = values.length;
  const week = n >= SEASONAL_DAYS_MIN ? weekOf(values) : [0, 0, 0, 0, 0, 0, 0];
  const seasonAt = (index: number) => week[index % SEASON] ?? 0;
  const level = values.map((value, index) => value - seasonAt(index));
  const slope = slopeOf(level);
  const { alpha, smoothed } = smooth(level);
  const last = smoothed[n] ?? 0;
  // A trend is followed no farther than it was seen.
  const drift = (step: number) => (slope / 2) * (Math.min(step, n) - 1 + (1 - (1 - alpha) ** n) / alpha);
  return {
    at: (step) => (n === 0 ? 0 : last + drift(step) + seasonAt(n + step - 1)),
    foretold: values.map((_, index) => (index === 0 ? undefined : (smoothed[index] ?? 0) + seasonAt(index))),
  };
}

/** How far each day of the week lies from its own week: the median, so that one strange day does not bend it. Sums to 0. */
export function weekOf(values: readonly number[]): number[] {
  const days: number[][] = Array.from({ length: SEASON }, () => []);
  const half = (SEASON - 1) / 2;
  let sum = values.slice(0, SEASON).reduce((total, value) => total + value, 0);
  for (let middle = half; middle + half < values.length; middle++) {
    if (middle > half) sum += (values[middle + half] ?? 0) - (values[middle - half - 1] ?? 0);
    days[middle % SEASON]?.push((values[middle] ?? 0) - sum / SEASON);
  }
  const medians = days.map(median);
  const mean = medians.reduce((total, value) => total + value, 0) / SEASON;
  return medians.map((value) => value - mean);
}

/** Ordinary least squares over the days. */
function slopeOf(values: readonly number[]): number {
  const n = values.length;
  if (n < 2) return 0;
  const middle = (n - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  let [above, below] = [0, 0];
  for (const [index, value] of values.entries()) {
    above += (index - middle) * (value - mean);
    below += (index - middle) ** 2;
  }
  return above / below;
}

/** Exponential smoothing with the alpha whose steps miss least. `smoothed[i]` is what was known before value i. */
function smooth(values: readonly number[]): { alpha: number; smoothed: number[] } {
  let best = { alpha: 0.5, squares: Number.POSITIVE_INFINITY };
  for (const alpha of ALPHAS) {
    let level = values[0] ?? 0;
    let squares = 0;
    for (const value of values) {
      squares += (value - level) ** 2;
      level += alpha * (value - level);
    }
    if (squares < best.squares) best = { alpha, squares };
  }
  const smoothed = [values[0] ?? 0];
  for (const value of values) {
    const level = smoothed.at(-1) ?? 0;
    smoothed.push(level + best.alpha * (value - level));
  }
  return { alpha: best.alpha, smoothed };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
