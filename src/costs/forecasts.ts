import { eq } from "drizzle-orm";
import type { ReadDb } from "../../db/client.ts";
import { costForecasts, costSyncs } from "../../db/schema/costs.ts";
import type { Lens } from "./lanes.ts";
import { HISTORY_DAYS_MIN } from "./outlook.ts";

export const forecastRow = (db: ReadDb, metric: Lens) =>
  [
    db.select().from(costForecasts).where(eq(costForecasts.metric, metric)),
    db.select({ accountId: costSyncs.accountId }).from(costSyncs).limit(1),
  ] as const;

/** null with what is missing: nothing is foretold from nothing. */
export function toForecast(row: typeof costForecasts.$inferSelect | undefined, accounts: number) {
  if (!row || accounts === 0)
    return {
      forecast: null,
      reason:
        accounts === 0
          ? "There is no synced account."
          : `A forecast needs ${HISTORY_DAYS_MIN} days of costs that have arrived.`,
    };
  const { organizationId: _, ...forecast } = row;
  return { forecast, reason: null };
}
