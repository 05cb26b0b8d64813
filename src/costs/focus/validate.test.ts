import { describe, expect, test } from "bun:test";
import { FOCUS_COLUMNS } from "./columns.ts";
import { brokenHeader, brokenRules } from "./validate.ts";

const VALUES = { String: "x", Decimal: "1", "Date/Time": "2026-11-01T00:00:00Z", JSON: '{"a":"b"}' };
/** A line in which every column of FOCUS 1.2 has a value that its rules allow. */
const full = () => {
  const row = new Map(FOCUS_COLUMNS.map(({ name, type, values }) => [name, values?.[0] ?? VALUES[type]]));
  for (const column of FOCUS_COLUMNS) if (column.name.endsWith("Currency")) row.set(column.name, "USD");
  return row.set("ChargePeriodEnd", "2026-11-02T00:00:00Z").set("BillingPeriodEnd", "2026-12-01T00:00:00Z");
};

describe("each of the 57 columns", () => {
  test("a line that keeps every rule breaks none", () => {
    expect(FOCUS_COLUMNS).toHaveLength(57);
    expect(brokenHeader([...full().keys()])).toEqual([]);
    expect(brokenRules(full())).toEqual([]);
  });
  for (const { name, mayBeNull, type, values, level } of FOCUS_COLUMNS)
    test(name, () => {
      const broken = (value: string) => brokenRules(full().set(name, value)).filter(({ column }) => column === name);
      expect(broken("NULL")).toMatchObject([{ rule: "null is an empty value, not a word" }]);
      if (!mayBeNull) expect(broken("")).toMatchObject([{ rule: "must not be null" }]);
      if (values) expect(broken("Something")).toMatchObject([{ rule: expect.stringMatching(/^must be one of/) }]);
      if (type === "Decimal") expect(broken("1,5")).toMatchObject([{ rule: "must be a plain decimal" }]);
      if (type === "Date/Time")
        expect(broken("2026-11-01 00:00:00")).toMatchObject([{ rule: expect.stringMatching(/^must be ISO 8601/) }]);
      if (type === "JSON") expect(broken("[1]")).toMatchObject([{ rule: "must be a JSON object of keys and values" }]);
      const without = [...full().keys()].filter((each) => each !== name);
      expect(brokenHeader(without).map(({ column }) => column)).toEqual(level === "Mandatory" ? [name] : []);
    });
});

describe("conditions between columns", () => {
  const cases: [change: Record<string, string>, column: string, rule: string][] = [
    [{ CommitmentDiscountId: "" }, "CommitmentDiscountType", "must be null where CommitmentDiscountId is"],
    [
      { CommitmentDiscountStatus: "" },
      "CommitmentDiscountStatus",
      "must not be null where CommitmentDiscountId is not",
    ],
    [{ ConsumedQuantity: "" }, "ConsumedUnit", "must be null where ConsumedQuantity is"],
    [{ PricingUnit: "" }, "PricingUnit", "must not be null where PricingQuantity is not"],
    [{ RegionName: "" }, "RegionName", "must not be null where RegionId is not"],
    [{ SubAccountId: "" }, "SubAccountType", "must be null where SubAccountId is"],
    [
      { ChargePeriodEnd: "2026-11-01T00:00:00Z" },
      "ChargePeriodEnd",
      "must lie after ChargePeriodStart (it is exclusive)",
    ],
    [
      { BillingPeriodEnd: "2026-10-01T00:00:00Z" },
      "BillingPeriodEnd",
      "must lie after BillingPeriodStart (it is exclusive)",
    ],
  ];
  for (const [change, column, rule] of cases)
    test(`${column} ${rule}`, () => {
      const row = full();
      for (const [name, value] of Object.entries(change)) row.set(name, value);
      expect(brokenRules(row)).toContainEqual(expect.objectContaining({ column, rule }));
    });
  test("a purchase of a commitment has no status", () => {
    const row = full().set("ChargeCategory", "Purchase").set("CommitmentDiscountStatus", "");
    expect(brokenRules(row)).toEqual([]);
  });
});
