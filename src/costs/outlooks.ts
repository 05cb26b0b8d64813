import { desc, eq, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { costOutlooks } from "../../db/schema/cost-anomalies.ts";
import { costSubAccounts } from "../../db/schema/costs.ts";

const SHOWN_MAX = 100;
export const OutlooksOf = z
  .strictObject({ by: z.enum(["service", "account", "team"]).default("service") })
  .prefault({});

/** The dearest first. */
export const outlookRows = (db: ReadDb, { by }: z.infer<typeof OutlooksOf>) =>
  [
    db
      .select({
        key: costOutlooks.key,
        service: costOutlooks.service,
        currency: costOutlooks.currency,
        from: costOutlooks.from,
        known: sql<string>`trim_scale(${costOutlooks.known})::text`,
        mean: sql<string>`trim_scale(${costOutlooks.mean})::text`,
        band: costOutlooks.band,
      })
      .from(costOutlooks)
      .where(eq(costOutlooks.by, by))
      .orderBy(desc(costOutlooks.mean), costOutlooks.key, costOutlooks.service)
      .limit(SHOWN_MAX + 1),
    db.select({ id: costSubAccounts.subAccountId, name: costSubAccounts.name }).from(costSubAccounts).limit(5000),
  ] as const;

type Row = Pick<typeof costOutlooks.$inferSelect, "key" | "service" | "currency" | "from" | "known" | "mean" | "band">;

export function toOutlooks(rows: readonly Row[], accounts: readonly { id: string; name: string | null }[]) {
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  return {
    items: rows.slice(0, SHOWN_MAX).map((row) => ({ ...row, name: names.get(row.key) ?? null })),
    hasMore: rows.length > SHOWN_MAX,
  };
}
