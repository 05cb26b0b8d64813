import { resourceType } from "../resource-type.ts";
import { discovered, edges, fields, tagsOf } from "./reading.ts";

const PAGE_SIZE = 100;

export default resourceType({
  type: "AWS::EFS::AccessPoint",
  service: "storage",
  label: "EFS access point",
  where: "each-region",
  calls: ["elasticfilesystem:DescribeAccessPoints"],
  async list(aws, place, cursor) {
    const request = { MaxResults: PAGE_SIZE, NextToken: cursor ?? undefined };
    const page = await aws.call("elasticfilesystem:DescribeAccessPoints", request, place.region);
    const resources = (page.AccessPoints ?? []).map((point) =>
      discovered(place, {
        type: "AWS::EFS::AccessPoint",
        // Under its file system: that is where it is looked for.
        nativeId: `${point.AccessPointId}/${point.FileSystemId}`,
        arn: point.AccessPointArn ?? "",
        name: point.Name || (point.AccessPointId ?? ""),
        tags: tagsOf(point.Tags),
        config: {
          ...fields(point, "AccessPointId", "FileSystemId"),
          PosixUser: point.PosixUser ? fields(point.PosixUser, "Uid", "Gid") : null,
        },
        status: point.LifeCycleState ?? null,
        relations: edges("partOf", "AWS::EFS::FileSystem", [point.FileSystemId]),
      }),
    );
    return { resources, next: page.NextToken || null };
  },
});
