import type { Instance, NetworkInterface } from "@aws-sdk/client-ec2";
import type { TargetHealthDescription } from "@aws-sdk/client-elastic-load-balancing-v2";
import { type Balancer, balancersOf, targetGroupsOfTasks } from "./balancers.ts";
import { bucketsOf } from "./buckets.ts";
import type { Region } from "./company.ts";
import { databasesOf } from "./databases.ts";
import { functionsOf } from "./functions.ts";
import { groupNameOf, type Machine, machinesOf } from "./instances.ts";
import { endpointsOf, flowLogsOf, interfaceOf, networksOf } from "./network.ts";
import { random } from "./random.ts";
import { groupsOf } from "./security-groups.ts";
import { clustersOf, type Deployed, servicesOf } from "./services.ts";
import { leftBehindIn } from "./volumes.ts";

export type Account = ReturnType<typeof accountOn>;

/** Everything in the account on the day of `now`, each part made when it is first asked for. */
export function accountOn(now: Date) {
  const network = perRegion((region) => ({
    ...networksOf(region),
    flowLogs: flowLogsOf(region, now),
    endpoints: endpointsOf(region),
  }));
  const groups = perRegion(groupsOf);
  const machines = perRegion((region) => machinesOf(region, now));
  const volumes = perRegion((region) => [
    ...machines(region).flatMap((machine) => machine.volumes),
    ...leftBehindIn(region, now),
  ]);
  const databases = perRegion((region) => databasesOf(region, now));
  const functions = perRegion((region) => functionsOf(region, now));
  const balancers = perRegion((region) => balancersOf(region, now));
  const clusters = perRegion(clustersOf);
  const services = perRegion((region) => servicesOf(region, now, targetGroupsOfTasks(balancers(region))));
  const interfaces = perRegion(interfacesOf);
  const buckets = once(() => bucketsOf(now));
  const targets = (region: Region, balancer: Balancer) => targetsOf(balancer, machines(region), services(region));
  return {
    network,
    groups,
    machines,
    volumes,
    databases,
    functions,
    balancers,
    clusters,
    services,
    interfaces,
    buckets,
    targets,
  };

  /** What stands behind a security group: only these make a group "in use". */
  function interfacesOf(region: Region): NetworkInterface[] {
    const attachments = [
      ...machines(region).map(({ instance }) => ({
        key: instance.InstanceId ?? "",
        description: "Primary network interface",
        subnet: instance.SubnetId,
        groups: idsOf(instance),
      })),
      ...databases(region).map((one) => ({
        key: one.DBInstanceIdentifier ?? "",
        description: "RDSNetworkInterface",
        subnet: one.DBSubnetGroup?.Subnets?.[0]?.SubnetIdentifier,
        groups: one.VpcSecurityGroups?.flatMap(({ VpcSecurityGroupId: id }) => id ?? []) ?? [],
      })),
      ...balancers(region).map(({ balancer }) => ({
        key: balancer.LoadBalancerArn ?? "",
        description: `ELB ${balancer.LoadBalancerName}`,
        subnet: balancer.AvailabilityZones?.[0]?.SubnetId,
        groups: balancer.SecurityGroups ?? [],
      })),
      ...services(region).map(({ service }) => ({
        key: service.serviceArn ?? "",
        description: "ECS task",
        subnet: service.networkConfiguration?.awsvpcConfiguration?.subnets?.[0],
        groups: service.networkConfiguration?.awsvpcConfiguration?.securityGroups ?? [],
      })),
    ];
    return attachments.map((attachment) => interfaceOf(region, attachment));
  }
}

const idsOf = (instance: Instance) => instance.SecurityGroups?.flatMap(({ GroupId }) => GroupId ?? []) ?? [];

/** Instances of the fleet it names, or one address per task; one target in nine is unhealthy. */
function targetsOf(
  { row }: Balancer,
  machines: readonly Machine[],
  services: readonly Deployed[],
): TargetHealthDescription[] {
  const [kind, name = ""] = row.target.split(" ");
  const group = `${row.environment}-${name}`;
  const health = (key: string) =>
    random("health", key).chance(0.11)
      ? { State: "unhealthy" as const, Reason: "Target.FailedHealthChecks" as const }
      : { State: "healthy" as const };
  if (kind === "fleet") {
    return machines
      .filter(({ instance }) => instance.SecurityGroups?.[0]?.GroupName === group)
      .map(({ instance: { InstanceId: Id = "" } }) => ({ Target: { Id, Port: 8443 }, TargetHealth: health(Id) }));
  }
  return services
    .filter(({ row: { environment, service, role } }) => groupNameOf({ environment, service, role }) === group)
    .flatMap(({ service, row: { tasks } }) =>
      Array.from({ length: tasks }, (_, at) => {
        const luck = random("address", service.serviceArn ?? "", at);
        const Id = `10.${luck.int(10, 41)}.${luck.int(0, 95)}.${luck.int(4, 250)}`;
        return { Target: { Id, Port: 8443 }, TargetHealth: health(Id) };
      }),
    );
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function perRegion<T>(make: (region: Region) => T): (region: Region) => T {
  const made = new Map<Region, T>();
  return (region) => {
    const known = made.get(region) ?? make(region);
    made.set(region, known);
    return known;
  };
}
