import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  json,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import type { DeclaredEntity } from "./catalog.ts";
import { githubRepositories } from "./github.ts";
import { instant, tenantColumns } from "./tenancy.ts";

/** Where it is said: a line that people can look at. */
export type Evidence = { file: string; line: number; says: string };

/** Entities that nobody has declared: read from files that tell of them without meaning to, and waiting for a yes. */
export const catalogSuggestions = pgTable(
  "catalog_suggestions",
  {
    ...tenantColumns,
    /** A repository ("github.com/acme/shop") or the name of what somebody pasted. */
    source: text("source").notNull(),
    repositoryId: uuid("repository_id"),
    /** The file of the source that tells of it. */
    file: text("file").notNull(),
    ref: text("ref").notNull(),
    title: text("title").notNull(),
    /** Without an owner: `owner_ref`, or whoever accepts it, says whose it is. */
    entity: json("entity").notNull().$type<DeclaredEntity>(),
    ownerRef: text("owner_ref"),
    confidence: real("confidence").notNull(),
    evidence: jsonb("evidence").notNull().$type<Evidence[]>(),
    state: text("state").notNull().default("open").$type<"open" | "accepted" | "dismissed">(),
    decidedBy: text("decided_by"),
    decidedAt: instant("decided_at"),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    unique("catalog_suggestions_place").on(t.organizationId, t.source, t.ref),
    index("catalog_suggestions_open").on(t.organizationId, t.id).where(sql`state = 'open'`),
    foreignKey({
      columns: [t.organizationId, t.repositoryId],
      foreignColumns: [githubRepositories.organizationId, githubRepositories.id],
    }).onDelete("cascade"),
    check("catalog_suggestions_state", sql`${t.state} in ('open', 'accepted', 'dismissed')`),
  ],
);
