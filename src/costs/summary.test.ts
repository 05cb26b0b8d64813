import { describe, expect, test } from "bun:test";
import { comparedMonths, toDays, toSummary, wholeDays } from "./summary.ts";

describe("the month is compared with as many days of the one before", () => {
  const cases: [now: string, until: string, previousFrom: string, previousUntil: string][] = [
    ["2026-11-21T10:00:00Z", "2026-11-22", "2026-10-01", "2026-10-22"],
    ["2026-11-01T00:00:00Z", "2026-11-02", "2026-10-01", "2026-10-02"],
    ["2026-03-31T23:59:59Z", "2026-04-01", "2026-02-01", "2026-03-01"],
    ["2026-01-15T00:00:00Z", "2026-01-16", "2025-12-01", "2025-12-16"],
    ["2028-03-29T12:00:00Z", "2028-03-30", "2028-02-01", "2028-03-01"],
  ];
  for (const [now, until, from, previousUntil] of cases)
    test(now, () => {
      const { current, previous } = comparedMonths(new Date(now));
      expect([current.until, previous.from, previous.until]).toEqual([until, from, previousUntil]);
    });
});

test("a day that is not over is compared with nothing", () => {
  const cases: [now: string, until: string | null, previousUntil: string | null][] = [
    ["2026-12-01T05:00:00Z", null, null],
    ["2026-12-02T00:00:00Z", "2026-12-02", "2026-11-02"],
    ["2026-11-21T10:00:00Z", "2026-11-21", "2026-10-21"],
    ["2026-03-31T23:59:59Z", "2026-03-31", "2026-03-01"],
  ];
  const told = cases.map(([now]) => wholeDays(new Date(now)));
  expect(told.map((each) => each?.current.until ?? null)).toEqual(cases.map(([, until]) => until));
  expect(told.map((each) => each?.previous.until ?? null)).toEqual(cases.map(([, , until]) => until));
});

describe("toSummary", () => {
  const NOW = new Date("2026-11-21T10:00:00Z");
  const row = (currency: string, current: string | null, previous: string | null) => ({
    currency,
    current,
    previous,
    wholeCurrent: current,
    wholePrevious: previous,
    lastMonth: previous,
    isEstimated: true,
  });
  const sync = (syncedAt: string | null, coveredFrom: string | null) => ({
    id: "a",
    name: "a",
    syncedAt: syncedAt === null ? null : new Date(syncedAt),
    coveredFrom,
    difference: null,
    problem: null,
  });

  test("without an account the months that an import reaches are known, and no others", () => {
    const told = (from: string | null, to: string | null) => toSummary(NOW, [row("USD", "5", "7")], [], { from, to });
    expect(told("2026-10-03", "2026-11-14")).toMatchObject({
      monthToDate: { amount: "5" },
      lastMonth: { amount: "7" },
    });
    expect(told("2026-09-01", "2026-10-31")).toMatchObject({ monthToDate: null, lastMonth: { amount: "7" } });
    expect(told("2026-11-01", "2026-11-20")).toMatchObject({ monthToDate: { amount: "5" }, lastMonth: null });
    expect(told(null, null)).toMatchObject({ monthToDate: null, lastMonth: null, syncedAt: null });
  });

  test("what was not read is not zero", () => {
    expect(toSummary(NOW, [], [])).toMatchObject({ monthToDate: null, previous: null, syncedAt: null });
    expect(toSummary(NOW, [], [sync(null, null)])).toMatchObject({ monthToDate: null, previous: null });
    expect(toSummary(NOW, [row("USD", "5", null)], [sync("2026-11-21T06:00:00Z", "2026-11-01")])).toMatchObject({
      monthToDate: { amount: "5" },
      previous: null,
    });
  });
  test("what was read and cost nothing is zero", () => {
    expect(toSummary(NOW, [], [sync("2026-11-21T06:00:00Z", "2026-10-01")])).toMatchObject({
      monthToDate: { amount: "0", currency: "USD" },
      previous: { amount: "0", currency: "USD" },
    });
  });
  test("its age is that of the account that was read the longest ago", () => {
    const { syncedAt } = toSummary(
      NOW,
      [],
      [sync("2026-11-21T06:00:00Z", "2026-10-01"), sync("2026-11-19T06:00:00Z", "2026-10-01")],
    );
    expect(syncedAt).toEqual(new Date("2026-11-19T06:00:00Z"));
  });
  test("currencies are never added", () => {
    const summary = toSummary(
      NOW,
      [row("USD", "5", "4"), row("CNY", "70", "60")],
      [sync("2026-11-21T06:00:00Z", "2026-10-01")],
    );
    expect([summary.monthToDate, summary.otherCurrencies]).toEqual([
      { amount: "5", currency: "USD" },
      [{ amount: "70", currency: "CNY" }],
    ]);
  });
  test("a cent of difference to AWS's own total does not tie out", () => {
    const difference = (unblended: string) => ({ unblended, amortized: "0", netUnblended: "0", netAmortized: "0" });
    const tiesOut = (amount: string) =>
      toSummary(NOW, [], [{ ...sync("2026-11-21T06:00:00Z", "2026-10-01"), difference: difference(amount) }])
        .accounts[0]?.tiesOut;
    expect(["0", "0.0000000007", "-0.0099", "0.01", "-12"].map(tiesOut)).toEqual([true, true, true, false, false]);
  });
});

test("a day's total is the sum of its services in one currency; it is estimated when one of them is", () => {
  const row = (day: string, service: string, amount: string, isEstimated: boolean, currency = "USD") => ({
    day,
    service,
    currency,
    amount,
    isEstimated,
  });
  expect(
    toDays([
      row("2026-11-01", "a", "0.1", false),
      row("2026-11-01", "b", "0.2", true),
      row("2026-11-01", "b", "9", false, "CNY"),
      row("2026-11-02", "a", "-3", false),
    ]),
  ).toEqual({
    currency: "USD",
    otherCurrencies: ["CNY"],
    days: [
      {
        day: "2026-11-01",
        estimated: true,
        total: "0.3",
        services: [
          { service: "a", amount: "0.1" },
          { service: "b", amount: "0.2" },
        ],
      },
      { day: "2026-11-02", estimated: false, total: "-3", services: [{ service: "a", amount: "-3" }] },
    ],
  });
});
