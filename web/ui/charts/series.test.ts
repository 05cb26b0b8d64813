import { expect, test } from "bun:test";
import { dayTotal, OTHER, toSeries } from "./series.ts";

const day = (values: Record<string, number>) => ({ day: "2026-11-01", values, isEstimated: false });

test("the largest keep their names, the rest is one, and no cent is lost", () => {
  const days = [day({ a: 1, b: 20, c: 3, d: 4 }), day({ a: 1, b: 2, e: 9 })];
  const { series, days: folded } = toSeries(days, 2);
  expect(series.map(({ name, total }) => [name, total])).toEqual([
    ["b", 22],
    ["e", 9],
    [OTHER, 9],
  ]);
  expect(folded.map(dayTotal)).toEqual(days.map(dayTotal));
});

test("a single name too many keeps its own name", () => {
  expect(toSeries([day({ a: 3, b: 2, c: 1 })], 2).series.map(({ name }) => name)).toEqual(["a", "b", "c"]);
});

test("nothing is nothing", () => expect(toSeries([])).toEqual({ series: [], days: [] }));
