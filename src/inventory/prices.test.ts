import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { compareAmounts } from "../base/money.ts";
import {
  estimateMonthly,
  extendedSupport,
  instanceType,
  onDemand,
  priceMonthly,
  rdsSuccessor,
  total,
} from "./prices.ts";
import type { Json } from "./resource-type.ts";

const INSTANCE = { InstanceType: "t3.medium", State: { Name: "running" }, PlatformDetails: "Linux/UNIX" };
const DATABASE = {
  Engine: "mysql",
  DBInstanceClass: "db.t3.large",
  MultiAZ: false,
  StorageType: "gp2",
  AllocatedStorage: 100,
};
const [EC2, EBS, RDS, LB] = [
  "AWS::EC2::Instance",
  "AWS::EC2::Volume",
  "AWS::RDS::DBInstance",
  "AWS::ElasticLoadBalancingV2::LoadBalancer",
];

describe("an hour on demand", () => {
  test.each<[Parameters<typeof onDemand>[0], string | null, string | null]>([
    [{ service: "ec2", type: "t3.medium", region: "us-east-1" }, "0.0416", "list"],
    [{ service: "ec2", type: "t3.medium", region: "eu-central-1" }, "0.0498784", "estimate"],
    [{ service: "ec2", type: "t3.medium", region: "cn-north-1" }, null, null],
    [{ service: "ec2", type: "t9.medium", region: "us-east-1" }, null, null],
    [{ service: "ec2", type: "constructor.large", region: "us-east-1" }, null, null],
    [{ service: "rds", class: "db.t3.large", engine: "mysql", multiAz: true, region: "us-east-1" }, "0.272", "list"],
    [
      { service: "rds", class: "db.t3.large", engine: "postgres", multiAz: false, region: "us-east-1" },
      "0.145",
      "list",
    ],
    [{ service: "rds", class: "db.m5.large", engine: "mysql", multiAz: false, region: "us-east-1" }, "0.171", "list"],
    [{ service: "rds", class: "db.m5.large", engine: "mariadb", multiAz: false, region: "us-east-1" }, "0.171", "list"],
    [
      { service: "rds", class: "db.t3.large", engine: "aurora-mysql", multiAz: false, region: "us-east-1" },
      "0.164",
      "list",
    ],
    [
      { service: "rds", class: "db.m7g.large", engine: "postgres", multiAz: false, region: "us-east-1" },
      "0.168",
      "list",
    ],
    [
      { service: "rds", class: "db.m7g.large", engine: "postgres", multiAz: false, region: "us-west-2" },
      "0.168",
      "estimate",
    ],
    [{ service: "rds", class: "db.m5.large", engine: "sqlserver-se", multiAz: false, region: "us-east-1" }, null, null],
    [{ service: "load-balancer", type: "application", region: "us-east-1" }, "0.0225", "list"],
    [{ service: "public-ipv4", region: "us-east-1" }, "0.005", "list"],
  ])("%j: %p", (query, amount, basis) => {
    const price = onDemand(query);
    expect<unknown[]>([price?.amount ?? null, price?.basis ?? null]).toEqual([amount, basis]);
  });
});

describe("a month of a resource in us-east-1", () => {
  test.each<[string, Record<string, Json>, string | null]>([
    [EC2, INSTANCE, "30.368"],
    [EC2, { ...INSTANCE, PublicIpAddress: "203.0.113.7" }, "34.018"],
    [EC2, { ...INSTANCE, State: { Name: "stopped" } }, "0"],
    [EC2, { ...INSTANCE, PlatformDetails: "Windows" }, null],
    [EC2, { ...INSTANCE, InstanceLifecycle: "spot" }, null],
    [EC2, { ...INSTANCE, Placement: { Tenancy: "dedicated" } }, null],
    [EC2, {}, null],
    [EBS, { VolumeType: "gp2", Size: 500 }, "50"],
    [EBS, { VolumeType: "gp3", Size: 500, Iops: 3000, Throughput: 125 }, "40"],
    [EBS, { VolumeType: "gp3", Size: 2000, Iops: 6000, Throughput: 125 }, "175"],
    [EBS, { VolumeType: "gp3", Size: 100, Iops: 3000, Throughput: 250 }, "13"],
    [EBS, { VolumeType: "io1", Size: 100, Iops: 1000 }, "77.5"],
    [EBS, { VolumeType: "io2", Size: 100, Iops: 40_000 }, null],
    [EBS, { VolumeType: "st1", Size: 1000 }, "45"],
    [EBS, { VolumeType: "gp9", Size: 1000 }, null],
    [RDS, DATABASE, "110.78"],
    [RDS, { ...DATABASE, MultiAZ: true }, "221.56"],
    [RDS, { ...DATABASE, DBInstanceStatus: "stopped" }, "11.5"],
    [RDS, { ...DATABASE, StorageType: "io1", Iops: 1000 }, "211.78"],
    [RDS, { ...DATABASE, StorageType: "gp3", Iops: 13_000 }, "130.78"],
    [RDS, { ...DATABASE, StorageType: "io2", Iops: 1000 }, null],
    [RDS, { ...DATABASE, Engine: "aurora-mysql", StorageType: "aurora", AllocatedStorage: 1 }, "119.72"],
    [RDS, { ...DATABASE, Engine: "oracle-ee" }, null],
    [LB, { Type: "application" }, "16.425"],
    [LB, { Type: "network" }, "16.425"],
    [LB, { Type: "gateway" }, null],
    ["AWS::S3::Bucket", {}, null],
    ["AWS::Lambda::Function", {}, null],
    ["AWS::EC2::SecurityGroup", {}, "0"],
  ])("%s %j: %p", (type, config, amount) => {
    expect(estimateMonthly(type, config, "us-east-1")).toEqual(amount === null ? null : { amount, currency: "USD" });
  });

  test("a sum is as uncertain and as old as its weakest part", () => {
    expect(priceMonthly(RDS, DATABASE, "us-east-1")).toMatchObject({ basis: "list", pricedAt: "2023-03-01" });
    expect(priceMonthly(RDS, DATABASE, "eu-west-1")?.basis).toBe("estimate");
    const known = { amount: "1", basis: "list", pricedAt: "2026-01-01" } as const;
    expect(total(known, null)).toBeNull();
    expect(total()).toBeNull();
  });
});

test("types know their successor, families decide where sizes agree", () => {
  expect(instanceType("m5.large")?.successor).toBe("m6i.large");
  expect(instanceType("c3.8xlarge")?.successor).toBe("c5.9xlarge");
  expect(instanceType("m7i.large")?.successor).toBeNull();
  expect(rdsSuccessor("db.m4.large")).toBe("db.m5.large");
  expect(rdsSuccessor("db.m9.large")).toBeNull();
});

test.each<[string, string, string, boolean | null, string | null]>([
  ["postgres", "13.9", "2026-02-28", false, "0.1"],
  ["postgres", "13.9", "2026-03-01", true, "0.1"],
  ["postgres", "13.9", "2028-03-01", true, "0.2"],
  ["postgres", "1.13", "2026-03-01", null, null],
  ["mysql", "8.0.36", "2026-08-01", true, "0.1"],
  ["aurora-mysql", "5.7.mysql_aurora.2.11.2", "2026-11-20", true, "0.1"],
  ["mariadb", "10.6", "2026-11-20", null, null],
])("extended support of %s %s on %s has begun: %p", (engine, version, day, begun, rate) => {
  const support = extendedSupport(engine, version, "us-east-1", new Date(`${day}T12:00:00Z`));
  expect<unknown[]>([support?.begun ?? null, support?.vcpuHour?.amount ?? null]).toEqual([begun, rate]);
});

test("the book stays small enough for the edge", () => {
  const files = ["ec2", "rds", "units", "regions", "extended-support"];
  const sizes = files.map((file) => gzipSync(readFileSync(`${import.meta.dir}/prices/${file}.json`)).length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(40_000);
});

const TABLES = `${import.meta.dir}/../../../shared/data/costs`;
const lines = (file: string) =>
  readFileSync(`${TABLES}/${file}`, "utf8")
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));

test("every EC2 price and every RDS price is the published one", () => {
  if (!existsSync(TABLES)) return console.log("skipped: 2 cases");
  const [, ...types] = lines("ec2_ondemand_linux.csv");
  let ec2 = 0;
  for (const [type = "", vcpus, , , , , hour = "", , , successor] of types) {
    if (!hour) continue;
    const known = instanceType(type);
    expect([type, known?.hour, String(known?.vcpus ?? ""), known?.successor ?? ""]).toEqual([
      type,
      hour,
      vcpus ?? "",
      successor ?? "",
    ]);
    ec2++;
  }
  const [[, , , ...regions] = [], ...rows] = lines("rds_ondemand_2023-03.csv");
  let rds = 0;
  for (const [name = "", engine = "", deployment, ...prices] of rows)
    for (const [at, price] of prices.entries()) {
      if (!price || deployment !== "Single-AZ") continue;
      const slug =
        { MySQL: "mysql", MariaDB: "mariadb", PostgreSQL: "postgres" }[engine] ??
        engine.toLowerCase().replace(" postgresql", "-postgresql").replace(" ", "-");
      const found = onDemand({ service: "rds", class: name, engine: slug, multiAz: false, region: regions[at] ?? "" });
      expect([name, engine, regions[at], compareAmounts(found?.amount ?? "0", price)]).toEqual([
        name,
        engine,
        regions[at],
        0,
      ]);
      rds++;
    }
  console.log(`${ec2} EC2 and ${rds} RDS prices equal`);
});
