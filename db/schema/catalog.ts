import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  integer,
  json,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { instant, tenantColumns } from "./tenancy.ts";

/** What is wrong in a file, at its place. */
export type LineProblem = { line: number; column: number; ref: string | null; message: string };

/** A file that declares entities: what it no longer lists is an orphan. */
export const catalogLocations = pgTable(
  "catalog_locations",
  {
    ...tenantColumns,
    /**
     * "upload": pasted or uploaded by a person under this name; "url": registered, and read again by a job; "inferred":
     * suggestions of one source that somebody has accepted, which a file of their own takes over.
     */
    type: text("type").notNull().$type<"upload" | "url" | "inferred">(),
    target: text("target").notNull(),
    /** null: registered, and not read yet. */
    readAt: instant("read_at"),
    /** Who sent or registered it last. */
    readBy: text("read_by").notNull(),
    /** The last try to read it, whatever came of it. */
    triedAt: instant("tried_at"),
    /** Why the last try took nothing over; null = it did. What was read before stays. */
    problem: text("problem"),
    problems: jsonb("problems").notNull().default([]).$type<LineProblem[]>(),
    /** The server's own mark of what was read: asked again with it, an unchanged file costs nothing. */
    etag: text("etag"),
    /** The file whose Location entity lists this one. */
    parentId: uuid("parent_id"),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    unique("catalog_locations_place").on(t.organizationId, t.type, t.target),
    index("catalog_locations_parent").on(t.organizationId, t.parentId),
    foreignKey({
      name: "catalog_locations_listed",
      columns: [t.organizationId, t.parentId],
      foreignColumns: [t.organizationId, t.id],
    }).onDelete("cascade"),
    check("catalog_locations_type", sql`${t.type} in ('upload', 'url', 'inferred')`),
  ],
);

/** The entity as its file says it (json, not jsonb: in the order of the file), in Backstage's model; src/catalog has validated it. */
export type DeclaredEntity = {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace: string; [field: string]: unknown };
  spec?: Record<string, unknown>;
};

/**
 * Every thing that can be owned, in Backstage's model. AWS resources are kind "Resource" in namespace "aws".
 * What a file declares carries it in `declared`; what was only discovered has none, and is listed by the inventory.
 */
export const entities = pgTable(
  "entities",
  {
    ...tenantColumns,
    kind: text("kind").notNull(),
    namespace: text("namespace").notNull(),
    name: text("name").notNull(),
    /** In lower case, as filters compare: a function in their place would keep row-level security from using an index. */
    kindKey: text("kind_key").generatedAlwaysAs(sql`lower(kind)`),
    nameKey: text("name_key").generatedAlwaysAs(sql`lower(name)`),
    title: text("title").notNull(),
    /** kind:namespace/name in lower case: how everything refers to it. */
    ref: text("ref").notNull(),
    declared: json("declared").$type<DeclaredEntity>(),
    /** What filters see: key → values, in lower case; $written: those that have capitals, as they were written. */
    search: jsonb("search").$type<Record<string, (string | null)[] | Record<string, string[]>>>(),
    /** Hash of `declared`. */
    etag: text("etag"),
    type: text("type"),
    lifecycle: text("lifecycle"),
    /** Canonical reference; the owner itself may not exist. */
    ownerRef: text("owner_ref"),
    /** The AWS resource that it says it is: the claim finds the resource whenever that is discovered. */
    arn: text("arn"),
    locationId: uuid("location_id"),
    /** Where in its file it begins. */
    line: integer("line"),
    createdAt: instant("created_at").notNull().defaultNow(),
    changedAt: instant("changed_at"),
    /** Its file no longer lists it. */
    orphanedAt: instant("orphaned_at"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    unique("entities_ref").on(t.organizationId, t.kind, t.namespace, t.name),
    uniqueIndex("entities_canonical").on(t.organizationId, t.ref),
    index("entities_title").on(t.organizationId, sql`lower(${t.title})`, t.id).where(sql`declared is not null`),
    index("entities_kind").on(t.organizationId, t.kind, sql`lower(${t.title})`, t.id).where(sql`declared is not null`),
    index("entities_kind_name")
      .on(t.organizationId, t.kindKey, sql`${t.nameKey} collate "C"`, t.id)
      .where(sql`declared is not null`),
    index("entities_name").on(t.organizationId, sql`${t.nameKey} collate "C"`, t.id).where(sql`declared is not null`),
    index("entities_owner").on(t.organizationId, t.ownerRef, t.id),
    index("entities_arn").on(t.organizationId, t.arn).where(sql`arn is not null`),
    index("entities_location").on(t.organizationId, t.locationId),
    foreignKey({
      columns: [t.organizationId, t.locationId],
      foreignColumns: [catalogLocations.organizationId, catalogLocations.id],
    }).onDelete("cascade"),
    check("entities_ref_form", sql`${t.ref} = lower(${t.kind} || ':' || ${t.namespace} || '/' || ${t.name})`),
    check(
      "entities_declared",
      sql`(${t.declared} is null) = (${t.search} is null) and (${t.declared} is null) = (${t.etag} is null)`,
    ),
  ],
);

/** What is counted of declared entities, under the keys by which Backstage asks for it. */
export const COUNTED = [
  "kind",
  "metadata.namespace",
  "metadata.tags",
  "spec.type",
  "spec.lifecycle",
  "relations.ownedby",
] as const;

/**
 * How many declared entities of each kind have each value, kept by a trigger on `entities` (see the migration
 * "search_doors"): counting them anew reads every document of the catalogue.
 */
export const entityCounts = pgTable(
  "entity_counts",
  {
    organizationId: tenantColumns.organizationId,
    facet: text("facet").notNull().$type<(typeof COUNTED)[number]>(),
    kindKey: text("kind_key").notNull(),
    value: text("value").notNull(),
    count: integer("count").notNull(),
  },
  (t) => [primaryKey({ columns: [t.organizationId, t.facet, t.kindKey, t.value] })],
);

/**
 * A typed edge. The target may not be known yet: then `toRef` waits for it. Between AWS resources, `toType` is a
 * CloudFormation type and `toRef` an ARN or native id; between entities, `toType` is "entity" and `toRef` a reference.
 */
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
