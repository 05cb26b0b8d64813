import { and, asc, inArray, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { entities, relations } from "../../db/schema/catalog.ts";
import { reachOf, USED_BY, USES } from "./blast-radius.ts";
import { ENTITY } from "./import.ts";
import { EntityRefInput } from "./refs.ts";

/** A picture of more shows nothing: filters, or a thing to look from, make it smaller. */
const NODES_MAX = 250;
const EDGES_MAX = 2_000;
/** What runs, and what it needs: people, files and templates depend on nothing. */
const KINDS = ["Component", "API", "Resource", "System", "Environment"];

const Choice = z.array(z.string().max(300)).max(50).optional();
export const GraphInput = z.strictObject({
  /** Only what this entity needs and what needs it. */
  ref: EntityRefInput.optional(),
  kind: Choice,
  owner: Choice,
});

/** Entities and who uses whom among them, whichever side has declared it. */
export function dependencyGraph(db: ReadDb, { ref, kind, owner }: z.infer<typeof GraphInput>) {
  const shown = and(
    inArray(entities.kind, kind?.length ? kind : KINDS),
    owner?.length ? inArray(entities.ownerRef, owner) : undefined,
    isNotNull(entities.declared),
    isNull(entities.orphanedAt),
  );
  const reached: SQL | undefined = ref
    ? sql`(${entities.ref} = ${ref} or (${entities.ref} in (select ref from ${reachOf(ref, "up")} union select ref from ${reachOf(ref, "down")}) and ${shown}))`
    : shown;
  const fields = {
    ref: entities.ref,
    title: entities.title,
    kind: entities.kind,
    type: entities.type,
    ownerRef: entities.ownerRef,
  };
  const nodes = db
    .select(fields)
    .from(entities)
    .where(reached)
    // What has edges first: a thousand lonely boxes would hide the picture.
    .orderBy(
      sql`${entities.ref} = ${ref ?? ""} desc`,
      sql`not exists (select from relations r where r.organization_id = entities.organization_id and r.from_id = entities.id and r.kind = any (${sql.param([...USES, ...USED_BY])}::text[]))`,
      asc(entities.ref),
    )
    .limit(NODES_MAX + 1);
  const from = alias(entities, "from_entity");
  return [
    nodes,
    db
      .select({ from: from.ref, to: relations.toRef, kind: relations.kind, source: relations.source })
      .from(relations)
      .innerJoin(from, sql`${from.organizationId} = ${relations.organizationId} and ${from.id} = ${relations.fromId}`)
      .where(
        and(
          sql`${relations.toType} = ${ENTITY}`,
          inArray(relations.kind, [...USES, ...USED_BY]),
          sql`${from.ref} in (select ref from ${entities} where ${reached})`,
          sql`${relations.toRef} in (select ref from ${entities} where ${reached})`,
        ),
      )
      .orderBy(asc(from.ref), asc(relations.toRef))
      .limit(EDGES_MAX + 1),
    db
      .select({ ref: entities.ref, title: entities.title })
      .from(entities)
      .where(inArray(entities.kind, ["Group", "User"]))
      .orderBy(asc(entities.title))
      .limit(500),
  ] as const;
}

type Node = { ref: string; title: string; kind: string; type: string | null; ownerRef: string | null };
type Edge = { from: string; to: string; kind: string; source: "declared" | "inferred" | "observed" };

/** Edges all point from who uses to what is used; the same edge declared by both sides is one. */
export function toGraph(
  rows: readonly Node[],
  edgeRows: readonly Edge[],
  owners: readonly { ref: string; title: string }[],
) {
  const nodes = rows.slice(0, NODES_MAX);
  const known = new Set(nodes.map(({ ref }) => ref));
  const edges = new Map<string, Edge>();
  for (const { from, to, kind, source } of edgeRows.slice(0, EDGES_MAX)) {
    const isTurned = USED_BY.includes(kind);
    const [user, used] = isTurned ? [to, from] : [from, to];
    if (user === used || !known.has(user) || !known.has(used)) continue;
    edges.set(`${user} ${used}`, { from: user, to: used, kind: isTurned ? (TURNED[kind] ?? kind) : kind, source });
  }
  const titles = new Map(owners.map(({ ref, title }) => [ref, title]));
  return {
    nodes: nodes.map((node) => ({ ...node, ownerTitle: node.ownerRef ? (titles.get(node.ownerRef) ?? null) : null })),
    edges: [...edges.values()],
    owners,
    hasMore: rows.length > NODES_MAX || edgeRows.length > EDGES_MAX,
  };
}

const TURNED: Record<string, string> = {
  dependencyOf: "dependsOn",
  apiConsumedBy: "consumesApi",
  // A component provides an API: whoever uses the API uses the component.
  providesApi: "apiProvidedBy",
};
