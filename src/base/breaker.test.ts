import { expect, test } from "bun:test";
import { breaker } from "./breaker.ts";

const at = (ms: number) => new Date(ms);

test("failures in a row open it; one of a pause's callers tries; a success closes it", () => {
  const guard = breaker({ failuresMax: 2, openMs: 1000 });
  guard.failed(at(0));
  guard.succeeded();
  guard.failed(at(1));
  expect(guard.admits(at(2))).toBe(true);
  guard.failed(at(3));
  expect([guard.admits(at(4)), guard.admits(at(1002))]).toEqual([false, false]);
  expect([guard.admits(at(1003)), guard.admits(at(1003)), guard.admits(at(1500))]).toEqual([true, false, false]);
  guard.failed(at(1600));
  expect([guard.admits(at(2599)), guard.admits(at(2600))]).toEqual([false, true]);
  guard.succeeded();
  expect([guard.admits(at(2601)), guard.admits(at(2601))]).toEqual([true, true]);
});

test("one who tries and is never heard of again does not keep it open for ever", () => {
  const guard = breaker({ failuresMax: 1, openMs: 1000 });
  guard.failed(at(0));
  expect([guard.admits(at(1000)), guard.admits(at(1999)), guard.admits(at(2000))]).toEqual([true, false, true]);
});
