import { and, asc, eq, ne, notInArray, or, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { costRollups } from "../../db/schema/costs.ts";
import { addAmounts, subtractAmounts, toUnits } from "../base/money.ts";
import { type Day, firstOfMonth } from "./days.ts";
import { throughLens } from "./lanes.ts";
import { Metric } from "./summary.ts";

const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-01$/, "Give the month's first day, such as 2026-11-01.");
export const StatementsOf = z.strictObject({ month, metric: Metric });
/** `team`: "" = what belongs to nobody. */
export const StatementOf = StatementsOf.extend({ team: z.string().max(300) });

const inMonths = (at: Day) => or(eq(costRollups.day, at), eq(costRollups.day, firstOfMonth(at, -1)));

/** A month and the one before it by team, and by how lines found their owner. */
export function teamRows(db: ReadDb, { month: at, metric: lens }: z.infer<typeof StatementsOf>) {
  const { metric, without } = throughLens(lens);
  const lanes = without.length > 0 ? notInArray(costRollups.chargeCategory, [...without]) : undefined;
  const of = (by: string) =>
    db
      .select({
        key: costRollups.key,
        month: costRollups.day,
        currency: costRollups.currency,
        amount: sql<string>`trim_scale(sum(${costRollups[metric]}))::text`,
      })
      .from(costRollups)
      .where(
        and(eq(costRollups.grain, "month"), eq(costRollups.by, by), eq(costRollups.service, ""), inMonths(at), lanes),
      )
      .groupBy(costRollups.key, costRollups.day, costRollups.currency)
      .orderBy(asc(costRollups.key))
      .limit(5000);
  return [of("team"), of("via"), of("")] as const;
}

type Sum = { key: string; month: Day; currency: string; amount: string };

/** Coverage: the share of what is positive that has an owner; null = nothing is allocated yet. */
export function toTeams(at: Day, teams: readonly Sum[], via: readonly Sum[], whole: readonly Sum[]) {
  const currency = whole.find((row) => row.month === at)?.currency ?? "USD";
  const mine = (rows: readonly Sum[]) => rows.filter((row) => row.currency === currency);
  const names = [...new Set(mine(teams).map(({ key }) => key))];
  const amountOf = (rows: readonly Sum[], key: string, of: Day) =>
    mine(rows).find((row) => row.key === key && row.month === of)?.amount ?? "0";
  const total = amountOf(whole, "", at);
  const items = names
    .map((team) => ({ team, amount: amountOf(teams, team, at), before: amountOf(teams, team, firstOfMonth(at, -1)) }))
    .filter(({ amount, before }) => amount !== "0" || before !== "0")
    .sort((a, b) => Number(b.amount) - Number(a.amount));
  const allocated = addAmounts("0", ...items.map(({ amount }) => amount));
  const nobody = amountOf(teams, "", at);
  const isKnown = mine(teams).some((row) => row.month === at);
  return {
    month: at,
    currency,
    total,
    items,
    unallocated: isKnown ? nobody : null,
    coverage: isKnown && Number(total) > 0 ? 1 - Number(nobody) / Number(total) : null,
    /** Ledger minus what teams have: zero, or an allocation is under way. */
    difference: isKnown ? subtractAmounts(total, allocated) : null,
    via: mine(via)
      .filter((row) => row.month === at)
      .map(({ key, amount }) => ({ via: key, amount }))
      .sort((a, b) => (toUnits(a.amount) > toUnits(b.amount) ? -1 : 1)),
  };
}

/** What one team pays for, by service and charge category. */
export function statementRows(db: ReadDb, { month: at, metric: lens, team }: z.infer<typeof StatementOf>) {
  const { metric, without } = throughLens(lens);
  return db
    .select({
      service: costRollups.service,
      chargeCategory: costRollups.chargeCategory,
      currency: costRollups.currency,
      amount: sql<string>`trim_scale(coalesce(sum(${costRollups[metric]}) filter (where ${costRollups.day} = ${at}), 0))::text`,
      before: sql<string>`trim_scale(coalesce(sum(${costRollups[metric]}) filter (where ${costRollups.day} <> ${at}), 0))::text`,
    })
    .from(costRollups)
    .where(
      and(
        eq(costRollups.grain, "month"),
        eq(costRollups.by, "team"),
        eq(costRollups.key, team),
        ne(costRollups.service, ""),
        inMonths(at),
        without.length > 0 ? notInArray(costRollups.chargeCategory, [...without]) : undefined,
      ),
    )
    .groupBy(costRollups.service, costRollups.chargeCategory, costRollups.currency)
    .orderBy(sql`sum(${costRollups[metric]}) desc`, asc(costRollups.service))
    .limit(2000);
}
