import { desc, eq, lt, or, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { ANOMALY_VERDICTS, costAnomalies, costSubAccounts } from "../../db/schema/costs.ts";
import type { OrgContext } from "../base/context.ts";
import { notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { subtractAmounts } from "../base/money.ts";
import { after, type Page, toPage } from "../base/pages.ts";

export const Verdict = z.strictObject({ id: z.uuid(), verdict: z.enum(ANOMALY_VERDICTS).nullable() });

const listed = {
  id: costAnomalies.id,
  day: costAnomalies.day,
  service: costAnomalies.service,
  kind: costAnomalies.kind,
  currency: costAnomalies.currency,
  actual: sql<string>`trim_scale(${costAnomalies.actual})::text`,
  expected: sql<string>`trim_scale(${costAnomalies.expected})::text`,
  score: costAnomalies.score,
  causes: costAnomalies.causes,
  verdict: costAnomalies.verdict,
  foundAt: costAnomalies.foundAt,
};

/** The latest day first. */
export function anomalyRows(db: ReadDb, { cursor, limit }: z.infer<typeof Page>) {
  const from = after(cursor, z.iso.date());
  return [
    db
      .select(listed)
      .from(costAnomalies)
      .where(
        from
          ? or(
              lt(costAnomalies.day, from.value),
              sql`${costAnomalies.day} = ${from.value} and ${costAnomalies.id} < ${from.id}`,
            )
          : undefined,
      )
      .orderBy(desc(costAnomalies.day), desc(costAnomalies.id))
      .limit(limit + 1),
    db.select({ id: costSubAccounts.subAccountId, name: costSubAccounts.name }).from(costSubAccounts),
  ] as const;
}

type Row = Pick<
  typeof costAnomalies.$inferSelect,
  "id" | "day" | "service" | "kind" | "currency" | "actual" | "expected" | "score" | "causes" | "verdict" | "foundAt"
>;

export function toAnomalies(
  rows: readonly Row[],
  accounts: readonly { id: string; name: string | null }[],
  limit: number,
) {
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  const page = toPage(rows, limit, ({ day }) => day);
  return {
    items: page.items.map(({ causes, ...row }) => ({
      ...row,
      impact: subtractAmounts(row.actual, row.expected),
      causes: causes.map((cause) => ({ ...cause, name: names.get(cause.subAccountId) ?? null })),
    })),
    next: page.next,
  };
}

export async function judgeAnomaly(context: OrgContext, { id, verdict }: z.infer<typeof Verdict>) {
  const { tx } = context;
  const [before] = await tx.select().from(costAnomalies).where(eq(costAnomalies.id, id)).for("update");
  if (!before) throw notFound("The anomaly");
  if (before.verdict !== verdict) {
    await tx.update(costAnomalies).set({ verdict }).where(eq(costAnomalies.id, id));
    const { day, service } = before;
    await record(
      context,
      "costs.judge-anomaly",
      { type: "cost-anomaly", id },
      { day, service, before, after: { ...before, verdict } },
    );
    context.publish({ topic: "costs.synced", data: {} });
  }
  return { id, verdict };
}
