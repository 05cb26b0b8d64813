import { resourceType } from "../resource-type.ts";

import { arnOf, discovered, edges, fields, tagsOf } from "./reading.ts";

export default resourceType({
  type: "AWS::EC2::EIP",
  service: "ec2",
  label: "Elastic IP",
  where: "each-region",
  calls: ["ec2:DescribeAddresses"],
  /** The API has no pages: an account has few addresses. */
  async list(aws, place) {
    const { Addresses = [] } = await aws.call("ec2:DescribeAddresses", {}, place.region);
    const resources = Addresses.map((address) => {
      const id = address.AllocationId ?? address.PublicIp ?? "";
      return discovered(place, {
        type: "AWS::EC2::EIP",
        nativeId: id,
        arn: arnOf(place, "ec2", `elastic-ip/${id}`),
        tags: tagsOf(address.Tags),
        config: fields(
          address,
          "AllocationId",
          "PublicIp",
          "AssociationId",
          "InstanceId",
          "NetworkInterfaceId",
          "Domain",
        ),
        public: true,
        relations: edges("partOf", "AWS::EC2::Instance", [address.InstanceId]),
      });
    });
    return { resources, next: null };
  },
});
