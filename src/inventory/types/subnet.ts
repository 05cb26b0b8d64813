import { resourceType } from "../resource-type.ts";
import { arnOf, discovered, edges, fields, tagsOf } from "./reading.ts";

const PAGE_SIZE = 1000;

export default resourceType({
  type: "AWS::EC2::Subnet",
  service: "ec2",
  label: "Subnet",
  where: "each-region",
  calls: ["ec2:DescribeSubnets"],
  async list(aws, place, cursor) {
    const request = { MaxResults: PAGE_SIZE, NextToken: cursor ?? undefined };
    const page = await aws.call("ec2:DescribeSubnets", request, place.region);
    const resources = (page.Subnets ?? []).map((subnet) =>
      discovered(place, {
        type: "AWS::EC2::Subnet",
        nativeId: subnet.SubnetId ?? "",
        arn: arnOf(place, "ec2", `subnet/${subnet.SubnetId}`),
        tags: tagsOf(subnet.Tags),
        config: fields(subnet, "SubnetId", "VpcId", "CidrBlock", "AvailabilityZone", "MapPublicIpOnLaunch", "State"),
        status: subnet.State ?? null,
        relations: edges("partOf", "AWS::EC2::VPC", [subnet.VpcId]),
      }),
    );
    return { resources, next: page.NextToken || null };
  },
});
