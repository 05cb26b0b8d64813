import { resourceType } from "../resource-type.ts";

import { attempt, discovered, each, edges, fields, settle } from "./reading.ts";

/** Each access point takes one more request. */
const PAGE_SIZE = 30;

export default resourceType({
  type: "AWS::S3::AccessPoint",
  service: "storage",
  label: "S3 access point",
  where: "each-region",
  calls: ["s3control:ListAccessPoints", "s3control:GetAccessPoint"],
  async list(aws, place, cursor) {
    const { region, accountId: AccountId } = place;
    const request = { AccountId, MaxResults: PAGE_SIZE, NextToken: cursor ?? undefined };
    const page = await aws.call("s3control:ListAccessPoints", request, region);
    const resources = await each(page.AccessPointList ?? [], async (point) => {
      const Name = point.Name ?? "";
      const block = await attempt(async () => {
        const answer = await aws.call("s3control:GetAccessPoint", { AccountId, Name }, region);
        return answer.PublicAccessBlockConfiguration ?? null;
      });
      const { config, unread } = settle({ PublicAccessBlock: block });
      return discovered(place, {
        type: "AWS::S3::AccessPoint",
        nativeId: Name,
        arn: point.AccessPointArn ?? `arn:${place.partition}:s3:${region}:${AccountId}:accesspoint/${Name}`,
        name: Name,
        tags: {},
        config: { ...fields(point, "Name", "Bucket", "NetworkOrigin"), ...config },
        unread,
        relations: edges("routesTo", "AWS::S3::Bucket", [point.Bucket]),
      });
    });
    return { resources, next: page.NextToken || null };
  },
});
