import { describe, expect, test } from "bun:test";
import { addDays, change, formatChange, formatDuration, formatMoney, formatRelative, plural } from "./format.ts";

const usd = (amount: string) => ({ amount, currency: "USD" });

describe("money", () => {
  const cases: [string, "whole" | "cents" | "axis", string][] = [
    ["8412.4312000000", "whole", "$8,412"],
    ["8412.4312000000", "cents", "$8,412.43"],
    ["12.5", "whole", "$12.50"],
    ["0.0000000001", "cents", "$0.00"],
    ["-3.5", "cents", "-$3.50"],
    ["1200", "axis", "$1.2K"],
    ["200", "axis", "$200"],
  ];
  test.each(cases)("%s as %s is %s", (amount, style, text) => expect(formatMoney(usd(amount), style)).toBe(text));
});

describe("time", () => {
  const now = new Date("2026-11-20T12:00:00Z");
  const cases: [string, string][] = [
    ["2026-11-20T11:59:50Z", "just now"],
    ["2026-11-20T11:59:10Z", "1 minute ago"],
    ["2026-11-20T11:18:00Z", "42 minutes ago"],
    ["2026-11-20T17:17:00Z", "in 5 hours"],
    ["2026-11-19T11:00:00Z", "yesterday"],
    ["2025-11-01T11:00:00Z", "last year"],
  ];
  test.each(cases)("%s is %s", (at, text) => expect(formatRelative(new Date(at), now)).toBe(text));
  test("a month's end is passed", () => expect(addDays("2026-10-31", 1)).toBe("2026-11-01"));
});

test("a change against nothing is no change, not infinity", () => {
  expect(change("5", "0")).toBeNull();
  expect(formatChange(change("106.4", "100") ?? 0)).toBe("+6.4%");
});

test("words", () => {
  expect(plural(1, "resource")).toBe("1 resource");
  expect(plural(1284, "resource")).toBe("1,284 resources");
  expect(formatDuration(72_000)).toBe("1m 12s");
  expect(formatDuration(240)).toBe("240 ms");
});
