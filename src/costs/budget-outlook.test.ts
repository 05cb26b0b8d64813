import { describe, expect, test } from "bun:test";
import { crossedLines, periodOf, toBudgetOutlook } from "./budget-outlook.ts";
import { toOutlook } from "./outlook.ts";

/** Ten dollars a day, a little more or less, until the 20th of a month of 30 days. */
const known = Array.from({ length: 80 }, (_, day) => 10 + ((day * 5) % 7) / 10 - 0.3);
const at = { from: "2026-11-20", today: "2026-11-21", spent: 200, known };

describe("a budget", () => {
  test("far above the month is never passed, far below it always", () => {
    expect(toBudgetOutlook({ ...at, limit: 400 })).toMatchObject({
      month: "2026-11-01",
      spent: "200.00",
      probability: 0,
    });
    expect(toBudgetOutlook({ ...at, limit: 250 }).probability).toBe(1);
    expect(Number(toBudgetOutlook({ ...at, limit: 400 }).expected)).toBeCloseTo(300, -1);
  });
  test("is passed for certain once it is spent, whatever was foretold", () =>
    expect(toBudgetOutlook({ ...at, spent: 500, limit: 400 })).toMatchObject({ expected: "500.00", probability: 1 }));
  test("without a past has no forecast and no probability", () =>
    expect(toBudgetOutlook({ ...at, known: known.slice(0, 9), limit: 400 })).toEqual({
      month: "2026-11-01",
      spent: "200.00",
      expected: null,
      band: null,
      probability: null,
    }));

  const lines: [spent: string, probability: number | null, crossed: string[]][] = [
    ["79.99", null, []],
    ["80.00", 0.49, ["actual80"]],
    ["10.00", 0.5, ["forecast"]],
    ["100.00", 0, ["actual80"]],
    ["100.01", 1, ["actual80", "actual100", "forecast"]],
  ];
  for (const [spent, probability, crossed] of lines)
    test(`of 100 with ${spent} spent and probability ${probability} has crossed ${crossed.join(", ") || "nothing"}`, () =>
      expect(crossedLines({ month: "2026-11-01", spent, expected: null, band: null, probability }, 100)).toEqual(
        crossed as ReturnType<typeof crossedLines>,
      ));
});

describe("the period of a budget", () => {
  const at = { from: "2026-11-20", today: "2026-11-21" };
  const cases = [
    ["day", at, "2026-11-19", "2026-11-20"],
    ["month", at, "2026-11-01", "2026-12-01"],
    ["quarter", at, "2026-10-01", "2027-01-01"],
    ["quarter", { from: "2026-03-30", today: "2026-03-31" }, "2026-01-01", "2026-04-01"],
  ] as const;
  for (const [period, now, from, until] of cases)
    test(`${period} at ${now.today}`, () => expect(periodOf(period, now)).toEqual({ from, until }));
});

test("on the first of a month the month's end is that month's, though none of it is known", () => {
  const outlook = toOutlook(known, "2026-11-30", "2026-12-01");
  expect(outlook?.month).toMatchObject({ month: "2026-12-01", known: "0.00" });
  expect(Number(outlook?.month.mean)).toBeCloseTo(310, -1);
});
