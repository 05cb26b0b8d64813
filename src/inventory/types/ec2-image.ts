import { resourceType } from "../resource-type.ts";

import { arnOf, discovered, edges, fields, tagsOf } from "./reading.ts";

const PAGE_SIZE = 200;

export default resourceType({
  type: "AWS::EC2::Image",
  service: "ec2",
  label: "Machine image",
  where: "each-region",
  calls: ["ec2:DescribeImages"],
  async list(aws, place, cursor) {
    // Without the owner this is the catalogue of everybody's public images.
    const request = { Owners: ["self"], MaxResults: PAGE_SIZE, NextToken: cursor ?? undefined };
    const page = await aws.call("ec2:DescribeImages", request, place.region);
    const resources = (page.Images ?? []).map((image) => {
      const id = image.ImageId ?? "";
      return discovered(place, {
        type: "AWS::EC2::Image",
        nativeId: id,
        arn: arnOf({ ...place, accountId: "" }, "ec2", `image/${id}`),
        name: image.Name || id,
        tags: tagsOf(image.Tags),
        config: fields(image, "ImageId", "Name", "Public", "Architecture", "CreationDate", "DeprecationTime"),
        status: image.State ?? null,
        public: image.Public ?? null,
        relations: edges(
          "dependsOn",
          "AWS::EC2::Snapshot",
          (image.BlockDeviceMappings ?? []).map((mapping) => mapping.Ebs?.SnapshotId),
        ),
      });
    });
    return { resources, next: page.NextToken || null };
  },
});
