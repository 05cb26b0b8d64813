import { sql } from "drizzle-orm";
import { check, index, jsonb, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { users } from "./identity.ts";

export const ROLES = ["viewer", "developer", "maintainer", "owner"] as const;
export type Role = (typeof ROLES)[number];

/** The tenant itself: row-level security by `id`. */
export const organizations = pgTable("organizations", {
  id: uuid("id").primaryKey().default(sql`app.uuidv7()`),
  slug: text("slug").notNull().unique(),
  name: text("name").notNull(),
  /** "sample": the demo; everything in it is a fictional company's. */
  kind: text("kind").notNull().default("real").$type<"real" | "sample">(),
  settings: jsonb("settings").notNull().default({}).$type<Record<string, unknown>>(),
  createdAt: timestamp("created_at", { withTimezone: true, mode: "date" }).notNull().defaultNow(),
});

export const memberships = pgTable(
  "memberships",
  {
    organizationId: uuid("organization_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    role: text("role").notNull().$type<Role>(),
    createdAt: timestamp("created_at", { withTimezone: true, mode: "date" }).notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.userId] }),
    // A person's organisations are looked up by `app.my_organizations`, across tenants.
    index("memberships_user").on(t.userId),
    check("memberships_role", sql`${t.role} in ('viewer', 'developer', 'maintainer', 'owner')`),
  ],
);
