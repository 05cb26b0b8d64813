import type { ChargeCategory } from "../../db/schema/costs.ts";
import { compareAmounts } from "../base/money.ts";
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

const amountsOf = ({ unblended, amortized, netUnblended, netAmortized }: DayLine): Amounts => ({
  unblended,
  amortized,
  netUnblended,
  netAmortized,
});
