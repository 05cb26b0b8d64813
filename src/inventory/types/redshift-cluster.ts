import type { Aws } from "../../ports/aws.ts";
import { resourceType } from "../resource-type.ts";
import { allPages, arnOf, attempt, discovered, each, edges, fields, settle, tagsOf } from "./reading.ts";

/** Each cluster takes two more requests; MaxRecords starts at 20. */
const PAGE_SIZE = 20;
const PAGES_MAX = 5;

export default resourceType({
  type: "AWS::Redshift::Cluster",
  service: "databases",
  label: "Redshift cluster",
  where: "each-region",
  calls: ["redshift:DescribeClusters", "redshift:DescribeClusterParameters", "redshift:DescribeLoggingStatus"],
  async list(aws, place, cursor) {
    const { region } = place;
    const page = await aws.call(
      "redshift:DescribeClusters",
      { MaxRecords: PAGE_SIZE, Marker: cursor ?? undefined },
      region,
    );
    const resources = await each(page.Clusters ?? [], async (cluster) => {
      const ClusterIdentifier = cluster.ClusterIdentifier ?? "";
      const group = cluster.ClusterParameterGroups?.[0]?.ParameterGroupName;
      const { config, unread } = settle({
        RequireSsl: await attempt(() => readSsl(aws, region, group)),
        LoggingEnabled: await attempt(async () => {
          const answer = await aws.call("redshift:DescribeLoggingStatus", { ClusterIdentifier }, region);
          return answer.LoggingEnabled ?? false;
        }),
      });
      return discovered(place, {
        type: "AWS::Redshift::Cluster",
        nativeId: ClusterIdentifier,
        arn: arnOf(place, "redshift", `cluster:${ClusterIdentifier}`),
        tags: tagsOf(cluster.Tags),
        config: {
          ...fields(
            cluster,
            "ClusterIdentifier",
            "NodeType",
            "NumberOfNodes",
            "PubliclyAccessible",
            "Encrypted",
            "KmsKeyId",
          ),
          ...fields(cluster, "AutomatedSnapshotRetentionPeriod", "MasterUsername", "VpcId"),
          ...config,
        },
        unread,
        status: cluster.ClusterStatus ?? null,
        encrypted: cluster.Encrypted ?? null,
        public: cluster.PubliclyAccessible ?? null,
        hasBackup:
          cluster.AutomatedSnapshotRetentionPeriod === undefined ? null : cluster.AutomatedSnapshotRetentionPeriod > 0,
        relations: [
          ...edges("partOf", "AWS::EC2::VPC", [cluster.VpcId]),
          ...edges(
            "dependsOn",
            "AWS::EC2::SecurityGroup",
            (cluster.VpcSecurityGroups ?? []).map((one) => one.VpcSecurityGroupId),
          ),
        ],
      });
    });
    return { resources, next: page.Marker || null };
  },
});

async function readSsl(aws: Aws, region: string, ParameterGroupName: string | undefined): Promise<boolean | null> {
  if (!ParameterGroupName) return null;
  const parameters = await allPages(PAGES_MAX, async (Marker) => {
    const answer = await aws.call("redshift:DescribeClusterParameters", { ParameterGroupName, Marker }, region);
    return { items: answer.Parameters, next: answer.Marker };
  });
  return parameters.find((one) => one.ParameterName === "require_ssl")?.ParameterValue?.toLowerCase() === "true";
}
