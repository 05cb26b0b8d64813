import type { FlowLog, NetworkInterface, Subnet, Vpc, VpcEndpoint } from "@aws-sdk/client-ec2";
import { ACCOUNT_ID, keyValues, longAgo, REGIONS, type Region, subnetId, type Tags, tagsOf, vpcId } from "./company.ts";
import { random } from "./random.ts";

const ZONES: Record<string, readonly string[]> = {
  production: ["a", "b", "c"],
  staging: ["a", "b"],
  default: ["a", "b", "c"],
};

export type SubnetPlace = { id: string; name: string; zone: string; isPublic: boolean };

/** Three zones in production and two in staging, each with a public and a private subnet; AWS's default is all public. */
export function subnetsOf(region: Region, vpc: string): SubnetPlace[] {
  const zones = ZONES[vpc] ?? [];
  const place = (name: string, letter: string, isPublic: boolean) => ({
    id: subnetId(region, vpc, name),
    name,
    zone: `${region}${letter}`,
    isPublic,
  });
  if (vpc === "default") return zones.map((letter) => place(letter, letter, true));
  return [
    ...zones.map((letter) => place(`public-${letter}`, letter, true)),
    ...zones.map((letter) => place(`private-${letter}`, letter, false)),
  ];
}

export const privateSubnets = (region: Region, vpc: string) =>
  subnetsOf(region, vpc).filter(({ isPublic }) => vpc === "default" || !isPublic);

export const networksOf = (region: Region): { vpcs: Vpc[]; subnets: Subnet[] } => {
  const names = REGIONS[region].vpcs;
  return {
    vpcs: names.map((vpc, at) => vpcOf(region, vpc, at)),
    subnets: names.flatMap((vpc, at) => subnetRows(region, vpc, at)),
  };
};

const prefixOf = (region: Region, vpc: string, at: number) =>
  vpc === "default" ? "172.31" : `10.${REGIONS[region].octet + at}`;

function vpcOf(region: Region, vpc: string, at: number): Vpc {
  return {
    VpcId: vpcId(region, vpc),
    CidrBlock: `${prefixOf(region, vpc, at)}.0.0/16`,
    IsDefault: vpc === "default",
    State: "available",
    InstanceTenancy: "default",
    OwnerId: ACCOUNT_ID,
    Tags: keyValues(tagsOfNetwork(vpc, `juniper-${vpc}`)),
  };
}

const subnetRows = (region: Region, vpc: string, at: number): Subnet[] =>
  subnetsOf(region, vpc).map(({ id, name, zone, isPublic }, index) => ({
    SubnetId: id,
    VpcId: vpcId(region, vpc),
    CidrBlock: `${prefixOf(region, vpc, at)}.${index * 16}.0/20`,
    AvailabilityZone: zone,
    // Production's public subnets were cleaned up everywhere but in the oldest second region.
    MapPublicIpOnLaunch: isPublic && (vpc !== "production" || region === "us-west-2"),
    State: "available",
    OwnerId: ACCOUNT_ID,
    Tags: keyValues(tagsOfNetwork(vpc, `juniper-${vpc}-${name}`)),
  }));

const tagsOfNetwork = (vpc: string, name: string): Tags =>
  vpc === "default" ? {} : tagsOf("platform", vpc === "production" ? "production" : "staging", name);

/** Only the two busiest production networks keep a log of their traffic. */
export function flowLogsOf(region: Region, now: Date): FlowLog[] {
  const logged = { "us-east-1": "ACTIVE", "eu-west-1": "ACTIVE", "us-west-2": null, "ap-southeast-1": null }[region];
  if (!logged) return [];
  return [
    {
      FlowLogId: `fl-0${random("flow-log", region).hex(16)}`,
      FlowLogStatus: logged,
      ResourceId: vpcId(region, "production"),
      TrafficType: "ALL",
      LogDestinationType: "s3",
      CreationTime: longAgo(now, region, "flow-log"),
    },
  ];
}

export function endpointsOf(region: Region): VpcEndpoint[] {
  const services = region === "us-east-1" ? ["s3", "ec2", "secretsmanager"] : ["s3"];
  return services.map((service) => ({
    VpcEndpointId: `vpce-0${random("endpoint", region, service).hex(16)}`,
    VpcEndpointType: service === "s3" ? "Gateway" : "Interface",
    VpcId: vpcId(region, "production"),
    ServiceName: `com.amazonaws.${region}.${service}`,
    State: "Available",
  }));
}

/** Something that stands in a subnet behind security groups. */
export type Attachment = { key: string; description: string; subnet: string | undefined; groups: readonly string[] };

export const interfaceOf = (region: Region, { key, description, subnet, groups }: Attachment): NetworkInterface => ({
  NetworkInterfaceId: `eni-0${random("interface", region, key).hex(16)}`,
  Description: description,
  Status: "in-use",
  SubnetId: subnet,
  Groups: groups.map((GroupId) => ({ GroupId })),
});
