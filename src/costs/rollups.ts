import { and, eq, gte, lt, ne, type SQL, sql } from "drizzle-orm";
import { costBreakdowns, costLines, costRollups } from "../../db/schema/costs.ts";
import type { OrgContext } from "../base/context.ts";
import { readSettings } from "../organizations/index.ts";
import { addDays, firstOfMonth, type Window } from "./days.ts";

/** Everything by service and day, the rows that most pages start from. */
export const ofServices = and(eq(costRollups.grain, "day"), eq(costRollups.by, ""), ne(costRollups.service, ""));
/** Everything by day. */
export const ofEverything = and(eq(costRollups.grain, "day"), eq(costRollups.by, ""), eq(costRollups.service, ""));
/** One dimension by day, over all services. */
export const ofDimension = (by: string) =>
  and(eq(costRollups.grain, "day"), eq(costRollups.by, by), eq(costRollups.service, ""));
export const onDays = ({ from, until }: Window) => and(gte(costRollups.day, from), lt(costRollups.day, until));

const AMOUNTS = sql.raw("unblended, amortized, net_unblended, net_amortized");
const SUMS = sql.raw("sum(unblended), sum(amortized), sum(net_unblended), sum(net_amortized), bool_or(is_estimated)");

/** Makes the sums of a window again from the ledger: everything, by account, by region and by tags; and the months it touches. */
export async function refreshRollups(context: OrgContext, window: Window): Promise<void> {
  const { tx } = context;
  const tags = (await readSettings(context)).costTagKeys.map((key) => ({ key, by: `tag:${key}` }));
  const dimensions = new Set(["", "account", "region", ...tags.map(({ by }) => by), ...(await knownTags(context))]);
  // By name, each of them, so that an index finds their days: allocation makes the other dimensions.
  const isLedgers = sql`${costRollups.by} = any(${sql.param([...dimensions])}::text[])`;
  await tx.delete(costRollups).where(and(eq(costRollups.grain, "day"), isLedgers, onDays(window)));
  await tx.execute(insertSums(context, "day", fromLines("''", "''"), window));
  await tx.execute(insertSums(context, "day", fromLines("'account'", "sub_account_id"), window));
  await tx.execute(insertSums(context, "day", placedIn("region", sql`region`, window), window));
  for (const { key, by } of tags)
    await tx.execute(insertSums(context, "day", placedIn(by, sql`coalesce(tags ->> ${key}, '')`, window), window));
  await refreshMonths(context, window, isLedgers);
}

/** Tags that have sums, also those that the settings do not name any more; an index probe each. */
async function knownTags({ tx }: OrgContext): Promise<string[]> {
  const next = (after: SQL) =>
    sql`(select min(by) from ${costRollups} where grain = 'day' and by > ${after} and by < 'tag;')`;
  const { rows } = await tx.execute<{ by: string | null }>(sql`
    with recursive tags as (
      select ${next(sql`'tag:'`)} as by union all select ${next(sql`tags.by`)} from tags where tags.by is not null
    ) select by from tags where by is not null`);
  return rows.flatMap(({ by }) => (by === null ? [] : [by]));
}

/** The months that a window touches, from their days. */
export async function refreshMonths(context: OrgContext, { from, until }: Window, which: SQL): Promise<void> {
  const { tx, organization } = context;
  const months = { from: firstOfMonth(from), until: firstOfMonth(addDays(until, -1), 1) };
  await tx.delete(costRollups).where(and(eq(costRollups.grain, "month"), which, onDays(months)));
  await tx.execute(sql`
    insert into ${costRollups} (organization_id, grain, by, day, key, service, charge_category, currency, ${AMOUNTS}, is_estimated)
    select ${organization.organizationId}::uuid, 'month', by, date_trunc('month', day)::date, key, service, charge_category, currency, ${SUMS}
    from ${costRollups} where grain = 'day' and ${which} and day >= ${months.from} and day < ${months.until}
    group by 3, 4, 5, 6, 7, 8`);
}

const fromLines = (by: string, key: string) =>
  sql`select day, ${sql.raw(by)} as by, ${sql.raw(key)} as key, service, charge_category, currency, ${AMOUNTS}, is_estimated from ${costLines} where counts`;

/**
 * Regions (or values of a tag) of exports' lines, and those that Cost Explorer told apart; what neither placed has none,
 * so that they add up to the ledger. A day that an export tells is not told by Cost Explorer's breakdown too.
 */
const placedIn = (by: string, value: SQL, { from, until }: Window) => sql`
  with told as (
    select distinct day from ${costLines} where source = 'export' and counts and day >= ${from} and day < ${until}
  ), placed as (
    select day, key, service, currency, ${AMOUNTS} from ${costBreakdowns}
    where by = ${by} and key not in ('', 'NoRegion') and day >= ${from} and day < ${until} and day not in (select day from told)
  )
  select day, ${by}::text as by, ${value} as key, service, charge_category, currency, ${AMOUNTS}, is_estimated from ${costLines} where counts
  union all
  select day, ${by}::text, key, service, 'Usage', currency, ${AMOUNTS}, false from placed
  union all
  select day, ${by}::text, '', service, 'Usage', currency, -unblended, -amortized, -net_unblended, -net_amortized, false from placed`;

/** `rows` summed with each service, and over all of them. */
function insertSums({ organization }: OrgContext, grain: string, rows: SQL, { from, until }: Window): SQL {
  return sql`
    insert into ${costRollups} (organization_id, grain, by, day, key, service, charge_category, currency, ${AMOUNTS}, is_estimated)
    select ${organization.organizationId}::uuid, ${grain}, by, day, key, coalesce(service, ''), charge_category, currency, ${SUMS}
    from (${rows}) as line where day >= ${from} and day < ${until}
    group by grouping sets ((by, day, key, service, charge_category, currency), (by, day, key, charge_category, currency))
    having (sum(unblended), sum(amortized), sum(net_unblended), sum(net_amortized)) <> (0, 0, 0, 0)`;
}
