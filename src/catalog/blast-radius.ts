import { eq, type SQL, sql } from "drizzle-orm";
import type { ReadDb } from "../../db/client.ts";
import { entities, relations } from "../../db/schema/catalog.ts";
import { ENTITY } from "./import.ts";

/** Edges that carry a failure: who uses whom. Owners and systems do not fall over with what is in them. */
export const USES: readonly string[] = ["dependsOn", "consumesApi", "apiProvidedBy"];
export const USED_BY: readonly string[] = ["dependencyOf", "apiConsumedBy", "providesApi"];
const DEPTH_MAX = 8;
/** A picture of more shows nothing. */
const ENTITIES_MAX = 300;

export type Reach = { ref: string; depth: number };

/**
 * What an entity needs ("down") or what needs it ("up"), with how many steps lie between, nearest first. Edges count
 * whichever side has declared them; a circle ends where it meets itself.
 * An API is used through whoever provides it: its consumers need its providers.
 */
export function blastRadius(db: ReadDb, ref: string, way: "up" | "down" | "both") {
  const ways = (way === "both" ? (["up", "down"] as const) : [way]).map(
    (each) => sql`select ref, depth, ${each}::text as way from ${reachOf(ref, each)}`,
  );
  const reached = sql`(${sql.join(ways, sql` union all `)}) reached`;
  return [
    db
      .select({
        ref: sql<string>`reached.ref`,
        depth: sql<number>`reached.depth`,
        way: sql<"up" | "down">`reached.way`,
        title: entities.title,
        kind: entities.kind,
        ownerRef: entities.ownerRef,
      })
      .from(reached)
      .leftJoin(entities, eq(entities.ref, sql`reached.ref`))
      .orderBy(sql`reached.depth`, sql`reached.way`, sql`reached.ref`)
      .limit(ENTITIES_MAX + 1),
  ] as const;
}

/** The same as a table `reached (ref, depth)`. */
export function reachOf(ref: string, way: "up" | "down"): SQL {
  const edge = sql`select s.ref as user_ref, r.to_ref as used_ref from ${relations} r
      join ${entities} s on s.organization_id = r.organization_id and s.id = r.from_id
      where r.to_type = ${ENTITY} and r.kind = any (${sql.param([...USES])}::text[])
    union
    select r.to_ref, s.ref from ${relations} r join ${entities} s on s.organization_id = r.organization_id and s.id = r.from_id
      where r.to_type = ${ENTITY} and r.kind = any (${sql.param([...USED_BY])}::text[])`;
  const [here, there] = way === "down" ? [sql`user_ref`, sql`used_ref`] : [sql`used_ref`, sql`user_ref`];
  return sql`(with recursive edge as materialized (${edge}), reached (ref, depth) as (
      select ${ref}::text, 0
      union
      select edge.${there}, reached.depth + 1 from reached join edge on edge.${here} = reached.ref
        where reached.depth < ${DEPTH_MAX} and edge.${there} <> ${ref})
    select ref, min(depth)::int as depth from reached where depth > 0 group by ref) reached`;
}

export const toReach = <Row extends Reach>(rows: readonly Row[]) => ({
  items: rows.slice(0, ENTITIES_MAX),
  hasMore: rows.length > ENTITIES_MAX,
});
