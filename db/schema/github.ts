import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { Sealed } from "./inventory.ts";
import { instant, tenantColumns } from "./tenancy.ts";

/** An organisation on GitHub, with the token that reads it. */
export const githubConnections = pgTable(
  "github_connections",
  {
    ...tenantColumns,
    /** As GitHub writes it. */
    login: text("login").notNull(),
    /** Both sealed for this organisation and this connection. */
    sealedToken: jsonb("sealed_token").notNull().$type<Sealed>(),
    /** What GitHub signs its deliveries with. */
    sealedSecret: jsonb("sealed_secret").notNull().$type<Sealed>(),
    status: text("status").notNull().default("connected").$type<"connected" | "failing">(),
    /** Why it fails, in words. */
    problem: text("problem"),
    /** The list of repositories: the page to ask for next, and since when this reading runs; null = none is under way. */
    page: integer("page"),
    startedAt: instant("started_at"),
    /** The last time that the whole list was read. */
    readAt: instant("read_at"),
    /** The last signed delivery; null: GitHub has not told us of any push yet. */
    deliveredAt: instant("delivered_at"),
    connectedBy: text("connected_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    uniqueIndex("github_connections_login").on(t.organizationId, sql`lower(${t.login})`),
    check("github_connections_status", sql`${t.status} in ('connected', 'failing')`),
  ],
);

export const githubRepositories = pgTable(
  "github_repositories",
  {
    ...tenantColumns,
    connectionId: uuid("connection_id").notNull(),
    /** GitHub's own id, which outlives a new name. */
    githubId: text("github_id").notNull(),
    /** "owner/name". */
    fullName: text("full_name").notNull(),
    defaultBranch: text("default_branch").notNull(),
    isArchived: boolean("is_archived").notNull(),
    description: text("description"),
    /** When the list held it last. */
    seenAt: instant("seen_at").notNull(),
    /** The list holds it no more, or the token may not see it. */
    goneAt: instant("gone_at"),
    /** When its files were looked through last; null: not yet. */
    readAt: instant("read_at"),
    /** Why they could not be, in words. */
    problem: text("problem"),
    /** The pull request that would write its catalogue file, or why there is none. */
    proposal: jsonb("proposal").$type<{ number: number; url: string } | { problem: string }>(),
    /** GitHub's mark of its list of files: an unchanged one costs nothing. */
    etag: text("etag"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    uniqueIndex("github_repositories_github").on(t.organizationId, t.connectionId, t.githubId),
    index("github_repositories_name").on(t.organizationId, sql`lower(${t.fullName})`, t.id),
    foreignKey({
      columns: [t.organizationId, t.connectionId],
      foreignColumns: [githubConnections.organizationId, githubConnections.id],
    }).onDelete("cascade"),
  ],
);

/** Deliveries that were taken, for some days: the same one again changes nothing. */
export const githubDeliveries = pgTable(
  "github_deliveries",
  {
    organizationId: tenantColumns.organizationId,
    connectionId: uuid("connection_id").notNull(),
    /** The signature: GitHub's delivery id is not signed, so whoever repeats a delivery could change it. */
    signature: text("signature").notNull(),
    receivedAt: instant("received_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.connectionId, t.signature] }),
    index("github_deliveries_received").on(t.organizationId, t.receivedAt),
    foreignKey({
      columns: [t.organizationId, t.connectionId],
      foreignColumns: [githubConnections.organizationId, githubConnections.id],
    }).onDelete("cascade"),
  ],
);
