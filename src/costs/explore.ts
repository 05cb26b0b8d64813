import { and, desc, eq, gte, inArray, lt, ne, notInArray, or, type SQL, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { events } from "../../db/schema/base.ts";
import { CHARGE_CATEGORIES, costLines, costRollups, costSubAccounts } from "../../db/schema/costs.ts";
import { badRequest } from "../base/errors.ts";
import { fromUnits, toUnits } from "../base/money.ts";
import { addDays, type Day, dayOf, daysBetween, daysOf, type Window } from "./days.ts";
import { throughLens } from "./lanes.ts";
import { comparedPeriods, grainOf, type Periods, piecesOf } from "./periods.ts";
import { type ReadDays, readDaysQueries } from "./read-days.ts";
import { costKindOf } from "./service-categories.ts";
import { Metric } from "./summary.ts";

const DAYS_MAX = 5 * 366;
const KEYS_MAX = 50;
const SERIES_MAX = 500;
const MARKERS_MAX = 60;
const DRIVERS_MAX = 8;

/** One dimension beside service and charge category, which every rollup knows. */
const DIMENSIONS = ["account", "region", "team", "component", "environment"] as const;
const GROUPS = ["service", "category", "kind", ...DIMENSIONS] as const;
const key = z.string().max(300);
const keys = z.array(key).max(KEYS_MAX).optional();
const tagGroup = z.templateLiteral(["tag:", z.string().min(1).max(128)]);

export const Exploration = z
  .strictObject({
    from: z.iso.date(),
    to: z.iso.date(),
    /** First day of the earlier period to compare with, which has as many days; without it, the days right before. */
    against: z.iso.date().optional(),
    metric: Metric,
    by: z.union([z.enum(GROUPS), tagGroup]).default("service"),
    /** "" = those that have none. */
    service: keys,
    category: z.array(z.enum(CHARGE_CATEGORIES)).max(5).optional(),
    account: keys,
    region: keys,
    team: keys,
    component: keys,
    environment: keys,
  })
  .refine(({ from, to }) => from <= to, { path: ["to"], error: "The last day lies before the first." })
  .refine(({ from, to }) => daysBetween({ from, until: to }) < DAYS_MAX, {
    path: ["to"],
    error: "At most five years.",
  })
  .refine((input) => comparedPeriods(input).previous.until <= input.from, {
    path: ["against"],
    error: "The period to compare with has as many days, and must end before the first day of this one.",
  });
type Exploration = z.infer<typeof Exploration>;

/** The day or month that a cost is shown at; all costs of the earlier period are one sum, at its first day. */
function shownAt(day: typeof costRollups.day | typeof costLines.day, input: Periods) {
  const { current, previous } = comparedPeriods(input);
  const shown = grainOf(input) === "day" ? sql`${day}` : sql`date_trunc('month', ${day})::date`;
  return sql<Day>`case when ${day} < ${current.from}::date then ${previous.from}::date else ${shown} end`.as("day");
}

/**
 * Days (or months) of the period and the one before it by one dimension, from the rollups; two dimensions beside the
 * service are known together by the ledger's lines alone, and of owners never.
 */
export function exploreQueries(db: ReadDb, now: Date, input: Exploration) {
  const { current } = comparedPeriods(input);
  return [
    byKey(db, isOfTwo(input) ? ofLines(db, input) : ofRollups(db, input)),
    db.select({ id: costSubAccounts.subAccountId, name: costSubAccounts.name }).from(costSubAccounts).limit(1000),
    db
      .select({
        id: events.id,
        at: events.at,
        action: events.action,
        actorName: events.actorName,
        targetType: events.targetType,
        data: events.data,
      })
      .from(events)
      .where(
        and(
          inArray(events.action, MARKED),
          gte(events.at, new Date(`${input.from}T00:00:00Z`)),
          lt(events.at, new Date(`${current.until}T00:00:00Z`)),
        ),
      )
      .orderBy(desc(events.id))
      .limit(MARKERS_MAX),
    // The last whole day: today is still arriving, and so is yesterday.
    db
      .select({
        day: costRollups.day,
        currency: costRollups.currency,
        amount: sql<string>`trim_scale(sum(${costRollups[throughLens(input.metric).metric]}))::text`,
      })
      .from(costRollups)
      .where(
        and(
          eq(costRollups.grain, "day"),
          eq(costRollups.by, ""),
          eq(costRollups.service, ""),
          eq(costRollups.chargeCategory, "Usage"),
          lt(costRollups.day, addDays(dayOf(now), -1)),
          gte(costRollups.day, addDays(dayOf(now), -9)),
        ),
      )
      .groupBy(costRollups.day, costRollups.currency)
      .orderBy(desc(costRollups.day))
      .limit(1),
    ...readDaysQueries(db),
  ] as const;
}

/** What may explain a bend of the curve. */
const MARKED = [
  ...["account.connect", "account.remove", "costs.anomalies", "costs.budget-alert", "costs.spend-rate-alert"],
  ...["costs.create-rule", "costs.change-rule", "costs.end-rule", "costs.create-import", "costs.remove-import"],
  ...["deployment.create", "deployment.finish"],
];

const filtersOf = (input: Exploration) => DIMENSIONS.filter((dimension) => input[dimension] !== undefined);
const ownDimension = ({ by }: Exploration) => (by === "service" || by === "category" || by === "kind" ? null : by);
function isOfTwo(input: Exploration): boolean {
  const dimensions = new Set<string>([...filtersOf(input), ownDimension(input)].filter((each) => each !== null));
  if (dimensions.size <= 1) return false;
  const unknown = [...dimensions].find((each) => each === "team" || each === "component" || each === "environment");
  if (unknown)
    throw badRequest(
      `Costs by ${unknown} are known with services and charge categories, not with another dimension at once. Remove one of them.`,
    );
  return true;
}

const GROUP_KEYS: Record<string, SQL> = {
  service: sql`${costRollups.service}`,
  kind: sql`${costRollups.service}`,
  category: sql`${costRollups.chargeCategory}`,
};

const within = (day: typeof costRollups.day | typeof costLines.day, { from, until }: Window) =>
  and(gte(day, from), lt(day, until));

function ofRollups(db: ReadDb, input: Exploration) {
  const { metric, without } = throughLens(input.metric);
  const [filter] = filtersOf(input);
  const by = ownDimension(input) ?? filter ?? "";
  const perService = input.service !== undefined || input.by === "service" || input.by === "kind";
  const group = GROUP_KEYS[input.by] ?? sql`${costRollups.key}`;
  return db
    .select({
      day: shownAt(costRollups.day, input),
      key: sql<string>`${group}`.as("key"),
      currency: costRollups.currency,
      amount: sql<string>`trim_scale(sum(${costRollups[metric]}))::text`.as("amount"),
      isEstimated: sql<boolean>`bool_or(${costRollups.isEstimated})`.as("is_estimated"),
    })
    .from(costRollups)
    .where(
      and(
        eq(costRollups.by, by),
        perService ? ne(costRollups.service, "") : eq(costRollups.service, ""),
        or(...piecesOf(input).map((piece) => and(eq(costRollups.grain, piece.grain), within(costRollups.day, piece)))),
        without.length > 0 ? notInArray(costRollups.chargeCategory, [...without]) : undefined,
        input.category ? inArray(costRollups.chargeCategory, input.category) : undefined,
        input.service ? inArray(costRollups.service, input.service) : undefined,
        filter && input[filter] ? inArray(costRollups.key, input[filter]) : undefined,
      ),
    )
    .groupBy(sql`1`, sql`2`, sql`3`);
}

const LINE_KEYS: Record<string, SQL> = {
  service: sql`${costLines.service}`,
  kind: sql`${costLines.service}`,
  category: sql`${costLines.chargeCategory}`,
  account: sql`${costLines.subAccountId}`,
  region: sql`${costLines.region}`,
};

function ofLines(db: ReadDb, input: Exploration) {
  const { metric, without } = throughLens(input.metric);
  const group = LINE_KEYS[input.by] ?? sql`coalesce(${costLines.tags} ->> ${input.by.slice(4)}, '')`;
  return db
    .select({
      day: shownAt(costLines.day, input),
      key: sql<string>`${group}`.as("key"),
      currency: costLines.currency,
      amount: sql<string>`trim_scale(sum(${costLines[metric]}))::text`.as("amount"),
      isEstimated: sql<boolean>`bool_or(${costLines.isEstimated})`.as("is_estimated"),
    })
    .from(costLines)
    .where(
      and(
        eq(costLines.counts, true),
        or(...Object.values(comparedPeriods(input)).map((window) => within(costLines.day, window))),
        without.length > 0 ? notInArray(costLines.chargeCategory, [...without]) : undefined,
        input.category ? inArray(costLines.chargeCategory, input.category) : undefined,
        input.service ? inArray(costLines.service, input.service) : undefined,
        input.account ? inArray(costLines.subAccountId, input.account) : undefined,
        input.region ? inArray(costLines.region, input.region) : undefined,
      ),
    )
    .groupBy(sql`1`, sql`2`, sql`3`);
}

/** One row a key with its days in lists: they travel ten times as fast as a row a day. */
function byKey(db: ReadDb, days: ReturnType<typeof ofRollups> | ReturnType<typeof ofLines>) {
  const each = days.as("each");
  return db
    .select({
      key: each.key,
      currency: each.currency,
      days: sql<Day[]>`json_agg(${each.day} order by ${each.day})`,
      amounts: sql<string[]>`json_agg(${each.amount} order by ${each.day})`,
      estimated: sql<Day[] | null>`json_agg(${each.day}) filter (where ${each.isEstimated})`,
    })
    .from(each)
    .groupBy(each.key, each.currency);
}

type Row = { key: string; currency: string; days: Day[]; amounts: string[]; estimated: Day[] | null };
type Named = { id: string; name: string | null };
type Marker = {
  id: string;
  at: Date;
  action: string;
  actorName: string;
  targetType: string;
  data: Record<string, unknown>;
};
type RunRate = { day: Day; currency: string; amount: string };

const daysIn = (rows: readonly Row[]) => rows.reduce((sum, { days }) => sum + days.length, 0);

export function toExploration(
  input: Exploration,
  rows: readonly Row[],
  accounts: readonly Named[],
  markers: readonly Marker[],
  [rate]: readonly RunRate[],
  read: ReadDays,
) {
  const grain = grainOf(input);
  const { previous } = comparedPeriods(input);
  const currencies = Map.groupBy(rows, (row) => row.currency);
  const [currency = "USD", ...otherCurrencies] = [...currencies]
    .sort((a, b) => daysIn(b[1]) - daysIn(a[1]))
    .map(([name]) => name);
  // Days that nobody read are not days without costs.
  const previousUnread = daysOf(previous).filter((day) => !read.isRead(day)).length;
  const isComparable = previousUnread === 0;
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  const series = new Map<string, { total: bigint; before: bigint; days: Map<Day, bigint> }>();
  const estimated = new Set<Day>();
  for (const row of currencies.get(currency) ?? []) {
    const id = input.by === "kind" ? costKindOf(row.key) : row.key;
    const one = series.get(id) ?? { total: 0n, before: 0n, days: new Map() };
    series.set(id, one);
    for (const [at, day] of row.days.entries()) {
      const amount = toUnits(row.amounts[at] ?? "0");
      if (day === previous.from) one.before += amount;
      else {
        one.total += amount;
        one.days.set(day, (one.days.get(day) ?? 0n) + amount);
      }
    }
    for (const day of row.estimated ?? []) if (day !== previous.from) estimated.add(day);
  }
  const ranked = [...series].sort(([, a], [, b]) => (a.total === b.total ? 0 : a.total > b.total ? -1 : 1));
  const sum = (read: (one: { total: bigint; before: bigint }) => bigint) =>
    fromUnits(ranked.reduce((all, [, one]) => all + read(one), 0n));
  const items = ranked.slice(0, SERIES_MAX).map(([id, { total, before, days }]) => ({
    key: id,
    name: input.by === "account" ? (names.get(id) ?? null) : null,
    total: fromUnits(total),
    before: fromUnits(before),
    change: fromUnits(total - before),
    days: [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, amount]) => ({ day, amount: fromUnits(amount) })),
  }));
  const size = (text: string) => Math.abs(Number(text));
  return {
    grain,
    currency,
    otherCurrencies,
    previousFrom: previous.from,
    previousTo: addDays(previous.until, -1),
    total: sum(({ total }) => total),
    /** null = nobody has read those days. */
    before: isComparable ? sum(({ before }) => before) : null,
    /** Days of the earlier period. */
    previousUnread,
    items: items.map((item) => (isComparable ? item : { ...item, before: null, change: null })),
    hasMore: ranked.length > SERIES_MAX,
    /** What moved most between the two periods, first. */
    drivers: (isComparable ? [...items] : [])
      .sort((a, b) => size(b.change) - size(a.change))
      .slice(0, DRIVERS_MAX)
      .map(({ key: id, name, change, before, total }) => ({ key: id, name, change, before, total })),
    estimatedDays: [...estimated].sort(),
    markers: markers.map(({ at, ...marker }) => ({ ...marker, day: dayOf(at) })),
    /** Dollars an hour of usage on the last whole day; null = there is none. */
    perHour: rate ? { day: rate.day, currency: rate.currency, amount: fromUnits(toUnits(rate.amount) / 24n) } : null,
  };
}
