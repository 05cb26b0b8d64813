import type { Aws } from "../../ports/aws.ts";
import { resourceType } from "../resource-type.ts";
import { allPages, arnOf, attempt, discovered, each, edges, fields, settle, tagsOf } from "./reading.ts";
import { HOUR, most, p99, readUsage, USAGE_CALL } from "./usage.ts";

/** Each cluster takes two more requests; MaxRecords starts at 20. */
const PAGE_SIZE = 20;
const PAGES_MAX = 5;

export default resourceType({
  type: "AWS::Redshift::Cluster",
  service: "databases",
  label: "Redshift cluster",
  where: "each-region",
  calls: [
    "redshift:DescribeClusters",
    "redshift:DescribeClusterParameters",
    "redshift:DescribeLoggingStatus",
    USAGE_CALL,
  ],
  async list(aws, place, cursor) {
    const { region } = place;
    const page = await aws.call(
      "redshift:DescribeClusters",
      { MaxRecords: PAGE_SIZE, Marker: cursor ?? undefined },
      region,
    );
    const clusters = page.Clusters ?? [];
    const usage = await readUsage(
      aws,
      place,
      clusters.map(({ ClusterIdentifier = "" }) => {
        const of = {
          namespace: "AWS/Redshift",
          dimensions: { ClusterIdentifier },
          stat: "Maximum" as const,
          days: 7,
          periodSeconds: HOUR,
        };
        return {
          connectionsMaximum7d: { ...of, metric: "DatabaseConnections", reduce: most },
          cpuP99: { ...of, metric: "CPUUtilization", reduce: p99 },
        };
      }),
    );
    const resources = await each(clusters, async (cluster) => {
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
          ...fields(cluster, "AutomatedSnapshotRetentionPeriod", "MasterUsername", "VpcId", "ClusterCreateTime"),
          ...config,
        },
        metrics: usage(clusters.indexOf(cluster), unread),
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
