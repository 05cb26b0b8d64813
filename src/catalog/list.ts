import { and, asc, count, eq, gt, inArray, isNotNull, isNull, notInArray, or, type SQL, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { type COUNTED, entities, entityCounts } from "../../db/schema/catalog.ts";
import { after, Page, toPage } from "../base/pages.ts";

const Choice = z.array(z.string().max(300)).max(50).optional();
export const EntityFilter = z.strictObject({
  search: z.string().trim().max(200).optional(),
  kind: Choice,
  type: Choice,
  owner: Choice,
  lifecycle: Choice,
  /** "no": it names no owner, or one that is not in the catalogue. */
  hasOwner: z.enum(["yes", "no"]).optional(),
  /** Its file no longer lists it. */
  orphaned: z.boolean().optional(),
});
export const EntitiesInput = EntityFilter.extend({ ...Page.shape });
type Filter = z.infer<typeof EntityFilter>;

/** Kinds that own and hold others; nobody owns them. */
export const OWNERLESS_KINDS = ["Group", "User", "Location"];

/**
 * Of the rows of a page only: as a join, the planner hashes the whole catalogue for fifty of its rows until Postgres has
 * counted a fresh import (220 ms of 100,000 entities). In words, because the builder would leave the tables' names out.
 */
const ownerTitle = sql<string | null>`(select o.title from entities o
  where o.organization_id = entities.organization_id and o.ref = entities.owner_ref)`;
const file = sql<string | null>`(select l.target from catalog_locations l
  where l.organization_id = entities.organization_id and l.id = entities.location_id)`;
const ownerLabel = sql<string | null>`case when facet = 'relations.ownedby' then (select o.title from entities o
  where o.organization_id = entity_counts.organization_id and o.ref = entity_counts.value) end`;
const listed = {
  id: entities.id,
  ref: entities.ref,
  kind: entities.kind,
  namespace: entities.namespace,
  name: entities.name,
  title: entities.title,
  description: sql<string | null>`${entities.declared} -> 'metadata' ->> 'description'`,
  type: entities.type,
  lifecycle: entities.lifecycle,
  ownerRef: entities.ownerRef,
  /** null: the owner is not in the catalogue. */
  ownerTitle,
  arn: entities.arn,
  file,
  changedAt: entities.changedAt,
  orphanedAt: entities.orphanedAt,
};
const byTitle = sql<string>`lower(${entities.title})`;

/** One page, the total that the filter matches, and how many there are of each: all that the page needs. */
export function entitiesPage(db: ReadDb, input: z.infer<typeof EntitiesInput>) {
  const from = after(input.cursor, z.string());
  const where = matching(input);
  return [
    db
      .select({ ...listed, sortValue: byTitle })
      .from(entities)
      .where(
        and(
          where,
          from ? or(gt(byTitle, from.value), and(eq(byTitle, from.value), gt(entities.id, from.id))) : undefined,
        ),
      )
      .orderBy(asc(byTitle), asc(entities.id))
      .limit(input.limit + 1),
    total(db, input, where),
    db
      .select({
        facet: entityCounts.facet,
        value: entityCounts.value,
        count: sql<number>`sum(${entityCounts.count})::int`,
        label: ownerLabel,
      })
      .from(entityCounts)
      .groupBy(entityCounts.organizationId, entityCounts.facet, entityCounts.value)
      .having(sql`sum(${entityCounts.count}) > 0`)
      .orderBy(sql`sum(${entityCounts.count}) desc`, asc(entityCounts.value))
      .limit(FACET_VALUES_MAX),
  ] as const;
}
const FACET_VALUES_MAX = 1000;

/** How many the filter matches: by the counts where nothing but kinds is asked for, and by counting otherwise. */
function total(
  db: ReadDb,
  { kind, cursor: _, limit: __, ...others }: z.infer<typeof EntitiesInput>,
  where: SQL | undefined,
) {
  const isOfKindsOnly = Object.values(others).every(
    (value) => value === undefined || value === "" || (Array.isArray(value) && value.length === 0),
  );
  if (!isOfKindsOnly) return db.select({ total: count() }).from(entities).where(where);
  return db
    .select({ total: sql<number>`coalesce(sum(${entityCounts.count}), 0)::int` })
    .from(entityCounts)
    .where(and(eq(entityCounts.facet, "kind"), kind?.length ? inArray(entityCounts.value, kind) : undefined));
}

type FacetRow = { facet: (typeof COUNTED)[number]; value: string; count: number; label: string | null };

export function toEntitiesPage<Row extends { id: string; sortValue: string }>(
  rows: readonly Row[],
  total: number,
  facetRows: readonly FacetRow[],
  limit: number,
) {
  const facet = (key: FacetRow["facet"]) =>
    facetRows.filter((row) => row.facet === key).map(({ value, count }) => ({ value, count }));
  return {
    ...toPage(rows, limit, ({ sortValue }) => sortValue),
    total,
    facets: {
      kind: facet("kind"),
      type: facet("spec.type"),
      owner: facetRows
        .filter((row) => row.facet === "relations.ownedby")
        .map(({ value, count, label }) => ({ value, count, label: label ?? value })),
      lifecycle: facet("spec.lifecycle"),
    },
  };
}

function matching(filter: Filter): SQL | undefined {
  return and(
    isNotNull(entities.declared),
    filter.kind?.length ? inArray(entities.kind, filter.kind) : undefined,
    filter.type?.length ? inArray(entities.type, filter.type) : undefined,
    filter.owner?.length ? inArray(entities.ownerRef, filter.owner) : undefined,
    filter.lifecycle?.length ? inArray(entities.lifecycle, filter.lifecycle) : undefined,
    filter.hasOwner ? ownership(filter.hasOwner === "yes") : undefined,
    filter.orphaned === undefined
      ? undefined
      : filter.orphaned
        ? isNotNull(entities.orphanedAt)
        : isNull(entities.orphanedAt),
    filter.search ? found(filter.search) : undefined,
  );
}

const ownership = (isKnown: boolean) => {
  const exists = sql`exists (select from entities o where o.organization_id = ${entities.organizationId} and o.ref = ${entities.ownerRef})`;
  return isKnown ? exists : and(notInArray(entities.kind, OWNERLESS_KINDS), sql`not ${exists}`);
};

/** Anywhere in its title, reference or description, or all of its ARN. */
function found(text: string): SQL {
  const needle = text.toLowerCase();
  // `search` has short descriptions in lower case; only for long ones is the document itself read.
  const description = sql`case when jsonb_exists(${entities.search}, 'metadata.description')
    then coalesce(${entities.search} -> 'metadata.description' ->> 0, lower(${entities.declared} -> 'metadata' ->> 'description')) else '' end`;
  return sql`(position(${needle} in lower(${entities.title})) > 0 or position(${needle} in ${entities.ref}) > 0
    or position(${needle} in ${description}) > 0 or ${entities.arn} = ${text})`;
}
