import { sql } from "drizzle-orm";
import {
  check,
  date,
  foreignKey,
  integer,
  numeric,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { oneOf } from "./costs.ts";
import { instant, tenantColumns } from "./tenancy.ts";

/** Whose cost is divided; "component" is a catalogue service. */
export const UNIT_SCOPES = ["organization", "account", "service", "team", "component", "tag"] as const;
/** A unit cost is told of one, of a thousand or of a million. */
export const UNIT_SCALES = [1, 1000, 1_000_000] as const;

/** What an organisation counts itself (orders, requests), to know what one of them costs. */
export const costQuantities = pgTable(
  "cost_quantities",
  {
    ...tenantColumns,
    name: text("name").notNull(),
    /** What one of them is called: "order". */
    unit: text("unit").notNull(),
    per: integer("per").notNull().default(1).$type<(typeof UNIT_SCALES)[number]>(),
    scope: text("scope").notNull().$type<(typeof UNIT_SCOPES)[number]>(),
    /** As a budget's; a catalogue service by its reference; "" for the organisation. */
    scopeKey: text("scope_key").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    uniqueIndex("cost_quantities_name").on(t.organizationId, t.name),
    check("cost_quantities_scope_word", sql`${t.scope} in (${oneOf(UNIT_SCOPES)})`),
    check("cost_quantities_scope_key", sql`(${t.scope} = 'organization') = (${t.scopeKey} = '')`),
    check("cost_quantities_per", sql`${t.per} in (1, 1000, 1000000)`),
  ],
);

/** How many of them there were on a day of UTC, as reported last. A day that nobody reported has no row. */
export const costQuantityDays = pgTable(
  "cost_quantity_days",
  {
    organizationId: tenantColumns.organizationId,
    quantityId: uuid("quantity_id").notNull(),
    day: date("day", { mode: "string" }).notNull(),
    amount: numeric("amount", { precision: 24, scale: 6 }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.quantityId, t.day] }),
    foreignKey({
      columns: [t.organizationId, t.quantityId],
      foreignColumns: [costQuantities.organizationId, costQuantities.id],
    }).onDelete("cascade"),
    check("cost_quantity_days_amount", sql`${t.amount} >= 0`),
  ],
);
