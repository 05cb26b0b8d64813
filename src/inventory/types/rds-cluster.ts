import { resourceType } from "../resource-type.ts";

import { arnOf, discovered, edges, fields, tagsOf } from "./reading.ts";

/** MaxRecords: 20 to 100 (RDS API reference, DescribeDBClusters). */
const PAGE_SIZE = 100;

export default resourceType({
  type: "AWS::RDS::DBCluster",
  service: "rds",
  label: "RDS cluster",
  where: "each-region",
  calls: ["rds:DescribeDBClusters"],
  async list(aws, place, cursor) {
    const request = { MaxRecords: PAGE_SIZE, Marker: cursor ?? undefined };
    const page = await aws.call("rds:DescribeDBClusters", request, place.region);
    // RDS's API also lists the clusters of Neptune and DocumentDB, which other rules are about.
    const clusters = (page.DBClusters ?? []).filter(({ Engine = "" }) => !["neptune", "docdb"].includes(Engine));
    const resources = clusters.map((cluster) => {
      const id = cluster.DBClusterIdentifier ?? "";
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
        },
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
