import { and, asc, desc, eq, gte, lt, lte, type SQL, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { costLines, costRequests, costRestatements, costSubAccounts, costSyncs } from "../../db/schema/costs.ts";
import { awsAccounts } from "../../db/schema/inventory.ts";
import { organizations } from "../../db/schema/organizations.ts";
import { addAmounts, compareAmounts, type Money } from "../base/money.ts";
import { after, type Page } from "../base/pages.ts";
import { addDays, type Day, dayOf, daysBetween, earlierOf, firstOfMonth, type Window } from "./days.ts";
import { type Amounts, COSTS, type Cost } from "./lines.ts";
import { monthOf } from "./meter.ts";

export const Metric = z.enum(COSTS).default("unblended");

const DAYS_MAX = 400;
export const DayRange = z
  .strictObject({ from: z.iso.date(), to: z.iso.date(), metric: Metric })
  .refine(({ from, to }) => from <= to, { path: ["to"], error: "The last day lies before the first." })
  .refine(({ from, to }) => daysBetween({ from, until: to }) < DAYS_MAX, {
    path: ["to"],
    error: `At most ${DAYS_MAX} days.`,
  });

const sumOf = (metric: Cost, where: SQL = sql`true`) =>
  sql<string | null>`trim_scale(sum(${costLines[metric]}) filter (where ${where}))::text`;
const isWithin = ({ from, until }: Window) => and(gte(costLines.day, from), lt(costLines.day, until)) ?? sql`true`;

/** The running month to today, and as many days of the one before (fewer when that one is shorter). */
export function comparedMonths(now: Date): { current: Window; previous: Window } {
  const today = dayOf(now);
  const current = { from: firstOfMonth(today), until: addDays(today, 1) };
  const from = firstOfMonth(today, -1);
  const until = addDays(from, daysBetween(current));
  return { current, previous: { from, until: earlierOf(until, current.from) } };
}

export function summaryQueries(db: ReadDb, now: Date, metric: Cost) {
  const { current, previous } = comparedMonths(now);
  return [
    db
      .select({
        currency: costLines.currency,
        current: sumOf(metric, isWithin(current)),
        previous: sumOf(metric, isWithin(previous)),
        isEstimated: sql<boolean>`coalesce(bool_or(${costLines.isEstimated}) filter (where ${isWithin(current)}), false)`,
      })
      .from(costLines)
      .where(isWithin({ from: previous.from, until: current.until }))
      .groupBy(costLines.currency)
      .orderBy(desc(sql`count(*)`), asc(costLines.currency)),
    syncRows(db),
  ] as const;
}

/** Every connection, and how far its costs were read. */
export const syncRows = (db: ReadDb) =>
  db
    .select({
      id: awsAccounts.id,
      name: awsAccounts.name,
      syncedAt: costSyncs.syncedAt,
      coveredFrom: costSyncs.coveredFrom,
      difference: costSyncs.difference,
      problem: costSyncs.problem,
    })
    .from(awsAccounts)
    .leftJoin(
      costSyncs,
      and(eq(costSyncs.organizationId, awsAccounts.organizationId), eq(costSyncs.accountId, awsAccounts.id)),
    )
    .orderBy(asc(awsAccounts.name), asc(awsAccounts.id));

type SummaryRow = { currency: string; current: string | null; previous: string | null; isEstimated: boolean };
type SyncRow = {
  id: string;
  name: string;
  syncedAt: Date | null;
  coveredFrom: Day | null;
  difference: Amounts | null;
  problem: string | null;
};

/** null = not known: nothing was synced, or those days were not read. */
export function toSummary(now: Date, rows: readonly SummaryRow[], syncs: readonly SyncRow[]) {
  const { current, previous } = comparedMonths(now);
  const [main, ...others] = rows;
  const currency = main?.currency ?? "USD";
  const read = syncs.filter(({ syncedAt }) => syncedAt !== null);
  const isRead = (from: Day) =>
    read.length > 0 && read.every(({ coveredFrom }) => coveredFrom !== null && coveredFrom <= from);
  const money = (amount: string | null | undefined, from: Day): Money | null =>
    isRead(from) ? { amount: amount ?? "0", currency } : null;
  return {
    currency,
    monthToDate: money(main?.current, current.from),
    previous: money(main?.previous, previous.from),
    previousFrom: previous.from,
    previousTo: addDays(previous.until, -1),
    /** The same month in other currencies: never added to the first. */
    otherCurrencies: others.map((row): Money => ({ amount: row.current ?? "0", currency: row.currency })),
    estimated: main?.isEstimated ?? false,
    /** The oldest of the accounts' last syncs: every number is at least as new. */
    syncedAt: read.reduce<Date | null>(
      (oldest, { syncedAt }) => (syncedAt && (!oldest || syncedAt < oldest) ? syncedAt : oldest),
      null,
    ),
    accounts: syncs.map(({ difference, ...sync }) => ({
      ...sync,
      tiesOut: difference && tiesOut(difference),
      difference,
    })),
  };
}

/** AWS rounds each group to ten digits and its total once: a cent of difference is not rounding any more. */
const tiesOut = (difference: Amounts) =>
  COSTS.every((cost) => compareAmounts(difference[cost], "0.01") < 0 && compareAmounts(difference[cost], "-0.01") > 0);

export const dayRows = (db: ReadDb, { from, to, metric }: z.infer<typeof DayRange>) =>
  db
    .select({
      day: costLines.day,
      service: costLines.service,
      currency: costLines.currency,
      amount: sql<string>`trim_scale(sum(${costLines[metric]}))::text`,
      isEstimated: sql<boolean>`bool_or(${costLines.isEstimated})`,
    })
    .from(costLines)
    .where(and(gte(costLines.day, from), lte(costLines.day, to)))
    .groupBy(costLines.day, costLines.service, costLines.currency)
    .orderBy(asc(costLines.day), asc(costLines.service));

type DayRow = { day: Day; service: string; currency: string; amount: string; isEstimated: boolean };

/** Days with costs in the currency that most lines have; the others are named, and never added. */
export function toDays(rows: readonly DayRow[]) {
  const counts = new Map<string, number>();
  for (const { currency } of rows) counts.set(currency, (counts.get(currency) ?? 0) + 1);
  const [currency = "USD", ...otherCurrencies] = [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  const days = new Map<
    Day,
    { day: Day; estimated: boolean; total: string; services: { service: string; amount: string }[] }
  >();
  for (const row of rows) {
    if (row.currency !== currency) continue;
    const day = days.get(row.day) ?? { day: row.day, estimated: false, total: "0", services: [] };
    day.services.push({ service: row.service, amount: row.amount });
    day.total = addAmounts(day.total, row.amount);
    day.estimated ||= row.isEstimated;
    days.set(row.day, day);
  }
  return { currency, otherCurrencies, days: [...days.values()] };
}

export function restatementRows(db: ReadDb, { cursor, limit }: z.infer<typeof Page>) {
  const from = after(cursor, z.null());
  return db
    .select({
      id: costRestatements.id,
      day: costRestatements.day,
      service: costRestatements.service,
      subAccountId: costRestatements.subAccountId,
      subAccountName: costSubAccounts.name,
      currency: costRestatements.currency,
      before: costRestatements.before,
      after: costRestatements.after,
      seenAt: costRestatements.seenAt,
    })
    .from(costRestatements)
    .innerJoin(
      costSubAccounts,
      and(
        eq(costSubAccounts.organizationId, costRestatements.organizationId),
        eq(costSubAccounts.subAccountId, costRestatements.subAccountId),
      ),
    )
    .where(from ? lt(costRestatements.id, from.id) : undefined)
    .orderBy(desc(costRestatements.id))
    .limit(limit + 1);
}

export const meterQueries = (db: ReadDb, now: Date) =>
  [
    db
      .select({ requests: costRequests.requests })
      .from(costRequests)
      .where(eq(costRequests.month, monthOf(now))),
    db.select({ settings: organizations.settings }).from(organizations),
  ] as const;
