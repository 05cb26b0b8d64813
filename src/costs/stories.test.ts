import { expect, test } from "bun:test";
import { partsLeft, wholesLeft } from "./stories.ts";
import type { StrangeDay } from "./strange-days.ts";

const day = (actual: number, change: Partial<StrangeDay> = {}): StrangeDay => ({
  day: "2026-11-10",
  service: "EC2",
  kind: actual > 100 ? "rise" : "drop",
  actual,
  expected: 100,
  score: 5,
  ...change,
});

test.each([
  ["most of it is told", [day(160)], 0],
  ["half of it is told", [day(150)], 0],
  ["less than half of it is told", [day(149)], 1],
  ["two parts are most of it together", [day(130), day(130, { service: "S3" })], 0],
  ["another day was told", [day(160, { day: "2026-11-11" })], 1],
  ["the other direction was told", [day(40)], 1],
  ["nothing was told", [], 1],
])("a whole is told when its parts leave something to say: %s", (_, parts, left) => {
  expect(wholesLeft([day(200, { service: "" })], parts)).toHaveLength(left);
});

test("of a part that lies mostly elsewhere, only what lies within counts", () => {
  expect(wholesLeft([day(200)], [day(300)], () => 20)).toHaveLength(1);
  expect(wholesLeft([day(200)], [day(300)], () => 80)).toHaveLength(0);
});

test("a service in an account is a story of its own only while the service is none", () => {
  expect(partsLeft([day(150)], [day(300)])).toEqual([]);
  expect(partsLeft([day(150)], [day(300, { service: "S3" }), day(40)])).toHaveLength(1);
});
