import { expect, test } from "bun:test";
import { describeOutcome, jobTitle } from "./words.ts";

const job = { state: "done" as const, progress: null, outcome: null, error: null };

test("titles", () => {
  expect(jobTitle("costs.sync", new Map([["costs.sync", "Sync costs"]]))).toBe("Sync costs");
  expect(jobTitle("inventory.scan-service")).toBe("Inventory: scan service");
});

test("outcomes in words", () => {
  expect(describeOutcome({ ...job, outcome: { resources: 1284, newLines: 3, note: "x" } })).toBe(
    "1,284 resources, 3 new lines",
  );
  expect(describeOutcome({ ...job, state: "failed", error: { message: "AWS limited the call." } })).toBe(
    "AWS limited the call.",
  );
  expect(describeOutcome({ ...job, state: "running", progress: { done: 1, total: 2, message: "Reading ec2" } })).toBe(
    "Reading ec2",
  );
  expect(describeOutcome({ ...job, state: "queued", error: { message: "AWS limited the call." } })).toContain(
    "try again",
  );
});
