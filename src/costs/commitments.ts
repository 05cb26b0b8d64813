import type { CommitmentReading, Coverage, Holding, UseDay } from "../../db/schema/commitments.ts";
import type { ImportedCommitment } from "../../db/schema/cost-imports.ts";
import { addAmounts, compareAmounts, fromUnits, subtractAmounts, timesAmount, toUnits } from "../base/money.ts";
import { planProduct } from "./commitment-calls.ts";
import { addDays, type Day, dayOf, daysBetween } from "./days.ts";

/** Trusted Advisor warns of an expiry from 30 days before it on (finops study, rule 76); a quarter is worth a look. */
export const EXPIRES_SOON_DAYS = 30;
const LOOK_AHEAD_DAYS = 90;
/** Below this share a commitment is worth a word (finops study, rule 74). */
export const USED_MIN = 0.95;
/** Days that a purchase hint needs: two weeks hold two weekends. */
const HINT_DAYS_MIN = 14;
const HINT_QUANTILE = 0.1;
const IMPORTED_MAX = 200;
const HOURS = 24n;
/** Hours of AWS's month. */
const MONTH_HOURS = 730n;

export type Expiry = "ended" | "soon" | "ahead" | null;
export type HoldingView = Holding & {
  utilisation: number | null;
  unused: string;
  daysLeft: number | null;
  expiry: Expiry;
};

/** Part ÷ whole; null where there is no whole. */
export const shareOf = (part: string, whole: string): number | null =>
  toUnits(whole) > 0n ? Number((toUnits(part) * 1_000_000n) / toUnits(whole)) / 1_000_000 : null;

const sumOf = <Row>(rows: readonly Row[], read: (row: Row) => string) => addAmounts("0", ...rows.map(read));

/** What a window's commitments came to; null without any. */
export function toUse(days: readonly UseDay[] | null, holdings: readonly Holding[] | null) {
  if (!days || days.length === 0) return null;
  const committed = sumOf(days, (day) => day.committed);
  const used = sumOf(days, (day) => day.used);
  const known = (holdings ?? []).flatMap(({ netSavings }) => netSavings ?? []);
  return {
    committed,
    used,
    unused: subtractAmounts(committed, used),
    utilisation: shareOf(used, committed),
    netSavings: known.length > 0 && known.length === holdings?.length ? addAmounts("0", ...known) : null,
    days: days.map((day) => ({ ...day, utilisation: shareOf(day.used, day.committed) })),
  };
}

export function toHolding(holding: Holding, now: Date): HoldingView {
  const daysLeft =
    holding.endsAt === null ? null : daysBetween({ from: dayOf(now), until: dayOf(new Date(holding.endsAt)) });
  return {
    ...holding,
    utilisation: shareOf(holding.used, holding.committed),
    unused: subtractAmounts(holding.committed, holding.used),
    daysLeft,
    expiry: expiryOf(daysLeft),
  };
}

function expiryOf(daysLeft: number | null): Expiry {
  if (daysLeft === null || daysLeft > LOOK_AHEAD_DAYS) return null;
  if (daysLeft < 0) return "ended";
  return daysLeft <= EXPIRES_SOON_DAYS ? "soon" : "ahead";
}

/** The share of a product that commitments pay for, over the window and by day. */
export function toCoverage({ product, unit, days }: Coverage) {
  const costs = days.map(({ onDemandCost }) => onDemandCost);
  return {
    product,
    unit,
    share: shareOf(
      sumOf(days, (day) => day.covered),
      sumOf(days, (day) => day.total),
    ),
    /** What the uncovered part cost in the window; null = AWS does not tell. */
    onDemandCost: costs.includes(null) ? null : addAmounts("0", ...costs.flatMap((cost) => cost ?? [])),
    days: days.map(({ day, covered, total }) => ({ day, share: shareOf(covered, total) })),
  };
}

export type Hint = {
  product: string;
  /** What even the quiet days cost on demand, an hour: a tenth of the days cost less. */
  onDemandPerHour: string;
  /** What to commit to an hour; null, and `reason` says why. */
  commitmentPerHour: string | null;
  monthlySaving: string | null;
  /** What the organisation's own plans of this product take off the on-demand price. */
  discount: number | null;
  reason: string | null;
};

/**
 * What may be committed to: never more than the tenth percentile of what runs on demand (finops study, rule 75). Cost
 * Explorer tells days, so a quiet hour inside a day is not seen, and the figure is the upper end. The discount is the
 * one that the organisation's own plans of the product reach; without such a plan nobody is told a saving.
 */
export function purchaseHint({ product, days }: Coverage, plans: readonly Holding[]): Hint | null {
  const costs = days
    .flatMap(({ onDemandCost }) => (onDemandCost === null ? [] : [toUnits(onDemandCost)]))
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const low = costs[Math.floor(HINT_QUANTILE * costs.length)] ?? 0n;
  const perHour = low / HOURS;
  if (perHour <= 0n) return null;
  const own = plans.filter((plan) => plan.product === product);
  const committed = sumOf(own, ({ committed: each }) => each);
  const used = sumOf(own, ({ used: each }) => each);
  const utilisation = shareOf(used, committed);
  const discount = discountOf(own);
  const because = (reason: string): Hint => ({
    product,
    onDemandPerHour: fromUnits(perHour),
    commitmentPerHour: null,
    monthlySaving: null,
    discount,
    reason,
  });
  if (costs.length < HINT_DAYS_MIN)
    return because(`A hint needs ${HINT_DAYS_MIN} days of coverage; ${costs.length} are known.`);
  if (utilisation !== null && utilisation < USED_MIN)
    return because(`What is committed already is used to ${Math.floor(utilisation * 100)} %: use that first.`);
  if (discount === null)
    return because(
      "No Savings Plan of yours covers it yet, so its discount is not known here. Look it up at AWS first.",
    );
  const saved = (perHour * BigInt(Math.round(discount * 1e6))) / 1_000_000n;
  return {
    product,
    onDemandPerHour: fromUnits(perHour),
    commitmentPerHour: fromUnits(perHour - saved),
    monthlySaving: fromUnits(saved * MONTH_HOURS),
    discount,
    reason: null,
  };
}

/** 1 − what the plans' usage was paid ÷ what it would have cost on demand. */
function discountOf(plans: readonly Holding[]): number | null {
  const told = plans.filter(({ onDemandEquivalent }) => onDemandEquivalent !== null);
  const share = shareOf(
    sumOf(told, ({ used }) => used),
    sumOf(told, ({ onDemandEquivalent }) => onDemandEquivalent ?? "0"),
  );
  return share === null || share >= 1 ? null : 1 - share;
}

/**
 * What of a product's savings lowers the bill while its commitments last: usage that goes away frees a commitment, which
 * moves to what still runs on demand. So at most that on-demand cost is saved; the rest comes when commitments end.
 */
export function netOfCommitments(savingsMonthly: string, onDemandMonthly: string): string {
  const room = compareAmounts(onDemandMonthly, "0") < 0 ? "0" : onDemandMonthly;
  return compareAmounts(savingsMonthly, room) <= 0 ? savingsMonthly : room;
}

type Imported = { commitments: readonly ImportedCommitment[] | null; currency: string | null };

/** What exports say of commitments, the latest month first; of two files on one month the later one is right. */
export function toImported(imports: readonly Imported[]) {
  const told = new Map(
    imports.flatMap(({ commitments, currency }) =>
      (commitments ?? []).map((one) => [`${one.id} ${one.month}`, { ...one, currency: currency ?? "USD" }] as const),
    ),
  );
  return [...told.values()]
    .map((one) => ({ ...one, utilisation: shareOf(one.used, addAmounts(one.used, one.unused)) }))
    .sort((a, b) => (a.month === b.month ? (a.id < b.id ? -1 : 1) : a.month > b.month ? -1 : 1))
    .slice(0, IMPORTED_MAX);
}

/** Days of AWS's average month (finops study, §3). */
const MONTH_DAYS = 30.44;

export type Room = { product: string; onDemandMonthly: string };

/** Of each product that something is committed to: what a month of it still costs on demand. */
export function roomBesideCommitments(rows: readonly Row[]): Room[] {
  const plans = merge(rows.map(({ reading }) => reading.plans));
  const reserved: string[] = merge(rows.map(({ reading }) => reading.reservations)).holdings.map(({ product }) =>
    planProduct(product),
  );
  return plans.coverage.flatMap(({ product, days }) => {
    const isCommitted = reserved.includes(product) || days.some(({ covered }) => compareAmounts(covered, "0") > 0);
    if (!isCommitted || days.length === 0) return [];
    const onDemand = sumOf(days, ({ onDemandCost }) => onDemandCost ?? "0");
    return [{ product, onDemandMonthly: timesAmount(onDemand, (MONTH_DAYS / days.length).toFixed(6)) }];
  });
}

export type Row = {
  accountId: string;
  accountName: string;
  currency: string;
  reading: CommitmentReading;
  readAt: Date;
};

/** Everything that is known of commitments, over every connection; a thing that two of them tell counts once. */
export function toCommitments(now: Date, rows: readonly Row[]) {
  const plans = merge(rows.map(({ reading }) => reading.plans));
  const reservations = merge(rows.map(({ reading }) => reading.reservations));
  const holdings = [...plans.holdings, ...reservations.holdings]
    .map((holding) => toHolding(holding, now))
    .sort((a, b) => (a.daysLeft ?? Number.POSITIVE_INFINITY) - (b.daysLeft ?? Number.POSITIVE_INFINITY));
  const [first] = rows;
  return {
    currency: first?.currency ?? "USD",
    from: rows.reduce<Day | null>((day, { reading }) => (!day || reading.from < day ? reading.from : day), null),
    to: rows.reduce<Day | null>((day, { reading: { until } }) => {
      const last = addDays(until, -1);
      return !day || last > day ? last : day;
    }, null),
    readAt: rows.reduce<Date | null>((at, { readAt }) => (!at || readAt < at ? readAt : at), null),
    problems: rows.flatMap(({ accountId, accountName, reading }) =>
      [...new Set([reading.plans.problem, reading.reservations.problem])].flatMap((problem) =>
        problem === null ? [] : [{ accountId, accountName, problem }],
      ),
    ),
    plans: toUse(plans.use, plans.holdings),
    reservations: toUse(reservations.use, reservations.holdings),
    coverage: [...plans.coverage, ...reservations.coverage].map(toCoverage),
    holdings,
    hints: plans.coverage.flatMap((coverage) => purchaseHint(coverage, plans.holdings) ?? []),
  };
}

function merge(parts: readonly CommitmentReading["plans"][]) {
  const holdings = new Map(parts.flatMap((part) => part.holdings ?? []).map((holding) => [holding.id, holding]));
  const use = Map.groupBy(
    parts.flatMap((part) => part.use ?? []),
    ({ day }) => day,
  );
  const coverage = Map.groupBy(
    parts.flatMap((part) => part.coverage ?? []),
    ({ product }) => product,
  );
  return {
    holdings: [...holdings.values()],
    use: [...use].map(
      ([day, days]): UseDay => ({
        day,
        committed: sumOf(days, (each) => each.committed),
        used: sumOf(days, (each) => each.used),
      }),
    ),
    coverage: [...coverage.values()].flatMap((same): Coverage[] => {
      const [one] = same;
      if (!one) return [];
      const days = Map.groupBy(
        same.flatMap((each) => each.days),
        ({ day }) => day,
      );
      return [
        {
          ...one,
          days: [...days].map(([day, each]) => ({
            day,
            covered: sumOf(each, ({ covered }) => covered),
            total: sumOf(each, ({ total }) => total),
            onDemandCost: each.some(({ onDemandCost }) => onDemandCost === null)
              ? null
              : sumOf(each, ({ onDemandCost }) => onDemandCost ?? "0"),
          })),
        },
      ];
    }),
  };
}
