import { resourceType } from "../resource-type.ts";

import { arnOf, attempt, discovered, each, edges, fields, settle, tagsOf } from "./reading.ts";
import { HOUR, readUsage, sum, USAGE_CALL } from "./usage.ts";

/** DescribeTags takes 20 names. */
const PAGE_SIZE = 20;

export default resourceType({
  type: "AWS::ElasticLoadBalancing::LoadBalancer",
  service: "elasticloadbalancing",
  label: "Classic load balancer",
  where: "each-region",
  calls: [
    "elb:DescribeLoadBalancers",
    "elb:DescribeLoadBalancerAttributes",
    "elb:DescribeTags",
    "elb:DescribeInstanceHealth",
    USAGE_CALL,
  ],
  async list(aws, place, cursor) {
    const { region } = place;
    const page = await aws.call(
      "elb:DescribeLoadBalancers",
      { PageSize: PAGE_SIZE, Marker: cursor ?? undefined },
      region,
    );
    const balancers = page.LoadBalancerDescriptions ?? [];
    const LoadBalancerNames = balancers.flatMap((balancer) => balancer.LoadBalancerName ?? []);
    const tags = await attempt(async () => {
      if (LoadBalancerNames.length === 0) return new Map<string | undefined, Record<string, string>>();
      const answer = await aws.call("elb:DescribeTags", { LoadBalancerNames }, region);
      return new Map((answer.TagDescriptions ?? []).map((item) => [item.LoadBalancerName, tagsOf(item.Tags)]));
    });
    const usage = await readUsage(
      aws,
      place,
      LoadBalancerNames.map((LoadBalancerName) => ({
        requests7d: {
          namespace: "AWS/ELB",
          metric: "RequestCount",
          dimensions: { LoadBalancerName },
          stat: "Sum",
          days: 7,
          periodSeconds: HOUR,
          reduce: sum,
          none: 0,
        },
      })),
    );
    const resources = await each(balancers, async (balancer) => {
      const name = balancer.LoadBalancerName ?? "";
      const attributes = await attempt(async () => {
        const answer = await aws.call("elb:DescribeLoadBalancerAttributes", { LoadBalancerName: name }, region);
        return fields(answer.LoadBalancerAttributes ?? {}, "AccessLog", "CrossZoneLoadBalancing");
      });
      const healthy = await attempt(async () => {
        const { InstanceStates = [] } = await aws.call(
          "elb:DescribeInstanceHealth",
          { LoadBalancerName: name },
          region,
        );
        return InstanceStates.filter(({ State }) => State === "InService").length;
      });
      const { config, unread } = settle({ Attributes: attributes });
      const metrics = usage(LoadBalancerNames.indexOf(name), unread);
      if ("unread" in healthy) unread.metrics = healthy.unread;
      if ("unread" in tags) unread.tags = tags.unread;
      return discovered(place, {
        type: "AWS::ElasticLoadBalancing::LoadBalancer",
        nativeId: name,
        arn: arnOf(place, "elasticloadbalancing", `loadbalancer/${name}`),
        name,
        tags: "unread" in tags ? null : (tags.value?.get(name) ?? {}),
        config: {
          ...fields(balancer, "LoadBalancerName", "Scheme", "VPCId", "Subnets", "SecurityGroups", "CreatedTime"),
          Listeners: (balancer.ListenerDescriptions ?? []).map((item) =>
            item.Listener ? fields(item.Listener, "Protocol", "LoadBalancerPort") : {},
          ),
          ...config,
        },
        metrics: { ...metrics, ...("unread" in healthy ? {} : { healthyTargets: healthy.value }) },
        unread,
        public: balancer.Scheme === undefined ? null : balancer.Scheme === "internet-facing",
        relations: [
          ...edges("partOf", "AWS::EC2::VPC", [balancer.VPCId]),
          ...edges("partOf", "AWS::EC2::Subnet", balancer.Subnets ?? []),
          ...edges("dependsOn", "AWS::EC2::SecurityGroup", balancer.SecurityGroups ?? []),
          ...edges(
            "routesTo",
            "AWS::EC2::Instance",
            (balancer.Instances ?? []).map((instance) => instance.InstanceId),
          ),
        ],
      });
    });
    return { resources, next: page.NextMarker || null };
  },
});
