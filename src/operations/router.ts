import { and, count, desc, eq, inArray, isNull, lt, notInArray, or, sql } from "drizzle-orm";
import * as z from "zod";
import { JOB_STATES, jobs as table } from "../../db/schema/base.ts";
import { conflict, notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { after, Page, toPage } from "../base/pages.ts";
import { org, router } from "../base/trpc.ts";
import { type Known, schedules } from "./schedules.ts";

const columns = {
  id: table.id,
  name: table.name,
  key: table.key,
  state: table.state,
  attempts: table.attempts,
  attemptsMax: table.attemptsMax,
  dueAt: table.dueAt,
  progress: table.progress,
  outcome: table.outcome,
  error: table.error,
  parentId: table.parentId,
  createdAt: table.createdAt,
  startedAt: table.startedAt,
  finishedAt: table.finishedAt,
};

/** Every job by its name, for people. */
type Titles = ReadonlyMap<string, string>;
const titled =
  (titles: Titles) =>
  <Row extends { name: string }>(row: Row) => ({ ...row, title: titles.get(row.name) ?? row.name });

/** Bookkeeping is of interest when it fails. */
const isShown = (quiet: string[]) => or(notInArray(table.name, quiet), eq(table.state, "failed"));

const jobs = (titles: Titles, quiet: string[]) =>
  router({
    /** Without a filter, the parts of a whole are left out: they stand under it. */
    list: org("viewer")
      .meta({ title: "List jobs" })
      .input(
        Page.extend({
          state: z.array(z.enum(JOB_STATES)).max(5).optional(),
          name: z.string().max(100).optional(),
          parentId: z.uuid().optional(),
        }),
      )
      .query(({ ctx, input }) =>
        ctx.read(
          (db) => {
            const cursor = after(input.cursor, z.null());
            return [
              db
                .select(columns)
                .from(table)
                .where(
                  and(
                    isShown(quiet),
                    input.state?.length ? inArray(table.state, input.state) : undefined,
                    input.name ? eq(table.name, input.name) : undefined,
                    input.parentId ? eq(table.parentId, input.parentId) : undefined,
                    input.parentId || input.state?.length || input.name ? undefined : isNull(table.parentId),
                    cursor ? lt(table.id, cursor.id) : undefined,
                  ),
                )
                // Ids are time-ordered; a timestamp would lose its microseconds on the way through a cursor.
                .orderBy(desc(table.id))
                .limit(input.limit + 1),
              db.select({ state: table.state, count: count() }).from(table).where(isShown(quiet)).groupBy(table.state),
            ];
          },
          ([rows, counts]) => ({
            ...toPage(rows.map(titled(titles)), input.limit, () => null),
            counts: Object.fromEntries(counts.map((c) => [c.state, c.count])),
          }),
        ),
      ),

    get: org("viewer")
      .meta({ title: "Show a job" })
      .input(z.strictObject({ id: z.uuid() }))
      .query(({ ctx, input }) =>
        ctx.read(
          (db) => [
            db.select(columns).from(table).where(eq(table.id, input.id)),
            db
              .select(columns)
              .from(table)
              .where(eq(table.parentId, input.id))
              .orderBy(table.createdAt, table.id)
              .limit(200),
          ],
          ([[row], children]) => {
            if (!row) throw notFound("The job");
            return { ...titled(titles)(row), children: children.map(titled(titles)) };
          },
        ),
      ),

    /** A dead letter gets new attempts; the same row, so that its history stays in one place. */
    retry: org("developer")
      .meta({ title: "Run a failed job again" })
      .input(z.strictObject({ id: z.uuid() }))
      .mutation(({ ctx, input }) =>
        ctx.write(async (context) => {
          const { tx, now } = context;
          const [row] = await tx.select().from(table).where(eq(table.id, input.id)).for("update");
          if (!row) throw notFound("The job");
          if (row.state !== "failed") throw conflict(`Only a failed job can run again; this one is ${row.state}.`);
          const [live] = await tx
            .select({ id: table.id })
            .from(table)
            .where(and(eq(table.name, row.name), eq(table.key, row.key), inArray(table.state, ["queued", "running"])))
            .limit(1);
          if (live) throw conflict("The same job is already waiting or running.");
          const [after] = await tx
            .update(table)
            .set({
              state: "queued",
              attempts: 0,
              dueAt: now,
              error: null,
              finishedAt: null,
              leaseToken: sql`${table.leaseToken} + 1`,
            })
            .where(eq(table.id, input.id))
            .returning();
          await record(context, "job.retry", { type: "job", id: input.id }, { name: row.name, before: row, after });
          context.wake(now);
          context.publish({ topic: "jobs.changed", data: { id: input.id } });
          return { id: input.id };
        }),
      ),
  });

/** `known`: the jobs of src/jobs.ts; this capability runs none of them itself. */
export const operations = (known: readonly Known[]) =>
  router({
    jobs: jobs(
      new Map(known.map(({ name, title }) => [name, title])),
      known.filter(({ isQuiet }) => isQuiet).map(({ name }) => name),
    ),
    /** What recurs, and when next. */
    schedules: org("viewer")
      .meta({ title: "Show schedules" })
      .query(({ ctx }) =>
        ctx.read(
          () => [],
          () => schedules(known, ctx.now),
        ),
      ),
  });
