import { resourceType } from "../resource-type.ts";

import { discovered, fields, tagsOf } from "./reading.ts";

/** DescribeClusters takes a hundred names. */
const PAGE_SIZE = 100;

export default resourceType({
  type: "AWS::ECS::Cluster",
  service: "ecs",
  label: "ECS cluster",
  where: "each-region",
  calls: ["ecs:ListClusters", "ecs:DescribeClusters"],
  async list(aws, place, cursor) {
    const request = { maxResults: PAGE_SIZE, nextToken: cursor ?? undefined };
    const page = await aws.call("ecs:ListClusters", request, place.region);
    const clusters = page.clusterArns ?? [];
    if (clusters.length === 0) return { resources: [], next: page.nextToken || null };
    const described = await aws.call("ecs:DescribeClusters", { clusters, include: ["SETTINGS", "TAGS"] }, place.region);
    const active = (described.clusters ?? []).filter(({ status }) => status !== "INACTIVE");
    const resources = active.map((cluster) =>
      discovered(place, {
        type: "AWS::ECS::Cluster",
        nativeId: cluster.clusterName ?? "",
        arn: cluster.clusterArn ?? "",
        name: cluster.clusterName ?? "",
        tags: tagsOf(cluster.tags),
        config: {
          ...fields(cluster, "clusterName", "capacityProviders"),
          settings: (cluster.settings ?? []).map((one) => fields(one, "name", "value")),
        },
        status: cluster.status ?? null,
      }),
    );
    return { resources, next: page.nextToken || null };
  },
});
