import { FOCUS_COLUMNS, type FocusColumn, NULL_WORD } from "./columns.ts";

export type Broken = { column: string; rule: string; value: string };

const DECIMAL = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
const BY_NAME = new Map(FOCUS_COLUMNS.map((column) => [column.name, column]));

/** What a header breaks of FOCUS 1.2: mandatory columns that are missing, and names that are neither its own nor `x_`. */
export function brokenHeader(header: readonly string[]): Broken[] {
  const present = new Set(header);
  return [
    ...FOCUS_COLUMNS.filter(({ name, level }) => level === "Mandatory" && !present.has(name)).map(({ name }) => ({
      column: name,
      rule: "is mandatory and missing",
      value: "",
    })),
    ...header
      .filter((name) => !BY_NAME.has(name) && !name.startsWith("x_"))
      .map((name) => ({ column: name, rule: "is no column of FOCUS 1.2 and does not begin with x_", value: "" })),
  ];
}

/**
 * Columns that say more of another: null when that one is, and not null when it is not (FOCUS 1.2, each column's
 * nullability). How something was used is told of usage only.
 */
const OF_ANOTHER: readonly [column: string, of: string, ofUsageOnly?: true][] = [
  ["CommitmentDiscountCategory", "CommitmentDiscountId"],
  ["CommitmentDiscountType", "CommitmentDiscountId"],
  ["CommitmentDiscountUnit", "CommitmentDiscountQuantity"],
  ["ConsumedUnit", "ConsumedQuantity"],
  ["PricingUnit", "PricingQuantity"],
  ["RegionName", "RegionId"],
  ["SubAccountType", "SubAccountId"],
  ["CapacityReservationStatus", "CapacityReservationId", true],
  ["CommitmentDiscountStatus", "CommitmentDiscountId", true],
];
const PERIODS = [
  ["ChargePeriodStart", "ChargePeriodEnd"],
  ["BillingPeriodStart", "BillingPeriodEnd"],
] as const;

function* brokenConditions(row: ReadonlyMap<string, string>): Generator<Broken> {
  const isUsage = row.get("ChargeCategory") === "Usage";
  for (const [column, of, ofUsageOnly] of OF_ANOTHER) {
    const value = row.get(column);
    const other = row.get(of);
    if (value === undefined || other === undefined) continue;
    if (other === "" && value !== "") yield { column, rule: `must be null where ${of} is`, value: value.slice(0, 80) };
    if (other !== "" && value === "" && (isUsage || !ofUsageOnly))
      yield { column, rule: `must not be null where ${of} is not`, value: "" };
  }
  for (const [from, to] of PERIODS) {
    const [start = "", end = ""] = [row.get(from), row.get(to)];
    if (INSTANT.test(start) && INSTANT.test(end) && start >= end)
      yield { column: to, rule: `must lie after ${from} (it is exclusive)`, value: end };
  }
}

/** What a line breaks of FOCUS 1.2, read strictly. Values as text; "" is null. */
export function brokenRules(row: ReadonlyMap<string, string>): Broken[] {
  const broken: Broken[] = [];
  for (const [name, value] of row) {
    const column = BY_NAME.get(name);
    const rule = column && brokenRule(column, value);
    if (rule) broken.push({ column: name, rule, value: value.slice(0, 80) });
  }
  broken.push(...brokenConditions(row));
  return broken;
}

function brokenRule({ name, mayBeNull, type, values }: FocusColumn, value: string): string | null {
  if (value === "") return mayBeNull ? null : "must not be null";
  if (NULL_WORD.test(value)) return "null is an empty value, not a word";
  if (type === "Decimal" && !DECIMAL.test(value)) return "must be a plain decimal";
  if (type === "Date/Time" && !INSTANT.test(value)) return "must be ISO 8601 in UTC, such as 2026-11-01T00:00:00Z";
  if (type === "JSON" && !isKeyValues(value)) return "must be a JSON object of keys and values";
  if (name.endsWith("Currency") && !/^[A-Z]{3}$/.test(value)) return "must be an ISO 4217 code";
  if (values && !values.includes(value))
    return `must be one of ${values.slice(0, 8).join(", ")}${values.length > 8 ? " …" : ""}`;
  return null;
}

function isKeyValues(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
