import type { IpPermission, SecurityGroup } from "@aws-sdk/client-ec2";
import { BALANCERS, balancerGroupName } from "./balancers.ts";
import {
  ACCOUNT_ID,
  type Environment,
  groupId,
  keyValues,
  REGIONS,
  type Region,
  tagsOf,
  vpcId,
  vpcOf,
} from "./company.ts";
import { DATABASES, databaseGroupName } from "./databases.ts";
import { FUNCTION_GROUP } from "./functions.ts";
import { FLEETS, groupNameOf } from "./instances.ts";
import { SERVICES, serviceGroupName } from "./services.ts";

const EVERYWHERE: IpPermission = { IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] };
const openTo = (port: number, ...cidrs: string[]): IpPermission => ({
  IpProtocol: "tcp",
  FromPort: port,
  ToPort: port,
  IpRanges: cidrs.map((CidrIp) => ({ CidrIp })),
  Ipv6Ranges: [],
  UserIdGroupPairs: [],
});
const fromGroup = (port: number, region: Region, name: string): IpPermission => ({
  IpProtocol: "tcp",
  FromPort: port,
  ToPort: port,
  IpRanges: [],
  UserIdGroupPairs: [{ GroupId: groupId(region, name), UserId: ACCOUNT_ID }],
});
const INTERNET = "0.0.0.0/0";
const OFFICE = "203.0.113.0/24";

/** What somebody opened in a hurry: region, environment, service, group and its rules. */
const MISTAKES: Record<string, IpPermission[]> = {
  "us-east-1 production-platform-bastion": [openTo(22, INTERNET)],
  "ap-southeast-1 production-platform-bastion": [openTo(22, OFFICE)],
  "eu-west-1 production-erp-server": [openTo(3389, INTERNET), openTo(443, INTERNET)],
  "us-west-2 production-data-lake-database": [openTo(5432, INTERNET)],
  "eu-west-1 production-erp-database": [openTo(1433, INTERNET, OFFICE)],
  "us-east-1 staging-checkout-api": [openTo(8080, INTERNET)],
  "us-east-1 production-platform-ci-runner": [openTo(22, OFFICE), openTo(22, INTERNET)],
};

/** Groups that nothing uses any more, with what they let in. */
const FORGOTTEN: Record<Region, Record<string, IpPermission[]>> = {
  "us-east-1": {
    "launch-wizard-1": [openTo(22, INTERNET)],
    "redis-legacy": [openTo(6379, INTERNET)],
    "old-jenkins": [openTo(8080, INTERNET)],
  },
  "us-west-2": { "debug-everything": [EVERYWHERE], "notebook-2022": [openTo(8888, INTERNET)] },
  "eu-west-1": { "launch-wizard-1": [openTo(22, INTERNET)], "elastic-trial": [openTo(9200, INTERNET)] },
  "ap-southeast-1": { "migration-2023": [openTo(3306, OFFICE)] },
};

export function groupsOf(region: Region): SecurityGroup[] {
  const group = (
    vpc: string,
    name: string,
    ingress: IpPermission[],
    service: string,
    environment: Environment,
  ): SecurityGroup => ({
    GroupId: groupId(region, name),
    GroupName: name,
    Description: `${service}, ${environment}`,
    VpcId: vpcId(region, vpc),
    OwnerId: ACCOUNT_ID,
    IpPermissions: MISTAKES[`${region} ${name}`] ?? ingress,
    IpPermissionsEgress: [EVERYWHERE],
    Tags: keyValues(tagsOf(service, environment, name)),
  });
  const here = <T extends { region: Region }>(rows: readonly T[]) => rows.filter((row) => row.region === region);
  const used = [
    ...here(FLEETS).map((row) => ({ ...row, name: groupNameOf(row), ingress: [openTo(443, "10.0.0.0/8")] })),
    ...here(DATABASES).map((row) => ({ ...row, name: databaseGroupName(row), ingress: [openTo(5432, "10.0.0.0/8")] })),
    ...here(SERVICES).map((row) => ({
      ...row,
      service: "platform",
      name: serviceGroupName(row),
      ingress: here(BALANCERS)
        .filter(({ environment }) => environment === row.environment)
        .map((from) => fromGroup(8443, region, balancerGroupName(from)))
        .slice(0, 1),
    })),
    ...here(BALANCERS).map((row) => ({
      ...row,
      service: "platform",
      name: balancerGroupName(row),
      ingress: [
        openTo(443, row.isInternal ? "10.0.0.0/8" : INTERNET),
        openTo(80, row.isInternal ? "10.0.0.0/8" : INTERNET),
      ],
    })),
    { region, environment: "production" as const, service: "platform", name: FUNCTION_GROUP, ingress: [] },
  ].map(({ environment, service, name, ingress }) =>
    group(vpcOf(region, environment), name, ingress, service, environment),
  );
  const forgotten = Object.entries(FORGOTTEN[region]).map(([name, ingress]) => ({
    ...group("default", name, ingress, "platform", "development"),
    Tags: [],
  }));
  const unique = new Map([...used, ...forgotten].map((one) => [one.GroupId, one]));
  return [...REGIONS[region].vpcs.map((vpc) => defaultGroup(region, vpc)), ...unique.values()];
}

/** AWS makes one per network; the platform team emptied those of production in the two main regions. */
function defaultGroup(region: Region, vpc: string): SecurityGroup {
  const isEmptied = vpc === "production" && (region === "us-east-1" || region === "eu-west-1");
  const name = `${vpc}-default`;
  return {
    GroupId: groupId(region, name),
    GroupName: "default",
    Description: "default VPC security group",
    VpcId: vpcId(region, vpc),
    OwnerId: ACCOUNT_ID,
    IpPermissions: isEmptied
      ? []
      : [{ IpProtocol: "-1", UserIdGroupPairs: [{ GroupId: groupId(region, name), UserId: ACCOUNT_ID }] }],
    IpPermissionsEgress: isEmptied ? [] : [EVERYWHERE],
    Tags: [],
  };
}
