import { expect, test } from "bun:test";
import type { Json } from "../inventory/resource-type.ts";
import { fields, judge, judgeAll, rulesFor } from "./judge.ts";
import type { AnyRule } from "./rule.ts";
import imdsv2 from "./rules/compliance/ec2-imdsv2.ts";
import requiredTags from "./rules/compliance/required-tags.ts";
import { RULES } from "./rules/index.ts";
import ec2Idle from "./rules/savings/ec2-idle.ts";
import { CONTEXT, discovered } from "./rules/testing.ts";

const INSTANCE: Record<string, Json> = {
  State: { Name: "running" },
  MetadataOptions: { HttpTokens: "required" },
  InstanceType: "m5.large",
  LaunchTime: "2026-08-01T00:00:00Z",
};
const instance = discovered("AWS::EC2::Instance", INSTANCE);

test("data that was read is judged", () => {
  expect(judge(imdsv2, instance, CONTEXT).status).toBe("PASS");
});

test.each<[string, AnyRule, ReturnType<typeof discovered>, RegExp]>([
  [
    "a field of the rule that was not read",
    imdsv2,
    { ...instance, unread: { MetadataOptions: "access denied" } },
    /access denied/,
  ],
  [
    "tags that were refused",
    requiredTags,
    { ...instance, tags: null, unread: { tags: "access denied" } },
    /access denied/,
  ],
  ["tags that are missing without a reason", requiredTags, { ...instance, tags: null }, /tags were not read/],
  ["metrics that were refused", ec2Idle, { ...instance, unread: { metrics: "throttled" } }, /throttled/],
  ["metrics without datapoints", ec2Idle, { ...instance, metrics: { cpuAverage14d: null } }, /0 of the 30 hours/],
  ["an answer of another shape", imdsv2, { ...instance, config: { State: "running" } }, /unexpected shape at State/],
])("%s is UNKNOWN, with the reason", (_, rule, resource, reason) => {
  const verdict = judge(rule, resource, CONTEXT);
  expect(verdict.status).toBe("UNKNOWN");
  expect(verdict.message).toMatch(reason);
});

test("what the rule does not read may be missing", () => {
  const verdict = judge(imdsv2, { ...instance, tags: null, unread: { tags: "refused", SubnetId: "refused" } }, CONTEXT);
  expect(verdict.status).toBe("PASS");
});

test("a rule that throws is UNKNOWN and reported, never PASS, and its text stays inside", () => {
  const broken: AnyRule = {
    ...imdsv2,
    evaluate: () => {
      throw new Error("secret detail");
    },
  };
  const defects: unknown[] = [];
  const verdict = judge(broken, instance, { ...CONTEXT, onDefect: (rule, _, error) => defects.push([rule.id, error]) });
  expect(verdict.status).toBe("UNKNOWN");
  expect(verdict.message).not.toContain("secret");
  expect(defects).toEqual([["EC2-006", new Error("secret detail")]]);
});

test("one verdict per rule and resource, for the rules of its type and of every type", () => {
  const ids = judgeAll(instance, CONTEXT).map(({ rule }) => rule.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(rulesFor("AWS::EC2::Instance").map((rule) => rule.id));
  expect(ids).toContain("EC2-006");
  expect(ids).toContain("TAG-001");
  expect(ids).not.toContain("S3-002");
});

test("every rule declares the fields it reads, so that unread ones are noticed", () => {
  for (const rule of RULES.filter((each) => each.resourceType !== "*"))
    expect([rule.id, fields(rule).length > 0]).toEqual([rule.id, true]);
});
