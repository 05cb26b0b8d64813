import { resourceType } from "../resource-type.ts";

import { allPages, arnOf, attempt, discovered, edges, fields, mapReading, settle, tagsOf } from "./reading.ts";

/** A filter takes 200 values (EC2 API reference, Filter). */
const PAGE_SIZE = 200;
const PAGES_MAX = 20;

export default resourceType({
  type: "AWS::EC2::VPCPeeringConnection",
  service: "ec2",
  label: "VPC peering",
  where: "each-region",
  calls: ["ec2:DescribeVpcPeeringConnections", "ec2:DescribeRouteTables"],
  async list(aws, place, cursor) {
    const { region } = place;
    const request = { MaxResults: PAGE_SIZE, NextToken: cursor ?? undefined };
    const page = await aws.call("ec2:DescribeVpcPeeringConnections", request, region);
    const gone = ["deleted", "rejected", "expired", "failed"];
    const peerings = (page.VpcPeeringConnections ?? []).filter(({ Status }) => !gone.includes(Status?.Code ?? ""));
    const Values = peerings.flatMap((peering) => peering.VpcPeeringConnectionId ?? []);
    const routes = await attempt(async () => {
      if (Values.length === 0) return [];
      const tables = await allPages(PAGES_MAX, async (NextToken) => {
        const Filters = [{ Name: "route.vpc-peering-connection-id", Values }];
        const answer = await aws.call("ec2:DescribeRouteTables", { Filters, NextToken }, region);
        return { items: answer.RouteTables, next: answer.NextToken };
      });
      return tables.flatMap(({ RouteTableId, Routes = [] }) => Routes.map((route) => ({ ...route, RouteTableId })));
    });
    const resources = peerings.map((peering) => {
      const id = peering.VpcPeeringConnectionId ?? "";
      const { config, unread } = settle({
        Routes: mapReading(routes, (all) =>
          all
            .filter((route) => route.VpcPeeringConnectionId === id)
            .map((route) => fields(route, "RouteTableId", "DestinationCidrBlock", "DestinationIpv6CidrBlock")),
        ),
      });
      return discovered(place, {
        type: "AWS::EC2::VPCPeeringConnection",
        nativeId: id,
        arn: arnOf(place, "ec2", `vpc-peering-connection/${id}`),
        tags: tagsOf(peering.Tags),
        config: {
          VpcPeeringConnectionId: id,
          AccepterVpcInfo: fields(
            peering.AccepterVpcInfo ?? {},
            "VpcId",
            "CidrBlock",
            "CidrBlockSet",
            "OwnerId",
            "Region",
          ),
          RequesterVpcInfo: fields(
            peering.RequesterVpcInfo ?? {},
            "VpcId",
            "CidrBlock",
            "CidrBlockSet",
            "OwnerId",
            "Region",
          ),
          ...config,
        },
        unread,
        status: peering.Status?.Code ?? null,
        relations: [peering.AccepterVpcInfo, peering.RequesterVpcInfo].flatMap((side) =>
          side?.OwnerId === place.accountId && side.Region === region
            ? edges("routesTo", "AWS::EC2::VPC", [side.VpcId])
            : [],
        ),
      });
    });
    return { resources, next: page.NextToken || null };
  },
});
