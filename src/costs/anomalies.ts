import { and, desc, eq, isNull, lt, or, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import {
  ANOMALY_SCOPES,
  ANOMALY_VERDICTS,
  costAnomalies,
  costPlannedActivities,
} from "../../db/schema/cost-anomalies.ts";
import { costSubAccounts } from "../../db/schema/costs.ts";
import type { OrgContext } from "../base/context.ts";
import { notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { subtractAmounts } from "../base/money.ts";
import { after, Page, toPage } from "../base/pages.ts";
import { isPlanned } from "./planned.ts";

export const Verdict = z.strictObject({ id: z.uuid(), verdict: z.enum(ANOMALY_VERDICTS).nullable() });

export const AnomaliesInput = Page.extend({
  scope: z.enum(ANOMALY_SCOPES).optional(),
  /** "open": nobody has said anything of it. */
  verdict: z.enum(["open", ...ANOMALY_VERDICTS]).optional(),
}).prefault({});

const listed = {
  id: costAnomalies.id,
  day: costAnomalies.day,
  scope: costAnomalies.scope,
  scopeKey: costAnomalies.scopeKey,
  event: costAnomalies.event,
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
export function anomalyRows(db: ReadDb, { cursor, limit, scope, verdict }: z.infer<typeof AnomaliesInput>) {
  const from = after(cursor, z.iso.date());
  return [
    db
      .select(listed)
      .from(costAnomalies)
      .where(
        and(
          from
            ? or(
                lt(costAnomalies.day, from.value),
                sql`${costAnomalies.day} = ${from.value} and ${costAnomalies.id} < ${from.id}`,
              )
            : undefined,
          scope && eq(costAnomalies.scope, scope),
          verdict && (verdict === "open" ? isNull(costAnomalies.verdict) : eq(costAnomalies.verdict, verdict)),
        ),
      )
      .orderBy(desc(costAnomalies.day), desc(costAnomalies.id))
      .limit(limit + 1),
    db.select({ id: costSubAccounts.subAccountId, name: costSubAccounts.name }).from(costSubAccounts).limit(5000),
    db.select().from(costPlannedActivities).orderBy(desc(costPlannedActivities.toDay)).limit(200),
  ] as const;
}

type Row = Pick<
  typeof costAnomalies.$inferSelect,
  | "scope"
  | "scopeKey"
  | "event"
  | "id"
  | "day"
  | "service"
  | "kind"
  | "currency"
  | "actual"
  | "expected"
  | "score"
  | "causes"
  | "verdict"
  | "foundAt"
>;

export function toAnomalies(
  rows: readonly Row[],
  accounts: readonly { id: string; name: string | null }[],
  planned: readonly (typeof costPlannedActivities.$inferSelect)[],
  limit: number,
) {
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  const page = toPage(rows, limit, ({ day }) => day);
  return {
    items: page.items.map(({ causes, ...row }) => ({
      ...row,
      impact: subtractAmounts(row.actual, row.expected),
      scopeName: row.scope === "account" ? (names.get(row.scopeKey) ?? null) : null,
      causes: causes.map((cause) => ({
        ...cause,
        name: cause.kind === "account" ? (names.get(cause.key) ?? null) : null,
      })),
      /** What somebody had planned for that day; it was told to nobody. */
      planned: planned.find((window) => isPlanned([window], row))?.note ?? null,
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
