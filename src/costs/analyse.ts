import { and, asc, eq, gte, inArray, isNull, max, min, notInArray, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { costAnomalies, costBudgets, costForecasts, costLines, costRollups, costSyncs } from "../../db/schema/costs.ts";
import type { OrgContext } from "../base/context.ts";
import { record } from "../base/events.ts";
import { type JobContext, job, type Outcome } from "../base/jobs.ts";
import { fromUnits, toUnits } from "../base/money.ts";
import { addDays, type Day, dayOf, daysBetween, earlierOf, laterOf, type Window } from "./days.ts";
import { judgeBudgets } from "./judge-budgets.ts";
import { LENSES, type Lens, throughLens } from "./lanes.ts";
import { amount, toOutlook } from "./outlook.ts";
import { tellExpiries } from "./read-commitments.ts";
import { ofEverything, ofServices, onDays } from "./rollups.ts";
import { judgeSpendRate } from "./spend-rate.ts";
import { findStrangeDays, type StrangeDay } from "./strange-days.ts";

/** The last two days are still arriving: they are foretold, not known. */
const ARRIVING_DAYS = 1;
/** Habits older than this teach nothing. */
const HISTORY_DAYS_MAX = 400;
/** Days before these are history: they teach what is usual, and are not judged again. */
const JUDGED_DAYS = 90;
/** News are this young; older findings are there to read, and announced to nobody. */
const NEWS_DAYS = 7;
/** Services of a large payer, by what they cost: those behind them are pennies. */
const SERVICES_MAX = 200;

/** After each sync: what the next weeks will cost, and which past days nobody would have foretold. */
export const analyse = job({
  name: "costs.analyse",
  title: "Forecast costs and find anomalies",
  input: z.strictObject({}),
  attemptsMax: 3,
  async run(context): Promise<Outcome> {
    const { read, write, now } = context;
    const { known, currency } = await read(
      (db) => scopeQueries(db, now),
      ([[sync], [line]]) => ({
        known: knownDays({ ...sync, first: line?.first ?? null }, now),
        currency: line?.currency ?? "USD",
      }),
    );
    if (!known) {
      await write(async ({ tx }) => {
        await tx.delete(costForecasts);
        await tx.delete(costAnomalies);
        await tx.update(costBudgets).set({ outlook: null });
      });
      return { done: { days: 0 } };
    }
    const { totals, services } = await readSeries(context, known, currency);
    const outlooks = LENSES.map((metric) => ({
      metric,
      outlook: toOutlook(totals.get(metric) ?? [], known.until, dayOf(now)),
    }));
    const judgedFrom = laterOf(known.from, addDays(known.until, -JUDGED_DAYS));
    const strange = findStrangeDays(known.from, services).filter(({ day }) => day >= judgedFrom);
    const counts = await write(async (org) => {
      for (const { metric, outlook } of outlooks) await storeOutlook(org, metric, currency, outlook);
      const fresh = await storeStrangeDays(org, { judgedFrom, currency, strange });
      const budgetAlerts = await judgeBudgets(org, known);
      await judgeSpendRate(org, known);
      await tellExpiries(org);
      org.publish({ topic: "costs.synced", data: {} });
      return { new: fresh, budgetAlerts };
    });
    return { done: { days: daysBetween(known), anomalies: strange.length, ...counts } };
  },
});

const scopeQueries = (db: ReadDb, now: Date) =>
  [
    db.select({ syncedAt: min(costSyncs.syncedAt), coveredFrom: max(costSyncs.coveredFrom) }).from(costSyncs),
    db
      .select({ currency: costRollups.currency, first: min(costRollups.day) })
      .from(costRollups)
      .where(and(ofEverything, gte(costRollups.day, addDays(dayOf(now), -HISTORY_DAYS_MAX))))
      .groupBy(costRollups.currency)
      .orderBy(sql`count(*) desc`)
      .limit(1),
  ] as const;

/** The days that every account was read for and that have arrived, from the first cost on: before it was no company. */
function knownDays(
  { syncedAt, coveredFrom, first }: { syncedAt?: Date | null; coveredFrom?: Day | null; first: Day | null },
  now: Date,
): Window | null {
  if (!syncedAt || !coveredFrom || !first) return null;
  const until = addDays(earlierOf(dayOf(syncedAt), dayOf(now)), -ARRIVING_DAYS);
  const from = laterOf(first, laterOf(coveredFrom, addDays(until, -HISTORY_DAYS_MAX)));
  return from < until ? { from, until } : null;
}

async function readSeries({ read }: JobContext<Record<string, never>>, known: Window, currency: string) {
  const inScope = and(onDays(known), eq(costRollups.currency, currency));
  return read(
    (db) => [
      db
        .select({
          day: costRollups.day,
          chargeCategory: costRollups.chargeCategory,
          unblended: costRollups.unblended,
          amortized: costRollups.amortized,
          netUnblended: costRollups.netUnblended,
          netAmortized: costRollups.netAmortized,
        })
        .from(costRollups)
        .where(and(ofEverything, inScope))
        .orderBy(asc(costRollups.day)),
      // One row per service: an array a service travels better than a row a day.
      db
        .select({
          service: costRollups.service,
          days: sql<Day[]>`json_agg(${costRollups.day})`,
          amounts: sql<string[]>`json_agg(${costRollups.unblended}::text)`,
        })
        .from(costRollups)
        .where(and(ofServices, inScope))
        .groupBy(costRollups.service)
        .orderBy(sql`sum(abs(${costRollups.unblended})) desc`)
        .limit(SERVICES_MAX),
    ],
    ([days, services]) => ({
      totals: new Map(
        LENSES.map((lens) => {
          const { metric, without } = throughLens(lens);
          const shown = days.filter(({ chargeCategory }) => !without.includes(chargeCategory));
          return [
            lens,
            inOrder(
              known,
              shown.map((row) => [row.day, row[metric]]),
            ),
          ] as const;
        }),
      ),
      services: new Map(
        services.map(({ service, days: each, amounts }) => [
          service,
          inOrder(
            known,
            each.map((day, at) => [day, amounts[at] ?? "0"]),
          ),
        ]),
      ),
    }),
  );
}

/** A number for each day of the window; a day without a line cost nothing. */
function inOrder(known: Window, rows: readonly (readonly [Day, string])[]): number[] {
  const values: number[] = Array(daysBetween(known)).fill(0);
  for (const [day, text] of rows) {
    const at = daysBetween({ from: known.from, until: day });
    values[at] = (values[at] ?? 0) + Number(text);
  }
  return values;
}

async function storeOutlook(
  { tx, organization, now }: OrgContext,
  metric: Lens,
  currency: string,
  outlook: ReturnType<typeof toOutlook>,
) {
  if (!outlook) {
    await tx.delete(costForecasts).where(eq(costForecasts.metric, metric));
    return;
  }
  const row = { ...outlook, currency, madeAt: now };
  await tx
    .insert(costForecasts)
    .values({ organizationId: organization.organizationId, metric, ...row })
    .onConflictDoUpdate({ target: [costForecasts.organizationId, costForecasts.metric], set: row });
}

type Found = { judgedFrom: Day; currency: string; strange: readonly StrangeDay[] };

/** Brings the judged days' anomalies to what is found now; what people said of one keeps it. */
async function storeStrangeDays(org: OrgContext, { judgedFrom, currency, strange }: Found): Promise<number> {
  const { tx, organization, now } = org;
  const stored = await tx
    .select({ id: costAnomalies.id, day: costAnomalies.day, service: costAnomalies.service })
    .from(costAnomalies)
    .where(gte(costAnomalies.day, judgedFrom));
  const before = new Map(stored.map((row) => [`${row.day} ${row.service}`, row.id]));
  const kept = strange.flatMap(({ day, service }) => before.get(`${day} ${service}`) ?? []);
  await tx
    .delete(costAnomalies)
    .where(
      and(
        gte(costAnomalies.day, judgedFrom),
        isNull(costAnomalies.verdict),
        kept.length > 0 ? notInArray(costAnomalies.id, kept) : undefined,
      ),
    );
  if (strange.length === 0) return 0;
  const causes = await causesOf(org, currency, strange);
  await tx
    .insert(costAnomalies)
    .values(
      strange.map(({ day, service, kind, actual, expected, score }) => ({
        organizationId: organization.organizationId,
        day,
        service,
        kind,
        currency,
        actual: amount(actual),
        expected: amount(expected),
        score,
        causes: causes.get(`${day} ${service}`) ?? [],
        foundAt: now,
      })),
    )
    .onConflictDoUpdate({
      target: [costAnomalies.organizationId, costAnomalies.day, costAnomalies.service],
      set: {
        kind: sql`excluded.kind`,
        actual: sql`excluded.actual`,
        expected: sql`excluded.expected`,
        score: sql`excluded.score`,
        causes: sql`excluded.causes`,
      },
    });
  const fresh = strange.filter(({ day, service }) => !before.has(`${day} ${service}`));
  const news = fresh.filter(({ day }) => day >= addDays(dayOf(now), -NEWS_DAYS));
  if (news.length > 0)
    await record(
      org,
      "costs.anomalies",
      { type: "costs" },
      {
        anomalies: news.slice(0, 20).map(({ day, service, actual, expected }) => ({
          day,
          service,
          actual: amount(actual),
          expected: amount(expected),
        })),
        count: news.length,
      },
    );
  return fresh.length;
}

/** Each account's cost of that day minus the same weekday's a week before; the largest in the anomaly's direction first. */
async function causesOf({ tx }: OrgContext, currency: string, strange: readonly StrangeDay[]) {
  const days = [...new Set(strange.flatMap(({ day }) => [day, addDays(day, -7)]))];
  const services = [...new Set(strange.map(({ service }) => service))];
  const rows = await tx
    .select({
      day: costLines.day,
      service: costLines.service,
      subAccountId: costLines.subAccountId,
      unblended: costLines.unblended,
    })
    .from(costLines)
    .where(
      and(
        eq(costLines.counts, true),
        inArray(costLines.day, days),
        inArray(costLines.service, services),
        eq(costLines.currency, currency),
      ),
    );
  return new Map(
    strange.map(({ day, service, kind }) => {
      const differences = new Map<string, bigint>();
      for (const row of rows)
        if (row.service === service && (row.day === day || row.day === addDays(day, -7)))
          differences.set(
            row.subAccountId,
            (differences.get(row.subAccountId) ?? 0n) + (row.day === day ? 1n : -1n) * toUnits(row.unblended),
          );
      const sign = kind === "drop" ? -1n : 1n;
      const causes = [...differences]
        .filter(([, difference]) => sign * difference > 0n)
        .sort(([, a], [, b]) => (sign * a > sign * b ? -1 : 1))
        .slice(0, 5)
        .map(([subAccountId, difference]) => ({ subAccountId, difference: fromUnits(difference) }));
      return [`${day} ${service}`, causes] as const;
    }),
  );
}
