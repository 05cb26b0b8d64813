import { and, eq, gt, gte, inArray, lte, ne, sql } from "drizzle-orm";
import * as z from "zod";
import { costAnomalies, costOutlooks } from "../../db/schema/cost-anomalies.ts";
import { costRollups, costSubAccounts } from "../../db/schema/costs.ts";
import type { OrgContext } from "../base/context.ts";
import { type JobContext, job, later, type Outcome } from "../base/jobs.ts";
import { type Strange, storeStrange } from "./anomaly-store.ts";
import { addDays, type Day, dayOf, daysBetween } from "./days.ts";
import { ORIGINS_OF_MANY } from "./forecast.ts";
import { aggregated, type Known, knownQueries, seriesOf, toKnown } from "./known-days.ts";
import { monthOutlook } from "./outlook.ts";
import { ofEverything, ofServices, onDays } from "./rollups.ts";
import { partsLeft, wholesLeft } from "./stories.ts";
import { findStrangeDays } from "./strange-days.ts";

/** Accounts, or teams, of one run: with two hundred services each, a thousand series and about a second of processor time. */
const ACCOUNTS_A_RUN = 5;
const TEAMS_A_RUN = 500;
/** Of one run, the dearest first: those behind them are pennies. */
const SERIES_A_RUN = 1000;
/** A usual day is the mean of these. */
const USUAL_DAYS = 28;
const OUTLOOK_DAYS_MIN = 14;
const FEES_MAX = 500;

const Part = z.strictObject({ by: z.enum(["account", "team"]), after: z.string().max(300).default("") });
type Part = z.infer<typeof Part>;

/** The services of a few accounts, or some teams: what was strange, and how their month ends; then the next ones. */
export const analyseSeries = job<Part>({
  name: "costs.analyse-series",
  title: "Forecast accounts and teams",
  input: Part,
  attemptsMax: 3,
  async run(context): Promise<Outcome> {
    const { input, read, write, now } = context;
    const known = await read(
      (db) => knownQueries(db, now),
      ([syncs, lines]) => toKnown(syncs, lines, now),
    );
    const keys = known ? await keysAfter(context, known) : [];
    const last = keys.at(-1);
    if (!known || last === undefined) {
      const next = input.by === "account" && known;
      await write(async (org) => {
        await forgetAfter(org, input);
        if (next) await askForSeries(org, { by: "team", after: "" });
      });
      return { done: { by: input.by, series: 0 } };
    }
    const { series, everything, fees } = await readSeries(context, known, keys);
    const found = findStrangeDays(
      known.known.from,
      new Map(series.map(({ values }, at) => [String(at), values])),
      everything,
    ).flatMap(({ service: at, ...day }): Strange[] => {
      const one = series[Number(at)];
      // What is new is told of services and regions: every new team or account would be a story of its own.
      return one && day.kind !== "new" && day.day >= known.judgedFrom
        ? [{ ...day, scope: input.by, scopeKey: one.key, service: one.service }]
        : [];
    });
    const outlooks = series.flatMap(({ key, service, values }) => {
      const begun = values.slice(
        Math.max(
          0,
          values.findIndex((value) => value !== 0),
        ),
      );
      if (begun.length < OUTLOOK_DAYS_MIN) return [];
      const { known: spent, mean, band } = monthOutlook(begun, known.known.until, dayOf(now), ORIGINS_OF_MANY);
      return [{ key, service, known: spent, mean, band }];
    });
    const anomalies = await write(async (org) => {
      const strange = await ownStories(org, known, input, { found, fees });
      const fresh = await storeStrange(org, {
        judgedFrom: known.judgedFrom,
        currency: known.currency,
        strange,
        among: and(
          eq(costAnomalies.scope, input.by),
          gt(costAnomalies.scopeKey, input.after),
          lte(costAnomalies.scopeKey, last),
        ),
      });
      await storeOutlooks(org, known, input, { last, outlooks });
      await askForSeries(org, { by: input.by, after: last });
      return fresh;
    });
    return { done: { by: input.by, series: series.length, anomalies } };
  },
});

export const askForSeries = (context: OrgContext, part: Part) =>
  later(context, analyseSeries, part, { key: `${part.by} ${part.after}` });

const keysAfter = ({ read, input: { by, after } }: JobContext<Part>, { known }: Known): Promise<string[]> =>
  by === "account"
    ? read(
        (db) => [
          db
            .select({ key: costSubAccounts.subAccountId })
            .from(costSubAccounts)
            .where(gt(costSubAccounts.subAccountId, after))
            .orderBy(costSubAccounts.subAccountId)
            .limit(ACCOUNTS_A_RUN),
        ],
        ([rows]) => rows.map(({ key }) => key),
      )
    : read(
        (db) => [
          db
            .selectDistinct({ key: costRollups.key })
            .from(costRollups)
            .where(
              and(
                eq(costRollups.grain, "month"),
                eq(costRollups.by, "team"),
                eq(costRollups.service, ""),
                gt(costRollups.key, after),
                gte(costRollups.day, known.from),
              ),
            )
            .orderBy(costRollups.key)
            .limit(TEAMS_A_RUN),
        ],
        ([rows]) => rows.map(({ key }) => key),
      );

/** Usage alone: fees and taxes come by the calendar, and are no habit. */
function readSeries({ read, input: { by } }: JobContext<Part>, { known, currency }: Known, keys: readonly string[]) {
  const service = by === "account" ? sql<string>`${costRollups.service}` : sql<string>`''`;
  const usage = and(onDays(known), eq(costRollups.currency, currency), eq(costRollups.chargeCategory, "Usage"));
  return read(
    (db) => [
      db
        .select({ key: costRollups.key, service, ...aggregated })
        .from(costRollups)
        .where(
          and(
            usage,
            eq(costRollups.grain, "day"),
            eq(costRollups.by, by),
            inArray(costRollups.key, [...keys]),
            by === "account" ? ne(costRollups.service, "") : eq(costRollups.service, ""),
          ),
        )
        .groupBy(sql`1`, sql`2`)
        .orderBy(sql`sum(abs(${costRollups.unblended})) desc`)
        .limit(SERIES_A_RUN),
      db
        .select({ usual: sql<string>`(coalesce(sum(${costRollups.unblended}), 0) / ${USUAL_DAYS})::text` })
        .from(costRollups)
        .where(and(ofEverything, usage, gte(costRollups.day, addDays(known.until, -USUAL_DAYS)))),
      // What costs on fewer than half of the days comes by the calendar.
      db
        .select({ service: costRollups.service })
        .from(costRollups)
        .where(and(ofServices, usage))
        .groupBy(costRollups.service)
        .having(sql`2 * count(distinct ${costRollups.day}) < ${daysBetween(known)}::int`)
        .limit(FEES_MAX),
    ],
    ([rows, [total], fees]) => ({
      fees: fees.map((row) => row.service),
      series: rows.map((row) => ({ key: row.key, service: row.service, values: seriesOf(known, row) })),
      everything: Number(total?.usual ?? 0),
    }),
  );
}

/**
 * What is not already told of a service: a service in an account is one of its causes, and so is a team. A fee that
 * comes by the calendar is no story of a team either.
 */
async function ownStories(
  { tx }: OrgContext,
  { judgedFrom }: Known,
  { by }: Part,
  { found, fees }: { found: readonly Strange[]; fees: readonly string[] },
): Promise<Strange[]> {
  if (found.length === 0) return [];
  const told = await tx
    .select()
    .from(costAnomalies)
    .where(and(gte(costAnomalies.day, judgedFrom), inArray(costAnomalies.scope, ["service", "account"])));
  const services = told.map((row) => ({ ...row, actual: Number(row.actual), expected: Number(row.expected) }));
  if (by === "account")
    return partsLeft(
      found,
      services.filter(({ scope }) => scope === "service"),
    );
  const asked = found.flatMap(({ day, scopeKey }) => {
    const told = services.filter((each) => each.day === day).map(({ service }) => service);
    return [...new Set([...told, ...fees])].map((service) => ({ day, team: scopeKey, service }));
  });
  const { rows } = await tx.execute(sql`
    select s.day::text, s.team, s.service, sum(case when r.day = s.day then r.unblended else -r.unblended end)::float8 as difference
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as s (day date, team text, service text)
      join ${costRollups} r on r.grain = 'day' and r.by = 'team' and r.day in (s.day, s.day - 7) and r.service = s.service and r.key = s.team
    group by 1, 2, 3`);
  const parts = TeamParts.parse(rows);
  const partOf = (day: Day, team: string, service: string) =>
    parts.find((each) => each.day === day && each.team === team && each.service === service)?.difference ?? 0;
  // A service that two scopes told is one part.
  const once = services.filter(
    (each, at) => services.findIndex(({ day, service }) => day === each.day && service === each.service) === at,
  );
  const charged = found.flatMap((whole) => fees.map((service) => ({ ...whole, service, team: whole.scopeKey })));
  return wholesLeft(found, [...once, ...charged], (whole, part) =>
    "team" in part && part.team !== whole.scopeKey ? 0 : partOf(whole.day, whole.scopeKey, part.service),
  );
}

const TeamParts = z.array(
  z.object({ day: z.iso.date(), team: z.string(), service: z.string(), difference: z.number() }),
);

type Outlook = Pick<typeof costOutlooks.$inferInsert, "key" | "service" | "known" | "mean" | "band">;

async function storeOutlooks(
  { tx, organization }: OrgContext,
  { known, currency }: Known,
  { by, after }: Part,
  { last, outlooks }: { last: string; outlooks: readonly Outlook[] },
) {
  await tx
    .delete(costOutlooks)
    .where(and(eq(costOutlooks.by, by), gt(costOutlooks.key, after), lte(costOutlooks.key, last)));
  if (outlooks.length === 0) return;
  await tx.execute(sql`
    insert into ${costOutlooks} (organization_id, by, key, service, currency, from_day, known, mean, band)
    select ${organization.organizationId}::uuid, ${by}, key, service, ${currency}, ${known.until}::date, known, mean, band
    from jsonb_to_recordset(${JSON.stringify(outlooks)}::jsonb) as o (key text, service text, known numeric, mean numeric, band jsonb)`);
}

/** Behind the last key there is nothing any more. */
async function forgetAfter({ tx }: OrgContext, { by, after }: Part) {
  await tx.delete(costOutlooks).where(and(eq(costOutlooks.by, by), gt(costOutlooks.key, after)));
  await tx
    .delete(costAnomalies)
    .where(and(eq(costAnomalies.scope, by), gt(costAnomalies.scopeKey, after), sql`${costAnomalies.verdict} is null`));
}
