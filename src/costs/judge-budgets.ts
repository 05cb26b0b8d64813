import { and, eq, gte, lte, sql } from "drizzle-orm";
import { costBudgetAlerts, costBudgets, costRollups } from "../../db/schema/costs.ts";
import type { OrgContext } from "../base/context.ts";
import { record } from "../base/events.ts";
import { crossedLines, periodOf, toBudgetOutlook } from "./budget-outlook.ts";
import { type Day, dayOf, daysBetween, type Window } from "./days.ts";
import { daysInScope } from "./scopes.ts";

/** Where every budget stands today, and an event for each line that its month has crossed since the last look. */
export async function judgeBudgets(context: OrgContext, known: Window): Promise<number> {
  const { tx, organization, now } = context;
  const today = dayOf(now);
  const rows = await tx
    .select({
      id: costBudgets.id,
      name: costBudgets.name,
      amount: costBudgets.amount,
      period: costBudgets.period,
      days: sql<Day[]>`coalesce(json_agg(${costRollups.day}) filter (where ${costRollups.day} is not null), '[]')`,
      amounts: sql<
        string[]
      >`coalesce(json_agg(${costRollups.unblended}::text) filter (where ${costRollups.day} is not null), '[]')`,
    })
    .from(costBudgets)
    .leftJoin(
      costRollups,
      and(
        eq(costRollups.organizationId, costBudgets.organizationId),
        eq(costRollups.currency, costBudgets.currency),
        gte(costRollups.day, known.from),
        lte(costRollups.day, today),
        daysInScope(costBudgets),
      ),
    )
    .groupBy(costBudgets.organizationId, costBudgets.id);
  const judged = rows.map(({ days, amounts, ...budget }) => {
    const costs = new Map<Day, number>();
    for (const [at, day] of days.entries()) costs.set(day, (costs.get(day) ?? 0) + Number(amounts[at] ?? 0));
    const counted = periodOf(budget.period, { from: known.until, today });
    const outlook = toBudgetOutlook({
      known: daily(costs, known),
      from: known.until,
      today,
      spent: [...costs].reduce((sum, [day, cost]) => sum + (counted.from <= day && day < counted.until ? cost : 0), 0),
      period: budget.period,
      limit: Number(budget.amount),
    });
    return { ...budget, outlook };
  });
  if (judged.length === 0) return 0;
  const outlooks = JSON.stringify(judged.map(({ id, outlook }) => ({ id, outlook })));
  await tx.execute(sql`
    update ${costBudgets} set outlook = said.outlook
    from jsonb_to_recordset(${outlooks}::jsonb) as said (id uuid, outlook jsonb)
    where ${costBudgets.id} = said.id`);
  const crossed = judged.flatMap(({ id, amount, outlook: { month }, outlook }) =>
    crossedLines(outlook, Number(amount)).map((kind) => ({
      organizationId: organization.organizationId,
      budgetId: id,
      month,
      kind,
      at: now,
    })),
  );
  if (crossed.length === 0) return 0;
  const fresh = await tx
    .insert(costBudgetAlerts)
    .values(crossed)
    .onConflictDoNothing()
    .returning({ budgetId: costBudgetAlerts.budgetId, kind: costBudgetAlerts.kind });
  for (const { budgetId, kind } of fresh) {
    const budget = judged.find(({ id }) => id === budgetId);
    await record(context, "costs.budget-alert", { type: "cost-budget", id: budgetId }, { kind, ...budget });
  }
  return fresh.length;
}

/** From the first day with a cost: a scope that began later has no zeros before it. */
function daily(costs: ReadonlyMap<Day, number>, known: Window): number[] {
  const values: number[] = Array(daysBetween(known)).fill(0);
  for (const [day, cost] of costs) if (day < known.until) values[daysBetween({ from: known.from, until: day })] = cost;
  const first = values.findIndex((value) => value !== 0);
  return first === -1 ? [] : values.slice(first);
}
