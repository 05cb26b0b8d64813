/** Longer than this a stopped instance is forgotten rather than parked (Trusted Advisor's 30 days). */
export const STOPPED_DAYS_MAX = 30;

/** AWS writes "User initiated (2026-10-21 12:00:00 GMT)"; anything else does not say since when. */
export function stoppedFor(reason: string | null | undefined, now: Date): { days: number; since: string } | null {
  const [, since, time] = /\((\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) (?:GMT|UTC)\)/.exec(reason ?? "") ?? [];
  return since && time ? { since, days: (now.getTime() - Date.parse(`${since}T${time}Z`)) / 86_400_000 } : null;
}
