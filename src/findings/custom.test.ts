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
    ["facts.__proto__: x", "Begin with"],
    ["constructor.name: x", "Begin with"],
    ["tags.Owner: { $regex: '^(a+)+$' }", "not known"],
    ["$where: 'while(true){}'", "not known here"],
    ["$not: [{ tags.Owner: x }]", "not a list"],
  ])("%s is refused", (condition, sentence) => {
    const { problems } = readCondition(condition);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems[0]?.message).toContain(sentence);
  });
});

test("a path that is not known is told with its place; the paths of an item begin at the item", () => {
  const { problems } = readCondition("$all:\n  - tags.Owner: x\n  - $not:\n      colour: red\n");
  expect(problems).toMatchObject([{ line: 4, message: expect.stringContaining("colour is not known") }]);
  expect(verdict("config.Rules: { $contains: { Days: 3 } }").status).toBe("PASS");
  expect(verdict("{ $not: { config.Rules: { $contains: { Days: 4 } } } }").status).toBe("PASS");
});

test("keys that mean something to JavaScript are absent like any other", () => {
  for (const path of ["config.constructor.name", "tags.__proto__", "config.toString", "tags.hasOwnProperty"])
    expect(verdict(`${path}: { $exists: true }`).status).toBe("FAIL");
});
