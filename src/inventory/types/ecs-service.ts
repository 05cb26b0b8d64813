import type { Service } from "@aws-sdk/client-ecs";
import type { Aws } from "../../ports/aws.ts";
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
    const at = await locate(aws, place, parse(cursor));
    if (!at) return { resources: [], next: null };
    const request = { cluster: at.cluster, maxResults: PAGE_SIZE, nextToken: at.services ?? undefined };
    const page = await aws.call("ecs:ListServices", request, place.region);
    const described = await each(chunks(page.serviceArns ?? [], DESCRIBE_MAX), (services) =>
      aws.call("ecs:DescribeServices", { cluster: at.cluster, services, include: ["TAGS"] }, place.region),
    );
    const services = described.flatMap((answer) => answer.services ?? []);
    return {
      resources: services.filter((item) => item.status !== "INACTIVE").map((item) => toResource(item, place)),
      next: nextOf(at, page.nextToken || null),
    };
  },
});

/**
 * Services are listed per cluster, so a page is one page of one cluster, and clusters are taken one at a time:
 * the cursor stays small however many there are. `clusters` is where the next cluster is found.
 */
type Cursor =
  | { cluster: string; services: string | null; clusters: string | null }
  | { cluster: null; clusters: string | null };

const parse = (cursor: string | null): Cursor => {
  if (cursor === null) return { cluster: null, clusters: null };
  const [clusters = "", cluster = "", services = ""] = cursor.split(" ").map(decodeURIComponent);
  return cluster ? { cluster, services: services || null, clusters: clusters || null } : { cluster: null, clusters };
};

async function locate(aws: Aws, place: Place, cursor: Cursor) {
  if (cursor.cluster !== null) return cursor;
  const request = { maxResults: 1, nextToken: cursor.clusters ?? undefined };
  const { clusterArns, nextToken } = await aws.call("ecs:ListClusters", request, place.region);
  const [cluster] = clusterArns ?? [];
  return cluster ? { cluster, services: null, clusters: nextToken || null } : null;
}

function nextOf(at: { cluster: string; clusters: string | null }, services: string | null): string | null {
  if (services) return [at.clusters ?? "", at.cluster, services].map(encodeURIComponent).join(" ");
  return at.clusters && encodeURIComponent(at.clusters);
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
