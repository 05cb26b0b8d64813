import { sql } from "drizzle-orm";
import { bigint, check, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { transactionId } from "./base.ts";
import { instant, tenantColumns } from "./tenancy.ts";

/**
 * The chain over an organisation's events: each seal holds the hash of its event and of the seal before it. Append-only
 * by grants, and without a foreign key: a seal outlives its event, which is how a missing one is noticed.
 */
export const eventSeals = pgTable(
  "event_seals",
  {
    organizationId: tenantColumns.organizationId,
    /** From 1, without a gap. */
    seq: bigint("seq", { mode: "number" }).notNull(),
    eventId: uuid("event_id").notNull(),
    /** The event's transaction: events are sealed in the order of (xid, id). */
    xid: transactionId("xid").notNull(),
    hash: text("hash").notNull(),
    sealedAt: instant("sealed_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.seq] }),
    unique("event_seals_event").on(t.organizationId, t.eventId),
    check("event_seals_seq", sql`${t.seq} > 0`),
  ],
);
