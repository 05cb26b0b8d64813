import { and, count, desc, eq, gte, inArray, lt, lte, or, type SQL, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import {
  awsAccounts,
  type FieldChange,
  RESOURCE_CHANGES,
  type ResourceChange,
  resourceOwners,
  resources,
  resourceVersions,
} from "../../db/schema/inventory.ts";
import { fillCommand } from "../base/command.ts";
import type { OrgContext } from "../base/context.ts";
import { notFound } from "../base/errors.ts";
import { after, Page, toPage } from "../base/pages.ts";
import { isOneOf, rowsOf } from "../base/sql.ts";
import { claimedResources, EntityRefInput } from "../catalog/index.ts";
import { drift, netChange } from "./drift.ts";
import { NOBODY, ownerColumn, ownersOfAll } from "./owner.ts";
import type { Discovered } from "./resource-type.ts";
import type { Stored } from "./store.ts";

/** What is older, or more of one resource, is let go when the resource changes again. */
export const VERSION_DAYS_MAX = 400;
export const VERSIONS_PER_RESOURCE_MAX = 100;
const DAY_MS = 86_400_000;
const SINCE_DAYS_DEFAULT = 7;

type Unit = { id: string; accountId: string };

/**
 * Before a page is stored: remembers what differs from the rows that are there. What is unchanged reads and writes nothing,
 * and what an account's first discovery meets is no change.
 */
export async function rememberChanges(context: OrgContext, unit: Unit, page: readonly Stored[]) {
  const { tx } = context;
  const changed = page.filter(({ change }) => change === "changed");
  const rows = changed.length
    ? await tx
        .select()
        .from(resources)
        .where(
          isOneOf(
            resources.id,
            changed.map(({ id }) => id),
          ),
        )
    : [];
  const before = new Map(rows.map((row) => [row.id, row]));
  const versions = page.flatMap(({ id, resource, change }) => {
    if (change === "same") return [];
    const row = before.get(id);
    return versionOf(id, row, resource) ?? [];
  });
  await insertVersions(context, unit, versions);
  await forgetOld(
    context,
    changed.map(({ id }) => id),
  );
}

export const rememberVanished = (context: OrgContext, unit: Unit, ids: readonly string[]) =>
  insertVersions(
    context,
    unit,
    ids.map((resourceId) => ({ resourceId, change: "vanished" as const, fields: [], omitted: 0 })),
  );

type Version = { resourceId: string; change: ResourceChange; fields: FieldChange[]; omitted: number };

/** Null: what differs is nothing that a person would call a change (a price, a fact that is derived). */
function versionOf(
  resourceId: string,
  row: typeof resources.$inferSelect | undefined,
  resource: Discovered,
): Version | null {
  if (!row) return { resourceId, change: "new", fields: [], omitted: 0 };
  const difference = drift(row, resource);
  if (row.vanishedAt) return { resourceId, change: "returned", ...difference };
  return difference.fields.length > 0 ? { resourceId, change: "changed", ...difference } : null;
}

async function insertVersions({ tx, organization, now }: OrgContext, unit: Unit, versions: readonly Version[]) {
  if (versions.length === 0) return;
  await tx.execute(sql`
    insert into ${resourceVersions} (organization_id, resource_id, change, fields, omitted, at, after)
    select ${organization.organizationId}::uuid, v."resourceId", v.change, v.fields, v.omitted, ${now.toISOString()}::timestamptz,
        (select u.read_at from discovery_units u where u.id = ${unit.id}::uuid)
      from ${rowsOf(versions)} as v("resourceId" uuid, change text, fields jsonb, omitted integer)
      where v.change <> 'new' or exists (
        select from aws_accounts a where a.id = ${unit.accountId}::uuid and a.discovered_at is not null)`);
}

async function forgetOld({ tx, now }: OrgContext, ids: readonly string[]) {
  if (ids.length === 0) return;
  const oldest = new Date(now.getTime() - VERSION_DAYS_MAX * DAY_MS).toISOString();
  await tx.execute(sql`delete from resource_versions v using (
      select organization_id, id, at, row_number() over (partition by resource_id order by at desc, id desc) as place
      from resource_versions where ${isOneOf(resourceVersions.resourceId, ids)}) old
    where v.organization_id = old.organization_id and v.id = old.id
      and (old.place > ${VERSIONS_PER_RESOURCE_MAX} or old.at < ${oldest}::timestamptz)`);
}

const Choice = z.array(z.string().max(250)).max(50).optional();
export const ChangesInput = z.strictObject({
  ...Page.shape,
  /** Seen from then on; without it, in the last seven days. */
  since: z.coerce.date().optional(),
  until: z.coerce.date().optional(),
  change: z.array(z.enum(RESOURCE_CHANGES)).max(4).optional(),
  type: Choice,
  region: Choice,
  account: z.array(z.uuid()).max(100).optional(),
  /** References, or "none". */
  owner: Choice,
  /** What belongs to this entity of the catalogue. */
  entity: EntityRefInput.optional(),
  search: z.string().trim().max(200).optional(),
});
type ChangesInput = z.infer<typeof ChangesInput>;

const seen = {
  id: resourceVersions.id,
  change: resourceVersions.change,
  fields: resourceVersions.fields,
  omitted: resourceVersions.omitted,
  at: resourceVersions.at,
  /** The read before: it happened after it. */
  after: resourceVersions.after,
};
const iso = (column: typeof resourceVersions.at) =>
  sql<string>`to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** What discovery has seen change, newest first, and how many of each kind. */
export function changesPage(db: ReadDb, input: ChangesInput, now: Date) {
  const from = after(input.cursor, z.iso.datetime());
  const where = matching(input, now);
  const beyond = from
    ? or(
        sql`${resourceVersions.at} < ${from.value}::timestamptz`,
        and(sql`${resourceVersions.at} = ${from.value}::timestamptz`, lt(resourceVersions.id, from.id)),
      )
    : undefined;
  return [
    db
      .select({
        ...seen,
        resource: {
          id: resources.id,
          name: resources.name,
          type: resources.type,
          region: resources.region,
          arn: resources.arn,
          vanishedAt: resources.vanishedAt,
        },
        accountName: awsAccounts.name,
        owner: ownerColumn,
        sortValue: iso(resourceVersions.at),
      })
      .from(resourceVersions)
      .innerJoin(resources, eq(resources.id, resourceVersions.resourceId))
      .innerJoin(awsAccounts, eq(awsAccounts.id, resources.accountId))
      .leftJoin(resourceOwners, eq(resourceOwners.resourceId, resources.id))
      .where(and(where, beyond))
      .orderBy(desc(resourceVersions.at), desc(resourceVersions.id))
      .limit(input.limit + 1),
    db
      .select({ change: resourceVersions.change, count: count() })
      .from(resourceVersions)
      .innerJoin(resources, eq(resources.id, resourceVersions.resourceId))
      .where(where)
      .groupBy(resourceVersions.change),
  ] as const;
}

function matching(input: ChangesInput, now: Date): SQL | undefined {
  const since = input.since ?? new Date(now.getTime() - SINCE_DAYS_DEFAULT * DAY_MS);
  const needle = input.search?.toLowerCase();
  return and(
    gte(resourceVersions.at, since),
    input.until ? lte(resourceVersions.at, input.until) : undefined,
    input.change?.length ? inArray(resourceVersions.change, input.change) : undefined,
    input.type?.length ? inArray(resources.type, input.type) : undefined,
    input.region?.length ? inArray(resources.region, input.region) : undefined,
    input.account?.length ? inArray(resources.accountId, input.account) : undefined,
    input.owner?.length
      ? sql`${resources.id} in (select owned.id from ${ownersOfAll} owned where coalesce(owned.ref, ${NOBODY}) in ${input.owner})`
      : undefined,
    input.entity ? sql`${resources.id} in (select claimed.id from ${claimedResources(input.entity)})` : undefined,
    needle
      ? sql`(position(${needle} in lower(${resources.name})) > 0 or position(${needle} in lower(${resources.arn})) > 0 or position(${needle} in lower(${resourceVersions.fields}::text)) > 0)`
      : undefined,
  );
}

type Sorted = { id: string; sortValue: string };
export function toChangesPage<Row extends Sorted>(
  rows: readonly Row[],
  counts: readonly { change: ResourceChange; count: number }[],
  limit: number,
) {
  const page = toPage(rows, limit, ({ sortValue }) => sortValue);
  const of = (change: ResourceChange) => counts.find((row) => row.change === change)?.count ?? 0;
  return {
    items: page.items.map(({ sortValue: _, ...item }) => item),
    next: page.next,
    total: counts.reduce((sum, { count }) => sum + count, 0),
    counts: { new: of("new"), changed: of("changed"), vanished: of("vanished"), returned: of("returned") },
  };
}

export const HistoryInput = z.strictObject({ id: z.uuid(), since: z.coerce.date().optional() });

/** A resource's versions, newest first. */
export const resourceHistory = (db: ReadDb, { id, since }: z.infer<typeof HistoryInput>) =>
  [
    db
      .select({ name: resources.name, nativeId: resources.nativeId, region: resources.region })
      .from(resources)
      .where(eq(resources.id, id)),
    db
      .select(seen)
      .from(resourceVersions)
      .where(and(eq(resourceVersions.resourceId, id), since ? gte(resourceVersions.at, since) : undefined))
      .orderBy(desc(resourceVersions.at), desc(resourceVersions.id))
      .limit(VERSIONS_PER_RESOURCE_MAX),
  ] as const;

type SeenRow = { fields: FieldChange[]; at: Date; after: Date | null };

/** `net`: what is different now from before the first of the versions. `who`: how to ask CloudTrail, which we may not read. */
export function toHistory<Row extends SeenRow>(
  resource: { name: string; nativeId: string; region: string } | undefined,
  versions: readonly Row[],
) {
  if (!resource) throw notFound("The resource");
  return {
    versions: versions.map((version) => ({ ...version, who: whoCommand(resource, version) })),
    net: netChange(versions.map(({ fields }) => fields).reverse()),
  };
}

/** CloudTrail keeps 90 days of management events for `lookup-events` (docs: CloudTrail event history). */
function whoCommand({ nativeId, region }: { nativeId: string; region: string }, { at, after: since }: SeenRow) {
  if (!since) return null;
  const filled = fillCommand(
    'aws cloudtrail lookup-events --lookup-attributes \'[{"AttributeKey":"ResourceName","AttributeValue":"<id>"}]\' --start-time <since> --end-time <until> --region <region>',
    {
      id: nativeId,
      since: since.toISOString(),
      until: at.toISOString(),
      region: region === "global" ? "us-east-1" : region,
    },
  );
  return "text" in filled ? filled.text : null;
}
