import type { VpcEndpoint } from "@aws-sdk/client-ec2";
import { resourceType } from "../resource-type.ts";

import { arnOf, discovered, documentOf, edges, fields, tagsOf } from "./reading.ts";
import { HOUR, type Measures, readUsage, sum, USAGE_CALL } from "./usage.ts";

const PAGE_SIZE = 200;

export default resourceType({
  type: "AWS::EC2::VPCEndpoint",
  service: "ec2",
  label: "VPC endpoint",
  where: "each-region",
  calls: ["ec2:DescribeVpcEndpoints", USAGE_CALL],
  async list(aws, place, cursor) {
    const request = { MaxResults: PAGE_SIZE, NextToken: cursor ?? undefined };
    const page = await aws.call("ec2:DescribeVpcEndpoints", request, place.region);
    const endpoints = page.VpcEndpoints ?? [];
    const usage = await readUsage(aws, place, endpoints.map(measuresOf));
    const resources = endpoints.map((endpoint, index) => {
      const unread: Record<string, string> = {};
      return discovered(place, {
        type: "AWS::EC2::VPCEndpoint",
        nativeId: endpoint.VpcEndpointId ?? "",
        arn: arnOf(place, "ec2", `vpc-endpoint/${endpoint.VpcEndpointId}`),
        tags: tagsOf(endpoint.Tags),
        config: {
          ...fields(endpoint, "VpcEndpointId", "VpcEndpointType", "VpcId", "ServiceName", "PrivateDnsEnabled"),
          ...fields(endpoint, "SubnetIds", "CreationTimestamp"),
          PolicyDocument: documentOf(endpoint.PolicyDocument),
        },
        metrics: usage(index, unread),
        unread,
        status: endpoint.State ?? null,
        relations: [
          ...edges("partOf", "AWS::EC2::VPC", [endpoint.VpcId]),
          ...edges("partOf", "AWS::EC2::Subnet", endpoint.SubnetIds ?? []),
          ...edges(
            "dependsOn",
            "AWS::EC2::SecurityGroup",
            (endpoint.Groups ?? []).map((group) => group.GroupId),
          ),
        ],
      });
    });
    return { resources, next: page.NextToken || null };
  },
});

/** A gateway endpoint costs nothing, whatever goes through it. */
function measuresOf({ VpcEndpointId = "", VpcEndpointType, VpcId = "", ServiceName = "" }: VpcEndpoint): Measures {
  if (VpcEndpointType !== "Interface") return {};
  return {
    bytes30d: {
      namespace: "AWS/PrivateLinkEndpoints",
      metric: "BytesProcessed",
      dimensions: {
        "Endpoint Type": VpcEndpointType,
        "Service Name": ServiceName,
        "VPC Endpoint Id": VpcEndpointId,
        "VPC Id": VpcId,
      },
      stat: "Sum",
      days: 30,
      periodSeconds: HOUR,
      reduce: sum,
    },
  };
}
