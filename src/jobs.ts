import { type AnyJob, anyJob } from "./base/jobs.ts";
import type { Recurring } from "./operations/schedules.ts";

/** Every job, one line each. */
export const JOBS: readonly AnyJob[] = [];

/** What recurs, for the cron fan-out and the Jobs page. */
export const RECURRING: readonly Recurring[] = JOBS.flatMap(({ name, title, every }) => (every ? [{ name, title, cadence: every.cadence }] : []));
void anyJob;
