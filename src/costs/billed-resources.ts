import { sql } from "drizzle-orm";
import { costLines } from "../../db/schema/costs.ts";
import type { OrgContext } from "../base/context.ts";
import { timesAmount } from "../base/money.ts";
import { addDays, dayOf } from "./days.ts";

const DAYS = 30;
/** Days of AWS's average month (finops study, §3: eff30 is scaled to 30.44). */
const MONTH_DAYS = 30.44;

/**
 * What a month of each resource is billed, by the id the bill gives it (an ARN or a native id): the effective cost of its
 * last 30 days, scaled to a month. Only exports name resources; what no line names is not in the answer.
 */
export async function billedResources(
  { tx, now }: Pick<OrgContext, "tx" | "now">,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const today = dayOf(now);
  const rows = await tx
    .select({
      id: costLines.resourceId,
      amount: sql<string>`sum(${costLines.netAmortized})::text`,
      days: sql<number>`count(distinct ${costLines.day})::int`,
    })
    .from(costLines)
    .where(
      sql`${costLines.resourceId} = any(${sql.param(ids.filter((id) => id !== ""))}::text[]) and ${costLines.resourceId} <> ''
        and ${costLines.counts} and ${costLines.chargeCategory} = 'Usage' and ${costLines.currency} = 'USD'
        and ${costLines.day} >= ${addDays(today, -DAYS)} and ${costLines.day} < ${today}`,
    )
    .groupBy(costLines.resourceId);
  return new Map(rows.map(({ id, amount, days }) => [id, timesAmount(amount, String(MONTH_DAYS / days))]));
}

type Around = { id: string; day: string; resourceIds: readonly string[] };

/**
 * What resources were billed in the days before and after a day, the day itself left out; null = no line names them.
 * `isCovered`: an export tells days as late as the last one asked for.
 */
export async function billedAround({ tx }: Pick<OrgContext, "tx">, asked: readonly Around[], days: number) {
  if (asked.length === 0) return new Map<string, { before: string | null; after: string | null; isCovered: boolean }>();
  const rows = await tx.execute<{ id: string; before: string | null; after: string | null; covered: boolean }>(sql`
    with asked as (
      select * from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as a (id uuid, day date, "resourceIds" text[])
    ), newest as (select max(day) as day from ${costLines} where source = 'export' and counts)
    select a.id::text as id,
      sum(l.net_amortized) filter (where l.day < a.day)::text as before,
      sum(l.net_amortized) filter (where l.day > a.day)::text as after,
      coalesce((select day from newest) >= a.day + ${days}::int, false) as covered
    from asked a
      left join ${costLines} l on l.resource_id = any(a."resourceIds") and l.resource_id <> '' and l.counts
        and l.charge_category = 'Usage' and l.day >= a.day - ${days}::int and l.day <= a.day + ${days}::int
    group by a.id, a.day`);
  return new Map(rows.rows.map((row) => [row.id, { before: row.before, after: row.after, isCovered: row.covered }]));
}
