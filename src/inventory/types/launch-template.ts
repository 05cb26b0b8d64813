import type { LaunchTemplateVersion } from "@aws-sdk/client-ec2";
import { resourceType } from "../resource-type.ts";
import { arnOf, attempt, discovered, each, fields, mapReading, settle, tagsOf } from "./reading.ts";

/** Each template takes one more request. */
const PAGE_SIZE = 30;

export default resourceType({
  type: "AWS::EC2::LaunchTemplate",
  service: "ec2",
  label: "Launch template",
  where: "each-region",
  calls: ["ec2:DescribeLaunchTemplates", "ec2:DescribeLaunchTemplateVersions"],
  async list(aws, place, cursor) {
    const { region } = place;
    const request = { MaxResults: PAGE_SIZE, NextToken: cursor ?? undefined };
    const page = await aws.call("ec2:DescribeLaunchTemplates", request, region);
    const resources = await each(page.LaunchTemplates ?? [], async (template) => {
      const id = template.LaunchTemplateId ?? "";
      const versions = await attempt(async () => {
        const wanted = { LaunchTemplateId: id, Versions: ["$Default", "$Latest"] };
        return (await aws.call("ec2:DescribeLaunchTemplateVersions", wanted, region)).LaunchTemplateVersions ?? [];
      });
      const { config, unread } = settle({
        Versions: mapReading(versions, (all) =>
          all.map((version) => versionOf(version, template.DefaultVersionNumber)),
        ),
      });
      return discovered(place, {
        type: "AWS::EC2::LaunchTemplate",
        nativeId: id,
        arn: arnOf(place, "ec2", `launch-template/${id}`),
        name: template.LaunchTemplateName || id,
        tags: tagsOf(template.Tags),
        config: {
          ...fields(template, "LaunchTemplateId", "LaunchTemplateName", "DefaultVersionNumber", "LatestVersionNumber"),
          ...config,
        },
        unread,
      });
    });
    return { resources, next: page.NextToken || null };
  },
});

/** What rules read of a version; its user data may hold secrets and stays behind. */
function versionOf(
  { VersionNumber, DefaultVersion, LaunchTemplateData: data = {} }: LaunchTemplateVersion,
  current?: number,
) {
  return {
    VersionNumber: VersionNumber ?? null,
    IsDefault: DefaultVersion ?? VersionNumber === current,
    ...fields(data, "ImageId", "InstanceType"),
    MetadataOptions: fields(data.MetadataOptions ?? {}, "HttpTokens", "HttpEndpoint"),
    NetworkInterfaces: (data.NetworkInterfaces ?? []).map((one) => fields(one, "AssociatePublicIpAddress", "SubnetId")),
  };
}
