import { compareAmounts, fromUnits, type Money, toUnits } from "../../../base/money.ts";
import { type Price, scaled, total } from "../../../inventory/prices.ts";
import { fail, type Saving, type Severity, type Verdict } from "../../rule.ts";

type More = { evidence?: Record<string, unknown>; beside?: Saving["beside"] };

/** A FAIL that names its price: what a month without the finding saves, and how that was reckoned. */
export function saves(price: Price, message: string, formula: string, evidence?: Record<string, unknown>): Verdict {
  return savesBeside(price, message, formula, { evidence });
}

export function savesBeside(price: Price, message: string, formula: string, { evidence, beside }: More): Verdict {
  const { amount, basis, pricedAt } = price;
  const saving: Saving = { monthly: dollar(amount), basis, pricedAt, formula, ...(beside ? { beside } : {}) };
  return fail(message, { saving, ...(evidence ? { evidence } : {}) });
}

/** A range, where what AWS does not tell decides: only its lower end counts. */
export function savesUpTo(
  { least = "0", most }: { least?: string; most: Price },
  message: string,
  formula: string,
  evidence?: Record<string, unknown>,
): Verdict {
  const { amount, basis, pricedAt } = most;
  const saving: Saving = { monthly: dollar(least), upTo: dollar(amount), basis, pricedAt, formula };
  return fail(message, { saving, ...(evidence ? { evidence } : {}) });
}

/** What is paid first, what is listed second: the figure that a verdict ends with. */
export function priced(verdict: Verdict, { billed, list }: { billed: string | null; list: string | null }): Verdict {
  if (!verdict.saving) return verdict;
  const saving = atBilledCost(verdict.saving, billed, list);
  const { monthly, upTo } = saving;
  const about = upTo
    ? `Between ${dollars(monthly.amount)} and ${dollars(upTo.amount)} a month.`
    : `About ${dollars(monthly.amount)} a month${saving.basis === "effective" ? ", by what was billed" : ""}.`;
  return { ...verdict, saving, severity: severityOf(monthly.amount), message: `${verdict.message} ${about}` };
}

/**
 * A saving at list price × (what the resource was billed ÷ its list price): discounts and commitments are in the bill.
 * A bill contains the resource's surcharges, but not what is attached to it.
 */
function atBilledCost(saving: Saving, billed: string | null, list: string | null): Saving {
  if (billed === null || saving.basis === "effective" || saving.beside === "attached") return saving;
  const { beside: _, ...own } = saving;
  if (saving.beside === "surcharge" || list === null || toUnits(list) <= 0n) return own;
  const share = (money: Money) => dollar(fromUnits((toUnits(money.amount) * toUnits(billed)) / toUnits(list)));
  return {
    ...own,
    basis: "effective",
    monthly: share(saving.monthly),
    ...(saving.upTo ? { upTo: share(saving.upTo) } : {}),
    list: saving.monthly,
    formula: `(${saving.formula}) × billed ÷ list price`,
  };
}

const dollar = (amount: string): Money => ({ amount, currency: "USD" });

/** By what a month costs: below $10 low, below $100 medium, below $1,000 high. */
export function severityOf(monthly: string): Severity {
  if (compareAmounts(monthly, "10") < 0) return "low";
  if (compareAmounts(monthly, "100") < 0) return "medium";
  return compareAmounts(monthly, "1000") < 0 ? "high" : "critical";
}

export const isSaving = (price: Price) => compareAmounts(price.amount, "0") > 0;

/** What is left when `cheaper` replaces `price`; null when either is unknown. */
export const difference = (price: Price | null, cheaper: Price | null): Price | null =>
  total(price, scaled(cheaper, "-1"));

/** "70.083" → "$70.08", for sentences only. */
export function dollars(amount: string): string {
  const cents = toUnits(amount) + 50_000_000n;
  const [whole = "0", fraction = ""] = fromUnits(cents - (cents % 100_000_000n)).split(".");
  return `$${whole.replace(/\B(?=(\d{3})+$)/g, ",")}.${fraction.padEnd(2, "0")}`;
}
