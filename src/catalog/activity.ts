import { and, desc, eq, gte, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { ReadDb } from "../../db/client.ts";
import { events } from "../../db/schema/base.ts";
import { entities } from "../../db/schema/catalog.ts";

const EVENTS_MAX = 15;
/** Older than this is for the audit log. */
const DAYS_MAX = 180;
/** A row's time is its transaction's, an event's is its request's, which began before. */
const BEFORE_MS = 60_000;
const me = alias(entities, "me");

/**
 * What the event log says of an entity: what was done to it, and the imports of its file since it exists. Not who else's
 * entities a file holds, and nothing of the log's other facts: viewers see this, and not the log.
 */
export const entityActivity = (db: ReadDb, ref: string, now: Date) =>
  db
    .select({
      id: events.id,
      at: events.at,
      actorKind: events.actorKind,
      actorName: events.actorName,
      action: events.action,
      /** What an import counted, or what a rule said. */
      data: sql<
        Record<string, unknown>
      >`jsonb_strip_nulls(jsonb_build_object('file', ${events.data} -> 'file', 'new', ${events.data} -> 'new',
        'changed', ${events.data} -> 'changed', 'orphaned', ${events.data} -> 'orphaned', 'scorecard', ${events.data} -> 'scorecard', 'level', ${events.data} -> 'level'))`,
    })
    .from(me)
    .innerJoin(
      events,
      and(
        eq(events.organizationId, me.organizationId),
        gte(events.at, new Date(now.getTime() - DAYS_MAX * 86_400_000)),
        sql`${events.at} >= ${me.createdAt} - ${BEFORE_MS} * interval '1 millisecond'`,
        or(
          and(eq(events.targetType, "entity"), eq(events.targetId, sql`${me.id}::text`)),
          and(eq(events.targetType, "location"), eq(events.targetId, sql`${me.locationId}::text`)),
        ),
      ),
    )
    .where(eq(me.ref, ref))
    .orderBy(desc(events.at), desc(events.id))
    .limit(EVENTS_MAX + 1);

export const toActivity = <Row>(rows: readonly Row[]) => ({
  items: rows.slice(0, EVENTS_MAX),
  hasMore: rows.length > EVENTS_MAX,
});
