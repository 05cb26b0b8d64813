import { resourceType } from "../resource-type.ts";

import { arnOf, discovered, edges, fields, tagsOf } from "./reading.ts";

const PAGE_SIZE = 200;

export default resourceType({
  type: "AWS::EC2::NetworkAcl",
  service: "ec2",
  label: "Network ACL",
  where: "each-region",
  calls: ["ec2:DescribeNetworkAcls"],
  async list(aws, place, cursor) {
    const request = { MaxResults: PAGE_SIZE, NextToken: cursor ?? undefined };
    const page = await aws.call("ec2:DescribeNetworkAcls", request, place.region);
    const resources = (page.NetworkAcls ?? []).map((acl) =>
      discovered(place, {
        type: "AWS::EC2::NetworkAcl",
        nativeId: acl.NetworkAclId ?? "",
        arn: arnOf(place, "ec2", `network-acl/${acl.NetworkAclId}`),
        tags: tagsOf(acl.Tags),
        config: {
          ...fields(acl, "NetworkAclId", "VpcId", "IsDefault"),
          Entries: (acl.Entries ?? []).map((entry) =>
            fields(entry, "RuleNumber", "Egress", "RuleAction", "Protocol", "PortRange", "CidrBlock", "Ipv6CidrBlock"),
          ),
        },
        relations: [
          ...edges("partOf", "AWS::EC2::VPC", [acl.VpcId]),
          ...edges(
            "routesTo",
            "AWS::EC2::Subnet",
            (acl.Associations ?? []).map((association) => association.SubnetId),
          ),
        ],
      }),
    );
    return { resources, next: page.NextToken || null };
  },
});
