import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { transactionId } from "./base.ts";
import type { Sealed } from "./inventory.ts";
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

/** Where an organisation wants its events sent. */
export const webhookEndpoints = pgTable(
  "webhook_endpoints",
  {
    ...tenantColumns,
    url: text("url").notNull(),
    /** Actions ("member.join"), groups of them ("member.*"), or "*". */
    topics: text("topics").array().notNull(),
    /** Sealed for this organisation and endpoint; after a rotation the one before signs too, until its time is up. */
    sealedSecret: jsonb("sealed_secret").notNull().$type<Sealed>(),
    sealedOldSecret: jsonb("sealed_old_secret").$type<Sealed>(),
    oldSecretUntil: instant("old_secret_until"),
    isEnabled: boolean("is_enabled").notNull().default(true),
    /** Why we have disabled it, in words; null where a person did. */
    problem: text("problem"),
    /** Since when nothing has arrived; null while the last delivery did. */
    failingSince: instant("failing_since"),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.organizationId, t.id] })],
);

export const DELIVERY_STATES = ["waiting", "delivered", "failed"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One event for one endpoint, with how its last try went. */
export const webhookDeliveries = pgTable(
  "webhook_deliveries",
  {
    ...tenantColumns,
    endpointId: uuid("endpoint_id").notNull(),
    /** null: a ping. */
    eventId: uuid("event_id"),
    topic: text("topic").notNull(),
    state: text("state").notNull().default("waiting").$type<DeliveryState>(),
    attempts: integer("attempts").notNull().default(0),
    /** Not before. */
    nextAt: instant("next_at"),
    lastAt: instant("last_at"),
    /** The HTTP status of the last try; null where there was no answer. */
    status: integer("status"),
    /** Why the last try failed, in words, or the beginning of the answer. */
    answer: text("answer"),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    foreignKey({
      columns: [t.organizationId, t.endpointId],
      foreignColumns: [webhookEndpoints.organizationId, webhookEndpoints.id],
    }).onDelete("cascade"),
    unique("webhook_deliveries_event").on(t.organizationId, t.endpointId, t.eventId),
    index("webhook_deliveries_recent").on(t.organizationId, t.endpointId, t.id.desc()),
    check("webhook_deliveries_state", sql`${t.state} in ('waiting', 'delivered', 'failed')`),
  ],
);
