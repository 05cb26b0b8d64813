import { sql } from "drizzle-orm";
import { check, foreignKey, index, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { entities } from "./catalog.ts";
import { memberships, organizations, type Role } from "./organizations.ts";
import { instant, tenantColumns } from "./tenancy.ts";

/** Who belongs to a team. The team itself is an entity of kind Group: the one that owns things in the catalogue. */
export const teamMembers = pgTable(
  "team_members",
  {
    organizationId: uuid("organization_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    teamId: uuid("team_id").notNull(),
    userId: uuid("user_id").notNull(),
    addedAt: instant("added_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.teamId, t.userId] }),
    index("team_members_user").on(t.organizationId, t.userId),
    foreignKey({
      columns: [t.organizationId, t.teamId],
      foreignColumns: [entities.organizationId, entities.id],
    }).onDelete("cascade"),
    // Who leaves the organisation leaves its teams.
    foreignKey({
      columns: [t.organizationId, t.userId],
      foreignColumns: [memberships.organizationId, memberships.userId],
    }).onDelete("cascade"),
  ],
);

/** A role on one entity of the catalogue, given to a person or to a team. It adds to the organisation's role, never takes. */
export const serviceRoles = pgTable(
  "service_roles",
  {
    ...tenantColumns,
    entityId: uuid("entity_id").notNull(),
    userId: uuid("user_id"),
    teamId: uuid("team_id"),
    role: text("role").notNull().$type<Role>(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    uniqueIndex("service_roles_person").on(t.organizationId, t.entityId, t.userId).where(sql`user_id is not null`),
    uniqueIndex("service_roles_team").on(t.organizationId, t.entityId, t.teamId).where(sql`team_id is not null`),
    index("service_roles_user").on(t.organizationId, t.userId),
    index("service_roles_of_team").on(t.organizationId, t.teamId),
    foreignKey({
      columns: [t.organizationId, t.entityId],
      foreignColumns: [entities.organizationId, entities.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [t.organizationId, t.teamId],
      foreignColumns: [entities.organizationId, entities.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [t.organizationId, t.userId],
      foreignColumns: [memberships.organizationId, memberships.userId],
    }).onDelete("cascade"),
    check("service_roles_role", sql`${t.role} in ('developer', 'maintainer', 'owner')`),
    check("service_roles_whom", sql`(${t.userId} is null) <> (${t.teamId} is null)`),
  ],
);
