import { expect, test } from "bun:test";
import type { Discovered } from "../../inventory/index.ts";
import { judge } from "../judge.ts";
import type { Severity, Status } from "../rule.ts";
import { RULES } from "./index.ts";
import { CONTEXT, discovered } from "./testing.ts";

const verdict = (id: string, config: Discovered["config"], more: Partial<Discovered> = {}) => {
  const rule = RULES.find((each) => each.id === id);
  if (!rule) throw new Error(`No rule ${id}`);
  return judge(rule, { ...discovered(rule.resourceType, config), ...more }, CONTEXT);
};
const INSTANCE = { InstanceType: "m5.large", State: { Name: "running" }, LaunchTime: "2026-08-01T00:00:00Z" };
const REPLICA = { Rules: [{ Status: "Enabled", Destination: { Bucket: "arn:aws:s3:::copy" } }] };
const VOLUME = { State: "available", VolumeType: "gp3", Size: 100, CreateTime: "2026-10-01T00:00:00Z" };

test.each<[string, string, Discovered["config"], Status, RegExp, Partial<Discovered>]>([
  [
    "the parameters of a cluster",
    "RDS-013",
    { Engine: "aurora-mysql", DBClusterIdentifier: "c", TlsParameters: {} },
    "UNKNOWN",
    /cluster c/,
    {},
  ],
  ["a database without an endpoint", "RDS-012", { Engine: "mysql" }, "UNKNOWN", /no endpoint/, {}],
  ["a public flag that AWS left out", "RDS-002", {}, "UNKNOWN", /PubliclyAccessible/, {}],
  ["a stop without a date", "EC2-010", { State: { Name: "stopped" } }, "UNKNOWN", /since when/, {}],
  [
    "a copy in an unknown region",
    "S3-015",
    { Replication: REPLICA, Versioning: { Status: "Enabled" } },
    "UNKNOWN",
    /region/,
    {},
  ],
  [
    "subnets whose zones are gone",
    "LAM-007",
    { VpcConfig: { VpcId: "vpc-1" }, SubnetZones: [] },
    "UNKNOWN",
    /zones/,
    {},
  ],
  ["a function without a runtime", "LAM-002", { PackageType: "Zip" }, "UNKNOWN", /runtime/, {}],
  ["a platform that AWS does not name", "ec2-graviton", INSTANCE, "UNKNOWN", /platform/, {}],
  [
    "an unknown type",
    "ec2-prevgen",
    { ...INSTANCE, InstanceType: "m99.large", PlatformDetails: "Linux/UNIX" },
    "UNKNOWN",
    /m99/,
    {},
  ],
  [
    "a database class without a price",
    "rds-prevgen",
    { ...database("db.r6i.large"), Engine: "mariadb" },
    "UNKNOWN",
    /price/,
    {},
  ],
  [
    "a volume made for Kubernetes",
    "ebs-unattached",
    VOLUME,
    "MANUAL",
    /claim/,
    { tags: { "kubernetes.io/created-for/pvc/name": "data" } },
  ],
])("%s is not decided", (_, id, config, status, reason, more) => {
  expect(verdict(id, config, more)).toMatchObject({ status, message: expect.stringMatching(reason) });
});

test.each<[string, Discovered["config"], Severity | null]>([
  ["EC2-001", { Encrypted: false, Attachments: [{ InstanceId: "i-1" }] }, null],
  ["EC2-001", { Encrypted: false, Attachments: [] }, "medium"],
  ["RDS-002", { PubliclyAccessible: true }, "high"],
])("%s %j is graded %p", (id, config, severity) => expect(verdict(id, config).severity ?? null).toBe(severity));

function database(DBInstanceClass: string) {
  return {
    EngineVersion: "10.6",
    DBInstanceClass,
    DBInstanceStatus: "available",
    MultiAZ: false,
    AllocatedStorage: 20,
  };
}
