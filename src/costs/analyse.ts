import { and, asc, eq, inArray, ne, sql } from "drizzle-orm";
import * as z from "zod";
import { type ANOMALY_SCOPES, costAnomalies, costOutlooks } from "../../db/schema/cost-anomalies.ts";
import { costBudgets, costForecasts, costRollups } from "../../db/schema/costs.ts";
import type { OrgContext } from "../base/context.ts";
import { type JobContext, job, type Outcome } from "../base/jobs.ts";
import { askForSeries } from "./analyse-series.ts";
import { type Strange, storeStrange } from "./anomaly-store.ts";
import { dayOf, daysBetween, type Window } from "./days.ts";
import { ORIGINS_OF_MANY } from "./forecast.ts";
import { judgeBudgets } from "./judge-budgets.ts";
import { aggregated, inOrder, type Known, knownQueries, seriesOf, toKnown } from "./known-days.ts";
import { LENSES, type Lens, throughLens } from "./lanes.ts";
import { monthOutlook, toOutlook } from "./outlook.ts";
import { tellExpiries } from "./read-commitments.ts";
import { ofDimension, ofEverything, ofServices, onDays } from "./rollups.ts";
import { judgeSpendRate } from "./spend-rate.ts";
import { wholesLeft } from "./stories.ts";
import { findStrangeDays, isByCalendar, type StrangeDay } from "./strange-days.ts";

/** Services of a large payer, by what they cost: those behind them are pennies. */
const SERVICES_MAX = 200;
const REGIONS_MAX = 100;

/** After each sync: what the next weeks will cost, and which past days nobody would have foretold. */
export const analyse = job({
  name: "costs.analyse",
  title: "Forecast costs and find anomalies",
  input: z.strictObject({}),
  attemptsMax: 3,
  async run(context): Promise<Outcome> {
    const { read, write, now } = context;
    const known = await read(
      (db) => knownQueries(db, now),
      ([syncs, lines]) => toKnown(syncs, lines, now),
    );
    if (!known) {
      await write(async ({ tx }) => {
        await tx.delete(costForecasts);
        await tx.delete(costAnomalies);
        await tx.delete(costOutlooks);
        await tx.update(costBudgets).set({ outlook: null });
      });
      return { done: { days: 0 } };
    }
    const { totals, services, regions } = await readSeries(context, known);
    const outlooks = LENSES.map((metric) => ({
      metric,
      outlook: toOutlook(totals.get(metric) ?? [], known.known.until, dayOf(now)),
    }));
    const strange = strangeDays(known, services, regions);
    const counts = await write(async (org) => {
      for (const { metric, outlook } of outlooks) await storeOutlook(org, metric, known.currency, outlook);
      await storeMonths(org, known, services);
      const fresh = await storeStrange(org, {
        judgedFrom: known.judgedFrom,
        currency: known.currency,
        strange,
        among: inArray(costAnomalies.scope, [...SCOPES]),
      });
      const budgetAlerts = await judgeBudgets(org, known.known);
      await judgeSpendRate(org, known.known);
      await tellExpiries(org);
      await askForSeries(org, { by: "account", after: "" });
      org.publish({ topic: "costs.synced", data: {} });
      return { new: fresh, budgetAlerts };
    });
    return { done: { days: daysBetween(known.known), anomalies: strange.length, ...counts } };
  },
});

/** What this job decides about; the other scopes are many, and have jobs of their own. */
const SCOPES = ["service", "region", "total"] as const satisfies (typeof ANOMALY_SCOPES)[number][];

type SeriesByName = ReadonlyMap<string, readonly number[]>;

/** Days of services; regions that are new; and of everything together what no service tells already. */
function strangeDays({ known, judgedFrom }: Known, services: SeriesByName, regions: SeriesByName): Strange[] {
  const isJudged = ({ day }: StrangeDay) => day >= judgedFrom;
  const ofServicesFound = findStrangeDays(known.from, services).filter(isJudged);
  const used = [...services.values()].filter((values) => !isByCalendar(values));
  const everything = Array.from({ length: daysBetween(known) }, (_, day) =>
    used.reduce((sum, values) => sum + (values[day] ?? 0), 0),
  );
  const ofAll = findStrangeDays(known.from, new Map([["", everything]])).filter(
    (each) => isJudged(each) && each.kind !== "new",
  );
  const newRegions = findStrangeDays(known.from, regions).filter((each) => isJudged(each) && each.kind === "new");
  return [
    ...ofServicesFound.map((each): Strange => ({ ...each, scope: "service", scopeKey: "" })),
    ...newRegions.map((each): Strange => ({ ...each, scope: "region", scopeKey: each.service, service: "" })),
    ...wholesLeft(ofAll, ofServicesFound).map((each): Strange => ({ ...each, scope: "total", scopeKey: "" })),
  ];
}

async function readSeries({ read }: JobContext<Record<string, never>>, { known, currency }: Known) {
  const inScope = and(onDays(known), eq(costRollups.currency, currency));
  const byName = (rows: readonly { name: string; days: string[]; amounts: string[] }[]): SeriesByName =>
    new Map(rows.map(({ name, ...row }) => [name, seriesOf(known, row)]));
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
      db
        .select({ name: costRollups.service, ...aggregated })
        .from(costRollups)
        .where(and(ofServices, inScope))
        .groupBy(costRollups.service)
        .orderBy(sql`sum(abs(${costRollups.unblended})) desc`)
        .limit(SERVICES_MAX),
      db
        .select({ name: costRollups.key, ...aggregated })
        .from(costRollups)
        .where(and(ofDimension("region"), inScope, ne(costRollups.key, "")))
        .groupBy(costRollups.key)
        .orderBy(sql`sum(abs(${costRollups.unblended})) desc`)
        .limit(REGIONS_MAX),
    ],
    ([days, services, regions]) => ({
      totals: new Map(LENSES.map((lens) => [lens, throughOne(known, days, lens)] as const)),
      services: byName(services),
      regions: byName(regions),
    }),
  );
}

type DayRow = Pick<
  typeof costRollups.$inferSelect,
  "day" | "chargeCategory" | "unblended" | "amortized" | "netUnblended" | "netAmortized"
>;

function throughOne(known: Window, days: readonly DayRow[], lens: Lens): number[] {
  const { metric, without } = throughLens(lens);
  const shown = days.filter(({ chargeCategory }) => !without.includes(chargeCategory));
  return inOrder(
    known,
    shown.map((row) => [row.day, row[metric]]),
  );
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

/** How the month ends for each service. */
async function storeMonths({ tx, organization, now }: OrgContext, { known, currency }: Known, services: SeriesByName) {
  await tx.delete(costOutlooks).where(eq(costOutlooks.by, "service"));
  const rows = [...services].map(([service, values]) => {
    const { known: spent, mean, band } = monthOutlook(values, known.until, dayOf(now), ORIGINS_OF_MANY);
    return { service, known: spent, mean, band };
  });
  if (rows.length === 0) return;
  await tx.insert(costOutlooks).values(
    rows.map((row) => ({
      organizationId: organization.organizationId,
      by: "service" as const,
      key: "",
      currency,
      from: known.until,
      ...row,
    })),
  );
}
