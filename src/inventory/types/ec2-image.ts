import type { Aws } from "../../ports/aws.ts";
import { resourceType } from "../resource-type.ts";
import { allPages, arnOf, attempt, discovered, edges, fields, mapReading, settle, tagsOf } from "./reading.ts";

const PAGE_SIZE = 200;

export default resourceType({
  type: "AWS::EC2::Image",
  service: "ec2",
  label: "Machine image",
  where: "each-region",
  calls: ["ec2:DescribeImages", "ec2:DescribeInstances", "ec2:DescribeLaunchTemplateVersions"],
  async list(aws, place, cursor) {
    // Without the owner this is the catalogue of everybody's public images.
    const request = { Owners: ["self"], MaxResults: PAGE_SIZE, NextToken: cursor ?? undefined };
    const page = await aws.call("ec2:DescribeImages", request, place.region);
    const used = await attempt(() =>
      readUses(
        aws,
        place.region,
        (page.Images ?? []).flatMap(({ ImageId }) => ImageId ?? []),
      ),
    );
    const resources = (page.Images ?? []).map((image) => {
      const id = image.ImageId ?? "";
      const { config, unread } = settle({ IsUsed: mapReading(used, (all) => all.has(id)) });
      const sizes = (image.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.VolumeSize ?? []);
      return discovered(place, {
        type: "AWS::EC2::Image",
        nativeId: id,
        arn: arnOf({ ...place, accountId: "" }, "ec2", `image/${id}`),
        name: image.Name || id,
        tags: tagsOf(image.Tags),
        config: {
          ...fields(image, "ImageId", "Name", "Public", "Architecture", "CreationDate", "DeprecationTime"),
          SnapshotGib: sizes.reduce((sum, size) => sum + size, 0),
          ...config,
        },
        // A day, in seconds since 1970; null = AWS does not say (it may never have been launched).
        metrics: {
          launchedAt: image.LastLaunchedTime ? Math.floor(Date.parse(image.LastLaunchedTime) / 1000) : null,
        },
        unread,
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

const PAGES_MAX = 20;

/** Images that an instance or the default or latest version of a launch template names. */
async function readUses(aws: Aws, region: string, Values: string[]): Promise<Set<string | undefined>> {
  if (Values.length === 0) return new Set();
  const Filters = [{ Name: "image-id", Values }];
  const instances = await allPages(PAGES_MAX, async (NextToken) => {
    const answer = await aws.call("ec2:DescribeInstances", { Filters, NextToken }, region);
    return { items: answer.Reservations, next: answer.NextToken };
  });
  const templates = await allPages(PAGES_MAX, async (NextToken) => {
    const wanted = { Versions: ["$Latest", "$Default"], Filters, NextToken };
    const answer = await aws.call("ec2:DescribeLaunchTemplateVersions", wanted, region);
    return { items: answer.LaunchTemplateVersions, next: answer.NextToken };
  });
  return new Set([
    ...instances.flatMap(({ Instances = [] }) => Instances.map(({ ImageId }) => ImageId)),
    ...templates.map(({ LaunchTemplateData }) => LaunchTemplateData?.ImageId),
  ]);
}
