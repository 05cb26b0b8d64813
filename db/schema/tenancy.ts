import { sql } from "drizzle-orm";
import { timestamp, uuid } from "drizzle-orm/pg-core";
import { organizations } from "./organizations.ts";

/**
 * What makes a table an organisation's: these columns, `primaryKey(organizationId, id)`, composite foreign keys,
 * and every index starting with `organizationId`. `db/tenancy.sql` finds such tables by their column and
 * gives them row-level security, enabled and forced, a tenant policy and a restrictive wall.
 */
export const tenantColumns = {
  organizationId: uuid("organization_id")
    .notNull()
    .references(() => organizations.id, { onDelete: "cascade" }),
  id: uuid("id").notNull().default(sql`app.uuidv7()`),
};

/** timestamptz as a Date. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });
