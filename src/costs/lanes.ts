import type { ChargeCategory } from "../../db/schema/costs.ts";
import type { Cost } from "./lines.ts";

/** Lanes of Cost Explorer's RECORD_TYPE values, in lower case without spaces (finops study, 2.4). */
const LANES: Record<string, ChargeCategory> = {
  tax: "Tax",
  credit: "Credit",
  refund: "Adjustment",
  "out-of-cycle": "Adjustment",
  outofcycle: "Adjustment",
  upfront: "Purchase",
  recurring: "Purchase",
  fee: "Purchase",
  upfrontreservationfee: "Purchase",
  recurringreservationfee: "Purchase",
  "upfront/recurringreservationfee": "Purchase",
  rifee: "Purchase",
  savingsplanrecurringfee: "Purchase",
  savingsplanupfrontfee: "Purchase",
  commitment: "Purchase",
};

/**
 * Which lane a record type belongs to. Discounts, negations and what AWS invents next are part of what is used: a
 * discount in a lane of its own would make the usage beside it look dearer than it is.
 */
export const laneOf = (recordType: string): ChargeCategory =>
  LANES[recordType.toLowerCase().replace(/[\s_]+/g, "")] ?? "Usage";

/** Two standing views, and the four costs over every lane. */
export const LENSES = ["pay", "run", "unblended", "amortized", "netUnblended", "netAmortized"] as const;
export type Lens = (typeof LENSES)[number];

/** Lanes that say nothing of what runs. A commitment's fee stays: amortised, it is the part that nothing used. */
const NOT_RUNNING: readonly ChargeCategory[] = ["Tax", "Credit", "Adjustment"];

/**
 * "What we pay" is everything, as it is billed (net unblended). "What we run" is what the days used, each with its
 * share of what was paid in advance (net amortised), without taxes, credits and refunds.
 */
export function throughLens(lens: Lens): { metric: Cost; without: readonly ChargeCategory[] } {
  if (lens === "pay") return { metric: "netUnblended", without: [] };
  if (lens === "run") return { metric: "netAmortized", without: NOT_RUNNING };
  return { metric: lens, without: [] };
}
