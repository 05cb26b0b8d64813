import { resourceType } from "../resource-type.ts";
import { discovered, edges, fields, readTags } from "./reading.ts";
import { DAY, readUsage, sum, USAGE_CALL } from "./usage.ts";

/** The most that DescribeLogGroups returns. */
const PAGE_SIZE = 50;

export default resourceType({
  type: "AWS::Logs::LogGroup",
  service: "monitoring",
  label: "Log group",
  where: "each-region",
  calls: ["logs:DescribeLogGroups", "tag:GetResources", USAGE_CALL],
  async list(aws, place, cursor) {
    const request = { limit: PAGE_SIZE, nextToken: cursor ?? undefined };
    const page = await aws.call("logs:DescribeLogGroups", request, place.region);
    // The older form of the ARN ends with ":*", which the tagging API does not know.
    const groups = (page.logGroups ?? []).map((group) => ({ ...group, arn: (group.arn ?? "").replace(/:\*$/, "") }));
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
    return { resources, next: page.nextToken || null };
  },
});
