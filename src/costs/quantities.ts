import { and, asc, count, eq, gte, inArray, lt, max, min, notInArray, sql } from "drizzle-orm";
import * as z from "zod";
import { type ReadDb, violatedConstraint } from "../../db/client.ts";
import { costQuantities, costQuantityDays, UNIT_SCALES, UNIT_SCOPES } from "../../db/schema/cost-units.ts";
import { costRollups, costSubAccounts } from "../../db/schema/costs.ts";
import type { OrgContext } from "../base/context.ts";
import { badRequest, conflict, notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { compareAmounts } from "../base/money.ts";
import { addDays, type Day, dayOf, daysBetween, earlierOf, firstOfMonth, type Window } from "./days.ts";
import { throughLens } from "./lanes.ts";
import { type ReadDays, readDaysQueries } from "./read-days.ts";
import { daysInScope, withScope } from "./scopes.ts";
import { completeThrough, unitDays, unitMonths, unitSum } from "./unit-costs.ts";

const QUANTITIES_MAX = 50;
const REPORTED_MAX = 400;
const READ_DAYS_MAX = 400;
/** The list tells the last whole month beside the one before. */
const LISTED_MONTHS = 2;
const TREND_DAYS = 30;
const WEEK = 7;

const name = z.string().trim().min(1, "Give it a name.").max(80);
const unit = z.string().trim().min(1, "Say what one of them is called, such as order.").max(40);
const per = z.union(UNIT_SCALES.map((scale) => z.literal(scale)));

export const NewQuantity = withScope(
  z.strictObject({
    name,
    unit,
    per: per.default(1),
    scope: z.enum(UNIT_SCOPES).default("organization"),
    scopeKey: z.string().max(300).default(""),
  }),
);
export const QuantityChange = z.strictObject({
  id: z.uuid(),
  name: name.optional(),
  unit: unit.optional(),
  per: per.optional(),
});
export const QuantityId = z.strictObject({ id: z.uuid() });
export const QuantityDays = z
  .strictObject({ id: z.uuid(), from: z.iso.date(), to: z.iso.date() })
  .refine(({ from, to }) => from <= to, { path: ["to"], error: "The last day lies before the first." })
  .refine(({ from, to }) => daysBetween({ from, until: to }) < READ_DAYS_MAX, {
    path: ["to"],
    error: `At most ${READ_DAYS_MAX} days.`,
  });
/** A day that was reported before is replaced. `amount`: how many on that day of UTC, up to six decimals. */
export const QuantityReport = z.strictObject({
  id: z.uuid(),
  days: z
    .array(
      z.strictObject({
        day: z.iso.date("Write a day such as 2026-11-30."),
        amount: z
          .union([z.string(), z.number()])
          .transform(String)
          .pipe(
            z
              .string()
              .trim()
              .regex(/^\d{1,17}(\.\d{1,6})?$/, "Write a count such as 1200 or 0.5, without separators."),
          ),
      }),
    )
    .min(1, "Report at least one day.")
    .max(REPORTED_MAX, `At most ${REPORTED_MAX} days at once.`)
    .refine((days) => new Set(days.map(({ day }) => day)).size === days.length, {
      error: "A day is named twice. Add its counts first.",
    }),
});

const { metric, without } = throughLens("run");

/** Quantities with their days within a window, and which days' costs were read. */
export function quantityQueries(db: ReadDb, { from, until }: Window, id?: string) {
  const costs = db
    .select({
      day: sql<Day>`${costRollups.day}::text`.as("day"),
      currency: costRollups.currency,
      amount: sql<string>`trim_scale(sum(${costRollups[metric]}))::text`.as("amount"),
    })
    .from(costRollups)
    .where(
      and(
        daysInScope(costQuantities),
        gte(costRollups.day, from),
        lt(costRollups.day, until),
        notInArray(costRollups.chargeCategory, [...without]),
      ),
    )
    .groupBy(costRollups.day, costRollups.currency);
  const counted = db
    .select({
      day: sql<Day>`${costQuantityDays.day}::text`.as("day"),
      amount: sql<string>`trim_scale(${costQuantityDays.amount})::text`.as("amount"),
    })
    .from(costQuantityDays)
    .where(
      and(
        eq(costQuantityDays.quantityId, costQuantities.id),
        gte(costQuantityDays.day, from),
        lt(costQuantityDays.day, until),
      ),
    );
  return [
    db
      .select({
        id: costQuantities.id,
        name: costQuantities.name,
        unit: costQuantities.unit,
        per: costQuantities.per,
        scope: costQuantities.scope,
        scopeKey: costQuantities.scopeKey,
        costs: sql<
          { day: Day; currency: string; amount: string }[]
        >`(select coalesce(json_agg(each), '[]') from ${costs} each)`,
        counted: sql<{ day: Day; amount: string }[]>`(select coalesce(json_agg(each), '[]') from ${counted} each)`,
      })
      .from(costQuantities)
      .where(id === undefined ? undefined : eq(costQuantities.id, id))
      .orderBy(asc(costQuantities.createdAt), asc(costQuantities.id))
      .limit(QUANTITIES_MAX),
    db.select({ id: costSubAccounts.subAccountId, name: costSubAccounts.name }).from(costSubAccounts).limit(1000),
    ...readDaysQueries(db),
  ] as const;
}

type Row = {
  id: string;
  name: string;
  unit: string;
  per: number;
  scope: (typeof UNIT_SCOPES)[number];
  scopeKey: string;
  costs: { day: Day; currency: string; amount: string }[];
  counted: { day: Day; amount: string }[];
};
type Account = { id: string; name: string | null };

function divided(window: Window, read: ReadDays, { costs, counted, ...row }: Row, accounts: readonly Account[]) {
  const currencies = [...Map.groupBy(costs, ({ currency }) => currency)].sort(([, a], [, b]) => b.length - a.length);
  const [currency = "USD", own = []] = currencies[0] ?? [];
  const days = unitDays(window, {
    read,
    per: row.per,
    costs: new Map(own.map(({ day, amount }) => [day, amount])),
    mixed: new Set(currencies.slice(1).flatMap(([, others]) => others.map(({ day }) => day))),
    quantities: new Map(counted.map(({ day, amount }) => [day, amount])),
  });
  const scopeName = row.scope === "account" ? accounts.find(({ id }) => id === row.scopeKey)?.name : null;
  return {
    ...row,
    scopeName: scopeName ?? row.scopeKey,
    currency,
    otherCurrencies: currencies.slice(1).map(([name]) => name),
    completeThrough: completeThrough(days),
    days,
  };
}

const untilToday = (now: Date): Day => addDays(dayOf(now), 1);
export const listedWindow = (now: Date): Window => ({
  from: firstOfMonth(dayOf(now), -LISTED_MONTHS),
  until: untilToday(now),
});
/** Days to come have neither half, and are not missing. */
export const askedWindow = ({ from, to }: { from: Day; to: Day }, now: Date): Window => ({
  from,
  until: earlierOf(addDays(to, 1), untilToday(now)),
});

/** Each with its last two whole months, and its last days up to the one that has both halves; null = not known. */
export function toQuantities(window: Window, read: ReadDays, rows: readonly Row[], accounts: readonly Account[]) {
  return {
    items: rows.map((row) => {
      const { days, ...item } = divided(window, read, row, accounts);
      const [month = null, monthBefore = null] = unitMonths(days, row.per).filter(({ isMonth }) => isMonth);
      const end = item.completeThrough ? days.findIndex(({ day }) => day === item.completeThrough) + 1 : 0;
      const last = (count: number, skip = 0) => days.slice(Math.max(0, end - skip - count), Math.max(0, end - skip));
      return {
        ...item,
        lastReported: days.findLast(({ quantity }) => quantity !== null)?.day ?? null,
        month,
        monthBefore,
        week: unitSum(last(WEEK), row.per),
        weekBefore: unitSum(last(WEEK, WEEK), row.per),
        trend: last(TREND_DAYS).map(({ day, unitCost }) => ({ day, unitCost })),
      };
    }),
  };
}

/** One with every day of the window, and its months. */
export function toQuantity(window: Window, read: ReadDays, rows: readonly Row[], accounts: readonly Account[]) {
  const [row] = rows;
  if (!row) throw notFound("The quantity");
  const found = divided(window, read, row, accounts);
  return { ...found, whole: unitSum(found.days, row.per), months: unitMonths(found.days, row.per) };
}

export async function createQuantity(context: OrgContext, input: z.infer<typeof NewQuantity>) {
  const { tx, organization, now } = context;
  const [{ quantities } = { quantities: 0 }] = await tx.select({ quantities: count() }).from(costQuantities);
  if (quantities >= QUANTITIES_MAX) throw badRequest(`At most ${QUANTITIES_MAX} quantities. Remove one first.`);
  const [made] = await namedOnce(() =>
    tx
      .insert(costQuantities)
      .values({ organizationId: organization.organizationId, ...input, createdAt: now })
      .returning(),
  );
  if (!made) throw new Error("insert returned no row");
  await record(context, "costs.create-quantity", { type: "cost-quantity", id: made.id }, { after: made });
  return { id: made.id };
}

export async function changeQuantity(context: OrgContext, { id, ...change }: z.infer<typeof QuantityChange>) {
  const { tx } = context;
  const [before] = await tx.select().from(costQuantities).where(eq(costQuantities.id, id)).for("update");
  if (!before) throw notFound("The quantity");
  const { name = before.name, unit = before.unit, per = before.per } = change;
  const [after] = await namedOnce(() =>
    tx.update(costQuantities).set({ name, unit, per }).where(eq(costQuantities.id, id)).returning(),
  );
  await record(context, "costs.change-quantity", { type: "cost-quantity", id }, { before, after });
  return { id };
}

export async function removeQuantity(context: OrgContext, id: string) {
  const { tx } = context;
  const [reported] = await tx
    .select({ days: count(), from: min(costQuantityDays.day), to: max(costQuantityDays.day) })
    .from(costQuantityDays)
    .where(eq(costQuantityDays.quantityId, id));
  const [before] = await tx.delete(costQuantities).where(eq(costQuantities.id, id)).returning();
  if (!before) throw notFound("The quantity");
  // The counts themselves are in the events of their reports.
  await record(context, "costs.remove-quantity", { type: "cost-quantity", id }, { before, reported });
  return { id };
}

/** Keeps how many there were; what says the same again changes nothing and is no event. */
export async function reportQuantity(context: OrgContext, { id, days }: z.infer<typeof QuantityReport>) {
  const { tx, organization, now } = context;
  const latest = addDays(dayOf(now), 1);
  const ahead = days.findIndex(({ day }) => day > latest);
  if (ahead !== -1) throw badRequest(`${days[ahead]?.day} (number ${ahead + 1} of the list) has not happened yet.`);
  const [quantity] = await tx.select().from(costQuantities).where(eq(costQuantities.id, id)).for("update");
  if (!quantity) throw notFound("The quantity");
  const known = await tx
    .select({ day: costQuantityDays.day, amount: sql<string>`trim_scale(${costQuantityDays.amount})::text` })
    .from(costQuantityDays)
    .where(
      and(
        eq(costQuantityDays.quantityId, id),
        inArray(
          costQuantityDays.day,
          days.map(({ day }) => day),
        ),
      ),
    );
  const before = new Map(known.map(({ day, amount }) => [day, amount]));
  const changed = days.filter(({ day, amount }) => compareAmounts(before.get(day) ?? "-1", amount) !== 0);
  if (changed.length > 0) {
    await tx
      .insert(costQuantityDays)
      .values(changed.map((each) => ({ organizationId: organization.organizationId, quantityId: id, ...each })))
      .onConflictDoUpdate({
        target: [costQuantityDays.organizationId, costQuantityDays.quantityId, costQuantityDays.day],
        set: { amount: sql`excluded.amount` },
      });
    await record(
      context,
      "costs.report-quantity",
      { type: "cost-quantity", id },
      {
        name: quantity.name,
        days: changed.map(({ day, amount }) => ({ day, before: before.get(day) ?? null, after: amount })),
      },
    );
  }
  return { id, days: days.length, changed: changed.length };
}

async function namedOnce<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (violatedConstraint(error) !== "cost_quantities_name") throw error;
    throw conflict("There is a quantity of this name. Choose another name.");
  }
}
