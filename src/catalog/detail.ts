import { and, asc, eq, ne } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { ReadDb } from "../../db/client.ts";
import { catalogLocations, entities, relations } from "../../db/schema/catalog.ts";
import { resources } from "../../db/schema/inventory.ts";
import { ENTITY } from "./import.ts";
import { INVERSE, type RelationType } from "./kinds.ts";

/** Of each direction; a team may own more, and says so. */
const RELATIONS_MAX = 500;

const me = alias(entities, "me");
const other = alias(entities, "other");
const shown = {
  type: relations.kind,
  source: relations.source,
  confidence: relations.confidence,
  evidence: relations.evidence,
  title: other.title,
  kind: other.kind,
  namespace: other.namespace,
  name: other.name,
};

/** An entity, its edges both ways, and the AWS resource that it claims. */
export function entityDetail(db: ReadDb, ref: string) {
  return [
    db
      .select({
        id: entities.id,
        ref: entities.ref,
        kind: entities.kind,
        namespace: entities.namespace,
        name: entities.name,
        title: entities.title,
        declared: entities.declared,
        type: entities.type,
        lifecycle: entities.lifecycle,
        ownerRef: entities.ownerRef,
        arn: entities.arn,
        line: entities.line,
        file: catalogLocations.target,
        readAt: catalogLocations.readAt,
        readBy: catalogLocations.readBy,
        createdAt: entities.createdAt,
        changedAt: entities.changedAt,
        orphanedAt: entities.orphanedAt,
      })
      .from(entities)
      .leftJoin(catalogLocations, eq(catalogLocations.id, entities.locationId))
      .where(eq(entities.ref, ref)),
    db
      .select({ ...shown, ref: relations.toRef })
      .from(me)
      .innerJoin(relations, and(eq(relations.fromId, me.id), eq(relations.toType, ENTITY)))
      .leftJoin(other, eq(other.ref, relations.toRef))
      .where(eq(me.ref, ref))
      .orderBy(asc(relations.kind), asc(relations.toRef))
      .limit(RELATIONS_MAX + 1),
    db
      .select({ ...shown, ref: other.ref })
      .from(relations)
      .innerJoin(other, eq(other.id, relations.fromId))
      .where(and(eq(relations.toRef, ref), eq(relations.toType, ENTITY)))
      .orderBy(asc(relations.kind), asc(other.ref))
      .limit(RELATIONS_MAX + 1),
    db
      .select({
        id: resources.id,
        name: resources.name,
        type: resources.type,
        region: resources.region,
        status: resources.status,
        estimatedMonthlyCost: resources.estimatedMonthlyCost,
        currency: resources.currency,
        vanishedAt: resources.vanishedAt,
      })
      .from(me)
      .innerJoin(resources, eq(resources.arn, me.arn))
      .where(eq(me.ref, ref))
      .limit(1),
    db
      .select({ ref: other.ref, title: other.title })
      .from(me)
      .innerJoin(other, and(eq(other.arn, me.arn), ne(other.id, me.id)))
      .where(eq(me.ref, ref))
      .limit(10),
  ] as const;
}

type Edge = {
  type: string;
  ref: string;
  source: "declared" | "inferred" | "observed";
  confidence: number;
  evidence: Record<string, unknown>;
  /** null: it is not in the catalogue. */
  title: string | null;
  kind: string | null;
  namespace: string | null;
  name: string | null;
};

/** Both ways as one list, as this entity sees them: what another says of it is turned around. */
export function joinEdges(out: readonly Edge[], into: readonly Edge[]) {
  const edges = new Map<string, Edge & { saidBy: "this" | "other" }>();
  for (const edge of out.slice(0, RELATIONS_MAX)) edges.set(`${edge.type} ${edge.ref}`, { ...edge, saidBy: "this" });
  for (const edge of into.slice(0, RELATIONS_MAX)) {
    const type = inverse(edge.type);
    if (!edges.has(`${type} ${edge.ref}`)) edges.set(`${type} ${edge.ref}`, { ...edge, type, saidBy: "other" });
  }
  const list = [...edges.values()].sort((a, b) => order(a.type, b.type) || order(a.ref, b.ref));
  return { relations: list, hasMoreRelations: out.length > RELATIONS_MAX || into.length > RELATIONS_MAX };
}

export const inverse = (type: string): string => (type in INVERSE ? INVERSE[type as RelationType] : type);
const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
