import { describe, expect, test } from "bun:test";
import { toUnits } from "../../../base/money.ts";
import type { Json } from "../../../inventory/resource-type.ts";
import { judge } from "../../judge.ts";
import { fail, pass, type Saving, type Verdict } from "../../rule.ts";
import { CONTEXT, discovered } from "../testing.ts";
import { countSavings } from "./counted.ts";
import gp3 from "./ebs-gp2-gp3.ts";
import ec2Graviton from "./ec2-graviton.ts";
import ec2Idle from "./ec2-idle.ts";
import ec2Prevgen from "./ec2-prevgen.ts";
import elbMigrate from "./elb-clb-migrate.ts";
import { environmentOf } from "./environment.ts";
import extended from "./rds-extended-support.ts";
import rdsGp3 from "./rds-gp2-gp3.ts";
import rdsGraviton from "./rds-graviton.ts";
import multiAz from "./rds-multi-az-nonprod.ts";
import { dollars, severityOf } from "./saving.ts";

const RUNNING = {
  InstanceType: "m5.large",
  State: { Name: "running" },
  LaunchTime: "2026-08-01T00:00:00Z",
  PlatformDetails: "Linux/UNIX",
};
const DATABASE = {
  Engine: "postgres",
  EngineVersion: "17.4",
  DBInstanceClass: "db.m5.large",
  DBInstanceStatus: "available",
  MultiAZ: false,
  StorageType: "gp2",
  AllocatedStorage: 100,
};
const ofType =
  (type: string) =>
  (config: Record<string, Json>, more: Partial<ReturnType<typeof discovered>> = {}) => ({
    ...discovered(type, config),
    ...more,
  });
const [instance, volume, database] = [
  ofType("AWS::EC2::Instance"),
  ofType("AWS::EC2::Volume"),
  ofType("AWS::RDS::DBInstance"),
];
const monthly = (verdict: Verdict) => verdict.saving?.monthly.amount ?? null;

describe("a month without the finding saves", () => {
  // Sums by hand: price of an hour × 730.
  test.each<[string, Verdict, string | null]>([
    ["m5.large → m6g.large", judge(ec2Graviton, instance(RUNNING), CONTEXT), "13.87"],
    [
      "m7i.large → m7g.large",
      judge(ec2Graviton, instance({ ...RUNNING, InstanceType: "m7i.large" }), CONTEXT),
      "14.016",
    ],
    ["m4.large → m5.large", judge(ec2Prevgen, instance({ ...RUNNING, InstanceType: "m4.large" }), CONTEXT), "2.92"],
    ["m5.large → m6i.large costs the same", judge(ec2Prevgen, instance(RUNNING), CONTEXT), null],
    ["db.m5.large → db.m6g.large", judge(rdsGraviton, database(DATABASE), CONTEXT), "13.87"],
    ["… twice for Multi-AZ", judge(rdsGraviton, database({ ...DATABASE, MultiAZ: true }), CONTEXT), "27.74"],
    ["500 GiB of gp2", judge(gp3, volume({ VolumeType: "gp2", Size: 500 }), CONTEXT), "10"],
    ["2,000 GiB of gp2 keep 6,000 IOPS", judge(gp3, volume({ VolumeType: "gp2", Size: 2000 }), CONTEXT), "25"],
    [
      "5,334 GiB of gp2 keep IOPS and throughput",
      judge(gp3, volume({ VolumeType: "gp2", Size: 5334 }), CONTEXT),
      "36.68",
    ],
    [
      "200 GiB of gp2 with 250 MiB/s cost more as gp3",
      judge(gp3, volume({ VolumeType: "gp2", Size: 200 }), CONTEXT),
      null,
    ],
    [
      "the standby of a dev database",
      judge(multiAz, database({ ...DATABASE, MultiAZ: true }, { tags: { Environment: "dev" } }), CONTEXT),
      "141.44",
    ],
    [
      "PostgreSQL 13 in its first year",
      judge(extended, database({ ...DATABASE, EngineVersion: "13.9" }), CONTEXT),
      "146",
    ],
    [
      "PostgreSQL 11 in its third year",
      judge(extended, database({ ...DATABASE, EngineVersion: "11.22" }), CONTEXT),
      "292",
    ],
    [
      "… with its standby",
      judge(extended, database({ ...DATABASE, EngineVersion: "11.22", MultiAZ: true }), CONTEXT),
      "584",
    ],
  ])("%s", (_, verdict, expected) => {
    expect(monthly(verdict)).toBe(expected);
    expect(verdict.status).toBe(expected === null ? "PASS" : "FAIL");
  });

  test("outside us-east-1 the figure is an estimate, and without a factor there is none", () => {
    const inEurope = judge(ec2Graviton, instance(RUNNING, { region: "eu-central-1" }), CONTEXT);
    expect(inEurope.saving).toMatchObject({ basis: "estimate", monthly: { amount: "16.63013", currency: "USD" } });
    expect(judge(ec2Graviton, instance(RUNNING, { region: "cn-north-1" }), CONTEXT).status).toBe("UNKNOWN");
    const inDublin = judge(rdsGraviton, database(DATABASE, { region: "eu-west-1" }), CONTEXT);
    expect(inDublin.saving).toMatchObject({ basis: "list", pricedAt: "2023-03-01" });
  });
});

describe("idle by the number of vCPUs", () => {
  test.each<[string, number]>([
    ["m5.large", 5],
    ["m5.xlarge", 4],
    ["m5.2xlarge", 3],
    ["m5.4xlarge", 2],
    ["m5.8xlarge", 1],
  ])("%s: below %d %%", (InstanceType, limit) => {
    const at = (cpuAverage14d: number) =>
      judge(
        ec2Idle,
        instance(
          { ...RUNNING, InstanceType },
          { metrics: { cpuAverage14d, cpuMaximum14d: 20, cpuDatapoints14d: 336, networkBytesPerDay14d: 1e6 } },
        ),
        CONTEXT,
      ).status;
    expect([at(limit - 0.01), at(limit)]).toEqual(["FAIL", "PASS"]);
  });
});

test.each<[string, string]>([
  ["0.01", "low"],
  ["9.9999999999", "low"],
  ["10", "medium"],
  ["99.99", "medium"],
  ["100", "high"],
  ["999.99", "high"],
  ["1000", "critical"],
])("$%s a month is %s", (amount, severity) => expect<string>(severityOf(amount)).toBe(severity));

test.each<[string, string]>([
  ["13.87", "$13.87"],
  ["0.005", "$0.01"],
  ["0.0049999999", "$0.00"],
  ["1234567.891", "$1,234,567.89"],
  ["70", "$70.00"],
])("%s is written %s", (amount, expected) => expect(dollars(amount)).toBe(expected));

test.each<[Record<string, string> | null, string | null]>([
  [{ Environment: "prod" }, "production"],
  [{ ENV: " Production " }, "production"],
  [{ stage: "dev" }, "non-production"],
  [{ env: "prod", Environment: "dev" }, "non-production"],
  [{ Environment: "blue" }, null],
  [{ Name: "dev" }, null],
  [{}, null],
  [null, null],
])("%j is %p", (tags, expected) => expect<string | null>(environmentOf(tags)).toBe(expected));

describe("one resource, no dollar counted twice", () => {
  const saving = (amount: string, more: Partial<Saving> = {}): Saving => ({
    monthly: { amount, currency: "USD" },
    basis: "list",
    pricedAt: "2026-07-20",
    formula: "",
    ...more,
  });
  const found = (category: string, amount = "1", more: Partial<Saving> = {}, ruleId = `a-${category}`) => ({
    ruleId,
    category,
    verdict: fail("Found.", { saving: saving(amount, more) }),
  });
  const counts = (all: ReturnType<typeof found>[], cost: string | null) => Object.fromEntries(countSavings(all, cost));

  test.each<[string, ReturnType<typeof found>[], string | null, Record<string, string>]>([
    ["who removes it need not resize it", [found("generation", "3"), found("idle", "10")], "10", { "a-idle": "10" }],
    [
      "two ways to another type are one",
      [found("generation", "3"), found("architecture", "2")],
      "10",
      { "a-architecture": "2" },
    ],
    [
      "different parts are netted",
      [found("schedule", "5"), found("architecture", "2")],
      "10",
      { "a-schedule": "5", "a-architecture": "1" },
    ],
    [
      "without a cost only the first counts",
      [found("schedule", "5"), found("architecture", "2")],
      null,
      { "a-schedule": "5" },
    ],
    ["never more than it costs", [found("sizing", "50")], "10", { "a-sizing": "10" }],
    [
      "a surcharge stands beside the list price",
      [found("lifecycle", "7", { beside: "surcharge" })],
      "5",
      { "a-lifecycle": "7" },
    ],
    ["of two of a kind the larger", [found("idle", "2"), found("idle", "4", {}, "b")], "9", { b: "4" }],
    ["nothing found", [], "9", {}],
  ])("%s", (_, all, cost, expected) => expect(counts(all, cost)).toEqual(expected));

  test("what passed, or has no figure, does not push a figure aside", () => {
    const verdicts = [
      { ruleId: "ec2-idle", category: "idle", verdict: fail("Price unknown.") },
      { ruleId: "ec2-graviton", category: "architecture", verdict: pass("Fine.", { saving: saving("1") }) },
      found("generation"),
    ];
    expect([...countSavings(verdicts, null).keys()]).toEqual(["a-generation"]);
  });

  test("whatever is found, together it never exceeds the cost, and the order decides nothing", () => {
    // Deterministic: a linear congruential generator (Numerical Recipes).
    let seed = 20_261_121;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return seed % below;
    };
    const categories = [
      "idle",
      "schedule",
      "sizing",
      "architecture",
      "generation",
      "standby",
      "storage",
      "lifecycle",
      "traffic",
      "new",
    ];
    for (let round = 0; round < 2000; round++) {
      const cost = `${random(1000)}.${random(1_000_000)}`;
      const all = Array.from({ length: random(8) }, (_, index) => {
        const category = categories[random(categories.length)] ?? "idle";
        const beside = random(5) === 0 ? { beside: "surcharge" as const } : {};
        return found(category, `${random(2000)}.${random(1_000_000)}`, beside, `rule-${index}`);
      });
      const counted = countSavings(all, cost);
      const reversed = countSavings(all.toReversed(), cost);
      expect(Object.fromEntries(reversed)).toEqual(Object.fromEntries(counted));
      const sum = [...counted.values()].reduce((total, amount) => total + toUnits(amount), 0n);
      const beside = all.reduce(
        (total, { verdict }) => total + (verdict.saving?.beside ? toUnits(verdict.saving.monthly.amount) : 0n),
        0n,
      );
      expect(sum <= toUnits(cost) + beside).toBe(true);
      expect([...counted.values()].every((amount) => toUnits(amount) >= 0n)).toBe(true);
    }
  });
});

describe("what was billed comes first, the list second", () => {
  const idle = {
    ...RUNNING,
    Placement: { Tenancy: "default" },
  };
  const metrics = { cpuAverage14d: 1, cpuMaximum14d: 5, cpuDatapoints14d: 336, networkBytesPerDay14d: 1000 };
  const listed = { ...instance(idle, { metrics }), estimatedMonthlyCost: { amount: "70.08", currency: "USD" } };

  test("a machine under a savings plan saves what it costs there", () => {
    const billed = new Map([[listed.arn, "45.5"]]);
    const verdict = judge(ec2Idle, listed, { ...CONTEXT, billed });
    expect(verdict.saving).toMatchObject({
      monthly: { amount: "45.5" },
      list: { amount: "70.08" },
      basis: "effective",
    });
    expect(verdict.message).toEndWith("About $45.50 a month, by what was billed.");
    expect(judge(ec2Idle, listed, CONTEXT).saving).toMatchObject({ monthly: { amount: "70.08" }, basis: "list" });
  });

  test("a range counts its certain end", () => {
    const verdict = judge(
      elbMigrate,
      ofType("AWS::ElasticLoadBalancing::LoadBalancer")({ Listeners: [{ Protocol: "HTTP" }] }),
      CONTEXT,
    );
    expect(verdict.saving).toMatchObject({ monthly: { amount: "0" }, upTo: { amount: "1.825" } });
    expect(verdict.message).toEndWith("Between $0.00 and $1.83 a month.");
  });
});

test("gp2 to gp3 of RDS, and m5 to m6i, are never a saving in any region", () => {
  for (const region of ["us-east-1", "eu-west-1", "ap-south-1", "sa-east-1"]) {
    expect(judge(rdsGp3, database(DATABASE, { region }), CONTEXT).saving).toBeUndefined();
    expect(judge(ec2Prevgen, instance(RUNNING, { region }), CONTEXT).saving).toBeUndefined();
  }
});
