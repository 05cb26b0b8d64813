import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Owner } from "../../db/schema/cost-allocation.ts";
import { type Attributes, distribute, isLike, type Knowledge, type Rule, rulesOn, sharesOf } from "./allocation.ts";

const owner = (team: string): Owner => ({ team, component: "", environment: "" });
const LINE: Attributes = {
  day: "2026-11-05",
  subAccountId: "210000000042",
  accountName: "shop-production",
  service: "AWS Lambda",
  region: "eu-west-1",
  resourceId: "",
  tags: {},
};
const KNOWN: Knowledge = { owners: new Map(), teamKeys: ["Owner"], rules: [], direct: new Map() };
const rule = (more: Partial<Rule>): Rule => ({
  ruleId: "1",
  position: 0,
  effectiveFrom: "2020-01-01",
  match: {},
  target: { kind: "owner", owner: owner("rest") },
  ...more,
});
const teamsOf = (line: Partial<Attributes>, known: Partial<Knowledge> = {}) =>
  sharesOf({ ...LINE, ...line }, { ...KNOWN, ...known }).map(
    (share) => `${share.owner.team} by ${share.via || "nobody"}`,
  );

describe("the chain", () => {
  const arn = "arn:aws:lambda:eu-west-1:210000000042:function:checkout";
  const owners = new Map([[arn, { team: "payments", component: "component:default/checkout" }]]);
  const tags = { Owner: "group:default/Search" };
  const rules = [
    rule({
      ruleId: "stack",
      match: { tag: { key: "aws:cloudformation:stack-name", value: "web-*" } },
      target: { kind: "owner", owner: owner("web") },
    }),
    rule({ ruleId: "name", position: 1, match: { account: "shop-*" } }),
  ];
  const cases: [name: string, line: Partial<Attributes>, expected: string[]][] = [
    ["the catalogue comes first", { resourceId: arn, tags }, ["payments by entity"]],
    ["then the tag", { resourceId: "arn:aws:s3:::other", tags }, ["search by tag"]],
    ["then the stack", { tags: { "aws:cloudformation:stack-name": "web-prod" } }, ["web by stack"]],
    ["then the name", {}, ["rest by rule"]],
    ["then nobody", { accountName: "lab" }, [" by nobody"]],
  ];
  for (const [name, line, expected] of cases)
    test(name, () => expect(teamsOf(line, { owners, rules })).toEqual(expected));

  test("the environment comes from the tag, else from the account's name", () => {
    expect(sharesOf(LINE, KNOWN)[0]?.owner.environment).toBe("production");
    expect(sharesOf({ ...LINE, tags: { Environment: "Staging" } }, KNOWN)[0]?.owner.environment).toBe("staging");
  });
});

test("a day is allocated by the version that counted on it", () => {
  const versions = [
    rule({ effectiveFrom: "2026-01-01", target: { kind: "owner", owner: owner("old") } }),
    rule({ effectiveFrom: "2026-11-01", target: { kind: "owner", owner: owner("new") } }),
    rule({ effectiveFrom: "2026-11-10", target: null }),
  ];
  const on = (day: string) => teamsOf({ day }, { rules: versions });
  expect([on("2025-12-31"), on("2026-10-31"), on("2026-11-01"), on("2026-11-10")]).toEqual([
    [" by nobody"],
    ["old by rule"],
    ["new by rule"],
    [" by nobody"],
  ]);
  expect(rulesOn(versions, "2026-11-05")).toHaveLength(1);
});

describe("splits", () => {
  const split = (method: "even" | "fixed" | "proportional", ...weights: string[]) =>
    sharesOf(LINE, {
      ...KNOWN,
      direct: new Map([
        ["a", 300n],
        ["b", 100n],
      ]),
      rules: [
        rule({
          target: {
            kind: "split",
            method,
            parts: weights.map((weight, at) => ({ owner: owner("abc"[at] ?? ""), weight })),
          },
        }),
      ],
    }).map(({ weight }) => weight);
  test("even, fixed, and by what each cost itself", () => {
    expect(distribute(100n, split("even", "1", "1", "1"))).toEqual([34n, 33n, 33n]);
    expect(distribute(1000n, split("fixed", "70", "29.5", "0.5"))).toEqual([700n, 295n, 5n]);
    expect(distribute(1000n, split("proportional", "0", "0", "0"))).toEqual([750n, 250n, 0n]);
  });
});

test("no unit is lost or made, whatever the amount and the weights", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
      fc.array(fc.bigInt({ min: -5n, max: 10n ** 12n }), { minLength: 1, maxLength: 12 }),
      (amount, weights) => {
        const parts = distribute(amount, weights);
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(amount);
        expect(parts.every((part) => part === 0n || part < 0n === amount < 0n)).toBe(true);
        // Nobody is further than one unit from the exact share.
        const total = weights.reduce((sum, weight) => sum + (weight > 0n ? weight : 0n), 0n);
        if (total > 0n)
          for (const [at, weight] of weights.entries()) {
            const exact = amount * (weight > 0n ? weight : 0n);
            const off = (parts[at] ?? 0n) * total - exact;
            expect(off < total && off > -total).toBe(true);
          }
      },
    ),
    { numRuns: 500 },
  );
});

test("random rules and splits conserve every unit of random lines", () => {
  const target = fc.oneof(
    fc.record({ kind: fc.constant("owner" as const), owner: fc.constantFrom("a", "b", "").map(owner) }),
    fc.record({
      kind: fc.constant("split" as const),
      method: fc.constantFrom("even" as const, "fixed" as const, "proportional" as const),
      parts: fc.array(
        fc.record({
          owner: fc.constantFrom("a", "b", "c").map(owner),
          weight: fc.constantFrom("0", "1", "33.3333", "1000000"),
        }),
        { minLength: 1, maxLength: 5 },
      ),
    }),
  );
  const rules = fc.array(
    fc.record({
      ruleId: fc.constantFrom("1", "2", "3"),
      position: fc.nat(3),
      effectiveFrom: fc.constantFrom("2026-01-01", "2026-11-04", "2026-11-09"),
      match: fc.record({
        service: fc.constantFrom("*", "AWS*", "Amazon*"),
        account: fc.constantFrom("*", "shop-*", "lab"),
      }),
      target: fc.option(target),
    }),
    { maxLength: 6 },
  );
  const lines = fc.array(
    fc.record({
      service: fc.constantFrom("AWS Lambda", "Amazon S3"),
      day: fc.constantFrom("2026-11-01", "2026-11-05", "2026-11-20"),
      amount: fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
      owner: fc.constantFrom("", "a"),
    }),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(rules, lines, (versions, charges) => {
      let [source, allocated] = [0n, 0n];
      for (const { amount, owner: tag, ...line } of charges) {
        source += amount;
        const shares = sharesOf(
          { ...LINE, ...line, tags: tag ? { Owner: tag } : {} },
          { ...KNOWN, rules: versions, direct: new Map([["a", 7n]]) },
        );
        for (const part of distribute(
          amount,
          shares.map(({ weight }) => weight),
        ))
          allocated += part;
      }
      expect(allocated).toBe(source);
    }),
    { numRuns: 300 },
  );
});

test("a pattern is asked in linear time", () => {
  expect([isLike("*", ""), isLike("a*b*c", "axxbyyc"), isLike("a*a", "a"), isLike("AWS *", "aws lambda")]).toEqual([
    true,
    true,
    false,
    true,
  ]);
  expect(isLike(`${"a*".repeat(100)}b`, "a".repeat(20_000))).toBe(false);
});
