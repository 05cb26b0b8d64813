import { sql } from "drizzle-orm";
import { check, foreignKey, index, jsonb, pgTable, primaryKey, real, text, unique, uuid } from "drizzle-orm/pg-core";
import { instant, tenantColumns } from "./tenancy.ts";

/** Every thing that can be owned, in Backstage's model. AWS resources are kind "Resource" in namespace "aws". */
export const entities = pgTable(
  "entities",
  {
    ...tenantColumns,
    kind: text("kind").notNull(),
    namespace: text("namespace").notNull(),
    name: text("name").notNull(),
    title: text("title").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    unique("entities_ref").on(t.organizationId, t.kind, t.namespace, t.name),
  ],
);

/** A typed edge. The target may not be known yet: then `toRef` (ARN or native id) waits for it. */
export const relations = pgTable(
  "relations",
  {
    ...tenantColumns,
    fromId: uuid("from_id").notNull(),
    kind: text("kind").notNull(),
    toType: text("to_type").notNull(),
    toRef: text("to_ref").notNull(),
    source: text("source").notNull().$type<"declared" | "inferred" | "observed">(),
    /** 0 to 1; 1 = read from the thing itself. */
    confidence: real("confidence").notNull().default(1),
    evidence: jsonb("evidence").notNull().default({}).$type<Record<string, unknown>>(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    unique("relations_edge").on(t.organizationId, t.fromId, t.kind, t.toType, t.toRef),
    index("relations_target").on(t.organizationId, t.toRef),
    foreignKey({
      columns: [t.organizationId, t.fromId],
      foreignColumns: [entities.organizationId, entities.id],
    }).onDelete("cascade"),
    check("relations_source", sql`${t.source} in ('declared', 'inferred', 'observed')`),
  ],
);
