import { and, asc, count, desc, eq, gt, gte, inArray, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { relations } from "../../db/schema/catalog.ts";
import { awsAccounts, discoveryUnits, resourceOwners, resources } from "../../db/schema/inventory.ts";
import { notFound } from "../base/errors.ts";
import { after, Page, toPage } from "../base/pages.ts";
import { NOBODY, ownerColumn, ownersOfAll } from "./owner.ts";

/** "Owner" has the tag, "!Owner" lacks it, "Owner=web" has this value. */
const TagFilter = z
  .string()
  .max(400)
  .regex(/^!?[^=!]{1,128}(=.{0,256})?$/, "Write Owner, !Owner or Owner=value.");
/** Each of them must hold. */
const TAGS_MAX = 5;
const Choice = z.array(z.string().max(128)).max(50).optional();

export const ResourceFilter = z.strictObject({
  search: z.string().trim().max(200).optional(),
  type: Choice,
  region: Choice,
  account: z.array(z.uuid()).max(100).optional(),
  status: Choice,
  /** "unknown" = not read, or the question makes no sense for the type. */
  encrypted: z.enum(["yes", "no", "unknown"]).optional(),
  public: z.enum(["yes", "no", "unknown"]).optional(),
  hasBackup: z.enum(["yes", "no", "unknown"]).optional(),
  tag: z.union([TagFilter, z.array(TagFilter).max(TAGS_MAX)]).optional(),
  /** References of owners, as the list shows them; "none" for what nobody owns. */
  owner: z.array(z.string().max(250)).max(50).optional(),
  /** US dollars a month at list price, at least that much; "unknown" = no price is known. */
  cost: z.union([z.number().min(0).max(1e9), z.literal("unknown")]).optional(),
  /** First met within that many days. */
  newWithinDays: z.number().int().min(1).max(3650).optional(),
  /** Shown apart: what a complete read no longer met. */
  vanished: z.boolean().default(false),
});
export const ResourceSort = z.enum(["name", "-cost", "type", "-changed"]);
export const ResourcesInput = ResourceFilter.extend({ ...Page.shape, sort: ResourceSort.default("name") });

/** `lastSeenAt`: the last complete read of its place, or when it was found gone. */
const listed = {
  id: resources.id,
  name: resources.name,
  type: resources.type,
  region: resources.region,
  nativeId: resources.nativeId,
  arn: resources.arn,
  accountId: resources.accountId,
  accountName: awsAccounts.name,
  isSample: sql<boolean>`${awsAccounts.kind} = 'sample'`,
  status: resources.status,
  encrypted: resources.encrypted,
  public: resources.public,
  hasBackup: resources.hasBackup,
  estimatedMonthlyCost: resources.estimatedMonthlyCost,
  /** Unknown, and never taken from the estimate: Cost Explorer tells costs by service and account, not by resource. */
  actualMonthlyCost: sql<string | null>`null::numeric`.as("actual_monthly_cost"),
  currency: resources.currency,
  tags: resources.tags,
  owner: ownerColumn,
  unread: resources.unread,
  firstSeenAt: resources.firstSeenAt,
  lastSeenAt: discoveryUnits.readAt,
  changedAt: resources.changedAt,
  vanishedAt: resources.vanishedAt,
};

const ofItsUnit = and(
  eq(discoveryUnits.accountId, resources.accountId),
  eq(discoveryUnits.region, resources.place),
  eq(discoveryUnits.service, resources.service),
);

/** One page and the total that the filter matches. */
export function resourcesPage(db: ReadDb, input: z.infer<typeof ResourcesInput>, now: Date) {
  const { by, order, beyond } = sorting(input);
  const where = matching(input, now);
  return [
    db
      .select({ ...listed, sortValue: by })
      .from(resources)
      .innerJoin(awsAccounts, eq(awsAccounts.id, resources.accountId))
      .leftJoin(discoveryUnits, ofItsUnit)
      .leftJoin(resourceOwners, eq(resourceOwners.resourceId, resources.id))
      .where(and(where, beyond))
      .orderBy(order, asc(resources.id))
      .limit(input.limit + 1),
    db.select({ total: count() }).from(resources).where(where),
  ] as const;
}

type PageRows = { id: string; sortValue: string }[];
export function toResourcesPage<Row extends PageRows[number]>(rows: Row[], total: number, limit: number) {
  const page = toPage(rows, limit, (row) => row.sortValue);
  return { items: page.items.map(({ sortValue: _, ...item }) => item), next: page.next, total };
}

function sorting({ sort, cursor }: z.infer<typeof ResourcesInput>): {
  by: SQL<string>;
  order: SQL;
  beyond: SQL | undefined;
} {
  const from = after(cursor, z.string());
  const by = SORTS[sort];
  const isDown = sort.startsWith("-");
  if (sort === "name") {
    // The plain column keeps its index; the others sort what the filter left.
    const beyond = from
      ? or(gt(resources.name, from.value), and(eq(resources.name, from.value), gt(resources.id, from.id)))
      : undefined;
    return { by, order: asc(resources.name), beyond };
  }
  const compare = isDown ? sql`${by} < ${from?.value}` : sql`${by} > ${from?.value}`;
  const beyond = from ? or(compare, and(sql`${by} = ${from.value}`, gt(resources.id, from.id))) : undefined;
  return { by, order: isDown ? sql`${by} desc` : sql`${by} asc`, beyond };
}

/** As text, so that a cursor carries it without loss: numbers padded, times in ISO with microseconds. */
const SORTS: Record<z.infer<typeof ResourceSort>, SQL<string>> = {
  name: sql<string>`${resources.name}`,
  type: sql<string>`${resources.type} || ' ' || ${resources.name}`,
  "-cost": sql<string>`coalesce(to_char(${resources.estimatedMonthlyCost}, 'FM00000000000000.0000000000'), '')`,
  "-changed": sql<string>`to_char(${resources.changedAt} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US')`,
};

function matching(filter: z.infer<typeof ResourceFilter>, now: Date): SQL | undefined {
  return and(
    filter.vanished ? isNotNull(resources.vanishedAt) : isNull(resources.vanishedAt),
    filter.type?.length ? inArray(resources.type, filter.type) : undefined,
    filter.region?.length ? inArray(resources.region, filter.region) : undefined,
    filter.account?.length ? inArray(resources.accountId, filter.account) : undefined,
    filter.status?.length ? inArray(resources.status, filter.status) : undefined,
    yesNoUnknown(resources.encrypted, filter.encrypted),
    yesNoUnknown(resources.public, filter.public),
    yesNoUnknown(resources.hasBackup, filter.hasBackup),
    ...(typeof filter.tag === "string" ? [filter.tag] : (filter.tag ?? [])).map(taggedWith),
    filter.owner?.length
      ? sql`${resources.id} in (select owned.id from ${ownersOfAll} owned where coalesce(owned.ref, ${NOBODY}) in ${filter.owner})`
      : undefined,
    filter.cost === undefined
      ? undefined
      : filter.cost === "unknown"
        ? isNull(resources.estimatedMonthlyCost)
        : gte(resources.estimatedMonthlyCost, String(filter.cost)),
    filter.newWithinDays === undefined
      ? undefined
      : gte(resources.firstSeenAt, new Date(now.getTime() - filter.newWithinDays * 86_400_000)),
    filter.search ? found(filter.search) : undefined,
  );
}

type YesNo = typeof resources.encrypted | typeof resources.public | typeof resources.hasBackup;
const yesNoUnknown = (column: YesNo, wanted: "yes" | "no" | "unknown" | undefined) =>
  wanted === undefined ? undefined : wanted === "unknown" ? isNull(column) : eq(column, wanted === "yes");

function taggedWith(filter: string): SQL {
  const isLacking = filter.startsWith("!");
  const [key = "", ...rest] = filter.slice(isLacking ? 1 : 0).split("=");
  const value = rest.length > 0 ? rest.join("=") : null;
  // Unread tags are unknown: neither present nor lacking.
  if (isLacking) return sql`${resources.tags} is not null and ${resources.tags} ->> ${key} is null`;
  return value === null ? sql`${resources.tags} ->> ${key} is not null` : sql`${resources.tags} ->> ${key} = ${value}`;
}

/** Anywhere in name, id, ARN or a tag's value. */
function found(text: string): SQL {
  const needle = text.toLowerCase();
  return sql`(position(${needle} in lower(${resources.name})) > 0 or position(${needle} in lower(${resources.nativeId})) > 0
    or position(${needle} in lower(${resources.arn})) > 0 or position(${needle} in lower(coalesce(${resources.tags}::text, ''))) > 0)`;
}

const FACET_OWNERS_MAX = 200;
export const RESOURCE_GROUPS = ["type", "account", "region", "owner", "tag"] as const;
const GROUPS_MAX = 500;
export const ResourceGroupsInput = ResourceFilter.extend({
  by: z.enum(RESOURCE_GROUPS),
  /** The tag's key, when they are grouped by a tag. */
  tagKey: z.string().trim().min(1).max(128).optional(),
}).refine(({ by, tagKey }) => by !== "tag" || tagKey !== undefined, {
  path: ["tagKey"],
  error: "Name the tag to group by.",
});

/** What the filter matches, divided. Key null: they lack the tag, or nobody owns them; `unread`: nobody knows. */
export function resourceGroups(db: ReadDb, { by, tagKey, ...filter }: z.infer<typeof ResourceGroupsInput>, now: Date) {
  const key = {
    type: sql<string | null>`${resources.type}`,
    region: sql<string | null>`${resources.region}`,
    account: sql<string | null>`${resources.accountId}::text`,
    owner: sql<string | null>`owned.ref`,
    tag: sql<string | null>`${resources.tags} ->> ${tagKey ?? ""}`,
  }[by];
  const isUnread = by === "tag" ? sql<boolean>`${resources.tags} is null` : sql<boolean>`false`;
  const matched = db
    .select({
      key: key.as("key"),
      isUnread: isUnread.as("is_unread"),
      label: awsAccounts.name,
      cost: resources.estimatedMonthlyCost,
    })
    .from(resources)
    .innerJoin(awsAccounts, eq(awsAccounts.id, resources.accountId))
    .leftJoin(sql`${ownersOfAll} owned`, by === "owner" ? sql`owned.id = ${resources.id}` : sql`false`)
    .where(matching(filter, now))
    .as("matched");
  return [
    db
      .select({
        key: matched.key,
        isUnread: matched.isUnread,
        label: by === "account" ? sql<string | null>`max(matched.name)` : sql<string | null>`null::text`,
        count: sql<number>`count(*)::int`,
        estimatedMonthlyCost: sql<string>`coalesce(sum(matched.estimated_monthly_cost), 0)::text`,
        priced: sql<number>`count(matched.estimated_monthly_cost)::int`,
      })
      .from(matched)
      .groupBy(matched.key, matched.isUnread)
      .orderBy(sql`4 desc, 1, 2`)
      .limit(GROUPS_MAX),
  ] as const;
}

/** How many there are of each, for filters. */
export function resourceFacets(db: ReadDb) {
  const live = isNull(resources.vanishedAt);
  return [
    db
      .select({ value: resources.type, count: count() })
      .from(resources)
      .where(live)
      .groupBy(resources.type)
      .orderBy(desc(count())),
    db
      .select({ value: resources.region, count: count() })
      .from(resources)
      .where(live)
      .groupBy(resources.region)
      .orderBy(desc(count())),
    db
      .select({ value: resources.status, count: count() })
      .from(resources)
      .where(live)
      .groupBy(resources.status)
      .orderBy(desc(count())),
    db
      .select({ value: resources.accountId, label: awsAccounts.name, count: count() })
      .from(resources)
      .innerJoin(awsAccounts, eq(awsAccounts.id, resources.accountId))
      .where(live)
      .groupBy(resources.accountId, awsAccounts.name),
    db
      .select({ value: sql<string>`coalesce(owned.ref, ${NOBODY})`, count: sql<number>`count(*)::int` })
      .from(sql`${ownersOfAll} owned`)
      .groupBy(sql`1`)
      .orderBy(sql`2 desc, 1`)
      .limit(FACET_OWNERS_MAX),
  ] as const;
}

const other = alias(resources, "other");
const me = alias(resources, "me");
const ends = {
  kind: relations.kind,
  source: relations.source,
  id: other.id,
  name: other.name,
  type: other.type,
  region: other.region,
};

/** A resource, what it points at and what points at it. Targets that were not discovered have a ref and no id. */
export function resourceDetail(db: ReadDb, id: string) {
  return [
    db
      .select({ ...listed, config: resources.config, metrics: resources.metrics })
      .from(resources)
      .innerJoin(awsAccounts, eq(awsAccounts.id, resources.accountId))
      .leftJoin(discoveryUnits, ofItsUnit)
      .leftJoin(resourceOwners, eq(resourceOwners.resourceId, resources.id))
      .where(eq(resources.id, id)),
    db
      .select({ ...ends, toType: relations.toType, toRef: relations.toRef })
      .from(relations)
      .innerJoin(me, eq(me.id, relations.fromId))
      .leftJoin(
        other,
        and(
          eq(other.accountId, me.accountId),
          eq(other.type, relations.toType),
          or(eq(other.arn, relations.toRef), eq(other.nativeId, relations.toRef)),
        ),
      )
      .where(eq(relations.fromId, id))
      .limit(200),
    db
      .select(ends)
      .from(me)
      .innerJoin(
        relations,
        and(eq(relations.toType, me.type), or(eq(relations.toRef, me.arn), eq(relations.toRef, me.nativeId))),
      )
      .innerJoin(other, and(eq(other.id, relations.fromId), eq(other.accountId, me.accountId)))
      .where(eq(me.id, id))
      .limit(200),
  ] as const;
}

export function toDetail<R extends object, O, I>(row: R | undefined, pointsAt: O, pointedAtBy: I) {
  if (!row) throw notFound("The resource");
  return { ...row, pointsAt, pointedAtBy };
}

/** Counts and estimated cost of what lives. */
export function inventorySummary(db: ReadDb) {
  return [
    db
      .select({
        type: resources.type,
        count: count(),
        estimatedMonthlyCost: sql<string>`coalesce(sum(${resources.estimatedMonthlyCost}), 0)::text`,
        priced: count(resources.estimatedMonthlyCost),
      })
      .from(resources)
      .where(isNull(resources.vanishedAt))
      .groupBy(resources.type)
      .orderBy(desc(count())),
    db
      .select({
        places: count(),
        unread: sql<number>`count(*) filter (where ${discoveryUnits.problem} is not null)::int`,
        readAt: sql<Date | null>`max(${discoveryUnits.readAt})`.mapWith(discoveryUnits.readAt),
      })
      .from(discoveryUnits),
    db.select({ accounts: count() }).from(awsAccounts),
  ] as const;
}
