import { resourceType } from "../resource-type.ts";

import { arnOf, discovered, documentOf, edges, fields, tagsOf } from "./reading.ts";

const PAGE_SIZE = 200;

export default resourceType({
  type: "AWS::EC2::VPCEndpoint",
  service: "ec2",
  label: "VPC endpoint",
  where: "each-region",
  calls: ["ec2:DescribeVpcEndpoints"],
  async list(aws, place, cursor) {
    const request = { MaxResults: PAGE_SIZE, NextToken: cursor ?? undefined };
    const page = await aws.call("ec2:DescribeVpcEndpoints", request, place.region);
    const resources = (page.VpcEndpoints ?? []).map((endpoint) =>
      discovered(place, {
        type: "AWS::EC2::VPCEndpoint",
        nativeId: endpoint.VpcEndpointId ?? "",
        arn: arnOf(place, "ec2", `vpc-endpoint/${endpoint.VpcEndpointId}`),
        tags: tagsOf(endpoint.Tags),
        config: {
          ...fields(endpoint, "VpcEndpointId", "VpcEndpointType", "VpcId", "ServiceName", "PrivateDnsEnabled"),
          PolicyDocument: documentOf(endpoint.PolicyDocument),
        },
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
      }),
    );
    return { resources, next: page.NextToken || null };
  },
});
