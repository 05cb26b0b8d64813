import { sql } from "drizzle-orm";
import { costRequests } from "../../db/schema/costs.ts";
import type { OrgContext } from "../base/context.ts";
import { Expected } from "../base/errors.ts";
import { fromUnits, type Money, timesAmount, toUnits } from "../base/money.ts";
import { readSettings, type Settings } from "../organizations/index.ts";
import { type Day, dayOf, firstOfMonth } from "./days.ts";

/** Of each Cost Explorer request, and each page is one (AWS Cost Explorer pricing). */
const REQUEST_PRICE_USD = "0.01";

export type Meter = { month: Day; requests: number; requestsMax: number; spent: Money; cap: Money };

export const monthOf = (now: Date): Day => firstOfMonth(dayOf(now));
export const requestsWithin = ({ costRequestsCapUsd }: Pick<Settings, "costRequestsCapUsd">): number =>
  Number(toUnits(String(costRequestsCapUsd)) / toUnits(REQUEST_PRICE_USD));

export const toMeter = (month: Day, requests: number, settings: Settings): Meter => ({
  month,
  requests,
  requestsMax: requestsWithin(settings),
  spent: { amount: timesAmount(REQUEST_PRICE_USD, requests), currency: "USD" },
  cap: { amount: fromUnits(toUnits(String(settings.costRequestsCapUsd))), currency: "USD" },
});

/** Counts one request of this month before it is made, or says that the month's are used up. */
export async function countRequest(context: OrgContext): Promise<void> {
  const { tx, organization, now } = context;
  const settings = await readSettings(context);
  const requestsMax = requestsWithin(settings);
  // The condition stands in the statement, so that two syncs at once cannot both take the last one.
  const counted =
    requestsMax > 0
      ? await tx
          .insert(costRequests)
          .values({ organizationId: organization.organizationId, month: monthOf(now), requests: 1 })
          .onConflictDoUpdate({
            target: [costRequests.organizationId, costRequests.month],
            set: { requests: sql`${costRequests.requests} + 1` },
            setWhere: sql`${costRequests.requests} < ${requestsMax}`,
          })
          .returning({ requests: costRequests.requests })
      : [];
  if (counted.length === 0) throw usedUp(settings);
}

export const usedUp = ({ costRequestsCapUsd }: Pick<Settings, "costRequestsCapUsd">) =>
  new Expected(
    "CONFLICT",
    `This month's Cost Explorer requests have reached your cap of $${costRequestsCapUsd.toFixed(2)}. Costs are read again next month, or when a maintainer raises the cap in the settings.`,
  );
