const DAY_MS = 86_400_000;

/** Days from an ISO instant to now. */
export const daysSince = (iso: string, now: Date): number => (now.getTime() - Date.parse(iso)) / DAY_MS;

/** Days from a metric in seconds since 1970; null = it never happened. */
export const daysSinceSeconds = (seconds: number | null | undefined, now: Date): number | null =>
  seconds === null || seconds === undefined ? null : (now.getTime() - seconds * 1000) / DAY_MS;

export const wholeDays = (days: number): string => {
  const whole = Math.floor(days);
  return `${whole} day${whole === 1 ? "" : "s"}`;
};
