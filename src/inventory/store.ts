import { and, eq, inArray, isNull, notExists, sql } from "drizzle-orm";
import { entities, relations } from "../../db/schema/catalog.ts";
import { resources, sightings } from "../../db/schema/inventory.ts";
import type { OrgContext } from "../base/context.ts";
import { sha256 } from "../base/crypto.ts";
import type { Discovered } from "./resource-type.ts";

/** A resource and its row. */
export type Stored = { id: string; resource: Discovered; change: "new" | "changed" | "same" };
type Row = typeof resources.$inferInsert;

/** Postgres takes 65,535 parameters in a statement; a resource has 21. */
const ROWS_PER_STATEMENT = 500;

/**
 * Writes one page. What is unchanged writes no row of its own, only a sighting, by which the end of the scan knows
 * what has vanished.
 */
export async function storePage(
  context: OrgContext,
  unit: { id: string; accountId: string; region: string; service: string; scan: string },
  page: readonly Discovered[],
): Promise<Stored[]> {
  if (page.length === 0) return [];
  const { tx } = context;
  const { organizationId } = context.organization;
  const present = await tx
    .select({
      id: resources.id,
      region: resources.region,
      type: resources.type,
      nativeId: resources.nativeId,
      hash: resources.hash,
      firstSeenAt: resources.firstSeenAt,
      vanishedAt: resources.vanishedAt,
      metrics: resources.metrics,
    })
    .from(resources)
    .where(
      and(
        eq(resources.accountId, unit.accountId),
        inArray(resources.type, [...new Set(page.map((r) => r.type))]),
        inArray(
          resources.nativeId,
          page.map((r) => r.nativeId),
        ),
      ),
    );
  const known = new Map(present.map((row) => [identity(row), row]));
  const ids = await ensureEntities(
    context,
    page.filter((resource) => !known.has(identity(resource))),
  );

  const stored: Stored[] = [];
  const rows: Row[] = [];
  for (const resource of page) {
    const before = known.get(identity(resource));
    const id = before?.id ?? ids.get(resource.arn);
    if (!id) throw new Error(`no entity for ${resource.arn}`);
    const hash = await hashOf(resource);
    const isSame = before?.hash === hash && before.vanishedAt === null;
    stored.push({ id, resource, change: before ? (isSame ? "same" : "changed") : "new" });
    if (isSame && canonical(before.metrics) === canonical(resource.metrics)) continue;
    rows.push({
      organizationId,
      id,
      accountId: unit.accountId,
      service: unit.service,
      place: unit.region,
      ...columnsOf(resource),
      hash,
      firstSeenAt: before?.firstSeenAt ?? context.now,
      changedAt: context.now,
      vanishedAt: null,
    });
  }
  for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT)
    await upsert(context, rows.slice(at, at + ROWS_PER_STATEMENT));
  await storeRelations(
    context,
    stored.filter(({ change }) => change !== "same"),
  );
  await tx
    .insert(sightings)
    .values(stored.map(({ id }) => ({ organizationId, unitId: unit.id, scan: unit.scan, resourceId: id })))
    .onConflictDoNothing();
  return stored;
}

/**
 * After a type's last page, when every page of it was answered: what this scan has not met is marked, not deleted.
 * @returns the ids.
 */
export async function markVanished(
  { tx, now }: OrgContext,
  unit: { id: string; accountId: string; region: string; scan: string },
  type: string,
): Promise<string[]> {
  const gone = await tx
    .update(resources)
    .set({ vanishedAt: now, changedAt: now })
    .where(
      and(
        eq(resources.accountId, unit.accountId),
        eq(resources.type, type),
        eq(resources.place, unit.region),
        isNull(resources.vanishedAt),
        notExists(
          tx
            .select({ one: sql`1` })
            .from(sightings)
            .where(
              and(eq(sightings.unitId, unit.id), eq(sightings.scan, unit.scan), eq(sightings.resourceId, resources.id)),
            ),
        ),
      ),
    )
    .returning({ id: resources.id });
  return gone.map(({ id }) => id);
}

/** Everything that describes the resource by configuration; what is measured stays outside. */
export async function hashOf(resource: Discovered): Promise<string> {
  const { metrics: _, unread, ...described } = resource;
  return sha256(
    canonical({
      ...described,
      unread: Object.keys(unread)
        .filter((field) => field !== "metrics")
        .sort(),
    }),
  );
}

/** JSON with sorted keys: equal things give equal text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  );
}

const identity = ({ region, type, nativeId }: { region: string; type: string; nativeId: string }) =>
  `${region} ${type} ${nativeId}`;

/** Entities of kind Resource in namespace "aws": slug of the name and the start of the ARN's hash. */
async function ensureEntities(
  { tx, organization }: OrgContext,
  fresh: readonly Discovered[],
): Promise<Map<string, string>> {
  if (fresh.length === 0) return new Map();
  const named = await Promise.all(fresh.map(async (resource) => ({ resource, name: await entityName(resource) })));
  const rows = await tx
    .insert(entities)
    .values(
      named.map(({ resource, name }) => ({
        organizationId: organization.organizationId,
        kind: "Resource",
        namespace: "aws",
        name,
        title: resource.name,
        // Slug and hash are lower case already.
        ref: `resource:aws/${name}`,
      })),
    )
    .onConflictDoUpdate({
      target: [entities.organizationId, entities.kind, entities.namespace, entities.name],
      set: { title: sql`excluded.title` },
    })
    .returning({ id: entities.id, name: entities.name });
  const idOf = new Map(rows.map(({ id, name }) => [name, id]));
  return new Map(named.map(({ resource, name }) => [resource.arn, idOf.get(name) ?? ""]));
}

/** At most 63 characters of [a-z0-9-], as Backstage wants names. */
export async function entityName({
  name,
  arn,
  region,
  nativeId,
}: Pick<Discovered, "name" | "arn" | "region" | "nativeId">): Promise<string> {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 50)
    .replace(/-+$/, "");
  return `${slug || "resource"}-${(await sha256(`${arn} ${region} ${nativeId}`)).slice(0, 12)}`;
}

function columnsOf(resource: Discovered) {
  const {
    region,
    type,
    nativeId,
    arn,
    name,
    status,
    encrypted,
    hasBackup,
    tags,
    config,
    metrics,
    unread,
    estimatedMonthlyCost,
  } = resource;
  return {
    region,
    type,
    nativeId,
    arn,
    name,
    status,
    encrypted,
    public: resource.public,
    hasBackup,
    tags,
    config,
    metrics,
    unread,
    estimatedMonthlyCost: estimatedMonthlyCost?.amount ?? null,
    currency: estimatedMonthlyCost?.currency ?? null,
  };
}

async function upsert({ tx }: OrgContext, rows: Row[]) {
  const taken = (column: string) => sql.raw(`excluded.${column}`);
  await tx
    .insert(resources)
    .values(rows)
    .onConflictDoUpdate({
      target: [resources.organizationId, resources.id],
      set: {
        arn: taken("arn"),
        name: taken("name"),
        status: taken("status"),
        encrypted: taken("encrypted"),
        public: taken("public"),
        hasBackup: taken("has_backup"),
        estimatedMonthlyCost: taken("estimated_monthly_cost"),
        currency: taken("currency"),
        tags: taken("tags"),
        config: taken("config"),
        metrics: taken("metrics"),
        unread: taken("unread"),
        hash: taken("hash"),
        service: taken("service"),
        changedAt: sql`case when ${resources.hash} = excluded.hash then ${resources.changedAt} else excluded.changed_at end`,
        vanishedAt: sql`null`,
      },
    });
}

async function storeRelations({ tx, organization }: OrgContext, changed: readonly Stored[]) {
  if (changed.length === 0) return;
  await tx.delete(relations).where(
    and(
      inArray(
        relations.fromId,
        changed.map(({ id }) => id),
      ),
      eq(relations.source, "observed"),
    ),
  );
  const edges = changed.flatMap(({ id, resource }) =>
    resource.relations.map(({ kind, toType, to }) => ({
      organizationId: organization.organizationId,
      fromId: id,
      kind,
      toType,
      toRef: to,
      source: "observed" as const,
    })),
  );
  for (let at = 0; at < edges.length; at += ROWS_PER_STATEMENT)
    await tx
      .insert(relations)
      .values(edges.slice(at, at + ROWS_PER_STATEMENT))
      .onConflictDoNothing();
}
