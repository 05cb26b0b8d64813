import { resourceType } from "../resource-type.ts";

import { arnOf, discovered, fields, tagsOf } from "./reading.ts";

const PAGE_SIZE = 100;

export default resourceType({
  type: "AWS::EC2::TransitGateway",
  service: "ec2",
  label: "Transit gateway",
  where: "each-region",
  calls: ["ec2:DescribeTransitGateways"],
  async list(aws, place, cursor) {
    const request = { MaxResults: PAGE_SIZE, NextToken: cursor ?? undefined };
    const page = await aws.call("ec2:DescribeTransitGateways", request, place.region);
    // Those that other accounts share are listed too; their settings are the owner's.
    const own = (page.TransitGateways ?? []).filter(
      ({ OwnerId, State }) => (!OwnerId || OwnerId === place.accountId) && State !== "deleted",
    );
    const resources = own.map((gateway) =>
      discovered(place, {
        type: "AWS::EC2::TransitGateway",
        nativeId: gateway.TransitGatewayId ?? "",
        arn: gateway.TransitGatewayArn ?? arnOf(place, "ec2", `transit-gateway/${gateway.TransitGatewayId}`),
        tags: tagsOf(gateway.Tags),
        config: {
          ...fields(gateway, "TransitGatewayId", "Description"),
          Options: fields(
            gateway.Options ?? {},
            "AutoAcceptSharedAttachments",
            "DefaultRouteTableAssociation",
            "DnsSupport",
          ),
        },
        status: gateway.State ?? null,
      }),
    );
    return { resources, next: page.NextToken || null };
  },
});
