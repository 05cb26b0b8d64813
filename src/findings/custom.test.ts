import { describe, expect, test } from "bun:test";
import { judgeCustom, readCondition } from "./custom.ts";
import { discovered } from "./rules/testing.ts";

const BUCKET = {
  ...discovered("AWS::S3::Bucket", {
    Name: "b",
    Versioning: { Status: "Enabled" },
    Rules: [{ Days: 3 }, { Days: 30 }],
  }),
  tags: { Owner: "checkout" },
  unread: { Policy: "access was denied" },
};
const verdict = (condition: string, resource: typeof BUCKET = BUCKET) => {
  const read = readCondition(condition);
  if (!read.condition) throw new Error(read.problems[0]?.message);
  return judgeCustom({ condition: read.condition }, resource);
};

test.each([
  ["config.Versioning.Status: Enabled", "PASS"],
  ["config.Versioning.Status: Suspended", "FAIL"],
  ["tags.Owner: { $exists: true }", "PASS"],
  ["tags.CostCenter: { $exists: true }", "FAIL"],
  ["config.Rules.Days: { $gte: 30 }", "PASS"],
  ["facts.region: { $hasPrefix: us- }", "PASS"],
  ["{ $any: [{ tags.Owner: search }, { tags.Owner: checkout }] }", "PASS"],
  ["{ $not: { tags.Owner: checkout } }", "FAIL"],
  ["config.Policy.Version: { $exists: true }", "UNKNOWN"],
  ["{ $not: { config.Policy.Version: { $exists: true } } }", "UNKNOWN"],
  ["facts.public: false", "UNKNOWN"],
  ["{ $any: [{ config.Policy.Version: x }, { tags.Owner: checkout }] }", "PASS"],
])("%s is %s", (condition, status) => expect(verdict(condition).status).toBe(status as "PASS"));

test("tags that were not read are unknown, not absent", () =>
  expect(verdict("tags.Owner: { $exists: true }", { ...BUCKET, tags: null as never })).toMatchObject({
    status: "UNKNOWN",
  }));

test("says what decided", () =>
  expect(verdict("tags.CostCenter: { $exists: true }").message).toBe("tags.CostCenter is not set."));

describe("a condition that would never mean anything", () => {
  test.each([
    ["Owner: x", "Begin with"],
    ["config: x", "Begin with"],
    ["facts.colour: red", "Begin with"],
    ["tags.Owner: { $matches: x }", "not known"],
    ["{", ""],
  ])("%s is refused", (condition, sentence) => {
    const { problems } = readCondition(condition);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems[0]?.message).toContain(sentence);
  });
});
