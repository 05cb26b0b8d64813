import type { Service } from "@aws-sdk/client-ecs";
import { arn, type Environment, groupId, longAgo, type Region, roleArn, type Tags, tagsOf, vpcOf } from "./company.ts";
import { privateSubnets, subnetsOf } from "./network.ts";
import { random } from "./random.ts";

/** ECS services. `launch`: on Fargate with a platform version, or on the cluster's own instances. */
export type ServiceRow = {
  region: Region;
  environment: Environment;
  service: string;
  role: string;
  tasks: number;
  launch: "LATEST" | "1.4.0" | "1.3.0" | "EC2";
  hasPublicAddress: boolean;
};

const rows = (
  region: Region,
  environment: Environment,
  ...list: readonly (readonly [
    name: `${string}/${string}`,
    tasks: number,
    launch?: ServiceRow["launch"],
    reach?: "public",
  ])[]
): ServiceRow[] =>
  list.map(([name, tasks, launch = "LATEST", reach]) => {
    const [service = "", role = ""] = name.split("/");
    return { region, environment, service, role, tasks, launch, hasPublicAddress: reach === "public" };
  });

export const SERVICES: readonly ServiceRow[] = [
  ...rows(
    "us-east-1",
    "production",
    ["checkout/worker", 4],
    ["notifications/sender", 3],
    ["recommendations/api", 3],
    ["media/resizer", 2, "1.4.0"],
    ["billing/invoices", 2, "1.3.0"],
    ["identity/sessions", 3],
    ["stock/sync", 2],
    ["data-lake/ingest", 2, "EC2"],
    ["analytics/dashboard", 1, "1.4.0", "public"],
    ["search/suggest", 2],
    ["platform/gateway", 3],
  ),
  ...rows(
    "us-east-1",
    "staging",
    ["checkout/worker", 1],
    ["recommendations/api", 1, "1.3.0", "public"],
    ["identity/sessions", 1],
    ["platform/gateway", 1],
  ),
  ...rows(
    "eu-west-1",
    "production",
    ["checkout/worker", 2],
    ["notifications/sender", 2],
    ["recommendations/api", 2],
    ["identity/sessions", 2],
    ["stock/sync", 1, "1.4.0"],
    ["media/resizer", 2, "1.3.0"],
    ["platform/gateway", 2],
  ),
  ...rows("eu-west-1", "staging", ["checkout/worker", 1], ["platform/gateway", 1, "LATEST", "public"]),
  ...rows(
    "us-west-2",
    "production",
    ["data-lake/ingest", 2, "EC2"],
    ["analytics/export", 1],
    ["search/crawler", 2, "LATEST", "public"],
  ),
  ...rows("ap-southeast-1", "production", ["checkout/worker", 2], ["notifications/sender", 1], ["platform/gateway", 1]),
];

export const clusterName = (environment: Environment) => `juniper-${environment}`;
export const clusterArn = (region: Region, environment: Environment) =>
  arn("ecs", region, `cluster/${clusterName(environment)}`);
export const serviceGroupName = ({ environment }: Pick<ServiceRow, "environment">) => `${environment}-tasks`;

/** Clusters of a region, one of them without a service. */
export const clustersOf = (region: Region): string[] => {
  const used = SERVICES.filter((row) => row.region === region).map(({ environment }) =>
    clusterArn(region, environment),
  );
  return [...new Set([...used, ...(region === "us-east-1" ? [clusterArn(region, "development")] : [])])];
};

export type Deployed = { service: Service; tags: Tags; row: ServiceRow };

export const servicesOf = (region: Region, now: Date, targetGroups: ReadonlyMap<string, string>): Deployed[] =>
  SERVICES.filter((row) => row.region === region).map((row) => ({
    row,
    tags: tagsOf(row.service, row.environment, `${row.service}-${row.role}`),
    service: deployed(row, now, targetGroups),
  }));

function deployed(row: ServiceRow, now: Date, targetGroups: ReadonlyMap<string, string>): Service {
  const { region, environment, service, role, tasks, launch } = row;
  const name = `${service}-${role}`;
  const vpc = vpcOf(region, environment);
  const subnets = row.hasPublicAddress
    ? subnetsOf(region, vpc).filter((one) => one.isPublic)
    : privateSubnets(region, vpc);
  const targetGroup = targetGroups.get(`${environment}-${name}`);
  const luck = random("service", region, environment, name);
  return {
    serviceName: name,
    serviceArn: arn("ecs", region, `service/${clusterName(environment)}/${name}`),
    clusterArn: clusterArn(region, environment),
    status: "ACTIVE",
    desiredCount: tasks,
    runningCount: tasks,
    pendingCount: 0,
    ...(launch === "EC2"
      ? { launchType: "EC2" as const }
      : { launchType: "FARGATE" as const, platformVersion: launch, platformFamily: "Linux" }),
    networkConfiguration: {
      awsvpcConfiguration: {
        assignPublicIp: row.hasPublicAddress ? "ENABLED" : "DISABLED",
        subnets: subnets.map(({ id }) => id),
        securityGroups: [groupId(region, serviceGroupName(row))],
      },
    },
    taskDefinition: arn("ecs", region, `task-definition/${name}:${luck.int(3, 180)}`),
    roleArn: roleArn("aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"),
    loadBalancers: targetGroup ? [{ targetGroupArn: targetGroup, containerName: name, containerPort: 8443 }] : [],
    schedulingStrategy: "REPLICA",
    createdAt: longAgo(now, region, environment, name),
    events: [],
    deployments: [],
  };
}
