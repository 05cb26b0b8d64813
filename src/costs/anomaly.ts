import { median, SEASON, weekOf } from "./theta.ts";

/** `score`: how many robust standard deviations the day lies above (or, negative, below) what was expected. */
export type Anomaly = { index: number; expected: number; score: number };

/** Four weeks of a series are known before one of its days is called strange. */
const KNOWN_DAYS_MIN = 4 * SEASON;
/** Measured by `bun run bench anomaly`: 3.5 rings more often for little more that it finds. */
const SCORE_MIN = 4;
/** Scores of a normal distribution's median absolute deviation are standard deviations (Iglewicz and Hoaglin 1993). */
const NORMAL = 0.6745;
/** A steadier series than this share of its level is taken for one that moves as much: pennies are no anomaly. */
const SPREAD_MIN = 0.03;
const ALPHA = 0.5;
/** That many strange days in a row, to the same side, are the new level and not strange any more. */
const SHIFT_DAYS = 4;

/**
 * Days that a smoothed level with a week did not foretell one day before, too dear or too cheap. Daily values, oldest
 * first. A strange day teaches the level nothing, so that the day after it is judged by what was normal.
 */
export function detectAnomalies(values: readonly number[]): Anomaly[] {
  if (values.length <= KNOWN_DAYS_MIN) return [];
  const week = weekOf(values);
  const season = (index: number) => week[index % SEASON] ?? 0;
  const plain = values.map((value, index) => value - season(index));
  const found: Anomaly[] = [];
  const misses: number[] = [];
  let level = median(plain.slice(0, SEASON));
  let [run, side] = [0, 0];
  for (const [index, value] of plain.entries()) {
    const miss = value - level;
    const score = index < KNOWN_DAYS_MIN ? 0 : scoreOf(miss, misses, usual(values, index));
    const isStrange = Math.abs(score) > SCORE_MIN;
    if (isStrange) found.push({ index, expected: level + season(index), score });
    if (!isStrange) {
      run = 0;
      misses.push(miss);
      level += ALPHA * miss;
    } else if (run === 0 || (Math.sign(miss) === side && run < SHIFT_DAYS - 1)) {
      run++;
      side = Math.sign(miss);
    } else {
      level = median(plain.slice(index - run, index + 1));
      run = 0;
    }
  }
  return found;
}

const usual = (values: readonly number[], index: number) =>
  Math.abs(median(values.slice(index - KNOWN_DAYS_MIN, index)));

function scoreOf(miss: number, misses: readonly number[], level: number): number {
  const middle = median(misses);
  const spread = median(misses.map((each) => Math.abs(each - middle)));
  const floored = Math.max(spread, SPREAD_MIN * level);
  return floored > 0 ? (NORMAL * (miss - middle)) / floored : 0;
}
