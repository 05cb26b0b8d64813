import { resourceType } from "../resource-type.ts";
import { arnOf, discovered, fields, tagsOf } from "./reading.ts";

/** AWS takes 1,000; half of it keeps an answer below a megabyte. */
const PAGE_SIZE = 500;

export default resourceType({
  type: "AWS::EC2::Volume",
  service: "ec2",
  label: "EBS volume",
  where: "each-region",
  calls: ["ec2:DescribeVolumes"],
  async list(aws, place, cursor) {
    const request = { MaxResults: PAGE_SIZE, NextToken: cursor ?? undefined };
    const page = await aws.call("ec2:DescribeVolumes", request, place.region);
    const resources = (page.Volumes ?? []).map((volume) =>
      discovered(place, {
        type: "AWS::EC2::Volume",
        nativeId: volume.VolumeId ?? "",
        arn: arnOf(place, "ec2", `volume/${volume.VolumeId}`),
        tags: tagsOf(volume.Tags),
        config: {
          ...fields(volume, "VolumeId", "Size", "VolumeType", "Iops", "Throughput", "Encrypted", "KmsKeyId", "State"),
          ...fields(volume, "CreateTime", "AvailabilityZone", "SnapshotId", "MultiAttachEnabled"),
          Attachments: (volume.Attachments ?? []).map((item) => fields(item, "InstanceId", "State", "Device")),
        },
        status: volume.State ?? null,
        encrypted: volume.Encrypted ?? null,
      }),
    );
    return { resources, next: page.NextToken || null };
  },
});
