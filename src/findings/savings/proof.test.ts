import { expect, test } from "bun:test";
import { type Done, prove } from "./proof.ts";

const DONE: Done = {
  state: "done",
  doneAt: new Date("2026-11-01T12:00:00Z"),
  expectedMonthly: "70.08",
  isBack: false,
  before: "32.2",
  after: "0",
  isCovered: true,
};
const LATER = new Date("2026-11-18T12:00:00Z");

test.each<[string, Partial<Done>, Date, string, string | null, RegExp]>([
  // 32.2 ÷ 14 × 30.44 a month before, nothing after.
  ["the cost is gone", {}, LATER, "verified", "70.012", /^$/],
  ["half of it is gone", { after: "16" }, LATER, "verified", "35.223", /^$/],
  ["less than half is gone", { after: "17" }, LATER, "done", "33.049", /less than half/],
  ["it costs more", { after: "40" }, LATER, "done", "-16.959", /less than half/],
  ["too early", {}, new Date("2026-11-17T11:59:59Z"), "done", null, /two weeks/],
  ["no bill names it", { before: null }, LATER, "done", null, /No bill names/],
  ["the bill ends before", { isCovered: false }, LATER, "done", null, /covers/],
  ["it came back", { isBack: true, state: "verified" }, LATER, "regressed", null, /again/],
])("%s", (_, change, now, state, realised, waitsFor) => {
  const proof = prove({ ...DONE, ...change }, now);
  expect(proof.state).toBe(state as typeof proof.state);
  expect(proof.realisedMonthly === null ? null : Number(proof.realisedMonthly).toFixed(3)).toBe(realised);
  expect(proof.waitsFor).toMatch(waitsFor);
});
