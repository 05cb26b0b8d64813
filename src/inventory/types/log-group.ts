import type { LogGroup } from "@aws-sdk/client-cloudwatch-logs";
import type { Aws } from "../../ports/aws.ts";
import { resourceType } from "../resource-type.ts";
import { discovered, edges, fields, readTags } from "./reading.ts";
import { DAY, readUsage, sum, USAGE_CALL } from "./usage.ts";

/** The most that DescribeLogGroups returns; tags are read for twice as many at once (TAGGED_MAX). */
const PAGE_SIZE = 50;
const LIST_PAGES = 2;

export default resourceType({
  type: "AWS::Logs::LogGroup",
  service: "monitoring",
  label: "Log group",
  where: "each-region",
  calls: ["logs:DescribeLogGroups", "tag:GetResources", USAGE_CALL],
  async list(aws, place, cursor) {
    const { listed, next } = await listGroups(aws, place.region, cursor);
    // The older form of the ARN ends with ":*", which the tagging API does not know.
    const groups = listed.map((group) => ({ ...group, arn: (group.arn ?? "").replace(/:\*$/, "") }));
    const tags = await readTags(
      aws,
      place.region,
      groups.map(({ arn }) => arn),
    );
    const usage = await readUsage(
      aws,
      place,
      groups.map(({ logGroupName: LogGroupName = "" }) => {
        const incoming = {
          namespace: "AWS/Logs",
          metric: "IncomingBytes",
          dimensions: { LogGroupName },
          stat: "Sum" as const,
          periodSeconds: DAY,
          reduce: sum,
          none: 0 as const,
        };
        return { incomingBytes30d: { ...incoming, days: 30 }, incomingBytes60d: { ...incoming, days: 60 } };
      }),
    );
    const resources = groups.map((group, index) => {
      const unread: Record<string, string> = {};
      return discovered(place, {
        type: "AWS::Logs::LogGroup",
        nativeId: group.logGroupName ?? "",
        arn: group.arn,
        name: group.logGroupName ?? "",
        tags: tags(group.arn, unread),
        config: fields(group, "logGroupName", "retentionInDays", "kmsKeyId", "logGroupClass", "creationTime"),
        metrics: { storedBytes: group.storedBytes ?? null, ...usage(index, unread) },
        unread,
        encrypted: true,
        relations: edges("dependsOn", "AWS::KMS::Key", [group.kmsKeyId]),
      });
    });
    return { resources, next };
  },
});

async function listGroups(aws: Aws, region: string, cursor: string | null) {
  const listed: LogGroup[] = [];
  let next = cursor;
  for (let page = 0; page < LIST_PAGES; page++) {
    const request = { limit: PAGE_SIZE, nextToken: next ?? undefined };
    const { logGroups = [], nextToken } = await aws.call("logs:DescribeLogGroups", request, region);
    listed.push(...logGroups);
    next = nextToken || null;
    if (next === null) break;
  }
  return { listed, next };
}
