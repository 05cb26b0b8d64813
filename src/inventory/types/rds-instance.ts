import type { DBInstance } from "@aws-sdk/client-rds";
import type { Aws } from "../../ports/aws.ts";
import { type Json, resourceType } from "../resource-type.ts";
import {
  allPages,
  arnOf,
  attempt,
  discovered,
  each,
  edges,
  fields,
  mapReading,
  present,
  type Reading,
  settle,
  tagsOf,
} from "./reading.ts";
import { FIVE_MINUTES, HOUR, type Measures, mean, most, p99, readUsage, USAGE_CALL } from "./usage.ts";

/** MaxRecords: 20 to 100 (RDS API reference, DescribeDBInstances). */
const PAGE_SIZE = 100;
const PAGES_MAX = 20;
const TLS_PARAMETERS = ["rds.force_ssl", "require_secure_transport"];

export default resourceType({
  type: "AWS::RDS::DBInstance",
  service: "rds",
  label: "RDS instance",
  where: "each-region",
  calls: [
    "rds:DescribeDBInstances",
    "rds:DescribeDBParameters",
    "rds:DescribeDBEngineVersions",
    "rds:DescribeDBClusters",
    "rds:DescribeDBClusterParameters",
    USAGE_CALL,
  ],
  async list(aws, place, cursor) {
    const request = { MaxRecords: PAGE_SIZE, Marker: cursor ?? undefined };
    const page = await aws.call("rds:DescribeDBInstances", request, place.region);
    const instances = page.DBInstances ?? [];
    // Many instances share a group and a version: each is asked for once per page.
    const tls = await readOnce(instances, groupOf, (group) => readTls(aws, place.region, group));
    const cluster = await readOnce(instances, clusterOf, (id) => readCluster(aws, place.region, id));
    const offered = await readOnce(instances, versionOf, (_, instance) => isOffered(aws, place.region, instance));
    const usage = await readUsage(aws, place, instances.map(measuresOf));
    const resources = instances.map((instance, index) => {
      const id = instance.DBInstanceIdentifier ?? "";
      const { config, unread } = settle({
        TlsParameters: present(tls(instance), "The parameter group of this instance was not found."),
        Cluster: mapReading(cluster(instance), (found) => found?.settings ?? null),
        ClusterTlsParameters: tlsOf(cluster(instance)),
        EngineVersionOffered: offered(instance),
      });
      return discovered(place, {
        type: "AWS::RDS::DBInstance",
        nativeId: id,
        arn: instance.DBInstanceArn ?? arnOf(place, "rds", `db:${id}`),
        name: id,
        tags: tagsOf(instance.TagList),
        config: { ...configOf(instance), ...config },
        metrics: usage(index, unread),
        unread,
        status: instance.DBInstanceStatus ?? null,
        encrypted: instance.StorageEncrypted ?? null,
        public: instance.PubliclyAccessible ?? null,
        hasBackup: instance.BackupRetentionPeriod === undefined ? null : instance.BackupRetentionPeriod > 0,
        relations: [
          ...edges("partOf", "AWS::EC2::VPC", [instance.DBSubnetGroup?.VpcId]),
          ...edges(
            "dependsOn",
            "AWS::EC2::SecurityGroup",
            (instance.VpcSecurityGroups ?? []).map((g) => g.VpcSecurityGroupId),
          ),
        ],
      });
    });
    return { resources, next: page.Marker || null };
  },
});

const configOf = (instance: DBInstance) => ({
  ...fields(instance, "DBInstanceIdentifier", "DBInstanceClass", "Engine", "EngineVersion", "DBInstanceStatus"),
  ...fields(
    instance,
    "MasterUsername",
    "AllocatedStorage",
    "Iops",
    "StorageType",
    "StorageThroughput",
    "StorageEncrypted",
  ),
  ...fields(instance, "KmsKeyId", "PubliclyAccessible", "MultiAZ", "AvailabilityZone", "BackupRetentionPeriod"),
  ...fields(instance, "AutoMinorVersionUpgrade", "DeletionProtection", "IAMDatabaseAuthenticationEnabled"),
  ...fields(instance, "CopyTagsToSnapshot", "EnabledCloudwatchLogsExports", "EnhancedMonitoringResourceArn"),
  ...fields(instance, "MonitoringInterval", "DBClusterIdentifier", "InstanceCreateTime", "LicenseModel"),
  ...fields(instance, "ReadReplicaSourceDBInstanceIdentifier", "CACertificateIdentifier"),
  ...(instance.Endpoint ? { Endpoint: fields(instance.Endpoint, "Address", "Port") } : {}),
  // Whether a parameter change is applied yet comes and goes; the group's name does not.
  DBParameterGroups: (instance.DBParameterGroups ?? []).map((group) => fields(group, "DBParameterGroupName")),
  VpcSecurityGroups: (instance.VpcSecurityGroups ?? []).map((group) => fields(group, "VpcSecurityGroupId")),
  ...(instance.DBSubnetGroup ? { DBSubnetGroup: fields(instance.DBSubnetGroup, "DBSubnetGroupName", "VpcId") } : {}),
});

const groupOf = (instance: DBInstance) => instance.DBParameterGroups?.[0]?.DBParameterGroupName ?? "";
const clusterOf = (instance: DBInstance) => instance.DBClusterIdentifier ?? "";
const versionOf = (instance: DBInstance) => `${instance.Engine} ${instance.EngineVersion}`;

async function readOnce<T>(
  instances: readonly DBInstance[],
  keyOf: (instance: DBInstance) => string,
  read: (key: string, instance: DBInstance) => Promise<T>,
) {
  const distinct = [...new Map(instances.map((instance) => [keyOf(instance), instance]))];
  const readings = await each(distinct, ([key, instance]) => attempt(() => read(key, instance)));
  const byKey = new Map(distinct.map(([key], index) => [key, readings[index]]));
  return (instance: DBInstance): Reading<T> => byKey.get(keyOf(instance)) ?? { unread: "It was not asked for." };
}

async function readTls(aws: Aws, region: string, group: string): Promise<Record<string, string> | null> {
  if (!group) return null;
  const parameters = await allPages(PAGES_MAX, async (Marker) => {
    const Filters = [{ Name: "parameter-name", Values: TLS_PARAMETERS }];
    const answer = await aws.call("rds:DescribeDBParameters", { DBParameterGroupName: group, Filters, Marker }, region);
    return { items: answer.Parameters, next: answer.Marker };
  });
  return onlyTls(parameters);
}

type Cluster = { settings: Record<string, Json>; tls: Reading<Record<string, string>> };

/** Members of a cluster follow its settings and its own parameters. */
async function readCluster(aws: Aws, region: string, DBClusterIdentifier: string): Promise<Cluster | null> {
  if (!DBClusterIdentifier) return null;
  const { DBClusters = [] } = await aws.call("rds:DescribeDBClusters", { DBClusterIdentifier }, region);
  const [cluster] = DBClusters;
  if (!cluster) return null;
  const { DBClusterParameterGroup: DBClusterParameterGroupName } = cluster;
  const tls = await attempt(async () => {
    if (!DBClusterParameterGroupName) return null;
    const parameters = await allPages(PAGES_MAX, async (Marker) => {
      const answer = await aws.call("rds:DescribeDBClusterParameters", { DBClusterParameterGroupName, Marker }, region);
      return { items: answer.Parameters, next: answer.Marker };
    });
    return onlyTls(parameters);
  });
  return { settings: fields(cluster, "MultiAZ", "DeletionProtection"), tls };
}

const tlsOf = (cluster: Reading<Cluster | null>): Reading<Record<string, string>> =>
  "unread" in cluster ? cluster : (cluster.value?.tls ?? { value: null });

const onlyTls = (parameters: readonly { ParameterName?: string; ParameterValue?: string }[]) =>
  Object.fromEntries(
    parameters.flatMap(({ ParameterName = "", ParameterValue = "" }) =>
      TLS_PARAMETERS.includes(ParameterName) ? [[ParameterName, ParameterValue]] : [],
    ),
  );

/** RDS leaves out what it no longer offers for new instances. */
async function isOffered(aws: Aws, region: string, { Engine, EngineVersion }: DBInstance): Promise<boolean> {
  const answer = await aws.call("rds:DescribeDBEngineVersions", { Engine, EngineVersion, MaxRecords: 20 }, region);
  return (answer.DBEngineVersions ?? []).length > 0;
}

/** Load of a running instance; the peaks of what pays for IOPS. */
function measuresOf({ DBInstanceIdentifier = "", DBInstanceStatus, StorageType = "" }: DBInstance): Measures {
  if (DBInstanceStatus === "stopped") return {};
  const of = (metric: string, stat: "Average" | "Maximum" | "Minimum") => ({
    namespace: "AWS/RDS",
    metric,
    dimensions: { DBInstanceIdentifier },
    stat,
    days: 30,
    periodSeconds: HOUR,
  });
  const peak = { days: 14, periodSeconds: FIVE_MINUTES, reduce: p99 };
  return {
    connectionsMaximum7d: { ...of("DatabaseConnections", "Maximum"), days: 7, reduce: most },
    cpuAverage30d: { ...of("CPUUtilization", "Average"), reduce: mean },
    cpuMaximum30d: { ...of("CPUUtilization", "Maximum"), reduce: most },
    freeMemoryBytes30d: { ...of("FreeableMemory", "Average"), reduce: mean },
    ...(StorageType.startsWith("io")
      ? {
          readIopsP99: { ...of("ReadIOPS", "Average"), ...peak },
          writeIopsP99: { ...of("WriteIOPS", "Average"), ...peak },
        }
      : {}),
  };
}
