import { sql } from "drizzle-orm";
import {
  check,
  date,
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
import { entities } from "./catalog.ts";
import { instant, tenantColumns } from "./tenancy.ts";

/** What an organisation asks of its services, in its own words; the built-in ones are code. */
export const scorecards = pgTable(
  "scorecards",
  {
    ...tenantColumns,
    /** In addresses, results and history; never changes. */
    slug: text("slug").notNull(),
    /** YAML as people wrote it; src/findings has checked it. */
    definition: text("definition").notNull(),
    changedBy: text("changed_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    changedAt: instant("changed_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    unique("scorecards_slug").on(t.organizationId, t.slug),
    check("scorecards_slug_form", sql`${t.slug} ~ '^[a-z0-9][a-z0-9-]{0,59}$'`),
  ],
);

/** How one entity stands with one scorecard. */
export const scorecardResults = pgTable(
  "scorecard_results",
  {
    organizationId: tenantColumns.organizationId,
    scorecard: text("scorecard").notNull(),
    entityId: uuid("entity_id").notNull(),
    /** Index of the level it has reached; null = not even the first. */
    level: integer("level"),
    passed: integer("passed").notNull(),
    total: integer("total").notNull(),
    /** Ids of the rules that do not pass: each FAIL or UNKNOWN. */
    missing: jsonb("missing").notNull().$type<Record<string, "FAIL" | "UNKNOWN">>(),
    /** Which words of the scorecard judged it: a level that changes with them is no change of the entity. */
    judgedBy: text("judged_by").notNull(),
    judgedAt: instant("judged_at").notNull(),
    changedAt: instant("changed_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.scorecard, t.entityId] }),
    index("scorecard_results_entity").on(t.organizationId, t.entityId),
    foreignKey({
      columns: [t.organizationId, t.entityId],
      foreignColumns: [entities.organizationId, entities.id],
    }).onDelete("cascade"),
  ],
);

/** How all of them stood at the end of a day of UTC. */
export const scorecardDays = pgTable(
  "scorecard_days",
  {
    organizationId: tenantColumns.organizationId,
    scorecard: text("scorecard").notNull(),
    day: date("day", { mode: "string" }).notNull(),
    entities: integer("entities").notNull(),
    passed: integer("passed").notNull(),
    total: integer("total").notNull(),
    /** Name of a level ("" = none) → how many entities have it as their highest. */
    levels: jsonb("levels").notNull().$type<Record<string, number>>(),
  },
  (t) => [primaryKey({ columns: [t.organizationId, t.scorecard, t.day] })],
);
