import { and, asc, desc, eq, isNotNull, sql } from "drizzle-orm";
import type { ReadDb } from "../../db/client.ts";
import { entities, entityCounts } from "../../db/schema/catalog.ts";
import { OWNERLESS_KINDS } from "./list.ts";

/** A page shows them all; an organisation with more is asked for by the catalogue's filters. */
const TEAMS_MAX = 500;

/** By the counts that a trigger keeps: reading what each team owns would read the catalogue. */
const owned = sql<number>`coalesce((select sum(c.count) from entity_counts c where c.organization_id = entities.organization_id
  and c.facet = 'relations.ownedby' and c.value = entities.ref), 0)::int`;
/** Each person once, whichever side says so. */
const members = sql<number>`(select count(*)::int from (
  select r.to_ref as ref from relations r where r.organization_id = entities.organization_id and r.from_id = entities.id
     and r.to_type = 'entity' and r.kind = 'hasMember'
  union select s.ref from relations r join entities s on s.organization_id = r.organization_id and s.id = r.from_id
   where r.organization_id = entities.organization_id and r.to_ref = entities.ref and r.to_type = 'entity'
     and r.kind = 'memberOf') member)`;
const ofOwned = sql`${entityCounts.kindKey} <> all (${sql.param(OWNERLESS_KINDS.map((kind) => kind.toLowerCase()))}::text[])`;
const isInCatalog = sql`exists (select from entities o where o.organization_id = entity_counts.organization_id
  and o.ref = entity_counts.value)`;

/** The teams of the catalogue; those that files name as owners and nobody declares; and what is there to be owned. */
export function teamQueries(db: ReadDb) {
  const sum = sql<number>`coalesce(sum(${entityCounts.count}), 0)::int`;
  return [
    db
      .select({
        ref: entities.ref,
        title: entities.title,
        kind: entities.kind,
        namespace: entities.namespace,
        name: entities.name,
        declared: entities.declared,
        owned,
        members,
        orphanedAt: entities.orphanedAt,
      })
      .from(entities)
      .where(and(eq(entities.kind, "Group"), isNotNull(entities.declared)))
      .orderBy(desc(owned), asc(entities.title), asc(entities.ref))
      .limit(TEAMS_MAX),
    db
      .select({ ref: entityCounts.value, owned: sum })
      .from(entityCounts)
      .where(and(eq(entityCounts.facet, "relations.ownedby"), sql`not ${isInCatalog}`))
      .groupBy(entityCounts.value)
      .having(sql`sum(${entityCounts.count}) > 0`)
      .orderBy(desc(sum), asc(entityCounts.value))
      .limit(TEAMS_MAX),
    db
      .select({ total: sum })
      .from(entityCounts)
      .where(and(eq(entityCounts.facet, "kind"), ofOwned)),
    db
      .select({ total: sum })
      .from(entityCounts)
      .where(and(eq(entityCounts.facet, "relations.ownedby"), ofOwned, isInCatalog)),
  ] as const;
}

type TeamRow = { declared: (typeof entities.$inferSelect)["declared"] };
type Total = { total: number } | undefined;
const metadataOf = ({ declared }: TeamRow): Record<string, unknown> => declared?.metadata ?? {};

export const toTeams = <Row extends TeamRow, Named>(
  rows: readonly Row[],
  undeclared: readonly Named[],
  all: Total,
  known: Total,
) => ({
  items: rows.map(({ declared, ...row }) => ({ ...row, metadata: metadataOf({ declared }) })),
  /** Named by files as owners, and in no file themselves. */
  undeclared,
  /** What could have an owner, and what has none in the catalogue. */
  owned: { total: all?.total ?? 0, unknown: (all?.total ?? 0) - (known?.total ?? 0) },
});
