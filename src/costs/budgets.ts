import { and, asc, count, desc, eq, gte, sql } from "drizzle-orm";
import * as z from "zod";
import { type ReadDb, violatedConstraint } from "../../db/client.ts";
import {
  BUDGET_PERIODS,
  BUDGET_SCOPES,
  costBudgetAlerts,
  costBudgets,
  costRollups,
  costSubAccounts,
} from "../../db/schema/costs.ts";
import type { OrgContext } from "../base/context.ts";
import { badRequest, conflict, notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { later } from "../base/jobs.ts";
import { analyse } from "./analyse.ts";
import { addDays, type Day, dayOf, firstOfMonth } from "./days.ts";
import { ofEverything, ofServices } from "./rollups.ts";
import { withScope } from "./scopes.ts";

/** Each is forecast after each sync. */
const BUDGETS_MAX = 100;
const SERVICES_MAX = 200;
/** Services that cost something this lately can have a budget. */
const RECENT_DAYS = 90;

const name = z.string().trim().min(1, "Give it a name.").max(80);
const amount = z
  .string()
  .trim()
  .regex(/^\d{1,12}(\.\d{1,2})?$/, "Write an amount such as 1200 or 99.50.")
  .refine((text) => Number(text) > 0, "Write an amount above zero.");
export const NewBudget = withScope(
  z.strictObject({
    name,
    amount,
    scope: z.enum(BUDGET_SCOPES),
    scopeKey: z.string().max(300).default(""),
    period: z.enum(BUDGET_PERIODS).default("month"),
  }),
);
export const BudgetChange = z.strictObject({ id: z.uuid(), name: name.optional(), amount: amount.optional() });
export const BudgetId = z.strictObject({ id: z.uuid() });

export const budgetQueries = (db: ReadDb, now: Date) =>
  [
    db
      .select({
        id: costBudgets.id,
        name: costBudgets.name,
        scope: costBudgets.scope,
        scopeKey: costBudgets.scopeKey,
        period: costBudgets.period,
        amount: sql<string>`trim_scale(${costBudgets.amount})::text`,
        currency: costBudgets.currency,
        outlook: costBudgets.outlook,
      })
      .from(costBudgets)
      .orderBy(asc(costBudgets.createdAt), asc(costBudgets.id))
      .limit(BUDGETS_MAX),
    db
      .select({
        budgetId: costBudgetAlerts.budgetId,
        from: costBudgetAlerts.month,
        kind: costBudgetAlerts.kind,
        at: costBudgetAlerts.at,
      })
      .from(costBudgetAlerts)
      .where(gte(costBudgetAlerts.month, firstOfMonth(dayOf(now), -3)))
      .orderBy(asc(costBudgetAlerts.at))
      .limit(100 * BUDGETS_MAX),
    db.select({ id: costSubAccounts.subAccountId, name: costSubAccounts.name }).from(costSubAccounts).limit(1000),
  ] as const;

type BudgetRow = Pick<
  typeof costBudgets.$inferSelect,
  "id" | "name" | "scope" | "scopeKey" | "period" | "amount" | "currency" | "outlook"
>;
type AlertRow = Pick<typeof costBudgetAlerts.$inferSelect, "budgetId" | "kind" | "at"> & { from: Day };
type Account = { id: string; name: string | null };

export function toBudgets(
  month: Day,
  rows: readonly BudgetRow[],
  alerts: readonly AlertRow[],
  accounts: readonly Account[],
) {
  return {
    month,
    items: rows.map(({ outlook, ...row }) => ({
      ...row,
      scopeName: accounts.find(({ id }) => row.scope === "account" && id === row.scopeKey)?.name ?? row.scopeKey,
      // Of a month that is over, until this month's first analysis: no figure is better than last month's.
      outlook: outlook && (row.period !== "month" || outlook.month === month) ? outlook : null,
      alerts: alerts
        .filter(
          ({ budgetId, from }) => budgetId === row.id && from === (row.period === "month" ? month : outlook?.month),
        )
        .map(({ kind, at }) => ({ kind, at })),
    })),
  };
}

export const scopeQueries = (db: ReadDb, now: Date) =>
  [
    db
      .select({ service: costRollups.service })
      .from(costRollups)
      .where(and(ofServices, gte(costRollups.day, addDays(dayOf(now), -RECENT_DAYS))))
      .groupBy(costRollups.service)
      .orderBy(desc(sql`sum(abs(${costRollups.unblended}))`))
      .limit(SERVICES_MAX),
    db
      .select({ id: costSubAccounts.subAccountId, name: costSubAccounts.name })
      .from(costSubAccounts)
      .orderBy(asc(costSubAccounts.name))
      .limit(1000),
    db
      .selectDistinct({ by: costRollups.by, key: costRollups.key })
      .from(costRollups)
      .where(
        and(
          eq(costRollups.grain, "month"),
          eq(costRollups.service, ""),
          gte(costRollups.day, firstOfMonth(dayOf(now), -2)),
          sql`(${costRollups.by} = 'team' or ${costRollups.by} like 'tag:%') and ${costRollups.key} <> ''`,
        ),
      )
      .orderBy(asc(costRollups.by), asc(costRollups.key))
      .limit(500),
  ] as const;

export async function createBudget(context: OrgContext, input: z.infer<typeof NewBudget>) {
  const { tx, organization, now } = context;
  const [{ budgets } = { budgets: 0 }] = await tx.select({ budgets: count() }).from(costBudgets);
  if (budgets >= BUDGETS_MAX) throw badRequest(`At most ${BUDGETS_MAX} budgets. Remove one first.`);
  const [line] = await tx
    .select({ currency: costRollups.currency })
    .from(costRollups)
    .where(and(ofEverything, gte(costRollups.day, addDays(dayOf(now), -RECENT_DAYS))))
    .groupBy(costRollups.currency)
    .orderBy(desc(count()))
    .limit(1);
  try {
    const [made] = await tx
      .insert(costBudgets)
      .values({
        organizationId: organization.organizationId,
        ...input,
        currency: line?.currency ?? "USD",
        createdAt: now,
      })
      .returning();
    if (!made) throw new Error("insert returned no row");
    await record(context, "costs.create-budget", { type: "cost-budget", id: made.id }, { after: made });
    await later(context, analyse, {});
    return { id: made.id };
  } catch (error) {
    if (violatedConstraint(error) !== "cost_budgets_scope") throw error;
    throw conflict("There is a budget for this already. Change its amount instead.");
  }
}

export async function changeBudget(context: OrgContext, { id, ...change }: z.infer<typeof BudgetChange>) {
  const { tx } = context;
  const [before] = await tx.select().from(costBudgets).where(eq(costBudgets.id, id)).for("update");
  if (!before) throw notFound("The budget");
  const [after] = await tx
    .update(costBudgets)
    .set({ name: change.name ?? before.name, amount: change.amount ?? before.amount })
    .where(eq(costBudgets.id, id))
    .returning();
  await record(context, "costs.change-budget", { type: "cost-budget", id }, { before, after });
  await later(context, analyse, {});
  return { id };
}

export async function removeBudget(context: OrgContext, id: string) {
  const [before] = await context.tx.delete(costBudgets).where(eq(costBudgets.id, id)).returning();
  if (!before) throw notFound("The budget");
  await record(context, "costs.remove-budget", { type: "cost-budget", id }, { before });
  return { id };
}
