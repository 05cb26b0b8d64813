import type { Service } from "@aws-sdk/client-ecs";
import type { Aws } from "../../ports/aws.ts";
import { type Discovered, type Place, resourceType } from "../resource-type.ts";
import {
  attempt,
  chunks,
  discovered,
  each,
  edges,
  fields,
  mapReading,
  type Reading,
  settle,
  tagsOf,
} from "./reading.ts";
import { HOUR, type Measures, mean, most, readUsage, sum, USAGE_CALL } from "./usage.ts";

const PAGE_SIZE = 100;
/** DescribeServices takes ten names. */
const DESCRIBE_MAX = 10;

export default resourceType({
  type: "AWS::ECS::Service",
  service: "ecs",
  label: "ECS service",
  where: "each-region",
  calls: ["ecs:ListClusters", "ecs:ListServices", "ecs:DescribeServices", "ecs:DescribeTaskDefinition", USAGE_CALL],
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
    const all = described.flatMap((answer) => answer.services ?? []);
    const services = all.filter((item) => item.status !== "INACTIVE");
    const usage = await readUsage(aws, place, services.map(measuresOf));
    const sizes = await readSizes(aws, place, services);
    const isMore = page.nextToken || clusters.some((arn) => arn > cluster);
    return {
      resources: services.map((item, index) => toResource(item, place, sizes, (unread) => usage(index, unread))),
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

function toResource(
  item: Service,
  place: Place,
  sizes: ReadonlyMap<string | undefined, Reading<TaskSize>>,
  usage: (unread: Record<string, string>) => Record<string, number | null>,
): Discovered {
  const size = sizes.get(item.taskDefinition) ?? { value: null };
  const { config, unread } = settle({
    TaskCpu: mapReading(size, ({ cpu }) => cpu),
    TaskMemory: mapReading(size, ({ memory }) => memory),
  });
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
      ...fields(item, "createdAt"),
      ...config,
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
    metrics: { running: item.runningCount ?? null, ...usage(unread) },
    unread,
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

type TaskSize = { cpu: string | null; memory: string | null };

/** CPU units and MiB of a Fargate task; services often share a definition, which is asked for once. */
async function readSizes(aws: Aws, { region }: Place, services: readonly Service[]) {
  const wanted = new Set(
    services.flatMap((item) => (item.launchType === "FARGATE" ? (item.taskDefinition ?? []) : [])),
  );
  const sizes = new Map<string | undefined, Reading<TaskSize>>();
  const read = await each([...wanted], (taskDefinition) =>
    attempt(async () => {
      const { taskDefinition: task } = await aws.call("ecs:DescribeTaskDefinition", { taskDefinition }, region);
      return { cpu: task?.cpu ?? null, memory: task?.memory ?? null };
    }),
  );
  for (const [index, arn] of [...wanted].entries()) sizes.set(arn, read[index] ?? { value: null });
  return sizes;
}

function measuresOf({ serviceName = "", clusterArn = "", loadBalancers = [] }: Service): Measures {
  const of = (metric: string, stat: "Average" | "Maximum") => ({
    namespace: "AWS/ECS",
    metric,
    dimensions: { ClusterName: clusterArn.split("/").at(-1) ?? "", ServiceName: serviceName },
    stat,
    days: 14,
    periodSeconds: HOUR,
  });
  const TargetGroup = loadBalancers[0]?.targetGroupArn?.split(":").at(-1);
  return {
    cpuAverage14d: { ...of("CPUUtilization", "Average"), reduce: mean },
    cpuMaximum14d: { ...of("CPUUtilization", "Maximum"), reduce: most },
    memoryMaximum14d: { ...of("MemoryUtilization", "Maximum"), reduce: most },
    ...(TargetGroup
      ? {
          requests14d: {
            namespace: "AWS/ApplicationELB",
            metric: "RequestCountPerTarget",
            dimensions: { TargetGroup },
            stat: "Sum" as const,
            days: 14,
            periodSeconds: HOUR,
            reduce: sum,
            none: 0 as const,
          },
        }
      : {}),
  };
}
