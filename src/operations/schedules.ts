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

/** What is to be known of a job besides its work. */
export type Known = {
  name: string;
  title: string;
  every?: { cadence: Cadence } | undefined;
  isQuiet?: true | undefined;
};

/** What recurs for each organisation. */
export const schedules = (known: readonly Known[], now: Date) =>
  known.flatMap(({ name, title, every }) => {
    if (!every) return [];
    const cron = CRONS[every.cadence];
    return [{ name, title, cadence: every.cadence, cron, nextAt: new Cron(cron, { timezone: "UTC" }).nextRun(now) }];
  });
