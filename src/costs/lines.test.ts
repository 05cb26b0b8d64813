import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type DayLine, diffLines, keyOf, settledDays } from "./lines.ts";

const line = (day: string, amount: string, more: Partial<DayLine> = {}): DayLine => ({
  day,
  service: "AWS Lambda",
  subAccountId: "210000000042",
  chargeCategory: "Usage",
  currency: "USD",
  isEstimated: true,
  unblended: amount,
  amortized: amount,
  netUnblended: amount,
  netAmortized: amount,
  ...more,
});
const amounts = (amount: string) => ({
  unblended: amount,
  amortized: amount,
  netUnblended: amount,
  netAmortized: amount,
});
const SETTLED = { from: "2026-10-01", until: "2026-11-19" };

describe("diffLines", () => {
  const cases: {
    name: string;
    stored: DayLine[];
    fetched: DayLine[];
    upserts: number;
    removals: number;
    restated: [string | null, string | null][];
    settled?: null;
  }[] = [
    {
      name: "a first read is all new, and nothing is restated",
      stored: [],
      fetched: [line("2026-11-01", "1")],
      upserts: 1,
      removals: 0,
      restated: [],
      settled: null,
    },
    {
      name: "the same again writes nothing",
      stored: [line("2026-11-01", "1.50")],
      fetched: [line("2026-11-01", "1.5")],
      upserts: 0,
      removals: 0,
      restated: [],
    },
    {
      name: "a settled day that changed is restated",
      stored: [line("2026-11-01", "1")],
      fetched: [line("2026-11-01", "1.0000000001")],
      upserts: 1,
      removals: 0,
      restated: [["1", "1.0000000001"]],
    },
    {
      name: "a day that was still arriving only grows",
      stored: [line("2026-11-19", "1")],
      fetched: [line("2026-11-19", "2")],
      upserts: 1,
      removals: 0,
      restated: [],
    },
    {
      name: "a new day is no restatement",
      stored: [],
      fetched: [line("2026-11-21", "2")],
      upserts: 1,
      removals: 0,
      restated: [],
    },
    {
      name: "a late charge on a settled day is restated from nothing",
      stored: [],
      fetched: [line("2026-11-01", "9")],
      upserts: 1,
      removals: 0,
      restated: [[null, "9"]],
    },
    {
      name: "a charge that went is removed and restated to nothing",
      stored: [line("2026-11-01", "9")],
      fetched: [],
      upserts: 0,
      removals: 1,
      restated: [["9", null]],
    },
    {
      name: "a charge that became zero went",
      stored: [line("2026-11-01", "9")],
      fetched: [line("2026-11-01", "0.0000000000")],
      upserts: 0,
      removals: 1,
      restated: [["9", null]],
    },
    {
      name: "a service at zero is not stored",
      stored: [],
      fetched: [line("2026-11-01", "0")],
      upserts: 0,
      removals: 0,
      restated: [],
    },
    {
      name: "a credit is a cost below zero",
      stored: [],
      fetched: [line("2026-11-20", "-3")],
      upserts: 1,
      removals: 0,
      restated: [],
    },
    {
      name: "final is written, but is no restatement",
      stored: [line("2026-10-05", "1")],
      fetched: [line("2026-10-05", "1", { isEstimated: false })],
      upserts: 1,
      removals: 0,
      restated: [],
    },
    {
      name: "one metric is enough",
      stored: [line("2026-11-01", "1")],
      fetched: [line("2026-11-01", "1", { netAmortized: "0.9" })],
      upserts: 1,
      removals: 0,
      restated: [["1", "1"]],
    },
    {
      name: "days before what was read are a backfill",
      stored: [],
      fetched: [line("2026-09-30", "4")],
      upserts: 1,
      removals: 0,
      restated: [],
    },
    {
      name: "another account's day is another line",
      stored: [line("2026-11-01", "1")],
      fetched: [line("2026-11-01", "1"), line("2026-11-20", "1", { subAccountId: "210000000057" })],
      upserts: 1,
      removals: 0,
      restated: [],
    },
  ];
  for (const { name, stored, fetched, upserts, removals, restated, settled } of cases)
    test(name, () => {
      const difference = diffLines(stored, fetched, settled === null ? null : SETTLED);
      expect([difference.upserts.length, difference.removals.length]).toEqual([upserts, removals]);
      expect(
        difference.restatements.map(({ before, after }): [string | null, string | null] => [
          before?.unblended ?? null,
          after?.unblended ?? null,
        ]),
      ).toEqual(restated);
    });

  test("a restatement carries all four costs, before and after", () => {
    const [restatement] = diffLines([line("2026-11-01", "1")], [line("2026-11-01", "2")], SETTLED).restatements;
    expect(restatement).toEqual({
      day: "2026-11-01",
      service: "AWS Lambda",
      subAccountId: "210000000042",
      chargeCategory: "Usage",
      currency: "USD",
      before: amounts("1"),
      after: amounts("2"),
    });
  });

  test("applied to what is stored, any difference gives what was fetched; asked again, it is empty", () => {
    const lines = fc.uniqueArray(
      fc
        .record({
          day: fc.integer({ min: 1, max: 28 }),
          service: fc.constantFrom("a", "b", "c"),
          cents: fc.integer({ min: -500, max: 500 }),
          isEstimated: fc.boolean(),
        })
        .map(({ day, service, cents, isEstimated }) =>
          line(`2026-11-${String(day).padStart(2, "0")}`, (cents / 100).toFixed(2), { service, isEstimated }),
        ),
      { selector: keyOf },
    );
    fc.assert(
      fc.property(lines, lines, (stored, fetched) => {
        const { upserts, removals } = diffLines(stored, fetched, SETTLED);
        const result = new Map(stored.map((one) => [keyOf(one), one]));
        for (const one of upserts) result.set(keyOf(one), one);
        for (const one of removals) result.delete(keyOf(one));
        expect(diffLines([...result.values()], fetched, SETTLED)).toEqual({
          upserts: [],
          removals: [],
          restatements: [],
        });
        for (const one of fetched)
          if (one.unblended !== "0.00" && one.unblended !== "-0.00")
            expect(result.get(keyOf(one))?.unblended).toBe(one.unblended);
      }),
    );
  });
});

test("the last two days before a sync had not settled", () => {
  expect(settledDays({ coveredFrom: "2026-10-01", syncedAt: new Date("2026-11-21T06:00:00Z") })).toEqual(SETTLED);
});
