import { expect, test } from "bun:test";
import fc from "fast-check";
import { sha256 } from "../base/crypto.ts";
import type { Discovered } from "../inventory/index.ts";
import { type CustomRule, readCondition } from "./custom.ts";
import { type Chosen, type JudgeContext, judgeAll } from "./judge.ts";
import { commonOf, fingerprintOf, type Judgement, judgeAgain } from "./judge-again.ts";
import { RULES } from "./rules/index.ts";
import { CONTEXT, discovered, examplesOf, splitExample } from "./rules/testing.ts";

type Config = Discovered["config"];
const asConfig = (config: unknown): Config => JSON.parse(JSON.stringify(config));

/** Each example of each rule is a state that a resource of its type may be in. */
const STATES = new Map<string, Discovered[]>();
for (const rule of RULES)
  for (const [, examples] of examplesOf(rule))
    for (const example of examples) {
      const { config, context } = splitExample(example);
      const type = rule.resourceType === "*" ? "AWS::S3::Bucket" : rule.resourceType;
      const { tags = {}, metrics = {}, region = "us-east-1" } = context;
      const cost = { amount: "50", currency: "USD" };
      const state = { ...discovered(type, asConfig(config)), tags, metrics, region, estimatedMonthlyCost: cost };
      STATES.set(type, [...(STATES.get(type) ?? []), state]);
    }
const TYPES = [...STATES.keys()].sort();

const custom: CustomRule[] = ["tags.Owner: { $exists: true }", "facts.region: us-east-1"].map((text, index) => {
  const { condition } = readCondition(text);
  if (!condition) throw new Error(text);
  return { id: `custom:${index}`, title: text, severity: "low", resourceType: "*", remedy: "Mend it.", condition };
});

const change = fc.oneof(
  fc.record({ kind: fc.constant("state" as const), pick: fc.nat() }),
  fc.record({ kind: fc.constant("days" as const), days: fc.integer({ min: 1, max: 500 }) }),
  fc.record({
    kind: fc.constant("tags" as const),
    tags: fc.constantFrom<Discovered["tags"][]>(null, {}, { Owner: "a" }, { Owner: "b" }),
  }),
  fc.record({ kind: fc.constant("unread" as const), pick: fc.nat(), reason: fc.constantFrom("refused", "throttled") }),
  fc.record({ kind: fc.constant("required" as const), requiredTags: fc.subarray(["Owner", "Environment", "Team"]) }),
  fc.record({ kind: fc.constant("switch" as const), pick: fc.nat() }),
  fc.record({ kind: fc.constant("own rules" as const), count: fc.nat({ max: custom.length }) }),
  fc.record({ kind: fc.constant("billed" as const), amount: fc.constantFrom(null, "3.5", "1200") }),
  fc.record({ kind: fc.constant("account" as const), accountId: fc.constantFrom("123456789012", "210987654321") }),
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;
type World = { resource: Discovered; context: JudgeContext; chosen: Chosen };

function apply({ resource, context, chosen }: World, done: Change): World {
  const states = STATES.get(resource.type) ?? [];
  switch (done.kind) {
    case "state":
      return { resource: states[done.pick % states.length] ?? resource, context, chosen };
    case "days":
      return {
        resource,
        context: { ...context, now: new Date(context.now.getTime() + done.days * 86_400_000) },
        chosen,
      };
    case "tags":
      return { resource: { ...resource, tags: done.tags }, context, chosen };
    case "unread": {
      const names = [...Object.keys(resource.config), "tags", "metrics"];
      const unread = { [names[done.pick % names.length] ?? "tags"]: done.reason };
      return { resource: { ...resource, unread }, context, chosen };
    }
    case "required":
      return { resource, context: { ...context, settings: { requiredTags: done.requiredTags } }, chosen };
    case "switch": {
      const id = RULES[done.pick % RULES.length]?.id ?? "";
      const off = new Set(chosen.off);
      if (!off.delete(id)) off.add(id);
      return { resource, context, chosen: { ...chosen, off } };
    }
    case "own rules":
      return { resource, context, chosen: { ...chosen, custom: custom.slice(0, done.count) } };
    case "billed":
      return {
        resource,
        context: { ...context, billed: new Map(done.amount ? [[resource.arn, done.amount]] : []) },
        chosen,
      };
    case "account":
      return { resource, context: { ...context, accountId: done.accountId }, chosen };
  }
}

const hashOf = ({ type, config, tags, region }: Discovered) => sha256(JSON.stringify({ type, config, tags, region }));
/** What a finding keeps: the day of a price is not in it. */
const told = (verdicts: ReturnType<typeof judgeAll>) =>
  verdicts.map(({ rule, verdict }) => [
    rule.id,
    verdict.status,
    verdict.severity,
    verdict.message,
    verdict.saving?.monthly,
  ]);

test("after any changes the verdicts are those of a whole judgement", async () => {
  let asked = 0;
  let all = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.array(fc.array(change, { maxLength: 2 }), { maxLength: 12 }), async (pick, scans) => {
      const [first] = STATES.get(TYPES[pick % TYPES.length] ?? "") ?? [];
      if (!first) return;
      let world: World = { resource: first, context: CONTEXT, chosen: { off: new Set(), custom: [] } };
      let last: Judgement | undefined;
      let stand: ReturnType<typeof judgeAll> = [];
      for (const changes of [[], ...scans]) {
        world = changes.reduce(apply, world);
        const { resource, context, chosen } = world;
        const print = await fingerprintOf(commonOf(context, chosen), await hashOf(resource), resource, context);
        const again = judgeAgain(resource, context, chosen, print, last);
        last = again.judgement;
        stand = again.verdicts ?? stand;
        const whole = judgeAll(resource, context, chosen);
        expect(told(stand)).toEqual(told(whole));
        asked += again.evaluated;
        all += whole.length;
      }
    }),
    { numRuns: 1_000 },
  );
  expect(asked).toBeLessThan(all);
});

test("nothing is asked again but what looked at the clock", async () => {
  let [asked, timed, all] = [0, 0, 0];
  for (const resource of [...STATES.values()].flat()) {
    const chosen = { off: new Set<string>(), custom };
    const print = await fingerprintOf(commonOf(CONTEXT, chosen), await hashOf(resource), resource, CONTEXT);
    const first = judgeAgain(resource, CONTEXT, chosen, print, undefined);
    const second = judgeAgain(resource, CONTEXT, chosen, print, first.judgement);
    expect(second.verdicts).toBeNull();
    asked += second.evaluated;
    timed += Object.keys(first.judgement.timed).length;
    all += first.evaluated;
  }
  expect(asked).toBe(timed);
  expect(asked).toBeGreaterThan(0);
  expect(asked).toBeLessThan(all / 4);
});
