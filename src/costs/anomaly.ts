import { median, SEASON, weekOf } from "./theta.ts";

/** `score`: how many robust standard deviations the day lies above (or, negative, below) what was expected. */
export type Anomaly = { index: number; expected: number; score: number };
/** Strange days in a row, to one side, are one stretch and tell once: on the day `isAlarm`; it and those after it are told. */
export type OddDay = Anomaly & { isAlarm: boolean; isTold: boolean };

/** Four weeks of a series are known before one of its days is called strange. */
const KNOWN_DAYS_MIN = 4 * SEASON;
/** Measured by `bun run bench anomaly`: lower rings more often for little more that it finds. */
const SCORE_MIN = 3.8;
/** Scores of a normal distribution's median absolute deviation are standard deviations (Iglewicz and Hoaglin 1993). */
const NORMAL = 0.6745;
/** A steadier series than this share of its level is taken for one that moves as much: pennies are no anomaly. */
const SPREAD_MIN = 0.03;
const ALPHA = 0.7;
/** What lies between the lowest and the highest of the last weeks, without their season, has been there before. */
const RANGE_DAYS = 2 * SEASON;
/**
 * Less than this share of what was expected is missing data or an outage. A smaller drop tells on its second day: nine
 * in ten drops of one day in the measured series are holidays, and were back the day after.
 */
const LOST_SHARE = 0.25;
/** That many strange days in a row, to the same side, are the new level and not strange any more. */
const SHIFT_DAYS = 4;

/**
 * Days to tell somebody of, once a stretch, where it leaves what the last weeks have seen: the first day of a rise or
 * of a loss of almost everything, the second day of another drop.
 */
export function detectAnomalies(values: readonly number[]): Anomaly[] {
  return oddDays(values).flatMap(({ isAlarm, isTold, ...day }) => (isAlarm ? [day] : []));
}

/**
 * Days that a smoothed level with a week did not foretell one day before, too dear or too cheap. Daily values, oldest
 * first. A strange day teaches the level nothing, so that the day after it is judged by what was normal.
 */
export function oddDays(values: readonly number[]): OddDay[] {
  if (values.length <= KNOWN_DAYS_MIN) return [];
  const week = weekOf(values);
  const season = (index: number) => week[index % SEASON] ?? 0;
  const plain = values.map((value, index) => value - season(index));
  const found: OddDay[] = [];
  /** In order, so that no day sorts all the days before it again. */
  const misses: number[] = [];
  let level = median(plain.slice(0, SEASON));
  let stretch: Stretch | undefined;
  let [run, side] = [0, 0];
  for (const [index, value] of plain.entries()) {
    const miss = value - level;
    const score = index < KNOWN_DAYS_MIN ? 0 : scoreOf(miss, misses, usual(values, index));
    const isStrange = Math.abs(score) > SCORE_MIN;
    const before = stretch?.side === Math.sign(score) ? stretch : undefined;
    stretch = undefined;
    if (isStrange) {
      const expected = level + season(index);
      const isNovel = before?.isNovel ?? leaves(value, plain.slice(Math.max(0, index - RANGE_DAYS), index));
      const isSure = score > 0 || before !== undefined || (values[index] ?? 0) < LOST_SHARE * expected;
      const isAlarm = isNovel && isSure && !before?.isTold;
      const isTold = isAlarm || before?.isTold === true;
      stretch = { side: Math.sign(score), isNovel, isTold };
      found.push({ index, expected, score, isAlarm, isTold });
    }
    if (!isStrange) {
      run = 0;
      misses.splice(rankOf(misses, miss), 0, miss);
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

/** Strange days in a row, to one side; `isNovel`: the first of them left what had been seen. */
type Stretch = { side: number; isNovel: boolean; isTold: boolean };

const leaves = (value: number, before: readonly number[]) => value > Math.max(...before) || value < Math.min(...before);

const usual = (values: readonly number[], index: number) =>
  Math.abs(median(values.slice(index - KNOWN_DAYS_MIN, index)));

function scoreOf(miss: number, misses: readonly number[], level: number): number {
  const middle = middleOf(misses);
  const floored = Math.max(medianDistance(misses, middle), SPREAD_MIN * level);
  return floored > 0 ? (NORMAL * (miss - middle)) / floored : 0;
}

/** How many of ordered values are smaller. */
function rankOf(ordered: readonly number[], value: number): number {
  let [low, high] = [0, ordered.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ordered[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function middleOf(ordered: readonly number[]): number {
  const half = ordered.length >> 1;
  if (ordered.length % 2) return ordered[half] ?? 0;
  return ((ordered[half - 1] ?? 0) + (ordered[half] ?? 0)) / 2;
}

/** The median distance of ordered values from one of them: distances grow on both sides, so the nearest are merged. */
function medianDistance(ordered: readonly number[], from: number): number {
  const half = ordered.length >> 1;
  let right = rankOf(ordered, from);
  let left = right - 1;
  let [last, before] = [0, 0];
  for (let taken = 0; taken <= half; taken++) {
    const [below, above] = [ordered[left], ordered[right]];
    before = last;
    if (below !== undefined && (above === undefined || from - below <= above - from)) {
      last = from - below;
      left--;
    } else {
      last = (above ?? from) - from;
      right++;
    }
  }
  return ordered.length % 2 ? last : (before + last) / 2;
}
