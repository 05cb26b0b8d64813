import { and, count, desc, eq, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { eventSeals } from "../../db/schema/activity.ts";
import { events, jobs } from "../../db/schema/base.ts";
import type { OrgContext } from "../base/context.ts";
import { record } from "../base/events.ts";
import { later } from "../base/jobs.ts";
import { PROBLEMS_MAX } from "./chain.ts";
import { verify } from "./verify.ts";

/** Counting more says nothing new. */
const WAITING_MAX = 10_000;

const Outcome = z.object({
  sealed: z.number(),
  waiting: z.number(),
  anchors: z.number(),
  problems: z
    .array(z.object({ seq: z.number().nullable(), eventId: z.string().nullable(), problem: z.string() }))
    .max(PROBLEMS_MAX),
});

export const integrityQueries = (db: ReadDb) =>
  [
    db
      .select({ seq: eventSeals.seq, hash: eventSeals.hash, sealedAt: eventSeals.sealedAt })
      .from(eventSeals)
      .orderBy(desc(eventSeals.seq))
      .limit(1),
    db.select({ waiting: count() }).from(
      db
        .select({ id: events.id })
        .from(events)
        .where(
          sql`((${events.xid}, ${events.id}) > (select s.xid, s.event_id from event_seals s order by s.seq desc limit 1)
              or not exists (select from event_seals))
            and not exists (select from event_seals s where s.organization_id = ${events.organizationId} and s.event_id = ${events.id})`,
        )
        .limit(WAITING_MAX)
        .as("waiting"),
    ),
    db
      .select({ outcome: jobs.outcome, finishedAt: jobs.finishedAt })
      .from(jobs)
      .where(and(eq(jobs.name, verify.name), eq(jobs.state, "done")))
      .orderBy(desc(jobs.id))
      .limit(1),
  ] as const;

type End = Pick<typeof eventSeals.$inferSelect, "seq" | "hash" | "sealedAt">;
type Run = Pick<typeof jobs.$inferSelect, "outcome" | "finishedAt">;

/** `end` and `verified` are null before there was a first seal, or a first verification. */
export function toIntegrity(end: End | undefined, waiting: number, run: Run | undefined) {
  const outcome = Outcome.safeParse(run?.outcome).data;
  return {
    end: end ?? null,
    waiting,
    verified: outcome && run?.finishedAt ? { at: run.finishedAt, ...outcome } : null,
  };
}

export async function verifyNow(context: OrgContext) {
  const { id } = await later(context, verify, {});
  await record(context, "log.verify", { type: "log" });
  return { jobId: id };
}
