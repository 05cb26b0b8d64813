const ALPHA = 0.1;
/** A gap of so many usual gaps is an end (the thought of Teunter, Syntetos and Babai 2011). */
const DEAD_GAPS = 3;
const DEAD_DAYS_MIN = 28;

/**
 * What a day costs on average where most cost nothing: size of a cost ÷ days between two, both smoothed (Croston 1972),
 * with the correction of Syntetos and Boylan (2005). What has not been seen for three times its usual gap has ended.
 */
export function fitSparse(values: readonly number[]): { at(step: number): number } {
  let size: number | null = null;
  /** null until a second cost tells it. */
  let gap: number | null = null;
  let since = 1;
  for (const value of values) {
    if (value === 0) {
      since++;
      continue;
    }
    if (size !== null) gap = gap === null ? since : gap + ALPHA * (since - gap);
    size = size === null ? value : size + ALPHA * (value - size);
    since = 1;
  }
  const usualGap = gap ?? values.length;
  const isDead = since > DEAD_DAYS_MIN && since > DEAD_GAPS * usualGap;
  const mean = size === null || isDead ? 0 : ((1 - ALPHA / 2) * size) / Math.max(1, usualGap);
  return { at: () => mean };
}
