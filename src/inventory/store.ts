import { and, eq, inArray, isNull, notExists, sql } from "drizzle-orm";
import * as z from "zod";
import { entities, relations } from "../../db/schema/catalog.ts";
import { resources, sightings } from "../../db/schema/inventory.ts";
import type { OrgContext } from "../base/context.ts";
import { sha256 } from "../base/crypto.ts";
import { isOneOf, rowsOf } from "../base/sql.ts";
import type { Discovered } from "./resource-type.ts";
import { rememberChanges, rememberVanished } from "./versions.ts";

/** A resource and its row. */
export type Stored = { id: string; resource: Discovered; hash: string; change: "new" | "changed" | "same" };

/** About two kilobytes each. */
const ROWS_PER_STATEMENT = 1000;

/**
 * Writes what some pages told. What is unchanged writes no row of its own, only a sighting, by which the end of the scan knows
 * what has vanished.
 */
export async function storePage(
  context: OrgContext,
  unit: { id: string; accountId: string; region: string; service: string; scan: string },
  met: readonly Discovered[],
): Promise<Stored[]> {
  if (met.length === 0) return [];
  // While the account changes, AWS may put one thing on two pages: the later one is it.
  const page = [...new Map(met.map((resource) => [identity(resource), resource])).values()];
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
        sql`${resources.nativeId} = any(array(select json_array_elements_text(${JSON.stringify(page.map((r) => r.nativeId))}::json)))`,
      ),
    );
  const known = new Map(present.map((row) => [identity(row), row]));
  const ids = await ensureEntities(
    context,
    page.filter((resource) => !known.has(identity(resource))),
  );

  const stored: Stored[] = [];
  const rows: ReturnType<typeof rowOf>[] = [];
  for (const resource of page) {
    const before = known.get(identity(resource));
    const id = before?.id ?? ids.get(identity(resource));
    if (!id) throw new Error(`no entity for ${resource.arn}`);
    const hash = await hashOf(resource);
    const isSame = before?.hash === hash && before.vanishedAt === null;
    const one: Stored = { id, resource, hash, change: before ? (isSame ? "same" : "changed") : "new" };
    stored.push(one);
    if (!isSame || canonical(before.metrics) !== canonical(resource.metrics))
      rows.push(rowOf(one, before?.firstSeenAt ?? context.now));
  }
  await rememberChanges(context, unit, stored);
  for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT)
    await upsert(context, unit, rows.slice(at, at + ROWS_PER_STATEMENT));
  await storeRelations(
    context,
    stored.filter(({ change }) => change !== "same"),
  );
  await tx.execute(sql`
    insert into ${sightings} (organization_id, unit_id, scan, resource_id)
    select ${organizationId}::uuid, ${unit.id}::uuid, ${unit.scan}, r.id
      from ${rowsOf(stored.map(({ id }) => ({ id })))} as r(id uuid) on conflict do nothing`);
  return stored;
}

/**
 * After the last page of types, when every page of them was answered: what this scan has not met is marked, not deleted.
 * @returns the ids.
 */
export async function markVanished(
  context: OrgContext,
  unit: { id: string; accountId: string; region: string; scan: string },
  types: readonly string[],
): Promise<string[]> {
  if (types.length === 0) return [];
  const { tx, now } = context;
  const gone = await tx
    .update(resources)
    .set({ vanishedAt: now, changedAt: now })
    .where(
      and(
        eq(resources.accountId, unit.accountId),
        inArray(resources.type, [...types]),
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
  const ids = gone.map(({ id }) => id);
  await rememberVanished(context, unit, ids);
  return ids;
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
  // Slug and hash are lower case already.
  const { rows: written } = await tx.execute(sql`
    insert into ${entities} as e (organization_id, kind, namespace, name, title, ref)
    select ${organization.organizationId}::uuid, 'Resource', 'aws', r.name, r.title, 'resource:aws/' || r.name
      from ${rowsOf(named.map(({ resource, name }) => ({ name, title: resource.name })))} as r(name text, title text)
    on conflict (organization_id, kind, namespace, name) do update set title = excluded.title
    returning e.id, e.name`);
  const rows = z.array(z.object({ id: z.string(), name: z.string() })).parse(written);
  const idOf = new Map(rows.map(({ id, name }) => [name, id]));
  return new Map(named.map(({ resource, name }) => [identity(resource), idOf.get(name) ?? ""]));
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

/** The columns of a page's rows, but those that all of them share. */
const COLUMNS = sql`id uuid, region text, type text, native_id text, arn text, name text, status text, encrypted boolean,
  public boolean, has_backup boolean, estimated_monthly_cost numeric, currency text, tags jsonb, config jsonb,
  metrics jsonb, unread jsonb, hash text, first_seen_at timestamptz`;

function rowOf({ id, resource, hash }: Stored, firstSeenAt: Date) {
  const { nativeId, hasBackup, estimatedMonthlyCost: cost, relations: _, ...same } = resource;
  return {
    ...same,
    id,
    hash,
    native_id: nativeId,
    has_backup: hasBackup,
    estimated_monthly_cost: cost?.amount ?? null,
    currency: cost?.currency ?? null,
    first_seen_at: firstSeenAt,
  };
}

async function upsert(
  { tx, organization, now }: OrgContext,
  unit: { accountId: string; region: string; service: string },
  rows: readonly ReturnType<typeof rowOf>[],
) {
  await tx.execute(sql`
    insert into ${resources} as had (organization_id, account_id, service, place, changed_at, vanished_at, id, region, type,
      native_id, arn, name, status, encrypted, public, has_backup, estimated_monthly_cost, currency, tags, config, metrics,
      unread, hash, first_seen_at)
    select ${organization.organizationId}::uuid, ${unit.accountId}::uuid, ${unit.service}, ${unit.region},
      ${now.toISOString()}::timestamptz, null, r.* from ${rowsOf(rows)} as r(${COLUMNS})
    on conflict (organization_id, id) do update set arn = excluded.arn, name = excluded.name, status = excluded.status,
      encrypted = excluded.encrypted, public = excluded.public, has_backup = excluded.has_backup,
      estimated_monthly_cost = excluded.estimated_monthly_cost, currency = excluded.currency, tags = excluded.tags,
      config = excluded.config, metrics = excluded.metrics, unread = excluded.unread, hash = excluded.hash,
      service = excluded.service, vanished_at = null,
      changed_at = case when had.hash = excluded.hash then had.changed_at else excluded.changed_at end`);
}

async function storeRelations({ tx, organization }: OrgContext, changed: readonly Stored[]) {
  if (changed.length === 0) return;
  await tx.delete(relations).where(
    and(
      isOneOf(
        relations.fromId,
        changed.map(({ id }) => id),
      ),
      eq(relations.source, "observed"),
    ),
  );
  const edges = changed.flatMap(({ id, resource }) => resource.relations.map((edge) => ({ fromId: id, ...edge })));
  for (let at = 0; at < edges.length; at += ROWS_PER_STATEMENT)
    await tx.execute(sql`
      insert into ${relations} (organization_id, from_id, kind, to_type, to_ref, source)
      select ${organization.organizationId}::uuid, r."fromId", r.kind, r."toType", r."to", 'observed'
        from ${rowsOf(edges.slice(at, at + ROWS_PER_STATEMENT))} as r("fromId" uuid, kind text, "toType" text, "to" text)
      on conflict do nothing`);
}
