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
