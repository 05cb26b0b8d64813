import { eq, sql } from "drizzle-orm";
import * as z from "zod";
import type { Database } from "../../db/client.ts";
import { jobs } from "../../db/schema/base.ts";
import type { Aws, AwsAccess } from "../ports/aws.ts";
import { SKEW_MS } from "../ports/queue.ts";
import type { Ports } from "./context.ts";
import { fromDatabase, LeaseLost } from "./database-errors.ts";
import { Expected } from "./errors.ts";
import { record } from "./events.ts";
import { type AnyJob, type JobContext, jobContext, type Outcome } from "./jobs.ts";
import { lanes as openLanes } from "./lanes.ts";
import { describeError, type Log } from "./log.ts";

/** Jobs of one drain that run side by side: a Worker has six outgoing connections, one run uses one or two. */
const LANES = 3;
const BACKOFF_MAX_MS = 15 * 60_000;
/**
 * What one run may send, calls to AWS and to the database together: a run of discovery ends after 40 calls and its page,
 * which takes at most 146 (8 buckets with 13 reads and 5 destinations each), and writes at most 25 pages.
 */
export const RUN_SUBREQUESTS_MAX = 215;
/** What a run asks of the database besides its pages: claim, read, finish. */
const RUN_SUBREQUESTS_MIN = 4;

const Claimed = z.object({
  organization_id: z.string(),
  id: z.string(),
  name: z.string(),
  input: z.unknown(),
  attempts: z.coerce.number(),
  lease_token: z.coerce.number(),
});
type Claimed = z.infer<typeof Claimed>;

type Budget = { budgetMs: number; jobsMax: number; subrequestsMax?: number };
export type Drain = { database: Database; ports: Ports; jobs: readonly AnyJob[]; clock: () => Date; log: Log };

/**
 * Runs due jobs until none is left, `budgetMs` have passed, `jobsMax` have run, or another run beside those that go on
 * could send more than `subrequestsMax`.
 * @returns how many ran, when to look again (null: nothing known to be due), and whether it stopped before all were run.
 */
export async function drain(
  { database, ports, jobs: known, clock, log }: Drain,
  { budgetMs, jobsMax, subrequestsMax = Number.POSITIVE_INFINITY }: Budget,
): Promise<{ ran: number; lookAgainAt: Date | null; isCutShort: boolean }> {
  const until = clock().getTime() + budgetMs;
  let ran = 0;
  let lookAgainAt: Date | null = null;
  const soonest = (due: Date) => {
    const at = new Date(due.getTime() + SKEW_MS);
    if (!lookAgainAt || at < lookAgainAt) lookAgainAt = at;
  };
  let isCutShort = false;
  const cutShort = () => {
    isCutShort = true;
    soonest(clock());
  };
  let lanes = 0;
  let sent = 0;
  // What runs side by side shares the connections of this invocation.
  const connection = openLanes();
  const lane = async (): Promise<void> => {
    if (lanes >= LANES) return;
    lanes++;
    const beside: Promise<void>[] = [];
    try {
      while (ran < jobsMax) {
        if (clock().getTime() >= until || sent + lanes * RUN_SUBREQUESTS_MAX > subrequestsMax) return cutShort();
        const claimed = await claim(database);
        if (!claimed) return;
        ran++;
        // Where one job was due there may be more, also later, when a job has made its parts.
        const another = lane();
        another.catch(() => {}); // Told below, when this lane ends too.
        beside.push(another);
        const { aws, made } = countedAws(ports.aws, connection);
        const again = await runOne({ database, ports: { ...ports, aws }, jobs: known, clock, log }, claimed);
        // A page is one call at least and one write at most.
        sent += RUN_SUBREQUESTS_MIN + 2 * made();
        if (again) soonest(again);
      }
      cutShort();
    } finally {
      lanes--;
      await Promise.all(beside);
    }
  };
  await lane();
  return { ran, lookAgainAt, isCutShort };
}

/** AWS, and how often it was called. Repeats of the SDK after throttling are not seen here. */
function countedAws(access: AwsAccess, connection: ReturnType<typeof openLanes>): { aws: AwsAccess; made(): number } {
  let calls = 0;
  const counted = (opened: Aws): Aws => ({
    call(call, input, region) {
      calls++;
      return connection(() => opened.call(call, input, region));
    },
  });
  const aws: AwsAccess = {
    ...access,
    open: async (credentials, now) => counted(await access.open(credentials, now)),
    reopen: async (credentials, now) => counted(await access.reopen(credentials, now)),
  };
  return { aws, made: () => calls };
}

async function claim(database: Database): Promise<Claimed | undefined> {
  const { rows } = await database.identity().execute(sql`select * from app.claim_jobs(1)`);
  return rows[0] ? Claimed.parse(rows[0]) : undefined;
}

/** One run, start to state. @returns when the job wants to run again, if it does. */
async function runOne(
  { database, ports, jobs: known, clock, log }: Drain,
  claimed: Claimed,
): Promise<Date | undefined> {
  const startedAt = clock();
  const lease = { id: claimed.id, leaseToken: claimed.lease_token, attempts: claimed.attempts, name: claimed.name };
  const definition = known.find((j) => j.name === claimed.name);
  const context = jobContext<unknown>(database, ports, lease, undefined, startedAt);
  const fields = {
    job: claimed.name,
    jobId: claimed.id,
    organizationId: claimed.organization_id,
    attempt: claimed.attempts,
  };
  const took = () => clock().getTime() - startedAt.getTime();
  try {
    if (!definition) throw new Expected("NOT_FOUND", `This version knows no job named ${claimed.name}.`);
    const input = definition.input.parse(claimed.input);
    const outcome = await definition.run({ ...context, input });
    const again = await finish(context, definition, outcome, clock());
    log("info", "job", { ...fields, outcome: "again" in outcome ? "again" : "done", durationMs: took() });
    return again;
  } catch (error) {
    const known = error instanceof Expected || error instanceof LeaseLost ? error : fromDatabase(error);
    if (known instanceof LeaseLost) {
      log("info", "job", { ...fields, outcome: "lost its lease", durationMs: took() });
      return undefined;
    }
    log(known ? "warn" : "error", "job", { ...fields, outcome: "failed", durationMs: took(), ...describeError(error) });
    const isOurDatabase = !(error instanceof Expected) && known?.code === "SERVICE_UNAVAILABLE";
    const told = isOurDatabase ? giveUp(context, clock()) : fail(context, definition, known, clock());
    return told.catch(() => undefined);
  }
}

async function finish(
  context: JobContext<unknown>,
  definition: AnyJob | undefined,
  outcome: Outcome,
  now: Date,
): Promise<Date | undefined> {
  if ("again" in outcome) {
    const dueAt = new Date(now.getTime() + outcome.again);
    await context.write(async ({ tx, wake }) => {
      await tx
        .update(jobs)
        .set({
          state: "queued",
          dueAt,
          leaseUntil: null,
          attempts: sql`${jobs.attempts} - 1`,
          ...(outcome.progress && { progress: outcome.progress }),
        })
        .where(eq(jobs.id, context.jobId));
      wake(dueAt);
    });
    return dueAt;
  }
  if (definition?.isQuiet) {
    await context.write(async (org) => {
      await outcome.last?.(org);
      await org.tx.delete(jobs).where(eq(jobs.id, context.jobId));
    });
    return undefined;
  }
  await context.write(async (org) => {
    const [row] = await org.tx
      .update(jobs)
      .set({ state: "done", outcome: outcome.done, error: null, finishedAt: now, leaseUntil: null })
      .where(eq(jobs.id, context.jobId))
      .returning({ name: jobs.name });
    await outcome.last?.(org);
    await record(org, `${row?.name}.run`, { type: "job", id: context.jobId }, outcome.done);
    org.publish({ topic: "jobs.changed", data: { id: context.jobId, state: "done" } });
  });
  return undefined;
}

/** A run that the database left is as lost as one whose worker died: it costs no attempt, and the next claim counts it. */
async function giveUp(context: JobContext<unknown>, now: Date): Promise<Date> {
  const leaseUntil = new Date(now.getTime() + backoffMs(context.attempt));
  await context.write(async ({ tx, wake }) => {
    await tx.update(jobs).set({ leaseUntil }).where(eq(jobs.id, context.jobId));
    wake(leaseUntil);
  });
  return leaseUntil;
}

/** A sentence for people: ours where we have one, else a reference to the log. */
async function fail(
  context: JobContext<unknown>,
  definition: AnyJob | undefined,
  known: Expected | undefined,
  now: Date,
): Promise<Date | undefined> {
  const message = known?.message ?? "Something went wrong on our side.";
  const isFinal = !definition || context.attempt >= definition.attemptsMax || !isWorthAnotherTry(known);
  const dueAt = new Date(now.getTime() + backoffMs(context.attempt));
  await context.write(async (org) => {
    await org.tx
      .update(jobs)
      .set({
        error: { message, at: now.toISOString() },
        leaseUntil: null,
        ...(isFinal ? { state: "failed" as const, finishedAt: now } : { state: "queued" as const, dueAt }),
      })
      .where(eq(jobs.id, context.jobId));
    if (isFinal)
      await record(org, `${definition?.name ?? "job"}.failed`, { type: "job", id: context.jobId }, { message });
    else org.wake(dueAt);
    org.publish({ topic: "jobs.changed", data: { id: context.jobId, state: isFinal ? "failed" : "queued" } });
  });
  return isFinal ? undefined : dueAt;
}

/** What a person must mend first does not get better by itself. */
const isWorthAnotherTry = (known: Expected | undefined) =>
  !known || ["SERVICE_UNAVAILABLE", "TOO_MANY_REQUESTS", "BAD_GATEWAY"].includes(known.code);

/** Full jitter: anywhere up to 2^attempt seconds, so that what failed together does not return together. */
export const backoffMs = (attempt: number, random = Math.random()) =>
  Math.ceil(random * Math.min(BACKOFF_MAX_MS, 2 ** attempt * 1000));
