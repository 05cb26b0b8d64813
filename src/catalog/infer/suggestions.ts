import { and, desc, eq, inArray, isNotNull, isNull, notInArray, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../../db/client.ts";
import { catalogLocations, type DeclaredEntity, entities } from "../../../db/schema/catalog.ts";
import { catalogSuggestions } from "../../../db/schema/suggestions.ts";
import type { OrgContext } from "../../base/context.ts";
import { badRequest, conflict, notFound } from "../../base/errors.ts";
import { record } from "../../base/events.ts";
import { after, Page, toPage } from "../../base/pages.ts";
import { importFile, prepare } from "../import.ts";
import { type ReadFile, readEntities } from "../read-yaml.ts";
import { canonicalRef, EntityRefInput } from "../refs.ts";
import { isRecord } from "../shape.ts";
import type { Inferred } from "./reader.ts";

const DECIDED_MAX = 100;
const ACCEPTED_MAX = 2_000;

export const SuggestionsInput = Page.extend({ source: z.string().max(500).optional() });
const ids = z.array(z.uuid()).min(1, "Choose at least one.").max(DECIDED_MAX);
export const Acceptance = z.strictObject({ ids, owner: EntityRefInput.optional() });
export const Dismissal = z.strictObject({ ids });

export type Found = Inferred & { ownerRef: string | null };
type Source = { source: string; repositoryId: string | null };

const refOf = ({ entity }: Inferred) => canonicalRef({ kind: entity.kind, ...entity.metadata });

/**
 * What a source tells now: open ones that it tells no more go, and what somebody has decided stays decided.
 * @returns what it tells of.
 */
export async function storeSuggestions(context: OrgContext, { source, repositoryId }: Source, found: readonly Found[]) {
  const { tx, organization } = context;
  const byRef = new Map(found.map((item) => [refOf(item), item]));
  const refs = [...byRef.keys()];
  await tx
    .delete(catalogSuggestions)
    .where(
      and(
        eq(catalogSuggestions.source, source),
        eq(catalogSuggestions.state, "open"),
        refs.length ? notInArray(catalogSuggestions.ref, refs) : undefined,
      ),
    );
  if (refs.length === 0) return refs;
  const taken = (column: string) => sql.raw(`excluded.${column}`);
  await tx
    .insert(catalogSuggestions)
    .values(
      [...byRef].map(([ref, { entity, ownerRef, confidence, evidence }]) => ({
        organizationId: organization.organizationId,
        source,
        repositoryId,
        file: evidence[0]?.file ?? source,
        ref,
        title: entity.metadata.title ?? entity.metadata.name,
        entity,
        ownerRef,
        confidence,
        evidence,
      })),
    )
    .onConflictDoUpdate({
      target: [catalogSuggestions.organizationId, catalogSuggestions.source, catalogSuggestions.ref],
      set: {
        file: taken("file"),
        title: taken("title"),
        entity: taken("entity"),
        ownerRef: taken("owner_ref"),
        confidence: taken("confidence"),
        evidence: taken("evidence"),
      },
      setWhere: sql`${catalogSuggestions.state} = 'open'`,
    });
  context.publish({ topic: "catalog.changed", data: {} });
  return refs;
}

/** Those that nobody has decided and that the catalogue does not hold, the likeliest first. */
export function suggestionsPage(db: ReadDb, { source, cursor, limit }: z.infer<typeof SuggestionsInput>) {
  const from = after(cursor, z.number());
  const confidence = sql<number>`${catalogSuggestions.confidence}::float8`;
  return db
    .select({
      id: catalogSuggestions.id,
      source: catalogSuggestions.source,
      repositoryId: catalogSuggestions.repositoryId,
      ref: catalogSuggestions.ref,
      title: catalogSuggestions.title,
      kind: sql<string>`${catalogSuggestions.entity} ->> 'kind'`,
      type: sql<string | null>`${catalogSuggestions.entity} #>> '{spec,type}'`,
      dependsOn: sql<string[]>`coalesce(${catalogSuggestions.entity} #> '{spec,dependsOn}', '[]')`,
      ownerRef: catalogSuggestions.ownerRef,
      confidence,
      evidence: catalogSuggestions.evidence,
    })
    .from(catalogSuggestions)
    .leftJoin(
      entities,
      and(eq(entities.ref, catalogSuggestions.ref), isNotNull(entities.declared), isNull(entities.orphanedAt)),
    )
    .where(
      and(
        eq(catalogSuggestions.state, "open"),
        isNull(entities.id),
        source ? eq(catalogSuggestions.source, source) : undefined,
        from ? sql`(${confidence}, ${catalogSuggestions.id}) < (${from.value}::float8, ${from.id}::uuid)` : undefined,
      ),
    )
    .orderBy(desc(confidence), desc(catalogSuggestions.id))
    .limit(limit + 1);
}
export const toSuggestions = <Row extends { id: string; confidence: number }>(rows: readonly Row[], limit: number) =>
  toPage(rows, limit, ({ confidence }) => confidence);

const kept = {
  id: catalogSuggestions.id,
  source: catalogSuggestions.source,
  repositoryId: catalogSuggestions.repositoryId,
  file: catalogSuggestions.file,
  ref: catalogSuggestions.ref,
  entity: catalogSuggestions.entity,
  ownerRef: catalogSuggestions.ownerRef,
  confidence: catalogSuggestions.confidence,
  evidence: catalogSuggestions.evidence,
  state: catalogSuggestions.state,
};
type Kept = Pick<typeof catalogSuggestions.$inferSelect, keyof typeof kept>;

/** The chosen ones, and what was accepted of their sources before: one source is one file, and stays whole. */
export const toAccept = (db: ReadDb, chosen: readonly string[]) =>
  db
    .select(kept)
    .from(catalogSuggestions)
    .leftJoin(entities, and(eq(entities.ref, catalogSuggestions.ref), isNull(entities.orphanedAt)))
    .leftJoin(catalogLocations, eq(catalogLocations.id, entities.locationId))
    .where(
      sql`${catalogSuggestions.id} = any(${sql.param(`{${chosen.join(",")}}`)}::uuid[])
        or (${catalogSuggestions.state} = 'accepted' and ${catalogLocations.type} = 'inferred' and ${catalogSuggestions.source} in
          (select source from catalog_suggestions s where s.id = any(${sql.param(`{${chosen.join(",")}}`)}::uuid[])))`,
    )
    .limit(ACCEPTED_MAX);

/** With the owner that the evidence names, else the one that whoever accepts it names. */
export function declare({ entity, ownerRef, evidence, confidence }: Kept, owner: string | undefined) {
  const spec: Record<string, unknown> = isRecord(entity.spec) ? entity.spec : {};
  const whose = ownerRef ?? owner;
  const needsOwner = entity.kind !== "Group" && entity.kind !== "User";
  if (needsOwner && !whose && !spec.owner)
    throw badRequest(`Nothing tells who owns ${entity.metadata.name}. Choose an owner for it.`, {
      owner: "is missing",
    });
  const item: DeclaredEntity = { ...entity, spec: needsOwner ? { ...spec, owner: spec.owner ?? whose } : spec };
  return { item, inferred: { confidence, evidence } };
}

/** Files in memory, one for each source; hashes are made before the transaction begins. */
export async function filesOf(rows: readonly Kept[], owner: string | undefined) {
  const bySource = Map.groupBy(rows, ({ source }) => source);
  return Promise.all(
    [...bySource].map(async ([source, kept]) => {
      const declared = kept.map((row) => declare(row, owner));
      const read = readEntities(declared.map(({ item }) => item));
      const entities = read.entities.map((each) => ({ ...each, inferred: declared[each.line - 1]?.inferred }));
      const file: ReadFile = { ...read, entities };
      return { source, file, prepared: await prepare(entities) };
    }),
  );
}

export async function accept(
  context: OrgContext,
  chosen: readonly Kept[],
  files: Awaited<ReturnType<typeof filesOf>>,
): Promise<{ accepted: string[] }> {
  if (chosen.length === 0) throw notFound("The suggestion");
  const { tx, actor, now } = context;
  for (const { source, file, prepared } of files) {
    const { problems } = await importFile(context, { type: "inferred", target: source }, file, prepared);
    const [first] = problems;
    if (first) throw conflict(`${first.ref ?? source}: ${first.message}`);
  }
  await tx
    .update(catalogSuggestions)
    .set({ state: "accepted", decidedBy: actor.name, decidedAt: now })
    .where(
      inArray(
        catalogSuggestions.id,
        chosen.map(({ id }) => id),
      ),
    );
  const refs = chosen.map(({ ref }) => ref);
  await record(context, "suggestion.accept", { type: "suggestion", id: chosen[0]?.id ?? null }, { entities: refs });
  context.publish({ topic: "catalog.changed", data: {} });
  return { accepted: refs };
}

export async function dismiss(context: OrgContext, chosen: readonly string[]) {
  const { tx, actor, now } = context;
  const gone = await tx
    .update(catalogSuggestions)
    .set({ state: "dismissed", decidedBy: actor.name, decidedAt: now })
    .where(and(inArray(catalogSuggestions.id, [...chosen]), eq(catalogSuggestions.state, "open")))
    .returning({ id: catalogSuggestions.id, ref: catalogSuggestions.ref });
  if (gone.length === 0) throw notFound("The suggestion");
  const refs = gone.map(({ ref }) => ref);
  await record(context, "suggestion.dismiss", { type: "suggestion", id: gone[0]?.id ?? null }, { entities: refs });
  context.publish({ topic: "catalog.changed", data: {} });
  return { dismissed: refs };
}
