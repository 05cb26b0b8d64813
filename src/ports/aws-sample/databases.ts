import type { DBInstance } from "@aws-sdk/client-rds";
import {
  arn,
  type Environment,
  groupId,
  keyArn,
  keyValues,
  longAgo,
  type Region,
  roleArn,
  tagsOf,
  vpcId,
  vpcOf,
} from "./company.ts";
import { privateSubnets } from "./network.ts";
import { random } from "./random.ts";

type Database = {
  region: Region;
  environment: Environment;
  service: string;
  engine: "postgres" | "mysql" | "aurora-postgresql" | "mariadb" | "sqlserver-se";
  version: string;
  class: string;
  sizeGb: number;
  storage: "gp2" | "gp3" | "io1" | "aurora";
  isMultiAz: boolean;
  wrong?: readonly ("public" | "plain" | "no-backup" | "stopped")[];
};

const database = (
  region: Region,
  environment: Environment,
  service: string,
  engine: Database["engine"],
  version: string,
  size: `db.${string}`,
  [storage, sizeGb]: readonly [Database["storage"], number],
  zones: "one zone" | "two zones",
  ...wrong: NonNullable<Database["wrong"]>
): Database => ({
  region,
  environment,
  service,
  engine,
  version,
  class: size,
  storage,
  sizeGb,
  isMultiAz: zones === "two zones",
  wrong,
});

export const DATABASES: readonly Database[] = [
  database("us-east-1", "production", "checkout", "postgres", "16.4", "db.m6g.large", ["gp3", 200], "two zones"),
  database("us-east-1", "production", "catalog", "postgres", "15.8", "db.m5.large", ["gp2", 300], "two zones"),
  database("us-east-1", "production", "billing", "postgres", "16.4", "db.m6i.large", ["gp3", 100], "two zones"),
  database("us-east-1", "production", "identity", "postgres", "16.4", "db.t4g.medium", ["gp3", 50], "two zones"),
  database("us-east-1", "production", "stock", "mysql", "8.4.3", "db.r5.large", ["gp2", 400], "one zone"),
  database(
    "us-east-1",
    "production",
    "notifications",
    "mysql",
    "5.7.44",
    "db.m4.large",
    ["gp2", 100],
    "one zone",
    "plain",
  ),
  database(
    "us-east-1",
    "production",
    "analytics",
    "postgres",
    "12.19",
    "db.r5.large",
    ["io1", 500],
    "one zone",
    "no-backup",
  ),
  database(
    "us-east-1",
    "production",
    "search",
    "aurora-postgresql",
    "15.4",
    "db.r6g.large",
    ["aurora", 1],
    "two zones",
  ),
  database("us-east-1", "staging", "checkout", "postgres", "16.4", "db.t3.medium", ["gp3", 50], "two zones"),
  database("us-east-1", "staging", "catalog", "postgres", "15.8", "db.t3.medium", ["gp2", 50], "one zone", "no-backup"),
  database(
    "us-east-1",
    "development",
    "platform",
    "mariadb",
    "10.11.9",
    "db.t3.small",
    ["gp2", 20],
    "one zone",
    "plain",
    "stopped",
  ),
  database("us-east-1", "development", "billing", "mysql", "8.0.39", "db.m5.large", ["gp2", 100], "two zones", "plain"),
  database("eu-west-1", "production", "checkout", "postgres", "16.4", "db.m6g.large", ["gp3", 200], "two zones"),
  database("eu-west-1", "production", "catalog", "postgres", "16.4", "db.m6g.large", ["gp3", 150], "two zones"),
  database(
    "eu-west-1",
    "production",
    "search",
    "aurora-postgresql",
    "15.4",
    "db.r6g.large",
    ["aurora", 1],
    "two zones",
  ),
  database(
    "eu-west-1",
    "production",
    "erp",
    "sqlserver-se",
    "15.00.4236.7.v1",
    "db.m5.large",
    ["gp2", 200],
    "one zone",
    "public",
  ),
  database("eu-west-1", "staging", "checkout", "postgres", "13.4", "db.t3.medium", ["gp2", 50], "two zones", "plain"),
  database(
    "us-west-2",
    "production",
    "data-lake",
    "postgres",
    "14.13",
    "db.r6i.large",
    ["gp3", 500],
    "one zone",
    "public",
  ),
  database(
    "us-west-2",
    "development",
    "recommendations",
    "postgres",
    "16.4",
    "db.t3.large",
    ["gp3", 100],
    "one zone",
    "no-backup",
    "stopped",
  ),
  database("ap-southeast-1", "production", "checkout", "postgres", "16.4", "db.m6g.large", ["gp3", 100], "two zones"),
  database("ap-southeast-1", "production", "catalog", "mysql", "8.0.39", "db.m5.large", ["gp2", 100], "one zone"),
];

/** Versions that AWS took from its list although instances still run them. */
const WITHDRAWN = ["postgres 13.4"];

export const databaseGroupName = ({ environment, service }: Pick<Database, "environment" | "service">) =>
  `${environment}-${service}-database`;

export const databasesOf = (region: Region, now: Date): DBInstance[] =>
  DATABASES.filter((row) => row.region === region).map((row) => instanceOf(row, now));

function instanceOf(row: Database, now: Date): DBInstance {
  const { region, environment, service, engine, wrong = [] } = row;
  const name = `${service}-${environment}`;
  const luck = random("database", region, name);
  const vpc = vpcOf(region, environment);
  const group = databaseGroupName(row);
  const isProduction = environment === "production";
  const isMonitored = isProduction && luck.chance(0.7);
  const isEncrypted = !wrong.includes("plain");
  const usesDefaultPort = luck.chance(0.7);
  const zone = privateSubnets(region, vpc)[0]?.zone;
  return {
    DBInstanceIdentifier: name,
    DBInstanceArn: arn("rds", region, `db:${name}`),
    DbiResourceId: `db-${luck.hex(26).toUpperCase()}`,
    DBInstanceClass: row.class,
    Engine: engine,
    EngineVersion: row.version,
    DBInstanceStatus: wrong.includes("stopped") ? "stopped" : "available",
    MasterUsername: luck.pick(["juniper", "juniper", "owner", engine === "postgres" ? "postgres" : "admin"]),
    Endpoint: {
      Address: `${name}.${random("endpoint", region).hex(12)}.${region}.rds.amazonaws.com`,
      Port: portOf(engine) + (usesDefaultPort ? 0 : 10_000),
    },
    AllocatedStorage: row.sizeGb,
    ...(row.storage === "io1" ? { Iops: 2000 } : {}),
    StorageType: row.storage,
    StorageEncrypted: isEncrypted,
    ...(isEncrypted ? { KmsKeyId: keyArn(region, "rds") } : {}),
    PubliclyAccessible: wrong.includes("public"),
    MultiAZ: row.isMultiAz,
    AvailabilityZone: zone,
    BackupRetentionPeriod: wrong.includes("no-backup") ? 0 : isProduction ? luck.pick([7, 14, 35]) : 1,
    AutoMinorVersionUpgrade: luck.chance(0.8),
    DeletionProtection: isProduction && luck.chance(0.75),
    IAMDatabaseAuthenticationEnabled: luck.chance(0.4),
    CopyTagsToSnapshot: luck.chance(0.7),
    ...(luck.chance(0.6)
      ? { EnabledCloudwatchLogsExports: [engine.includes("postgres") ? "postgresql" : "error"] }
      : {}),
    MonitoringInterval: isMonitored ? 60 : 0,
    ...(isMonitored
      ? {
          EnhancedMonitoringResourceArn: arn("logs", region, `log-group:RDSOSMetrics:log-stream:db-${name}`),
          MonitoringRoleArn: roleArn("rds-monitoring"),
        }
      : {}),
    ...(engine === "aurora-postgresql" ? { DBClusterIdentifier: `${name}-cluster` } : {}),
    DBParameterGroups: [
      {
        DBParameterGroupName: luck.chance(0.6) ? tlsGroup(engine) : plainGroup(engine),
        ParameterApplyStatus: "in-sync",
      },
    ],
    VpcSecurityGroups: [{ VpcSecurityGroupId: groupId(region, group), Status: "active" }],
    DBSubnetGroup: {
      DBSubnetGroupName: `juniper-${vpc}`,
      VpcId: vpcId(region, vpc),
      SubnetGroupStatus: "Complete",
      Subnets: privateSubnets(region, vpc).map((subnet) => ({
        SubnetIdentifier: subnet.id,
        SubnetAvailabilityZone: { Name: subnet.zone },
        SubnetStatus: "Active",
      })),
    },
    InstanceCreateTime: longAgo(now, region, name),
    LicenseModel:
      engine === "sqlserver-se"
        ? "license-included"
        : engine.includes("postgres")
          ? "postgresql-license"
          : "general-public-license",
    TagList: keyValues(tagsOf(service, environment, name)),
  };
}

const portOf = (engine: Database["engine"]) =>
  engine === "sqlserver-se" ? 1433 : engine.includes("postgres") ? 5432 : 3306;

const tlsGroup = (engine: string) => `juniper-${engine}-tls`;
const plainGroup = (engine: string) => `juniper-${engine}`;

/** The few parameters of a group that say whether TLS is required; null: there is no such group. */
export function parametersOf(
  group: string,
): { ParameterName: string; ParameterValue?: string; Source: string }[] | null {
  const [, engine, tls] = /^juniper-(.+?)(-tls)?$/.exec(group) ?? [];
  if (!engine || !DATABASES.some((row) => row.engine === engine)) return null;
  const takesWords = engine === "mysql" || engine === "mariadb";
  const name = takesWords ? "require_secure_transport" : "rds.force_ssl";
  const value = tls ? (takesWords ? "ON" : "1") : takesWords ? "OFF" : "0";
  return [
    { ParameterName: "max_connections", Source: "engine-default" },
    { ParameterName: name, ParameterValue: value, Source: "user" },
    { ParameterName: "log_min_duration_statement", ParameterValue: "500", Source: "user" },
  ];
}

/** What AWS would still create: every version in use but the withdrawn ones. */
export const versionsOffered = () =>
  [...new Set(DATABASES.map(({ engine, version }) => `${engine} ${version}`))]
    .filter((offered) => !WITHDRAWN.includes(offered))
    .map((offered) => {
      const [Engine, EngineVersion = ""] = offered.split(" ");
      return { Engine, EngineVersion, Status: "available" };
    });
