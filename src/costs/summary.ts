import { and, asc, desc, eq, lt, notInArray, type SQL, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import {
  type ChargeCategory,
  costRequests,
  costRestatements,
  costRollups,
  costSubAccounts,
  costSyncs,
} from "../../db/schema/costs.ts";
import { awsAccounts } from "../../db/schema/inventory.ts";
import { organizations } from "../../db/schema/organizations.ts";
import { addAmounts, compareAmounts, type Money } from "../base/money.ts";
import { after, type Page } from "../base/pages.ts";
import { addDays, type Day, dayOf, daysBetween, earlierOf, firstOfMonth, type Window } from "./days.ts";
import { LENSES, type Lens, throughLens } from "./lanes.ts";
import { type Amounts, COSTS, type Cost } from "./lines.ts";
import { monthOf } from "./meter.ts";
import { ofEverything, ofServices, onDays } from "./rollups.ts";

export const Metric = z.enum(LENSES).default("unblended");

const DAYS_MAX = 400;
export const DayRange = z
  .strictObject({ from: z.iso.date(), to: z.iso.date(), metric: Metric })
  .refine(({ from, to }) => from <= to, { path: ["to"], error: "The last day lies before the first." })
  .refine(({ from, to }) => daysBetween({ from, until: to }) < DAYS_MAX, {
    path: ["to"],
    error: `At most ${DAYS_MAX} days.`,
  });

const sumOf = (metric: Cost, where: SQL) =>
  sql<string | null>`trim_scale(sum(${costRollups[metric]}) filter (where ${where}))::text`;
const isWithin = (window: Window) => onDays(window) ?? sql`true`;
/** The lanes that a view shows. */
export const inLanes = (without: readonly ChargeCategory[]) =>
  without.length > 0 ? notInArray(costRollups.chargeCategory, [...without]) : undefined;

/** The running month to today, and as many days of the one before (fewer when that one is shorter). */
export function comparedMonths(now: Date): { current: Window; previous: Window } {
  const today = dayOf(now);
  const current = { from: firstOfMonth(today), until: addDays(today, 1) };
  const from = firstOfMonth(today, -1);
  const until = addDays(from, daysBetween(current));
  return { current, previous: { from, until: earlierOf(until, current.from) } };
}

/**
 * The running month's days that are over, and as many of the one before: a day of which AWS has told some hours only would
 * look like a fall. null on the first of a month.
 */
export function wholeDays(now: Date): { current: Window; previous: Window } | null {
  const { current, previous } = comparedMonths(now);
  const today = addDays(current.until, -1);
  if (today === current.from) return null;
  const days = daysBetween({ from: current.from, until: today });
  const until = earlierOf(addDays(previous.from, days), current.from);
  return { current: { from: current.from, until: today }, previous: { from: previous.from, until } };
}

export function summaryQueries(db: ReadDb, now: Date, lens: Lens) {
  const { metric, without } = throughLens(lens);
  const { current, previous } = comparedMonths(now);
  const whole = wholeDays(now);
  return [
    db
      .select({
        currency: costRollups.currency,
        current: sumOf(metric, isWithin(current)),
        previous: sumOf(metric, isWithin(previous)),
        wholeCurrent: whole ? sumOf(metric, isWithin(whole.current)) : sql<null>`null`,
        wholePrevious: whole ? sumOf(metric, isWithin(whole.previous)) : sql<null>`null`,
        lastMonth: sumOf(metric, isWithin({ from: previous.from, until: current.from })),
        isEstimated: sql<boolean>`coalesce(bool_or(${costRollups.isEstimated}) filter (where ${isWithin(current)}), false)`,
      })
      .from(costRollups)
      .where(and(ofEverything, onDays({ from: previous.from, until: current.until }), inLanes(without)))
      .groupBy(costRollups.currency)
      .orderBy(desc(sql`count(*)`), asc(costRollups.currency)),
    syncRows(db),
    db
      .select({
        from: sql<Day | null>`min(${costRollups.day})::text`,
        to: sql<Day | null>`max(${costRollups.day})::text`,
      })
      .from(costRollups)
      .where(ofEverything),
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

type SummaryRow = {
  currency: string;
  current: string | null;
  previous: string | null;
  wholeCurrent: string | null;
  wholePrevious: string | null;
  lastMonth: string | null;
  isEstimated: boolean;
};
type SyncRow = {
  id: string;
  name: string;
  syncedAt: Date | null;
  coveredFrom: Day | null;
  difference: Amounts | null;
  problem: string | null;
};

type Ledger = { from: Day | null; to: Day | null };

/**
 * null = not known: nothing was synced, or those days were not read. Without any account the ledger holds what was
 * imported, and knows the months that it reaches into.
 */
export function toSummary(
  at: Date,
  rows: readonly SummaryRow[],
  syncs: readonly SyncRow[],
  ledger: Ledger = { from: null, to: null },
) {
  const { current, previous } = comparedMonths(at);
  const [main, ...others] = rows;
  const currency = main?.currency ?? "USD";
  const read = syncs.filter(({ syncedAt }) => syncedAt !== null);
  const isImported = (from: Day) =>
    ledger.from !== null && ledger.to !== null && ledger.from < firstOfMonth(from, 1) && ledger.to >= from;
  const isRead = (from: Day) =>
    syncs.length === 0
      ? isImported(from)
      : read.length > 0 && read.every(({ coveredFrom }) => coveredFrom !== null && coveredFrom <= from);
  const money = (amount: string | null | undefined, from: Day): Money | null =>
    isRead(from) ? { amount: amount ?? "0", currency } : null;
  const whole = wholeDays(at);
  const now = money(main?.wholeCurrent, current.from);
  const before = money(main?.wholePrevious, previous.from);
  return {
    currency,
    monthToDate: money(main?.current, current.from),
    previous: money(main?.previous, previous.from),
    previousFrom: previous.from,
    previousTo: addDays(previous.until, -1),
    /** The days of both months that are over, to compare; null on the first of a month, or when one is not known. */
    compared: whole && now && before ? { now, before, days: daysBetween(whole.current) } : null,
    /** The whole month before. */
    lastMonth: money(main?.lastMonth, previous.from),
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

export function dayRows(db: ReadDb, { from, to, metric: lens }: z.infer<typeof DayRange>) {
  const { metric, without } = throughLens(lens);
  return db
    .select({
      day: costRollups.day,
      service: costRollups.service,
      currency: costRollups.currency,
      amount: sql<string>`trim_scale(sum(${costRollups[metric]}))::text`,
      isEstimated: sql<boolean>`bool_or(${costRollups.isEstimated})`,
    })
    .from(costRollups)
    .where(and(ofServices, onDays({ from, until: addDays(to, 1) }), inLanes(without)))
    .groupBy(costRollups.day, costRollups.service, costRollups.currency)
    .orderBy(asc(costRollups.day), asc(costRollups.service));
}

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
      chargeCategory: costRestatements.chargeCategory,
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
