import {
  boolean,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { awsAccounts } from "./inventory.ts";
import { instant, tenantColumns } from "./tenancy.ts";

/** Ten digits after the point, as many as Cost Explorer answers. */
const amount = (name: string) => numeric(name, { precision: 24, scale: 10 }).notNull();
type Amounts = { unblended: string; amortized: string; netUnblended: string; netAmortized: string };

/**
 * AWS accounts on a bill (FOCUS: sub-accounts), and the one connection that tells their costs: a payer and its member
 * may both be connected, and both answer for the member.
 */
export const costSubAccounts = pgTable(
  "cost_sub_accounts",
  {
    organizationId: tenantColumns.organizationId,
    /** Twelve digits. */
    subAccountId: text("sub_account_id").notNull(),
    accountId: uuid("account_id").notNull(),
    name: text("name"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.subAccountId] }),
    index("cost_sub_accounts_account").on(t.organizationId, t.accountId),
    foreignKey({
      columns: [t.organizationId, t.accountId],
      foreignColumns: [awsAccounts.organizationId, awsAccounts.id],
    }).onDelete("cascade"),
  ],
);

/** What one service cost one sub-account on one day of UTC; no row = no cost, if the day was read. */
export const costLines = pgTable(
  "cost_lines",
  {
    organizationId: tenantColumns.organizationId,
    day: date("day", { mode: "string" }).notNull(),
    subAccountId: text("sub_account_id").notNull(),
    service: text("service").notNull(),
    currency: text("currency").notNull(),
    unblended: amount("unblended"),
    amortized: amount("amortized"),
    netUnblended: amount("net_unblended"),
    netAmortized: amount("net_amortized"),
    /** AWS may still change it. */
    isEstimated: boolean("is_estimated").notNull(),
    changedAt: instant("changed_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.day, t.subAccountId, t.service] }),
    index("cost_lines_sub_account").on(t.organizationId, t.subAccountId),
    foreignKey({
      columns: [t.organizationId, t.subAccountId],
      foreignColumns: [costSubAccounts.organizationId, costSubAccounts.subAccountId],
    }).onDelete("cascade"),
  ],
);

/** AWS changed the cost of a day that had settled. null = no such cost. */
export const costRestatements = pgTable(
  "cost_restatements",
  {
    ...tenantColumns,
    day: date("day", { mode: "string" }).notNull(),
    subAccountId: text("sub_account_id").notNull(),
    service: text("service").notNull(),
    currency: text("currency").notNull(),
    before: jsonb("before").$type<Amounts>(),
    after: jsonb("after").$type<Amounts>(),
    seenAt: instant("seen_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    index("cost_restatements_sub_account").on(t.organizationId, t.subAccountId),
    foreignKey({
      columns: [t.organizationId, t.subAccountId],
      foreignColumns: [costSubAccounts.organizationId, costSubAccounts.subAccountId],
    }).onDelete("cascade"),
  ],
);

/** How far the costs of a connection were read. */
export const costSyncs = pgTable(
  "cost_syncs",
  {
    organizationId: tenantColumns.organizationId,
    accountId: uuid("account_id").notNull(),
    /** The earliest day that was read; null = none yet. */
    coveredFrom: date("covered_from", { mode: "string" }),
    syncedAt: instant("synced_at"),
    /** AWS's own total of the last window minus the sum of its lines: zero, or the ledger does not tie out. */
    difference: jsonb("difference").$type<Amounts>(),
    /** Why the last try could not read it; null = it could. */
    problem: text("problem"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.accountId] }),
    foreignKey({
      columns: [t.organizationId, t.accountId],
      foreignColumns: [awsAccounts.organizationId, awsAccounts.id],
    }).onDelete("cascade"),
  ],
);

/** Requests that AWS charges $0.01 for each, by month of UTC; counted before they are made. */
export const costRequests = pgTable(
  "cost_requests",
  {
    organizationId: tenantColumns.organizationId,
    /** Its first day. */
    month: date("month", { mode: "string" }).notNull(),
    requests: integer("requests").notNull(),
  },
  (t) => [primaryKey({ columns: [t.organizationId, t.month] })],
);
