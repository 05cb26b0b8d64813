import type { LoadBalancer, TargetGroup } from "@aws-sdk/client-elastic-load-balancing-v2";
import { lanes } from "../../base/lanes.ts";
import type { Aws } from "../../ports/aws.ts";
import { type Discovered, type Place, resourceType } from "../resource-type.ts";
import { allPages, attempt, discovered, edges, fields, mapReading, type Reading, settle, tagsOf } from "./reading.ts";
import { HOUR, type Measures, readUsage, sum, USAGE_CALL } from "./usage.ts";

/** DescribeTags takes 20 ARNs, and is throttled soon when asked one by one. */
const PAGE_SIZE = 20;
const PAGES_MAX = 20;

export default resourceType({
  type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
  service: "elasticloadbalancing",
  label: "Load balancer",
  where: "each-region",
  calls: [
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeTags",
    "elasticloadbalancing:DescribeLoadBalancerAttributes",
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeTargetHealth",
    "wafv2:GetWebACLForResource",
    USAGE_CALL,
  ],
  async list(aws, place, cursor) {
    const request = { PageSize: PAGE_SIZE, Marker: cursor ?? undefined };
    const page = await aws.call("elasticloadbalancing:DescribeLoadBalancers", request, place.region);
    const balancers = page.LoadBalancers ?? [];
    if (balancers.length === 0) return { resources: [], next: page.NextMarker || null };
    const tags = await attempt(async () => {
      const ResourceArns = balancers.flatMap((balancer) => balancer.LoadBalancerArn ?? []);
      const answer = await aws.call("elasticloadbalancing:DescribeTags", { ResourceArns }, place.region);
      return new Map((answer.TagDescriptions ?? []).map((item) => [item.ResourceArn, tagsOf(item.Tags)]));
    });
    const usage = await readUsage(aws, place, balancers.map(measuresOf));
    const lane = lanes();
    const resources = await Promise.all(
      balancers.map((balancer, index) =>
        readBalancer(aws, place, balancer, tags, lane, (unread) => usage(index, unread)),
      ),
    );
    return { resources, next: page.NextMarker || null };
  },
});

async function readBalancer(
  aws: Aws,
  place: Place,
  balancer: LoadBalancer,
  allTags: Reading<Map<string | undefined, Record<string, string>>>,
  lane: ReturnType<typeof lanes>,
  usage: (unread: Record<string, string>) => Record<string, number | null>,
): Promise<Discovered> {
  const LoadBalancerArn = balancer.LoadBalancerArn ?? "";
  const { region } = place;
  const [attributes, listeners, targets, firewall] = await Promise.all([
    lane(() =>
      attempt(async () => {
        const answer = await aws.call(
          "elasticloadbalancing:DescribeLoadBalancerAttributes",
          { LoadBalancerArn },
          region,
        );
        return Object.fromEntries((answer.Attributes ?? []).map((item) => [item.Key ?? "", item.Value ?? ""]));
      }),
    ),
    lane(() => attempt(() => readListeners(aws, region, LoadBalancerArn))),
    lane(() => attempt(() => readTargets(aws, region, LoadBalancerArn))),
    lane(() =>
      attempt(async () => {
        // AWS WAF guards application load balancers only.
        if (balancer.Type !== "application") return null;
        const answer = await aws.call("wafv2:GetWebACLForResource", { ResourceArn: LoadBalancerArn }, region);
        return answer.WebACL?.ARN ?? null;
      }),
    ),
  ]);
  const { config, unread } = settle({
    Attributes: attributes,
    WebAclArn: firewall,
    Listeners: mapReading(listeners, (all) =>
      all.map((item) => fields(item, "ListenerArn", "Port", "Protocol", "SslPolicy", "DefaultActions")),
    ),
  });
  if ("unread" in targets) unread.relations = targets.unread;
  const metrics = usage(unread);
  // How many are healthy comes and goes, like what is measured.
  if ("unread" in targets) unread.metrics = targets.unread;
  if ("unread" in allTags) unread.tags = allTags.unread;
  const name = balancer.LoadBalancerName ?? "";
  return discovered(place, {
    type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
    nativeId: name,
    arn: LoadBalancerArn,
    name,
    tags: "unread" in allTags ? null : (allTags.value?.get(LoadBalancerArn) ?? {}),
    config: {
      ...fields(balancer, "LoadBalancerName", "LoadBalancerArn", "DNSName", "Scheme", "Type", "VpcId"),
      ...fields(balancer, "SecurityGroups", "CreatedTime"),
      State: fields(balancer.State ?? {}, "Code"),
      AvailabilityZones: (balancer.AvailabilityZones ?? []).map((zone) => fields(zone, "ZoneName", "SubnetId")),
      ...config,
    },
    metrics: {
      ...metrics,
      ...("unread" in targets || !targets.value ? {} : { healthyTargets: targets.value.healthy }),
    },
    unread,
    status: balancer.State?.Code ?? null,
    public: balancer.Scheme === undefined ? null : balancer.Scheme === "internet-facing",
    relations: [
      ...edges("partOf", "AWS::EC2::VPC", [balancer.VpcId]),
      ...edges(
        "partOf",
        "AWS::EC2::Subnet",
        (balancer.AvailabilityZones ?? []).map((zone) => zone.SubnetId),
      ),
      ...edges("dependsOn", "AWS::EC2::SecurityGroup", balancer.SecurityGroups ?? []),
      ...("unread" in targets ? [] : (targets.value?.relations ?? [])),
    ],
  });
}

const readListeners = (aws: Aws, region: string, LoadBalancerArn: string) =>
  allPages(PAGES_MAX, async (Marker) => {
    const answer = await aws.call("elasticloadbalancing:DescribeListeners", { LoadBalancerArn, Marker }, region);
    return { items: answer.Listeners, next: answer.NextMarker };
  });

const TARGET_TYPES: Record<string, string> = {
  instance: "AWS::EC2::Instance",
  lambda: "AWS::Lambda::Function",
  alb: "AWS::ElasticLoadBalancingV2::LoadBalancer",
};

type Targets = { relations: Discovered["relations"]; healthy: number };

async function readTargets(aws: Aws, region: string, LoadBalancerArn: string): Promise<Targets> {
  const groups = await allPages(PAGES_MAX, async (Marker) => {
    const answer = await aws.call("elasticloadbalancing:DescribeTargetGroups", { LoadBalancerArn, Marker }, region);
    return { items: answer.TargetGroups, next: answer.NextMarker };
  });
  const all: Targets = { relations: [], healthy: 0 };
  for (const group of groups) {
    const { relations, healthy } = await targetsOf(aws, region, group);
    all.relations.push(...relations);
    all.healthy += healthy;
  }
  return all;
}

async function targetsOf(aws: Aws, region: string, { TargetGroupArn, TargetType }: TargetGroup): Promise<Targets> {
  const { TargetHealthDescriptions: targets = [] } = await aws.call(
    "elasticloadbalancing:DescribeTargetHealth",
    { TargetGroupArn },
    region,
  );
  // A function is asked for its health only where health checks are on.
  const works = targets.filter(({ TargetHealth }) =>
    ["healthy", "unused", "unavailable"].includes(TargetHealth?.State ?? ""),
  );
  const healthy =
    TargetType === "lambda"
      ? targets.length
      : works.filter(({ TargetHealth }) => TargetHealth?.State !== "unused").length;
  // IP targets name no resource.
  const toType = TARGET_TYPES[TargetType ?? ""];
  const named = targets.map((item) => item.Target?.Id);
  return { relations: toType ? edges("routesTo", toType, named) : [], healthy };
}

/** Requests of an application load balancer, new flows of a network load balancer; both are published only while there are some. */
function measuresOf({ LoadBalancerArn = "", Type }: LoadBalancer): Measures {
  const LoadBalancer = LoadBalancerArn.split(":loadbalancer/")[1] ?? "";
  const of = (namespace: string, metric: string): Measures => ({
    requests7d: {
      namespace,
      metric,
      dimensions: { LoadBalancer },
      stat: "Sum",
      days: 7,
      periodSeconds: HOUR,
      reduce: sum,
      none: 0,
    },
  });
  if (Type === "application") return of("AWS/ApplicationELB", "RequestCount");
  return Type === "network" ? of("AWS/NetworkELB", "NewFlowCount") : {};
}
