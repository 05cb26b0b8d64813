import type { DBCluster } from "@aws-sdk/client-rds";
import { resourceType } from "../resource-type.ts";
import { allPages, arnOf, attempt, discovered, edges, fields, mapReading, settle, tagsOf } from "./reading.ts";
import { DAY, type Measures, newest, readUsage, sum, USAGE_CALL } from "./usage.ts";

/** MaxRecords: 20 to 100 (RDS API reference, DescribeDBClusters). */
const PAGE_SIZE = 100;

export default resourceType({
  type: "AWS::RDS::DBCluster",
  service: "rds",
  label: "RDS cluster",
  where: "each-region",
  calls: ["rds:DescribeDBClusters", "rds:DescribeDBInstances", USAGE_CALL],
  async list(aws, place, cursor) {
    const request = { MaxRecords: PAGE_SIZE, Marker: cursor ?? undefined };
    const page = await aws.call("rds:DescribeDBClusters", request, place.region);
    // RDS's API also lists the clusters of Neptune and DocumentDB, which other rules are about.
    const clusters = (page.DBClusters ?? []).filter(({ Engine = "" }) => !["neptune", "docdb"].includes(Engine));
    const usage = await readUsage(aws, place, clusters.map(measuresOf));
    const members = await attempt(async () => {
      const Values = clusters.flatMap(({ DBClusterIdentifier }) => DBClusterIdentifier ?? []);
      if (Values.length === 0) return [];
      return allPages(PAGES_MAX, async (Marker) => {
        const wanted = { Filters: [{ Name: "db-cluster-id", Values }], Marker };
        const answer = await aws.call("rds:DescribeDBInstances", wanted, place.region);
        return { items: answer.DBInstances, next: answer.Marker };
      });
    });
    const resources = clusters.map((cluster, index) => {
      const id = cluster.DBClusterIdentifier ?? "";
      const { config, unread } = settle({
        MemberClasses: mapReading(members, (all) =>
          all.flatMap((one) => (one.DBClusterIdentifier === id ? (one.DBInstanceClass ?? []) : [])).sort(),
        ),
      });
      return discovered(place, {
        type: "AWS::RDS::DBCluster",
        nativeId: id,
        arn: cluster.DBClusterArn ?? arnOf(place, "rds", `cluster:${id}`),
        name: id,
        tags: tagsOf(cluster.TagList),
        config: {
          ...fields(
            cluster,
            "DBClusterIdentifier",
            "Engine",
            "EngineVersion",
            "EngineMode",
            "StorageEncrypted",
            "KmsKeyId",
          ),
          ...fields(cluster, "DeletionProtection", "MultiAZ", "IAMDatabaseAuthenticationEnabled", "CopyTagsToSnapshot"),
          ...fields(cluster, "BackupRetentionPeriod", "DBClusterParameterGroup", "AvailabilityZones"),
          ...fields(cluster, "StorageType"),
          ...config,
        },
        metrics: usage(index, unread),
        unread,
        status: cluster.Status ?? null,
        encrypted: cluster.StorageEncrypted ?? null,
        hasBackup: cluster.BackupRetentionPeriod === undefined ? null : cluster.BackupRetentionPeriod > 0,
        relations: [
          ...edges(
            "dependsOn",
            "AWS::RDS::DBInstance",
            (cluster.DBClusterMembers ?? []).map((member) => member.DBInstanceIdentifier),
          ),
          ...edges(
            "dependsOn",
            "AWS::EC2::SecurityGroup",
            (cluster.VpcSecurityGroups ?? []).map((group) => group.VpcSecurityGroupId),
          ),
        ],
      });
    });
    return { resources, next: page.Marker || null };
  },
});

const PAGES_MAX = 20;

/** What Aurora bills by use: I/O and storage. */
function measuresOf({ DBClusterIdentifier = "", Engine = "" }: DBCluster): Measures {
  if (!Engine.startsWith("aurora")) return {};
  const of = (metric: string, stat: "Sum" | "Average") => ({
    namespace: "AWS/RDS",
    metric,
    dimensions: { DBClusterIdentifier },
    stat,
    days: 30,
    periodSeconds: DAY,
  });
  return {
    readIos30d: { ...of("VolumeReadIOPs", "Sum"), reduce: sum },
    writeIos30d: { ...of("VolumeWriteIOPs", "Sum"), reduce: sum },
    volumeBytes: { ...of("VolumeBytesUsed", "Average"), reduce: newest },
  };
}
