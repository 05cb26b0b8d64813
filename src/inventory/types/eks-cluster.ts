import { resourceType } from "../resource-type.ts";
import { discovered, each, edges, fields } from "./reading.ts";

/** Each cluster takes one more request. */
const PAGE_SIZE = 30;

export default resourceType({
  type: "AWS::EKS::Cluster",
  service: "containers",
  label: "EKS cluster",
  where: "each-region",
  calls: ["eks:ListClusters", "eks:DescribeCluster"],
  async list(aws, place, cursor) {
    const { region } = place;
    const page = await aws.call("eks:ListClusters", { maxResults: PAGE_SIZE, nextToken: cursor ?? undefined }, region);
    const described = await each(
      page.clusters ?? [],
      async (name) => (await aws.call("eks:DescribeCluster", { name }, region)).cluster,
    );
    const resources = described.flatMap((cluster) => {
      if (!cluster) return [];
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
          LogTypes: logging.flatMap((one) => one.types ?? []).sort(),
        },
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
    });
    return { resources, next: page.nextToken || null };
  },
});
