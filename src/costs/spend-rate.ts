import { and, eq, sql } from "drizzle-orm";
import { events } from "../../db/schema/base.ts";
import { costRollups } from "../../db/schema/costs.ts";
import type { OrgContext } from "../base/context.ts";
import { record } from "../base/events.ts";
import { readSettings } from "../organizations/index.ts";
import { addDays, type Window } from "./days.ts";
import { ofEverything } from "./rollups.ts";

const HOURS = 24;
const ACTION = "costs.spend-rate-alert";

/** Tells once a day when the last whole day's usage cost more an hour than the organisation wants to hear of. */
export async function judgeSpendRate(context: OrgContext, known: Window): Promise<boolean> {
  const { tx } = context;
  const { spendRateUsd } = await readSettings(context);
  if (spendRateUsd === 0) return false;
  const day = addDays(known.until, -1);
  const [spent] = await tx
    .select({
      currency: costRollups.currency,
      perHour: sql<string>`round(sum(${costRollups.unblended}) / ${HOURS}, 2)::text`,
    })
    .from(costRollups)
    .where(
      and(
        ofEverything,
        eq(costRollups.day, day),
        eq(costRollups.chargeCategory, "Usage"),
        eq(costRollups.currency, "USD"),
      ),
    )
    .groupBy(costRollups.currency);
  if (!spent || Number(spent.perHour) <= spendRateUsd) return false;
  const [told] = await tx
    .select({ id: events.id })
    .from(events)
    .where(and(eq(events.action, ACTION), sql`${events.data} ->> 'day' = ${day}`))
    .limit(1);
  if (told) return false;
  await record(
    context,
    ACTION,
    { type: "costs" },
    { day, perHour: spent.perHour, limit: String(spendRateUsd), currency: spent.currency },
  );
  return true;
}
