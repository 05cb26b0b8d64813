import type { Listener, LoadBalancer, TargetGroup } from "@aws-sdk/client-elastic-load-balancing-v2";
import { arn, type Environment, groupId, longAgo, type Region, type Tags, tagsOf, vpcId, vpcOf } from "./company.ts";
import { privateSubnets, subnetsOf } from "./network.ts";
import { random } from "./random.ts";

export type BalancerRow = {
  region: Region;
  environment: Environment;
  service: string;
  type: "application" | "network";
  isInternal: boolean;
  /** Whom it sends to: "fleet web-edge", "tasks platform-gateway", "function web-feedback-form"; empty: to nobody. */
  target: string;
  wrong: readonly ("http" | "one-zone")[];
};

const balancer = (
  region: Region,
  environment: Environment,
  service: string,
  type: BalancerRow["type"],
  reach: "internet" | "internal",
  target: string,
  ...wrong: BalancerRow["wrong"]
): BalancerRow => ({ region, environment, service, type, isInternal: reach === "internal", target, wrong });

export const BALANCERS: readonly BalancerRow[] = [
  balancer("us-east-1", "production", "web", "application", "internet", "fleet web-edge"),
  balancer("us-east-1", "production", "checkout", "application", "internal", "fleet checkout-api"),
  balancer("us-east-1", "production", "catalog", "application", "internal", "fleet catalog-api", "http"),
  balancer("us-east-1", "production", "search", "network", "internal", "fleet search-node", "http"),
  balancer("us-east-1", "production", "platform", "application", "internet", "tasks platform-gateway"),
  balancer("us-east-1", "production", "recommendations", "application", "internal", "tasks recommendations-api"),
  balancer("us-east-1", "production", "identity", "network", "internet", "fleet identity-api"),
  balancer("us-east-1", "staging", "web", "application", "internet", "fleet web-edge", "http"),
  balancer("us-east-1", "staging", "platform", "application", "internet", "tasks platform-gateway"),
  balancer("us-east-1", "production", "media", "application", "internet", "", "http"),
  balancer("eu-west-1", "production", "web", "application", "internet", "fleet web-edge"),
  balancer("eu-west-1", "production", "checkout", "application", "internal", "fleet checkout-api"),
  balancer("eu-west-1", "production", "platform", "application", "internet", "tasks platform-gateway"),
  balancer("eu-west-1", "production", "erp", "network", "internet", "fleet erp-server", "http", "one-zone"),
  balancer("eu-west-1", "staging", "platform", "application", "internet", "tasks platform-gateway", "http"),
  balancer("us-west-2", "production", "analytics", "application", "internal", "fleet analytics-report", "http"),
  balancer("ap-southeast-1", "production", "web", "application", "internet", "fleet web-edge"),
  balancer("ap-southeast-1", "production", "platform", "application", "internet", "tasks platform-gateway"),
];

/** Balancers of one reach share a group. */
export const balancerGroupName = ({ environment, isInternal }: Pick<BalancerRow, "environment" | "isInternal">) =>
  `${environment}-balancers-${isInternal ? "internal" : "public"}`;

export type Balancer = {
  row: BalancerRow;
  balancer: LoadBalancer;
  attributes: Record<string, string>;
  listeners: Listener[];
  targetGroup: TargetGroup;
  tags: Tags;
};

export const balancersOf = (region: Region, now: Date): Balancer[] =>
  BALANCERS.filter((row) => row.region === region).map((row) => balancerOf(row, now));

/** The target group of each ECS service behind a balancer, by "environment-service-role". */
export const targetGroupsOfTasks = (balancers: readonly Balancer[]): Map<string, string> =>
  new Map(
    balancers
      .filter(({ row }) => row.target.startsWith("tasks "))
      .map(({ row, targetGroup }) => [`${row.environment}-${row.target.slice(6)}`, targetGroup.TargetGroupArn ?? ""]),
  );

function balancerOf(row: BalancerRow, now: Date): Balancer {
  const { region, environment, service, type, isInternal, wrong } = row;
  const name = `${environment === "production" ? "" : "stg-"}${service}-${isInternal ? "internal" : "public"}`;
  const luck = random("balancer", region, name);
  const id = luck.hex(16);
  const letter = type === "application" ? "app" : "net";
  const loadBalancerArn = arn("elasticloadbalancing", region, `loadbalancer/${letter}/${name}/${id}`);
  const vpc = vpcOf(region, environment);
  const subnets = isInternal ? privateSubnets(region, vpc) : subnetsOf(region, vpc).filter((one) => one.isPublic);
  const targetGroup: TargetGroup = {
    TargetGroupArn: arn("elasticloadbalancing", region, `targetgroup/${name}/${luck.hex(16)}`),
    TargetGroupName: name,
    Protocol: type === "application" ? "HTTP" : "TCP",
    Port: 8443,
    VpcId: vpcId(region, vpc),
    TargetType: row.target.startsWith("tasks ") ? "ip" : "instance",
    LoadBalancerArns: [loadBalancerArn],
  };
  return {
    row,
    balancer: {
      LoadBalancerName: name,
      LoadBalancerArn: loadBalancerArn,
      DNSName: `${isInternal ? "internal-" : ""}${name}-${luck.int(10 ** 8, 10 ** 9)}.${region}.elb.amazonaws.com`,
      Scheme: isInternal ? "internal" : "internet-facing",
      Type: type,
      VpcId: vpcId(region, vpc),
      State: { Code: "active" },
      IpAddressType: "ipv4",
      AvailabilityZones: subnets
        .slice(0, wrong.includes("one-zone") ? 1 : 3)
        .map(({ zone, id: SubnetId }) => ({ ZoneName: zone, SubnetId })),
      SecurityGroups: [groupId(region, balancerGroupName(row))],
      CreatedTime: longAgo(now, region, name),
    },
    attributes: {
      "access_logs.s3.enabled": String(luck.chance(0.6)),
      "access_logs.s3.bucket": "",
      "deletion_protection.enabled": String(environment === "production" && luck.chance(0.6)),
      ...(type === "application"
        ? {
            "routing.http.desync_mitigation_mode": luck.pick(["defensive", "defensive", "strictest", "monitor"]),
            "routing.http.drop_invalid_header_fields.enabled": String(luck.chance(0.45)),
            "idle_timeout.timeout_seconds": "60",
          }
        : { "load_balancing.cross_zone.enabled": String(luck.chance(0.5)) }),
    },
    listeners: listenersOf(row, loadBalancerArn, targetGroup.TargetGroupArn ?? "", luck.hex(16)),
    targetGroup,
    tags: tagsOf(service, environment, name),
  };
}

function listenersOf(
  { type, wrong }: BalancerRow,
  balancerArn: string,
  targetGroupArn: string,
  id: string,
): Listener[] {
  const listener = (
    Port: number,
    Protocol: Listener["Protocol"],
    action: NonNullable<Listener["DefaultActions"]>[number],
  ): Listener => ({
    ListenerArn: `${balancerArn.replace(":loadbalancer/", ":listener/")}/${id}${Port}`,
    LoadBalancerArn: balancerArn,
    Port,
    Protocol,
    ...(Protocol === "HTTPS" || Protocol === "TLS" ? { SslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" } : {}),
    DefaultActions: [action],
  });
  const forward = { Type: "forward" as const, TargetGroupArn: targetGroupArn };
  const toHttps = {
    Type: "redirect" as const,
    RedirectConfig: { Protocol: "HTTPS", Port: "443", StatusCode: "HTTP_301" as const },
  };
  if (type === "network") return [listener(443, wrong.includes("http") ? "TCP" : "TLS", forward)];
  if (wrong.includes("http")) return [listener(80, "HTTP", forward)];
  return [listener(80, "HTTP", toHttps), listener(443, "HTTPS", forward)];
}
