import { and, eq, isNull, ne, sql } from "drizzle-orm";
import * as z from "zod";
import { catalogLocations, entities, relations } from "../../db/schema/catalog.ts";
import type { OrgContext } from "../base/context.ts";
import { sha256 } from "../base/crypto.ts";
import { record } from "../base/events.ts";
import type { LineProblem, ReadEntity, ReadFile } from "./read-yaml.ts";
import { canonicalRef, parseEntityRef } from "./refs.ts";
import { ARN_ANNOTATION } from "./relations.ts";
import { searchKeys } from "./search-keys.ts";
import { specText } from "./validate.ts";

/** What discovery fills; a file claims from it by ARN instead of writing into it. */
export const DISCOVERED_NAMESPACE = "aws";
/** `relations.toType` of an edge between entities. */
export const ENTITY = "entity";
/** An entity is some KB in a statement's one parameter, an edge 200 bytes. */
const ROWS_PER_STATEMENT = 500;
const EDGES_PER_STATEMENT = 5_000;

export type Change = "new" | "changed" | "same" | "orphaned";
export type Imported = {
  isSaved: boolean;
  problems: LineProblem[];
  entities: { ref: string; title: string; line: number | null; change: Change }[];
};
export type Prepared = ReadEntity & { etag: string };
/** Where a file comes from: what people call their upload, or the address of a registered one. */
export type Place = { type: "upload" | "url" | "inferred"; target: string };

/** Hashes are made before the transaction begins. */
export const prepare = (read: readonly ReadEntity[]): Promise<Prepared[]> =>
  Promise.all(read.map(async (item) => ({ ...item, etag: await sha256(JSON.stringify(item.entity)) })));

/** What importing the file would do. Nothing is written. */
export async function checkFile(context: OrgContext, place: Place, file: ReadFile, prepared: readonly Prepared[]) {
  const plan = await planFile(context, place, file, prepared);
  const orphans = await orphansOf(context, place, prepared);
  return { isSaved: false, problems: plan.problems, entities: [...plan.entities, ...orphans] };
}

/**
 * Takes a file into the catalogue: all of it, or nothing when one line is wrong. What the same file declared before and
 * no longer lists stays as an orphan, because findings and costs may hang on it.
 */
export async function importFile(
  context: OrgContext,
  place: Place,
  file: ReadFile,
  prepared: readonly Prepared[],
): Promise<Imported> {
  const plan = await planFile(context, place, file, prepared);
  const orphans = await orphansOf(context, place, prepared);
  const all = [...plan.entities, ...orphans];
  if (plan.problems.length > 0) return { isSaved: false, problems: plan.problems, entities: all };
  const { tx, now } = context;
  const { before, location } = await write(context, place, prepared, plan);
  if (orphans.length > 0)
    await tx
      .update(entities)
      .set({ orphanedAt: now, changedAt: now })
      .where(sql`${entities.ref} = any(${textArray(orphans.map(({ ref }) => ref))})`);
  const counts = countChanges(all);
  // A file that is read each hour and stays the same is no news.
  if (place.type === "url" && counts.same === all.length) return { isSaved: true, problems: [], entities: all };
  await record(
    context,
    "catalog.import",
    { type: "location", id: location.id },
    { file: place.target, ...counts, entities: changedRefs(all), before, after: location },
  );
  context.publish({ topic: "catalog.changed", data: {} });
  return { isSaved: true, problems: [], entities: all };
}

/** What is wrong with one part of a file, beside what the rest of it declares. */
export const checkPart = async (context: OrgContext, place: Place, file: ReadFile, prepared: readonly Prepared[]) =>
  (await planFile(context, place, file, prepared)).problems;

/** Takes one part of a file in, which has been checked. Whoever imports the file tells what it is, and of its orphans. */
export async function importPart(context: OrgContext, place: Place, file: ReadFile, prepared: readonly Prepared[]) {
  const plan = await planFile(context, place, file, prepared);
  if (plan.problems.length > 0) return { problems: plan.problems, counts: null, locationId: null };
  const { location } = await write(context, place, prepared, plan);
  return { problems: [], counts: countChanges(plan.entities), locationId: location.id };
}

async function write(context: OrgContext, place: Place, prepared: readonly Prepared[], { touched: changed }: Plan) {
  const { tx, now, organization, actor } = context;
  const [before] = await tx
    .select()
    .from(catalogLocations)
    .where(and(eq(catalogLocations.type, place.type), eq(catalogLocations.target, place.target)))
    .for("update");
  const read = { readAt: now, triedAt: now, problem: null, problems: [] };
  const [location] = await tx
    .insert(catalogLocations)
    .values({ organizationId: organization.organizationId, ...place, ...read, readBy: actor.name })
    .onConflictDoUpdate({
      target: [catalogLocations.organizationId, catalogLocations.type, catalogLocations.target],
      // Who registered an address stays; a job reads it.
      set: { ...read, ...(place.type === "upload" && { readBy: actor.name }) },
    })
    .returning();
  if (!location) throw new Error("the location was not written");
  const touched = prepared.filter(({ ref }) => changed.has(ref));
  const idOf = new Map<string, string>();
  for (let at = 0; at < touched.length; at += ROWS_PER_STATEMENT)
    for (const { ref, id } of await upsert(context, location.id, touched.slice(at, at + ROWS_PER_STATEMENT)))
      idOf.set(ref, id);
  await storeRelations(context, touched, idOf);
  return { before, location };
}

/** The log names this many; the counts beside them are of all. */
const NAMED_MAX = 200;

const changedRefs = (all: Imported["entities"]) =>
  all
    .filter(({ change }) => change !== "same")
    .slice(0, NAMED_MAX)
    .map(({ ref, change }) => ({ ref, change }));

export const countChanges = (changed: readonly { change: Change }[]) => {
  const counts: Record<Change, number> = { new: 0, changed: 0, same: 0, orphaned: 0 };
  for (const { change } of changed) counts[change]++;
  return counts;
};

type Plan = {
  problems: LineProblem[];
  entities: Imported["entities"];
  /** References whose row must be written. */
  touched: ReadonlySet<string>;
};

async function planFile(
  { tx }: OrgContext,
  place: Place,
  file: ReadFile,
  prepared: readonly Prepared[],
): Promise<Plan> {
  const refs = prepared.map(({ ref }) => ref);
  const present = refs.length
    ? await tx
        .select({
          ref: entities.ref,
          etag: entities.etag,
          line: entities.line,
          orphanedAt: entities.orphanedAt,
          declaredIn: catalogLocations.target,
          declaredBy: catalogLocations.type,
        })
        .from(entities)
        .leftJoin(catalogLocations, eq(catalogLocations.id, entities.locationId))
        .where(sql`${entities.ref} = any(${textArray(refs)})`)
    : [];
  const known = new Map(present.map((row) => [row.ref, row]));
  const problems = [...file.problems];
  const planned: Imported["entities"] = [];
  const touched = new Set<string>();
  for (const { ref, line, entity, etag } of prepared) {
    const before = known.get(ref);
    const refuse = (message: string) => void problems.push({ line, column: 1, ref, message });
    if (entity.metadata.namespace === DISCOVERED_NAMESPACE)
      refuse(
        `The namespace "${DISCOVERED_NAMESPACE}" holds what is discovered. Use another, and claim the resource by the annotation ${ARN_ANNOTATION}.`,
      );
    else if (before && !before.orphanedAt && before.declaredBy !== "inferred" && !isPlace(before, place))
      refuse(`${ref} is declared by ${before.declaredIn ?? "another file"} already. One entity has one file.`);
    const isSame = before?.etag === etag && !before.orphanedAt;
    // A line that moved is no change of the entity, but its row must know it.
    if (!isSame || before.line !== line) touched.add(ref);
    planned.push({
      ref,
      title: entity.metadata.title ?? entity.metadata.name,
      line,
      change: before ? (isSame ? "same" : "changed") : "new",
    });
  }
  return { problems, entities: planned, touched };
}

/** What the same file declared before, and does not now. */
async function orphansOf({ tx }: OrgContext, { type, target }: Place, prepared: readonly Prepared[]) {
  const refs = prepared.map(({ ref }) => ref);
  const rows = await tx
    .select({ ref: entities.ref, title: entities.title })
    .from(entities)
    .innerJoin(catalogLocations, eq(catalogLocations.id, entities.locationId))
    .where(
      and(
        eq(catalogLocations.type, type),
        eq(catalogLocations.target, target),
        isNull(entities.orphanedAt),
        refs.length ? sql`${entities.ref} <> all(${textArray(refs)})` : undefined,
      ),
    );
  return rows.map((row) => ({ ...row, line: null, change: "orphaned" as const }));
}

/** One parameter for a list of any length. */
const textArray = (texts: readonly string[]) =>
  sql`array(select json_array_elements_text(${JSON.stringify(texts)}::json))`;

type DeclaredAt = { declaredIn: string | null; declaredBy: string | null };
const isPlace = ({ declaredIn, declaredBy }: DeclaredAt, { type, target }: Place) =>
  declaredIn === target && declaredBy === type;

/** One parameter holds all rows: thousands of placeholders took Postgres and the driver longer than the rows themselves. */
async function upsert({ tx, now, organization }: OrgContext, locationId: string, rows: readonly Prepared[]) {
  if (rows.length === 0) return [];
  const json = rows.map(({ ref, line, entity, etag }) => ({
    kind: entity.kind,
    namespace: entity.metadata.namespace,
    name: entity.metadata.name,
    title: entity.metadata.title ?? entity.metadata.name,
    ref,
    declared: entity,
    search: searchKeys(entity),
    etag,
    type: specText(entity, "type"),
    lifecycle: specText(entity, "lifecycle"),
    owner_ref: ownerOf(entity),
    arn: entity.metadata.annotations?.[ARN_ANNOTATION] ?? null,
    line,
  }));
  const { rows: written } = await tx.execute(sql`
    insert into ${entities} as e (organization_id, kind, namespace, name, title, ref, declared, search, etag, type, lifecycle,
      owner_ref, arn, location_id, line, changed_at)
    select ${organization.organizationId}::uuid, r.kind, r.namespace, r.name, r.title, r.ref, r.declared, r.search, r.etag,
      r.type, r.lifecycle, r.owner_ref, r.arn, ${locationId}::uuid, r.line, ${now.toISOString()}::timestamptz
      from json_to_recordset(${JSON.stringify(json)}::json) as r(kind text, namespace text, name text, title text, ref text,
        declared json, search jsonb, etag text, type text, lifecycle text, owner_ref text, arn text, line int)
    on conflict (organization_id, ref) do update set kind = excluded.kind, namespace = excluded.namespace,
      name = excluded.name, title = excluded.title, declared = excluded.declared, search = excluded.search,
      etag = excluded.etag, type = excluded.type, lifecycle = excluded.lifecycle, owner_ref = excluded.owner_ref,
      arn = excluded.arn, location_id = excluded.location_id, line = excluded.line,
      changed_at = case when e.etag = excluded.etag and e.orphaned_at is null then e.changed_at else excluded.changed_at end,
      orphaned_at = null
    returning e.id, e.ref`);
  return z.array(Written).parse(written);
}
const Written = z.object({ id: z.uuid(), ref: z.string() });

async function storeRelations({ tx, organization }: OrgContext, rows: readonly Prepared[], idOf: Map<string, string>) {
  const ids = [...idOf.values()];
  if (ids.length === 0) return;
  await tx
    .delete(relations)
    .where(
      and(sql`${relations.fromId} = any(${sql.param(`{${ids.join(",")}}`)}::uuid[])`, ne(relations.source, "observed")),
    );
  const edges = rows.flatMap((row) => {
    const fromId = idOf.get(row.ref);
    if (!fromId) throw new Error(`no row for ${row.ref}`);
    return row.relations.map(({ type, targetRef, path }) => ({
      from_id: fromId,
      kind: type,
      to_ref: targetRef,
      ...(row.inferred
        ? { source: "inferred", confidence: row.inferred.confidence, evidence: { said: row.inferred.evidence } }
        : { source: "declared", confidence: 1, evidence: { field: path.join(".") } }),
    }));
  });
  for (let at = 0; at < edges.length; at += EDGES_PER_STATEMENT)
    await tx.execute(sql`
      insert into ${relations} (organization_id, from_id, kind, to_type, to_ref, source, confidence, evidence)
      select ${organization.organizationId}::uuid, r.from_id, r.kind, ${ENTITY}, r.to_ref, r.source, r.confidence, r.evidence
        from json_to_recordset(${JSON.stringify(edges.slice(at, at + EDGES_PER_STATEMENT))}::json)
          as r(from_id uuid, kind text, to_ref text, source text, confidence real, evidence jsonb)
      on conflict do nothing`);
}

function ownerOf(entity: ReadEntity["entity"]): string | null {
  const owner = specText(entity, "owner");
  return owner
    ? canonicalRef(parseEntityRef(owner, { defaultKind: "Group", defaultNamespace: entity.metadata.namespace }))
    : null;
}
