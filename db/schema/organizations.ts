import { sql } from "drizzle-orm";
import { check, index, jsonb, pgTable, primaryKey, text, timestamp, unique, uuid } from "drizzle-orm/pg-core";
import { users } from "./identity.ts";

export const ROLES = ["viewer", "developer", "maintainer", "owner"] as const;
export type Role = (typeof ROLES)[number];

export const PLAN_NAMES = ["free", "team", "enterprise"] as const;
export type Plan = (typeof PLAN_NAMES)[number];
/** suspended: nobody is let in · deleting: owners only, who may undo it until `deleteAt`. */
export type OrganizationStatus = "active" | "suspended" | "deleting";

/** The tenant itself: row-level security by `id`. */
export const organizations = pgTable(
  "organizations",
  {
    id: uuid("id").primaryKey().default(sql`app.uuidv7()`),
    slug: text("slug").notNull().unique(),
    name: text("name").notNull(),
    /** "sample": the demo; everything in it is a fictional company's. */
    kind: text("kind").notNull().default("real").$type<"real" | "sample">(),
    settings: jsonb("settings").notNull().default({}).$type<Record<string, unknown>>(),
    /** Given by who runs the installation; the Worker's login cannot change it. */
    plan: text("plan").notNull().default("free").$type<Plan>(),
    status: text("status").notNull().default("active").$type<OrganizationStatus>(),
    /** When a deletion that was asked for is carried out. */
    deleteAt: timestamp("delete_at", { withTimezone: true, mode: "date" }),
    /** A name below this installation's own address. */
    subdomain: text("subdomain").unique(),
    /** The organisation's own domain, as it says: nothing proves it, so it need not be the only one. */
    domain: text("domain"),
    createdAt: timestamp("created_at", { withTimezone: true, mode: "date" }).notNull().defaultNow(),
  },
  (t) => [
    check("organizations_plan", sql`${t.plan} in ('free', 'team', 'enterprise')`),
    check("organizations_status", sql`${t.status} in ('active', 'suspended', 'deleting')`),
    check("organizations_delete_at", sql`(${t.status} = 'deleting') = (${t.deleteAt} is not null)`),
  ],
);

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

/** A link that makes whoever opens it, signed in, a member. Each works once. */
export const invitations = pgTable(
  "invitations",
  {
    // Not `tenantColumns`: those are made from this file's own table.
    organizationId: uuid("organization_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    id: uuid("id").notNull().default(sql`app.uuidv7()`),
    /** SHA-256 of the token in the link, so that a dump of this table opens no organisation. */
    tokenHash: text("token_hash").notNull(),
    role: text("role").notNull().$type<Role>(),
    /** Whom it is for, in the inviter's words. */
    note: text("note").notNull().default(""),
    /** Where the link was sent by mail; null: handed over by whoever made it. */
    email: text("email"),
    invitedBy: uuid("invited_by").references(() => users.id, { onDelete: "set null" }),
    createdAt: timestamp("created_at", { withTimezone: true, mode: "date" }).notNull().defaultNow(),
    expiresAt: timestamp("expires_at", { withTimezone: true, mode: "date" }).notNull(),
    acceptedAt: timestamp("accepted_at", { withTimezone: true, mode: "date" }),
    revokedAt: timestamp("revoked_at", { withTimezone: true, mode: "date" }),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    unique("invitations_token").on(t.organizationId, t.tokenHash),
    // A link names no organisation: `app.enter(text)` looks here, across tenants.
    index("invitations_lookup").on(t.tokenHash),
    check("invitations_role", sql`${t.role} in ('viewer', 'developer', 'maintainer', 'owner')`),
  ],
);

/** A key that programs of an organisation call with. It can do no more than its role, and no more than its maker. */
export const apiKeys = pgTable(
  "api_keys",
  {
    organizationId: uuid("organization_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    id: uuid("id").notNull().default(sql`app.uuidv7()`),
    name: text("name").notNull(),
    /** SHA-256 of the whole key: 178 random bits need no slow hash. */
    hash: text("hash").notNull(),
    /** Its last four characters, to tell keys apart. */
    ending: text("ending").notNull(),
    role: text("role").notNull().$type<Role>(),
    /** "read", "write", or one capability's: "findings:read". */
    scopes: text("scopes").array().notNull(),
    /** Networks that it may be used from; none = all. */
    networks: text("networks").array().notNull().default(sql`'{}'::text[]`),
    createdBy: uuid("created_by")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: timestamp("created_at", { withTimezone: true, mode: "date" }).notNull().defaultNow(),
    expiresAt: timestamp("expires_at", { withTimezone: true, mode: "date" }).notNull(),
    /** To the minute. */
    lastUsedAt: timestamp("last_used_at", { withTimezone: true, mode: "date" }),
    revokedAt: timestamp("revoked_at", { withTimezone: true, mode: "date" }),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    // A key names no organisation that could be trusted: `app.enter` looks here, across tenants.
    index("api_keys_lookup").on(t.id),
    check("api_keys_role", sql`${t.role} in ('viewer', 'developer', 'maintainer', 'owner')`),
  ],
);
