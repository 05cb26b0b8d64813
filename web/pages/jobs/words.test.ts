import { expect, test } from "bun:test";
import { describeOutcome, jobSubject } from "./words.ts";

const job = { state: "done" as const, progress: null, outcome: null, error: null };
const progress = { done: 1, total: 2, message: "Reading ec2" };
const error = { message: "AWS limited the call." };

test("the subject is what of the key means something", () => {
  expect(jobSubject("01a1fbe1-9f2e-7ee6-bf5f-3ab438072a01 us-west-2 ec2")).toBe("us-west-2 ec2");
  expect(jobSubject("01a1fbe1-9f2e-7ee6-bf5f-3ab438072a01")).toBe("");
});

test.each([
  [{ ...job, outcome: { resources: 1284, newLines: 3, changed: 0, note: "x" } }, "1,284 resources, 3 new lines"],
  [{ ...job, outcome: { resources: 1, new: 1 } }, "1 resource, 1 new"],
  [{ ...job, outcome: { resources: 0, new: 0 } }, "Nothing there"],
  [{ ...job, outcome: { coveredFrom: "2025-10-01" }, progress }, "Reading ec2"],
  [{ ...job, state: "failed" as const, error }, "AWS limited the call."],
  [{ ...job, state: "running" as const, progress }, "Reading ec2"],
  [{ ...job, state: "queued" as const, error }, "Waiting to try again: AWS limited the call."],
])("%j", (described, words) => expect(describeOutcome(described)).toBe(words));
