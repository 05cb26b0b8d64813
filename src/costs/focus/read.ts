import * as z from "zod";
import { CHARGE_CATEGORIES, type ChargeCategory } from "../../../db/schema/costs.ts";
import { toUnits } from "../../base/money.ts";
import { laneOf } from "../lanes.ts";
import { NULL_WORD } from "./columns.ts";

/** A charge as the ledger takes it; amounts in units of 10⁻¹⁰ of the currency, null = the file does not tell. */
export type Charge = {
  day: string;
  subAccountId: string;
  subAccountName: string | null;
  service: string;
  chargeCategory: ChargeCategory;
  chargeClass: string;
  region: string;
  resourceId: string;
  usageType: string;
  tags: Record<string, string>;
  currency: string;
  provider: string;
  unblended: bigint;
  amortized: bigint;
  netUnblended: bigint;
  netAmortized: bigint;
  listCost: bigint | null;
  contractedCost: bigint | null;
};

/** Values of a line by column; "" = null. Written lenient: what writers get wrong in harmless ways is read as meant. */
export type Row = ReadonlyMap<string, string>;
type Format = { name: string; isFocus: boolean; needs: readonly string[]; read(row: Row): Charge };

/** Why a line cannot be read. */
export class BadLine extends Error {
  override readonly name = "BadLine";
}

const clean = (value: string | undefined) => (value === undefined || NULL_WORD.test(value) ? "" : value.trim());

const REMEMBERED_MAX = 1000;
/** Lines beside each other repeat their hour and their tags. Pure functions only; it never keeps many. */
function remembered<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    if (known.size >= REMEMBERED_MAX) known.clear();
    const value = read(text);
    known.set(text, value);
    return value;
  };
}

/** The format of a file by its header, or the columns without which no format is left. */
export function formatOf(header: readonly string[]): { format: Format } | { missing: string[] } {
  const present = new Set(header);
  const [best] = [FOCUS, CUR]
    .map((format) => ({ format, missing: format.needs.filter((name) => !present.has(name)) }))
    .sort((a, b) => a.missing.length / a.format.needs.length - b.missing.length / b.format.needs.length);
  if (!best || best.missing.length > 0) return { missing: best?.missing ?? [] };
  return { format: best.format };
}

/** CUR's two spellings are one: lineItem/UsageStartDate → line_item_usage_start_date. FOCUS names stay. */
export const columnName = (name: string): string => {
  const text = name.trim();
  if (!text.includes("/") || text.startsWith("resourceTags/")) return text;
  return text
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll("/", "_")
    .toLowerCase();
};

const FOCUS: Format = {
  name: "FOCUS",
  isFocus: true,
  needs: ["BilledCost", "EffectiveCost", "ChargeCategory", "ChargePeriodStart", "BillingCurrency", "ServiceName"],
  read(row) {
    const value = (name: string) => clean(row.get(name));
    const [billed, effective] = [amount(row, "BilledCost"), amount(row, "EffectiveCost")];
    return {
      day: dayOf(value("ChargePeriodStart"), "ChargePeriodStart"),
      subAccountId: required(value("SubAccountId") || value("BillingAccountId"), "SubAccountId"),
      subAccountName: value("SubAccountName") || null,
      service: value("ServiceName") || UNNAMED,
      chargeCategory: categoryOf(value("ChargeCategory")),
      chargeClass: /^correction$/i.test(value("ChargeClass")) ? "Correction" : "",
      region: value("RegionId"),
      resourceId: value("ResourceId"),
      usageType: value("x_UsageType") || value("SkuMeter"),
      tags: tagsOf(value("Tags")),
      currency: currencyOf(value("BillingCurrency")),
      provider: value("ProviderName") || "unknown",
      // FOCUS tells costs after every discount only: its gross halves are its net ones.
      unblended: billed,
      netUnblended: billed,
      amortized: effective,
      netAmortized: effective,
      listCost: optionalAmount(row, "ListCost"),
      contractedCost: optionalAmount(row, "ContractedCost"),
    };
  },
};

const CUR: Format = {
  name: "Cost and Usage Report",
  isFocus: false,
  needs: [
    ...["line_item_usage_start_date", "line_item_usage_account_id", "line_item_line_item_type"],
    ...["line_item_unblended_cost", "line_item_currency_code", "line_item_product_code"],
  ],
  read(row) {
    const value = (name: string) => clean(row.get(name));
    const type = value("line_item_line_item_type");
    const unblended = amount(row, "line_item_unblended_cost");
    const netUnblended = optionalAmount(row, "line_item_net_unblended_cost") ?? unblended;
    return {
      day: dayOf(value("line_item_usage_start_date"), "line_item_usage_start_date"),
      subAccountId: required(value("line_item_usage_account_id"), "line_item_usage_account_id"),
      subAccountName: value("line_item_usage_account_name") || null,
      service: serviceOf(row),
      chargeCategory: laneOf(type),
      chargeClass: "",
      region: value("product_region_code") || value("product_region"),
      resourceId: value("line_item_resource_id"),
      usageType: value("line_item_usage_type"),
      tags: curTags(row),
      currency: currencyOf(value("line_item_currency_code")),
      provider: "AWS",
      unblended,
      netUnblended,
      amortized: amortized(row, type, unblended, ""),
      netAmortized: amortized(row, type, netUnblended, "net_"),
      listCost: optionalAmount(row, "pricing_public_on_demand_cost"),
      contractedCost: null,
    };
  },
};
const UNNAMED = "Unnamed service";

/** Amortised cost of a CUR line (finops study, 2.5, after OpenCost's and AWS's own queries); `net` chooses the columns after discounts. */
function amortized(row: Row, type: string, plain: bigint, net: "" | "net_"): bigint {
  const either = (name: string, gross: string) =>
    (net && optionalAmount(row, name)) || optionalAmount(row, gross) || 0n;
  switch (type) {
    case "SavingsPlanCoveredUsage":
      return either("savings_plan_net_savings_plan_effective_cost", "savings_plan_savings_plan_effective_cost");
    case "SavingsPlanRecurringFee":
      return (
        (optionalAmount(row, "savings_plan_total_commitment_to_date") ?? 0n) -
        (optionalAmount(row, "savings_plan_used_commitment") ?? 0n)
      );
    case "SavingsPlanNegation":
    case "SavingsPlanUpfrontFee":
      return 0n;
    case "DiscountedUsage":
      return either("reservation_net_effective_cost", "reservation_effective_cost");
    case "RIFee":
      return (
        either(
          "reservation_net_unused_amortized_upfront_fee_for_billing_period",
          "reservation_unused_amortized_upfront_fee_for_billing_period",
        ) + either("reservation_net_unused_recurring_fee", "reservation_unused_recurring_fee")
      );
    case "Fee":
      return clean(row.get("reservation_reservation_a_r_n") ?? row.get("reservation_reservation_arn")) ? 0n : plain;
    default:
      return plain;
  }
}

/** Cost Explorer calls EC2 by two names: its machines, and everything else. */
function serviceOf(row: Row): string {
  const value = (name: string) => clean(row.get(name));
  const code = value("line_item_product_code");
  if (code === "AmazonEC2")
    return /BoxUsage|SpotUsage|DedicatedUsage|HostUsage|ComputeSP|HeavyUsage/.test(value("line_item_usage_type"))
      ? "Amazon Elastic Compute Cloud - Compute"
      : "EC2 - Other";
  return value("product_product_name") || code || UNNAMED;
}

function curTags(row: Row): Record<string, string> {
  const whole = tagsOf(clean(row.get("resource_tags")));
  const tags: Record<string, string> = {};
  for (const [name, value] of Object.entries(whole)) tags[name.replace(/^user[_:]/, "")] = value;
  for (const [name, value] of row)
    if (name.startsWith("resourceTags/user:") && clean(value)) tags[name.slice("resourceTags/user:".length)] = value;
  return tags;
}

const Tags = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
/** A list of tags that is none is no reason to lose a charge: the report names it. */
const tagsOf = remembered((text: string): Record<string, string> => {
  if (!text) return {};
  try {
    const parsed = Tags.safeParse(JSON.parse(text));
    if (!parsed.success) return {};
    const entries = Object.entries(parsed.data).filter(([, value]) => value !== null && value !== "");
    // Sorted, so that the same tags are the same line.
    return Object.fromEntries(entries.map(([key, value]): [string, string] => [key, String(value)]).sort());
  } catch {
    return {};
  }
});

function categoryOf(text: string): ChargeCategory {
  const known = CHARGE_CATEGORIES.find((category) => category.toLowerCase() === text.toLowerCase());
  if (!known) throw new BadLine(`ChargeCategory is ${quoted(text)}, which is none of ${CHARGE_CATEGORIES.join(", ")}.`);
  return known;
}

function dayOf(text: string, column: string): string {
  const day = instantDay(text);
  if (!day) throw new BadLine(`${column} is ${quoted(text)}, which is no date.`);
  return day;
}
const instantDay = remembered((text: string): string | null => {
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})(?:[T ](.*))?$/.exec(text) ?? [];
  // A time without a zone is UTC, as AWS bills.
  const zoned = time && !/(Z|[+-]\d{2}:?\d{2}| UTC)$/.test(time) ? `${day}T${time}Z` : text.replace(" UTC", "Z");
  const at = Date.parse(day && !time ? `${day}T00:00:00Z` : zoned);
  return day && !Number.isNaN(at) ? new Date(at).toISOString().slice(0, 10) : null;
});

function amount(row: Row, column: string): bigint {
  const read = optionalAmount(row, column);
  if (read === null) throw new BadLine(`${column} is empty.`);
  return read;
}
/** No bill has amounts of twelve digits: a number that long is a broken column. */
const AMOUNT_MAX = 10n ** 22n;
function optionalAmount(row: Row, column: string): bigint | null {
  const text = clean(row.get(column));
  if (text === "") return null;
  if (text.length > 60 || /[eE][+-]?\d{3,}$/.test(text))
    throw new BadLine(`${column} is ${quoted(text)}, which is no amount.`);
  let units: bigint;
  try {
    units = toUnits(text.replace(/^\+/, ""));
  } catch {
    throw new BadLine(`${column} is ${quoted(text)}, which is no amount.`);
  }
  if (units > AMOUNT_MAX || units < -AMOUNT_MAX) throw new BadLine(`${column} is ${quoted(text)}, which is too much.`);
  return units;
}
function required(text: string, column: string): string {
  if (!text) throw new BadLine(`${column} is empty.`);
  return text.slice(0, 200);
}
function currencyOf(text: string): string {
  if (!/^[A-Za-z]{3}$/.test(text)) throw new BadLine(`The currency is ${quoted(text)}, which is no ISO 4217 code.`);
  return text.toUpperCase();
}
const quoted = (text: string) => JSON.stringify(text.slice(0, 40));
