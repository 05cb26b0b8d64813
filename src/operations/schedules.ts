import { Cron } from "croner";
import type { Cadence } from "../base/jobs.ts";

/** The cron line of each cadence, UTC, as in wrangler.toml (a test compares). */
export const CRONS: Record<Cadence, string> = {
  minute: "* * * * *",
  hour: "7 * * * *",
  day: "17 5 * * *",
  week: "41 6 * * MON",
};

export const cadenceOf = (cron: string): Cadence | undefined =>
  (Object.keys(CRONS) as Cadence[]).find((cadence) => CRONS[cadence] === cron);

/** What recurs for each organisation. */
export type Recurring = { name: string; title: string; cadence: Cadence };

export const schedules = (recurring: readonly Recurring[], now: Date) =>
  recurring.map((job) => ({
    ...job,
    cron: CRONS[job.cadence],
    nextAt: new Cron(CRONS[job.cadence], { timezone: "UTC" }).nextRun(now),
  }));
