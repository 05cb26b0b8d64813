import { desc, sql } from "drizzle-orm";
import * as z from "zod";
import { eventSeals } from "../../db/schema/activity.ts";
import { events } from "../../db/schema/base.ts";
import type { OrgContext } from "../base/context.ts";
import { CANONICAL_SQL, LOG_READER } from "../base/events.ts";
import { type JobContext, job, type Outcome } from "../base/jobs.ts";
import { genesis, type Place, sealAfter } from "./chain.ts";
import { handOut } from "./webhooks.ts";

/** One statement's worth; an event is some kilobytes. */
const BATCH = 500;
const BATCHES_MAX = 20;
const LOOK_AGAIN_MS = 3_000;
const NothingToSay = z.object({});

const Locked = z.object({ nextXid: z.string() });
const Next = z.object({ id: z.uuid(), xid: z.string(), canonical: z.string() });
type Last = Place & { xid: string; eventId: string };

/**
 * Seals what has been written since the last seal. Each event asks for it by a trigger (db/migrations), so that nothing
 * has to remember to; the hourly run finds what a transaction has left that took longer than the others around it.
 */
export const seal = job({
  ...LOG_READER,
  title: "Seal the event log",
  input: NothingToSay,
  every: { cadence: "hour", input: {} },
  isQuiet: true,
  run: sealAll,
});

async function sealAll({ write, ports, now }: JobContext<z.infer<typeof NothingToSay>>): Promise<Outcome> {
  let sealed = 0;
  for (let batch = 0; batch < BATCHES_MAX; batch++) {
    const { added, isWaiting, organizationId, end } = await write((context) => sealBatch(context));
    sealed += added;
    // Outside the transaction; a run that stops before this is followed by one that anchors the same end.
    if (end) await ports.anchors.keep(organizationId, { seq: end.seq, hash: end.hash, at: now.toISOString() });
    if (added === BATCH) continue;
    // Written, but not below every open transaction yet.
    return isWaiting ? { again: LOOK_AGAIN_MS } : { done: { sealed } };
  }
  return { again: 0 };
}

/**
 * The next events in the order of their transactions. Only those below every transaction that is still open: a slow one
 * may yet show an event with a smaller number, and it must not be passed.
 */
async function sealBatch(context: OrgContext) {
  const { tx, organization, now } = context;
  const { organizationId } = organization;
  // Two runs at once would give one number twice.
  const locked = await tx.execute(sql`
    select pg_snapshot_xmax(pg_current_snapshot())::text as "nextXid", pg_advisory_xact_lock(hashtextextended(${`activity.seal ${organizationId}`}, 0))`);
  const { nextXid } = Locked.parse(locked.rows[0]);
  const [last] = await tx
    .select({ seq: eventSeals.seq, hash: eventSeals.hash, xid: eventSeals.xid, eventId: eventSeals.eventId })
    .from(eventSeals)
    .orderBy(desc(eventSeals.seq))
    .limit(1);
  const found = await tx.execute(sql`
    select e.id, e.xid::text, ${sql.raw(CANONICAL_SQL)} as canonical from events e
     where ${isNext(last, nextXid)} order by e.xid, e.id limit ${BATCH}`);
  const rows = found.rows.map((row) => Next.parse(row));
  let place: Place = last ?? (await genesis(organizationId));
  const seals: (typeof eventSeals.$inferInsert)[] = [];
  for (const { id, xid, canonical } of rows) {
    place = await sealAfter(place, canonical);
    seals.push({ organizationId, ...place, eventId: id, xid, sealedAt: now });
  }
  if (seals.length > 0) await tx.insert(eventSeals).values(seals);
  await handOut(
    context,
    rows.map(({ id }) => id),
  );
  const isWaiting = rows.length < BATCH && (await tx.$count(events, isBehind(seals.at(-1) ?? last, nextXid))) > 0;
  return { added: rows.length, isWaiting, organizationId, end: place.seq > 0 ? place : null };
}

/**
 * After a restore into a new cluster the numbers of transactions start again, below the last seal's: then everything
 * that has no seal comes next, also what the old cluster had left, whose numbers this one has not reached.
 */
function isNext(last: Last | undefined, nextXid: string) {
  const isOver = sql`e.xid < pg_snapshot_xmin(pg_current_snapshot())`;
  if (!last) return isOver;
  if (BigInt(last.xid) < BigInt(nextXid))
    return sql`${isOver} and (e.xid, e.id) > (${last.xid}::xid8, ${last.eventId}::uuid)`;
  return sql`(${isOver} or e.xid >= pg_snapshot_xmax(pg_current_snapshot()))
    and not exists (select from event_seals s where s.organization_id = e.organization_id and s.event_id = e.id)`;
}

function isBehind(end: Pick<Last, "xid" | "eventId"> | undefined, nextXid: string) {
  if (!end) return undefined;
  const isUnsealed = sql`not exists (select from event_seals s where s.organization_id = ${events.organizationId} and s.event_id = ${events.id})`;
  if (BigInt(end.xid) >= BigInt(nextXid)) return isUnsealed;
  return sql`(${events.xid}, ${events.id}) > (${end.xid}::xid8, ${end.eventId}::uuid) and ${isUnsealed}`;
}
