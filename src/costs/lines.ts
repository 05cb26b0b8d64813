import type { ChargeCategory } from "../../db/schema/costs.ts";
import { compareAmounts, fromUnits, toUnits } from "../base/money.ts";
import { addDays, type Day, dayOf, type Window } from "./days.ts";

/** AWS's four costs; what it means to pay (net unblended) or to use (net amortised) is chosen when it is shown. */
export const COSTS = ["unblended", "amortized", "netUnblended", "netAmortized"] as const;
export type Cost = (typeof COSTS)[number];
/** Decimal strings. */
export type Amounts = Record<Cost, string>;

/** What one service cost one AWS account (FOCUS: sub-account) on one day, in one lane. */
export type DayLine = Amounts & {
  day: Day;
  service: string;
  subAccountId: string;
  chargeCategory: ChargeCategory;
  currency: string;
  isEstimated: boolean;
};
/** Usage of one day by service and a third dimension ("region", "tag:Owner"); `key` is its value. */
export type Breakdown = Amounts & { day: Day; by: string; key: string; service: string; currency: string };
type Place = Pick<DayLine, "day" | "service" | "subAccountId" | "chargeCategory">;
/** null = there was, or is, no such cost. */
export type Restatement = Place & { currency: string; before: Amounts | null; after: Amounts | null };
export type Difference = { upserts: DayLine[]; removals: Place[]; restatements: Restatement[] };

/** Usage arrives for about a day after it happened; until then a day is growing, not being corrected. */
const ARRIVAL_DAYS = 2;

/** What had been read and had settled when it was read: a change of such a day is a restatement. */
export const settledDays = ({ coveredFrom, syncedAt }: { coveredFrom: Day; syncedAt: Date }): Window => ({
  from: coveredFrom,
  until: addDays(dayOf(syncedAt), -ARRIVAL_DAYS),
});

/**
 * How to bring the stored lines of a window to what AWS says now. The same fetch twice changes nothing the second time.
 * `settled`: days whose changes are journalled; null on the first sync.
 */
export function diffLines(stored: readonly DayLine[], fetched: readonly DayLine[], settled: Window | null): Difference {
  const before = new Map(stored.map((line) => [keyOf(line), line]));
  const after = new Map(fetched.filter(isCost).map((line) => [keyOf(line), line]));
  const isSettled = ({ day }: Place) => settled !== null && settled.from <= day && day < settled.until;

  const upserts: DayLine[] = [];
  const restatements: Restatement[] = [];
  for (const [key, line] of after) {
    const old = before.get(key);
    const isSame = old !== undefined && haveSameAmounts(old, line);
    if (!isSame || old.isEstimated !== line.isEstimated) upserts.push(line);
    if (!isSame && isSettled(line)) restatements.push(restated(line, old ?? null, line));
  }
  const gone = stored.filter((line) => !after.has(keyOf(line)));
  for (const line of gone) if (isSettled(line)) restatements.push(restated(line, line, null));
  return {
    upserts,
    removals: gone.map(({ day, service, subAccountId, chargeCategory }) => ({
      day,
      service,
      subAccountId,
      chargeCategory,
    })),
    restatements,
  };
}

export const keyOf = ({ day, service, subAccountId, chargeCategory }: Place) =>
  `${day} ${subAccountId} ${chargeCategory} ${service}`;

/** AWS lists services at zero; a line without any cost is no cost. */
const isCost = (line: DayLine) => COSTS.some((cost) => compareAmounts(line[cost], "0") !== 0);

const haveSameAmounts = (a: DayLine, b: DayLine) =>
  a.currency === b.currency && COSTS.every((cost) => compareAmounts(a[cost], b[cost]) === 0);

const restated = (
  { day, service, subAccountId, chargeCategory, currency }: DayLine,
  before: DayLine | null,
  after: DayLine | null,
): Restatement => ({
  day,
  service,
  subAccountId,
  chargeCategory,
  currency,
  before: before && amountsOf(before),
  after: after && amountsOf(after),
});

export const amountsOf = ({ unblended, amortized, netUnblended, netAmortized }: Amounts): Amounts => ({
  unblended,
  amortized,
  netUnblended,
  netAmortized,
});

export const NOTHING: Amounts = { unblended: "0", amortized: "0", netUnblended: "0", netAmortized: "0" };

/** Each cost in units of 10⁻¹⁰, in the order of COSTS. */
export type Units = readonly [bigint, bigint, bigint, bigint];
export const NO_UNITS: Units = [0n, 0n, 0n, 0n];
export const unitsOf = ({ unblended, amortized, netUnblended, netAmortized }: Amounts): Units => [
  toUnits(unblended),
  toUnits(amortized),
  toUnits(netUnblended),
  toUnits(netAmortized),
];
export const addUnits = (a: Units, b: Units): Units => [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]];
export const negated = ([a, b, c, d]: Units): Units => [-a, -b, -c, -d];
export const fromAllUnits = ([a, b, c, d]: Units): Amounts => ({
  unblended: fromUnits(a),
  amortized: fromUnits(b),
  netUnblended: fromUnits(c),
  netAmortized: fromUnits(d),
});
export const sumUnits = (rows: readonly Amounts[]): Units =>
  rows.reduce((sum, row) => addUnits(sum, unitsOf(row)), NO_UNITS);
