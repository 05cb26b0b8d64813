const HOUR_MS = 3_600_000;
const DAY = /^\d{4}-\d\d-\d\d$/;

export const SINCE: Record<string, { label: string; hours: number }> = {
  "1d": { label: "The last 24 hours", hours: 24 },
  "7d": { label: "The last 7 days", hours: 7 * 24 },
  "30d": { label: "The last 30 days", hours: 30 * 24 },
  "90d": { label: "The last 90 days", hours: 90 * 24 },
};

export type Period = { since?: string | undefined; from?: string | undefined; to?: string | undefined };

/**
 * What the address says of the time, as instants. Days are the reader's own, from the first midnight to the last; they
 * count before `since`, which goes back to the hour, so that the same filter asks the same question for a while.
 */
export function instantsOf({ since, from, to }: Period, now: Date): { from?: string; before?: string } {
  const [first, end] = [midnightOf(from, 0), midnightOf(to, 1)];
  if (first || end) return { ...(first && { from: first }), ...(end && { before: end }) };
  const hours = since ? SINCE[since]?.hours : undefined;
  if (hours === undefined) return {};
  return { from: new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS - hours * HOUR_MS).toISOString() };
}

/** The midnight before the day, or that many days later; a word that is no day of the calendar says nothing. */
function midnightOf(day: string | undefined, daysLater: number): string | undefined {
  if (!day || !DAY.test(day)) return undefined;
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  const midnight = new Date(year, month - 1, date);
  if (midnight.getMonth() !== month - 1 || midnight.getDate() !== date || year < 1970) return undefined;
  return new Date(year, month - 1, date + daysLater).toISOString();
}
