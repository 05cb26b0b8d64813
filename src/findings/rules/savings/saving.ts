import { compareAmounts, fromUnits, toUnits } from "../../../base/money.ts";
import { type Price, scaled, total } from "../../../inventory/prices.ts";
import { fail, type Severity, type Verdict } from "../../rule.ts";

/** A FAIL that names its price: what a month without the finding saves, and how that was reckoned. */
export function saves(price: Price, message: string, formula: string, evidence?: Record<string, unknown>): Verdict {
  return fail(`${message} About ${dollars(price.amount)} a month.`, {
    severity: severityOf(price.amount),
    saving: {
      monthly: { amount: price.amount, currency: "USD" },
      basis: price.basis,
      pricedAt: price.pricedAt,
      formula,
    },
    ...(evidence ? { evidence } : {}),
  });
}

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
