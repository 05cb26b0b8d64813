import type { NatGateway } from "@aws-sdk/client-ec2";
import type { Aws } from "../../ports/aws.ts";
import { type Place, resourceType } from "../resource-type.ts";
import { allPages, arnOf, attempt, discovered, edges, fields, mapReading, settle, tagsOf } from "./reading.ts";
import { HOUR, type Measures, most, readUsage, sum, USAGE_CALL } from "./usage.ts";

const PAGE_SIZE = 100;
const PAGES_MAX = 20;

export default resourceType({
  type: "AWS::EC2::NatGateway",
  service: "ec2",
  label: "NAT gateway",
  where: "each-region",
  calls: ["ec2:DescribeNatGateways", "ec2:DescribeSubnets", "ec2:DescribeVpcEndpoints", USAGE_CALL],
  async list(aws, place, cursor) {
    const request = { MaxResults: PAGE_SIZE, NextToken: cursor ?? undefined };
    const page = await aws.call("ec2:DescribeNatGateways", request, place.region);
    // What was deleted is listed for an hour more.
    const gateways = (page.NatGateways ?? []).filter(({ State }) => State === "available" || State === "pending");
    const usage = await readUsage(aws, place, gateways.map(measuresOf));
    const beside = await attempt(() => readBeside(aws, place, gateways));
    const resources = gateways.map((gateway, index) => {
      const id = gateway.NatGatewayId ?? "";
      const { config, unread } = settle({
        Zone: mapReading(beside, ({ zones }) => zones.get(gateway.SubnetId) ?? null),
        /** Ids of the VPC's other gateways, with their zones. */
        Siblings: mapReading(beside, ({ zones, gateways: all }) =>
          all
            .filter((one) => one.VpcId === gateway.VpcId && one.NatGatewayId !== id)
            .map((one) => ({ NatGatewayId: one.NatGatewayId ?? "", Zone: zones.get(one.SubnetId) ?? null }))
            .sort((a, b) => a.NatGatewayId.localeCompare(b.NatGatewayId)),
        ),
        GatewayEndpoints: mapReading(beside, ({ endpoints }) =>
          endpoints.flatMap((one) => (one.VpcId === gateway.VpcId ? (one.ServiceName ?? []) : [])).sort(),
        ),
      });
      return discovered(place, {
        type: "AWS::EC2::NatGateway",
        nativeId: id,
        arn: arnOf(place, "ec2", `natgateway/${id}`),
        tags: tagsOf(gateway.Tags),
        config: {
          ...fields(gateway, "NatGatewayId", "VpcId", "SubnetId", "ConnectivityType", "CreateTime"),
          PublicIps: (gateway.NatGatewayAddresses ?? []).flatMap(({ PublicIp }) => PublicIp ?? []),
          ...config,
        },
        metrics: usage(index, unread),
        unread,
        status: gateway.State ?? null,
        public: gateway.ConnectivityType === "public",
        relations: [
          ...edges("partOf", "AWS::EC2::VPC", [gateway.VpcId]),
          ...edges("partOf", "AWS::EC2::Subnet", [gateway.SubnetId]),
        ],
      });
    });
    return { resources, next: page.NextToken || null };
  },
});

/** The gateways of the same VPCs, the zones of their subnets, and what already goes to S3 and DynamoDB past them. */
async function readBeside(aws: Aws, { region }: Place, page: readonly NatGateway[]) {
  const vpcs = [...new Set(page.flatMap(({ VpcId }) => VpcId ?? []))];
  if (vpcs.length === 0) return { gateways: [], zones: new Map<string | undefined, string>(), endpoints: [] };
  const inVpcs = { Name: "vpc-id", Values: vpcs };
  const gateways = await allPages(PAGES_MAX, async (NextToken) => {
    const Filter = [inVpcs, { Name: "state", Values: ["available"] }];
    const answer = await aws.call("ec2:DescribeNatGateways", { Filter, NextToken }, region);
    return { items: answer.NatGateways, next: answer.NextToken };
  });
  const subnets = await allPages(PAGES_MAX, async (NextToken) => {
    const answer = await aws.call("ec2:DescribeSubnets", { Filters: [inVpcs], NextToken }, region);
    return { items: answer.Subnets, next: answer.NextToken };
  });
  const endpoints = await allPages(PAGES_MAX, async (NextToken) => {
    const Filters = [inVpcs, { Name: "vpc-endpoint-type", Values: ["Gateway"] }];
    const answer = await aws.call("ec2:DescribeVpcEndpoints", { Filters, NextToken }, region);
    return { items: answer.VpcEndpoints, next: answer.NextToken };
  });
  const zones = new Map(subnets.map((one) => [one.SubnetId, one.AvailabilityZone ?? ""]));
  return { gateways, zones, endpoints };
}

function measuresOf({ NatGatewayId = "" }: NatGateway): Measures {
  const of = (metric: string, stat: "Sum" | "Maximum") => ({
    namespace: "AWS/NATGateway",
    metric,
    dimensions: { NatGatewayId },
    stat,
    days: 30,
    periodSeconds: HOUR,
  });
  return {
    bytesOut30d: { ...of("BytesOutToDestination", "Sum"), reduce: sum },
    bytesIn30d: { ...of("BytesInFromDestination", "Sum"), reduce: sum },
    connectionsMaximum30d: { ...of("ActiveConnectionCount", "Maximum"), reduce: most },
  };
}
