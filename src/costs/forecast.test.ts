import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { detectAnomalies, oddDays } from "./anomaly.ts";
import { conformal, forecast, forecastSum } from "./forecast.ts";

const WEEK = [100, 102, 101, 103, 99, 60, 55];
/** A steady week, growing by a dollar a day, with a wobble that repeats after a prime number of days. */
const days = (count: number) =>
  Array.from({ length: count }, (_, day) => (WEEK[day % 7] ?? 0) + day + ((day * 7) % 11) / 5);

describe("forecast", () => {
  test("continues the week and half the trend", () => {
    const known = days(84);
    const { mean } = forecast(known, 7);
    const actual = days(91).slice(84);
    for (const [at, value] of actual.entries()) expect(Math.abs((mean[at] ?? 0) - value)).toBeLessThan(5);
  });

  const shapes: [string, number[], number][] = [
    ["nothing", [], 3],
    ["one day", [12], 3],
    ["a week", days(7), 14],
    ["zeros", Array(40).fill(0), 30],
    ["credits", days(40).map((value) => -value), 5],
    ["no horizon", days(40), 0],
    ["days that were not measured", days(40).map((value, at) => (at % 9 === 0 ? Number.NaN : value)), 9],
    ["an endless day", [...days(30), Number.POSITIVE_INFINITY], 9],
    ["a year to come", days(20), 366],
    ["very large costs", days(90).map((value) => value * 1e15), 30],
  ];
  for (const [name, values, horizon] of shapes)
    test(`of ${name} is finite, and 80 % lies within 95 %`, () => {
      const said = forecast(values, horizon);
      expect(Object.values(said).map((each) => each.length)).toEqual(Array(5).fill(horizon));
      expect(Object.values(said).flat().every(Number.isFinite)).toBe(true);
      for (const at of said.mean.keys()) {
        const order = [said.lower95, said.lower80, said.mean, said.upper80, said.upper95].map((each) => each[at] ?? 0);
        expect(order).toEqual([...order].sort((a, b) => a - b));
      }
    });

  test("of a fee once a month is its share of each day, and nothing when it has ended", () => {
    const fee = Array.from({ length: 180 }, (_, day) => (day % 30 === 0 ? 300 : 0));
    const { mean, lower95, upper95 } = forecast(fee, 30);
    // Croston with the correction: 0.95 × 300 ÷ 30.
    for (const value of mean) expect(value).toBeCloseTo(9.5, 6);
    expect(Math.min(...lower95)).toBe(0);
    expect(Math.max(...upper95)).toBeGreaterThan(9.5);
    expect(forecast([...fee, ...Array(95).fill(0)], 7).mean).toEqual(Array(7).fill(0));
  });

  test("after a lasting jump goes on from the new level, and takes the jump for no trend", () => {
    const known = days(90).map((value, day) => value - day + (day < 70 ? 0 : 400));
    for (const value of forecast(known, 30).mean) expect(value).toBeGreaterThan(440);
    for (const value of forecast(known, 30).mean) expect(value).toBeLessThan(520);
  });

  test("of costs that shrink to nothing never goes below it; of a young series follows its trend no farther than it was seen", () => {
    const shrinking = Array.from({ length: 60 }, (_, day) => Math.max(0, 300 - 6 * day));
    expect(Math.min(...Object.values(forecast(shrinking, 60)).flat())).toBe(0);
    const { mean } = forecast([1, 2, 3, 4, 5], 90);
    expect(Math.max(...mean)).toBeLessThan(10);
  });

  test("of a service that began lately knows only its own days", () => {
    const late = [...Array(80).fill(0), ...days(30)];
    expect(forecast(late, 7)).toEqual(forecast(days(30), 7));
  });

  // It does not move with it: what is strange is a share of the level, and that is another seven dollars higher.
  test("grows with its series", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 400, max: 1000 }), { minLength: 15, maxLength: 60 }),
        fc.integer({ min: 1, max: 50 }),
        (values, factor) => {
          const plain = forecast(values, 5);
          const scaled = forecast(
            values.map((value) => value * factor),
            5,
          );
          for (const [at, value] of plain.mean.entries()) {
            expect(scaled.mean[at] ?? 0).toBeCloseTo(value * factor, 4);
            expect(scaled.upper95[at] ?? 0).toBeCloseTo((plain.upper95[at] ?? 0) * factor, 4);
          }
        },
      ),
      { numRuns: Number(process.env.RUNS ?? 50) },
    );
  });

  test("moves with a series that has no strange day", () => {
    const moved = forecast(
      days(60).map((value) => value + 700),
      5,
    );
    for (const [at, value] of forecast(days(60), 5).mean.entries())
      expect(moved.mean[at] ?? 0).toBeCloseTo(value + 700, 4);
  });
});

test("a sum says how sure it is only when it has been wrong often enough", () => {
  expect(forecastSum(days(25), { days: 10 }).errors).toBeNull();
  expect(forecastSum(days(90), { days: 10 }).errors?.length).toBe(56);
  expect(forecastSum(days(90), { days: 0 })).toEqual({ mean: 0, errors: [0] });
});

test("the conformal width is the rank that one more error would have", () => {
  expect(conformal([3, -1, 2, -4], 0.6)).toBe(3);
  expect(conformal([3, -1, 2, -4], 0.95)).toBe(4);
  expect(conformal([], 0.8)).toBe(0);
});

describe("anomalies", () => {
  const changed = (at: number, factor: number, { count = 60, lasts = 1 } = {}) =>
    days(count).map((value, day) => (day >= at && day < at + lasts ? value * factor : value));

  test("none in a steady week that grows", () => expect(detectAnomalies(days(90))).toEqual([]));
  test("none in days that nothing is known before", () =>
    expect(detectAnomalies(changed(20, 9, { count: 28 }))).toEqual([]));
  for (const [word, factor] of [
    ["dear", 1.6],
    ["lost", 0.1],
  ] as const)
    test(`a ${word} day is found, on its day only, with what was expected`, () => {
      const [found, ...more] = detectAnomalies(changed(45, factor));
      expect(more).toEqual([]);
      expect([found?.index, Math.sign(found?.score ?? 0)]).toEqual([45, Math.sign(factor - 1)]);
      expect(Math.abs((found?.expected ?? 0) - (days(60)[45] ?? 0))).toBeLessThan(6);
    });
  test("a holiday is not told: a drop of one day that is back the day after", () =>
    expect(detectAnomalies(changed(45, 0.5))).toEqual([]));
  test("a drop that lasts is told once, on its second day", () =>
    expect(detectAnomalies(changed(45, 0.5, { lasts: 3 })).map(({ index }) => index)).toEqual([46]));
  test("all days of a drop from the one that tells are told; its first is not", () => {
    const told = oddDays(changed(45, 0.5, { lasts: 3 })).map(({ index, isTold }) => [index, isTold]);
    expect(told).toEqual([
      [45, false],
      [46, true],
      [47, true],
    ]);
  });
  test("a dear day after a cheap one is a story of its own", () => {
    const values = changed(45, 0.5).map((value, day) => (day === 46 ? value * 2 : value));
    expect(detectAnomalies(values).map(({ index }) => index)).toEqual([46]);
  });
  test("a new level is odd for four days and told once, then it is the level", () => {
    const shifted = days(80).map((value, day) => (day >= 50 ? value + 150 : value));
    expect(oddDays(shifted).map(({ index }) => index)).toEqual([50, 51, 52, 53]);
    expect(detectAnomalies(shifted).map(({ index }) => index)).toEqual([50]);
  });
});
