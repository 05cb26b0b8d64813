import { resourceType } from "../resource-type.ts";
import { allPages, attempt, discovered, each, edges, fields, settle } from "./reading.ts";

/** Each cluster takes one more request. */
const PAGE_SIZE = 30;
const PAGES_MAX = 5;
/** Node groups of one cluster that are described. */
const NODE_GROUPS_MAX = 20;

export default resourceType({
  type: "AWS::EKS::Cluster",
  service: "containers",
  label: "EKS cluster",
  where: "each-region",
  calls: ["eks:ListClusters", "eks:DescribeCluster", "eks:ListNodegroups", "eks:DescribeNodegroup"],
  async list(aws, place, cursor) {
    const { region } = place;
    const page = await aws.call("eks:ListClusters", { maxResults: PAGE_SIZE, nextToken: cursor ?? undefined }, region);
    const described = await each(
      page.clusters ?? [],
      async (name) => (await aws.call("eks:DescribeCluster", { name }, region)).cluster,
    );
    const resources = await each(
      described.flatMap((cluster) => cluster ?? []),
      async (cluster) => {
        const clusterName = cluster.name ?? "";
        const groups = await attempt(async () => {
          const names = await allPages(PAGES_MAX, async (nextToken) => {
            const answer = await aws.call("eks:ListNodegroups", { clusterName, nextToken }, region);
            return { items: answer.nodegroups, next: answer.nextToken };
          });
          const found = [];
          for (const nodegroupName of names.slice(0, NODE_GROUPS_MAX)) {
            const { nodegroup } = await aws.call("eks:DescribeNodegroup", { clusterName, nodegroupName }, region);
            found.push(fields(nodegroup ?? {}, "nodegroupName", "capacityType", "instanceTypes"));
          }
          return found;
        });
        const { config, unread } = settle({ NodeGroups: groups });
        const vpc = cluster.resourcesVpcConfig ?? {};
        const logging = (cluster.logging?.clusterLogging ?? []).filter(({ enabled }) => enabled);
        return discovered(place, {
          type: "AWS::EKS::Cluster",
          nativeId: cluster.name ?? "",
          arn: cluster.arn ?? "",
          name: cluster.name ?? "",
          tags: cluster.tags ?? {},
          config: {
            ...fields(cluster, "name", "version", "platformVersion", "roleArn", "createdAt"),
            Vpc: fields(vpc, "vpcId", "subnetIds", "securityGroupIds", "endpointPublicAccess", "publicAccessCidrs"),
            EncryptedResources: (cluster.encryptionConfig ?? []).flatMap((one) =>
              one.provider?.keyArn ? (one.resources ?? []) : [],
            ),
            ...config,
            LogTypes: logging.flatMap((one) => one.types ?? []).sort(),
          },
          unread,
          status: cluster.status ?? null,
          public:
            vpc.endpointPublicAccess === undefined
              ? null
              : vpc.endpointPublicAccess && (vpc.publicAccessCidrs ?? []).includes("0.0.0.0/0"),
          relations: [
            ...edges("partOf", "AWS::EC2::VPC", [vpc.vpcId]),
            ...edges("partOf", "AWS::EC2::Subnet", vpc.subnetIds ?? []),
            ...edges("dependsOn", "AWS::EC2::SecurityGroup", vpc.securityGroupIds ?? []),
            ...edges("dependsOn", "AWS::IAM::Role", [cluster.roleArn]),
          ],
        });
      },
    );
    return { resources, next: page.nextToken || null };
  },
});
