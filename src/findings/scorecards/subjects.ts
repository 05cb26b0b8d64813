import { and, asc, eq, gt, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import type { ReadDb } from "../../../db/client.ts";
import { entities, relations } from "../../../db/schema/catalog.ts";
import { findings } from "../../../db/schema/findings.ts";
import { resources } from "../../../db/schema/inventory.ts";
import { ENTITY, inverse } from "../../catalog/index.ts";
import type { Subject } from "./judge.ts";

const DAY_MS = 86_400_000;
export type Chosen = { ref: string } | { after: string | null; limit: number };
export type Entity = { id: string; ref: string; kind: string; title: string; ownerRef: string | null };

/** Everything that a rule may ask of these entities: one of them, or a page in the order of their references. */
export function subjectRows(db: ReadDb, chosen: Chosen) {
  const page: SQL = pageOf(chosen);
  const inPage = sql`${entities.id} in ${page}`;
  return [
    db
      .select({
        id: entities.id,
        ref: entities.ref,
        kind: entities.kind,
        title: entities.title,
        declared: entities.declared,
        ownerRef: entities.ownerRef,
        ownerKind: sql<
          string | null
        >`(select o.kind from entities o where o.organization_id = entities.organization_id and o.ref = entities.owner_ref and o.declared is not null)`,
        createdAt: entities.createdAt,
      })
      .from(entities)
      .where(inPage)
      .orderBy(asc(entities.ref)),
    db
      .select({ id: relations.fromId, type: relations.kind, targetRef: relations.toRef })
      .from(relations)
      .where(and(eq(relations.toType, ENTITY), sql`${relations.fromId} in ${page}`)),
    db
      .select({ ref: relations.toRef, type: relations.kind, sourceRef: entities.ref })
      .from(relations)
      .innerJoin(
        entities,
        and(eq(entities.organizationId, relations.organizationId), eq(entities.id, relations.fromId)),
      )
      .where(
        and(eq(relations.toType, ENTITY), sql`${relations.toRef} in (select ref from entities where id in ${page})`),
      ),
    db
      .select({
        id: sql<string>`claimed.id`,
        resources: sql<number>`count(distinct claimed.resource_id)::int`,
        judged: sql<number>`count(distinct ${findings.entityId})::int`,
        critical: open("critical"),
        high: open("high"),
        medium: open("medium"),
        low: open("low"),
      })
      .from(claimedBy(page))
      .leftJoin(findings, and(sql`${findings.entityId} = claimed.resource_id`, eq(findings.pack, "compliance")))
      .groupBy(sql`claimed.id`),
  ] as const;
}

const open = (severity: string) =>
  sql<number>`(count(*) filter (where ${findings.state} = 'open' and ${findings.severity} = ${severity}))::int`;

function pageOf(chosen: Chosen): SQL {
  const declared = and(isNotNull(entities.declared), isNull(entities.orphanedAt));
  return "ref" in chosen
    ? sql`(select id from ${entities} where ${and(declared, eq(entities.ref, chosen.ref))})`
    : sql`(select id from ${entities} where ${and(declared, chosen.after === null ? undefined : gt(entities.ref, chosen.after))} order by ref limit ${chosen.limit})`;
}

/** Entity → AWS resource: what it claims itself, and what the Resource entities claim on which it depends. */
const claimedBy = (page: SQL) => sql`(
  select me.id, r.id as resource_id from ${entities} me
    join ${resources} r on r.organization_id = me.organization_id and r.arn = me.arn and r.vanished_at is null
    where me.id in ${page}
  union
  select me.id, r.id from ${entities} me
    join ${relations} d on d.organization_id = me.organization_id and d.from_id = me.id and d.kind = 'dependsOn' and d.to_type = ${ENTITY}
    join ${entities} e on e.organization_id = d.organization_id and e.ref = d.to_ref and e.kind = 'Resource'
    join ${resources} r on r.organization_id = e.organization_id and r.arn = e.arn and r.vanished_at is null
    where me.id in ${page}
  union
  select me.id, r.id from ${entities} me
    join ${relations} d on d.organization_id = me.organization_id and d.to_ref = me.ref and d.kind = 'dependencyOf' and d.to_type = ${ENTITY}
    join ${entities} e on e.organization_id = d.organization_id and e.id = d.from_id and e.kind = 'Resource'
    join ${resources} r on r.organization_id = e.organization_id and r.arn = e.arn and r.vanished_at is null
    where me.id in ${page}) claimed`;

type EntityRow = Entity & {
  declared: (typeof entities.$inferSelect)["declared"];
  ownerKind: string | null;
  createdAt: Date;
};
type Out = { id: string; type: string; targetRef: string };
type Into = { ref: string; type: string; sourceRef: string };
type Counts = {
  id: string;
  resources: number;
  judged: number;
  critical: number;
  high: number;
  medium: number;
  low: number;
};

/**
 * What conditions see: `kind`, `metadata`, `spec` as declared · `relations` both ways (type, targetRef) · `owner.ref`,
 * `owner.kind` of an owner that is in the catalogue · `findings.open|critical|high|medium|low` · `facts.resources`,
 * `facts.dependencies`, `facts.dependents`, `facts.ageDays`. Findings are unread where no AWS resource was judged.
 */
export function toSubjects(
  now: Date,
  rows: readonly EntityRow[],
  out: readonly Out[],
  into: readonly Into[],
  counts: readonly Counts[],
): { entity: Entity; subject: Subject }[] {
  const outOf = Map.groupBy(out, ({ id }) => id);
  const intoOf = Map.groupBy(into, ({ ref }) => ref);
  const countsOf = new Map(counts.map((row) => [row.id, row]));
  return rows.map(({ declared, ownerKind, createdAt, ...entity }) => {
    const edges = new Map<string, { type: string; targetRef: string }>();
    const add = (type: string, targetRef: string) => void edges.set(`${type} ${targetRef}`, { type, targetRef });
    for (const { type, targetRef } of outOf.get(entity.id) ?? []) add(type, targetRef);
    for (const { type, sourceRef } of intoOf.get(entity.ref) ?? []) add(inverse(type), sourceRef);
    const related = [...edges.values()];
    const count = (...types: string[]) => related.filter(({ type }) => types.includes(type)).length;
    const found = countsOf.get(entity.id);
    const unread: Record<string, string> = {};
    if (!found || found.judged === 0) unread.findings = "no AWS resource of it has been judged";
    const { critical = 0, high = 0, medium = 0, low = 0 } = found ?? {};
    return {
      entity,
      subject: {
        data: {
          ...declared,
          ref: entity.ref,
          relations: related,
          owner: ownerKind === null ? {} : { ref: entity.ownerRef, kind: ownerKind },
          findings: { open: critical + high + medium + low, critical, high, medium, low },
          facts: {
            resources: found?.resources ?? 0,
            dependencies: count("dependsOn", "consumesApi"),
            dependents: count("dependencyOf", "apiConsumedBy"),
            ageDays: Math.floor((now.getTime() - createdAt.getTime()) / DAY_MS),
          },
        },
        unread,
      },
    };
  });
}
