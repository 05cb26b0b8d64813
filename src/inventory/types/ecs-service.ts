import type { Service } from "@aws-sdk/client-ecs";
import { type Discovered, type Place, resourceType } from "../resource-type.ts";
import { chunks, discovered, each, edges, fields, tagsOf } from "./reading.ts";

const PAGE_SIZE = 100;
/** DescribeServices takes ten names. */
const DESCRIBE_MAX = 10;

export default resourceType({
  type: "AWS::ECS::Service",
  service: "ecs",
  label: "ECS service",
  where: "each-region",
  calls: ["ecs:ListClusters", "ecs:ListServices", "ecs:DescribeServices"],
  async list(aws, place, cursor) {
    const at = parse(cursor);
    const { region } = place;
    const listing = await aws.call(
      "ecs:ListClusters",
      { maxResults: PAGE_SIZE, nextToken: at.clusters || undefined },
      region,
    );
    const clusters = [...(listing.clusterArns ?? [])].sort();
    // In the middle of a cluster, or at the next one by name.
    const cluster = at.services ? at.cluster : clusters.find((arn) => arn > at.cluster);
    const following = listing.nextToken ? write({ clusters: listing.nextToken, cluster: "", services: "" }) : null;
    if (!cluster) return { resources: [], next: following };

    const request = { cluster, maxResults: PAGE_SIZE, nextToken: at.services || undefined };
    const page = await aws.call("ecs:ListServices", request, region);
    const described = await each(chunks(page.serviceArns ?? [], DESCRIBE_MAX), (services) =>
      aws.call("ecs:DescribeServices", { cluster, services, include: ["TAGS"] }, region),
    );
    const services = described.flatMap((answer) => answer.services ?? []);
    const isMore = page.nextToken || clusters.some((arn) => arn > cluster);
    return {
      resources: services.filter((item) => item.status !== "INACTIVE").map((item) => toResource(item, place)),
      next: isMore ? write({ clusters: at.clusters, cluster, services: page.nextToken ?? "" }) : following,
    };
  },
});

/**
 * Services are listed per cluster, so a page is one page of one cluster. The cursor is the token that led to the
 * listing of clusters, the cluster that was read last, and the token of its next services (empty = it is done).
 */
type Cursor = { clusters: string; cluster: string; services: string };

const write = ({ clusters, cluster, services }: Cursor) =>
  [clusters, cluster, services].map(encodeURIComponent).join(" ");
function parse(cursor: string | null): Cursor {
  const [clusters = "", cluster = "", services = ""] = (cursor ?? "").split(" ").map(decodeURIComponent);
  return { clusters, cluster, services };
}

function toResource(item: Service, place: Place): Discovered {
  const network = item.networkConfiguration?.awsvpcConfiguration;
  const cluster = item.clusterArn?.split("/").at(-1) ?? "";
  return discovered(place, {
    type: "AWS::ECS::Service",
    // A service's name is unique in its cluster only.
    nativeId: `${cluster}/${item.serviceName}`,
    arn: item.serviceArn ?? "",
    name: item.serviceName ?? "",
    tags: tagsOf(item.tags),
    config: {
      ...fields(item, "serviceName", "serviceArn", "clusterArn", "status", "desiredCount", "launchType"),
      ...fields(item, "platformVersion", "platformFamily", "taskDefinition", "roleArn", "schedulingStrategy"),
      ...(network
        ? {
            networkConfiguration: {
              awsvpcConfiguration: fields(network, "assignPublicIp", "subnets", "securityGroups"),
            },
          }
        : {}),
      loadBalancers: (item.loadBalancers ?? []).map((target) =>
        fields(target, "targetGroupArn", "loadBalancerName", "containerName", "containerPort"),
      ),
    },
    status: item.status ?? null,
    public: network ? network.assignPublicIp === "ENABLED" : null,
    relations: [
      ...edges("partOf", "AWS::ECS::Cluster", [item.clusterArn]),
      ...edges("partOf", "AWS::EC2::Subnet", network?.subnets ?? []),
      ...edges("dependsOn", "AWS::EC2::SecurityGroup", network?.securityGroups ?? []),
      ...edges(
        "dependsOn",
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        (item.loadBalancers ?? []).map((target) => target.targetGroupArn),
      ),
    ],
  });
}
