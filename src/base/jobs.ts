import { and, eq, gt, inArray, sql } from "drizzle-orm";
import type { BatchItem, BatchResponse } from "drizzle-orm/batch";
import type * as z from "zod";
import type { Database } from "../../db/client.ts";
import { jobs, type Progress } from "../../db/schema/base.ts";
import { inOrganization, NO_CLIENT, type OrgContext, type Ports } from "./context.ts";

/** How often a job recurs for each organisation; wrangler.toml holds the cron line of each. */
export const CADENCES = ["minute", "hour", "day", "week"] as const;
export type Cadence = (typeof CADENCES)[number];

type Queries = readonly BatchItem<"pg">[];

/** What a run may use. Reads and writes enter the organisation by the lease: a run that lost it can change nothing. */
export type JobContext<Input> = {
  input: Input;
  jobId: string;
  attempt: number;
  now: Date;
  ports: Ports;
  read<const Q extends Queries, T>(
    build: (db: ReturnType<Database["identity"]>) => Q,
    map: (rows: BatchResponse<[...Q]>) => T,
  ): Promise<T>;
  write<T>(work: (context: OrgContext) => Promise<T>): Promise<T>;
};

/**
 * done: finished, with counts for people; `last` runs in the transaction that ends the run ·
 * again: look once more after that time; it costs no attempt.
 */
export type Outcome =
  | { done: Record<string, unknown>; last?: (context: OrgContext) => Promise<unknown> }
  | { again: number; progress?: Progress };

/** Work outside a request. It runs at least once: `run` must be safe to repeat. */
export type Job<Input = never> = {
  name: string;
  title: string;
  input: z.ZodType<Input>;
  attemptsMax: number;
  /** Recurs for each organisation, with this input. */
  every?: { cadence: Cadence; input: Input };
  /** Bookkeeping that runs all the time: a run that went well leaves neither a row nor an event. */
  isQuiet?: true;
  run(context: JobContext<Input>): Promise<Outcome>;
};
export type AnyJob = Job<unknown>;

/** Erases the type of the input: the runner passes what the job's own schema has parsed. */
export const job = <Input>(definition: Job<Input>): Job<Input> => definition;
export const anyJob = <Input>(definition: Job<Input>): AnyJob => definition as unknown as AnyJob;

/**
 * Asks for a job in this transaction; the queue learns it after the commit.
 * While one of the same name and key is queued or running, that one is it.
 * @returns the job's id and whether it is new.
 */
export async function later<Input>(
  context: Pick<OrgContext, "tx" | "organization" | "now" | "wake" | "publish">,
  definition: Pick<Job<Input>, "name" | "attemptsMax">,
  input: Input,
  options: { key: string; dueAt?: Date; parentId?: string } = { key: "" },
): Promise<{ id: string; isNew: boolean }> {
  const [{ id, isNew } = { id: "", isNew: false }] = await laterAll(context, definition, [{ input, ...options }]);
  return { id, isNew };
}

/** `later` for many of one kind, in two statements. */
export async function laterAll<Input>(
  { tx, organization, now, wake, publish }: Pick<OrgContext, "tx" | "organization" | "now" | "wake" | "publish">,
  { name, attemptsMax }: Pick<Job<Input>, "name" | "attemptsMax">,
  wanted: readonly { input: Input; key: string; dueAt?: Date; parentId?: string }[],
): Promise<{ id: string; isNew: boolean }[]> {
  if (wanted.length === 0) return [];
  const inserted = await tx
    .insert(jobs)
    .values(
      wanted.map(({ input, key, dueAt = now, parentId }) => ({
        organizationId: organization.organizationId,
        name,
        key,
        input,
        attemptsMax,
        dueAt,
        parentId: parentId ?? null,
      })),
    )
    .onConflictDoNothing()
    .returning({ id: jobs.id, key: jobs.key });
  const missing = wanted.map((w) => w.key).filter((key) => !inserted.some((i) => i.key === key));
  const present = missing.length
    ? await tx
        .select({ id: jobs.id, key: jobs.key })
        .from(jobs)
        .where(and(eq(jobs.name, name), inArray(jobs.key, missing), inArray(jobs.state, ["queued", "running"])))
    : [];
  for (const { dueAt = now } of wanted) wake(dueAt);
  publish({ topic: "jobs.changed", data: { name } });
  return wanted.map(({ key }) => {
    const fresh = inserted.find((i) => i.key === key);
    return { id: (fresh ?? present.find((p) => p.key === key))?.id ?? "", isNew: Boolean(fresh) };
  });
}

/** Ends every live job of this name and key; a run under way loses its lease, so that its next write is refused. */
export const supersede = (context: Pick<OrgContext, "tx" | "now">, name: string, key: string) =>
  supersedeAll(context, name, [key]);

export async function supersedeAll({ tx, now }: Pick<OrgContext, "tx" | "now">, name: string, keys: readonly string[]) {
  if (keys.length === 0) return;
  await tx
    .update(jobs)
    .set({ state: "superseded", finishedAt: now, leaseToken: sql`${jobs.leaseToken} + 1` })
    .where(and(eq(jobs.name, name), inArray(jobs.key, [...keys]), inArray(jobs.state, ["queued", "running"])));
}

/** Shows how far a run is. Part of the run's own transaction, so it never tells of work that was rolled back. */
export async function progress({ tx, publish }: OrgContext, jobId: string, value: Progress) {
  await tx.update(jobs).set({ progress: value }).where(eq(jobs.id, jobId));
  publish({ topic: "jobs.changed", data: { id: jobId } });
}

/**
 * What this transaction keeps is never done again, so that runs which are lost still come to an end: those before it no
 * longer count as lost in a row. Only for a job whose place is kept with its work.
 */
export async function advanced({ tx }: Pick<OrgContext, "tx">, jobId: string) {
  await tx
    .update(jobs)
    .set({ losses: 0 })
    .where(and(eq(jobs.id, jobId), gt(jobs.losses, 0)));
}

/** Binds a claimed job to its organisation and its lease. */
export function jobContext<Input>(
  database: Database,
  ports: Ports,
  claimed: { id: string; leaseToken: number; attempts: number; name: string },
  input: Input,
  now: Date,
): JobContext<Input> {
  const key = { jobId: claimed.id, leaseToken: claimed.leaseToken };
  const who = {
    actor: { kind: "job" as const, id: claimed.id, name: claimed.name },
    now,
    requestId: `job-${claimed.id}`,
    client: NO_CLIENT,
  };
  return {
    input,
    jobId: claimed.id,
    attempt: claimed.attempts,
    now,
    ports,
    read: (build, map) => database.read(key, build, map),
    write: (work) => inOrganization(database, ports, key, who, work),
  };
}
