import { resourceType } from "../resource-type.ts";
import { attempt, discovered, documentOf, each, edges, mapReading, readTags, settle } from "./reading.ts";

/** ListTopics returns a hundred at a time, and each takes one more request. */
export default resourceType({
  type: "AWS::SNS::Topic",
  service: "messaging",
  label: "SNS topic",
  where: "each-region",
  calls: ["sns:ListTopics", "sns:GetTopicAttributes", "tag:GetResources"],
  async list(aws, place, cursor) {
    const { region } = place;
    const page = await aws.call("sns:ListTopics", { NextToken: cursor ?? undefined }, region);
    const arns = (page.Topics ?? []).flatMap(({ TopicArn }) => TopicArn ?? []);
    const tags = await readTags(aws, region, arns);
    const resources = await each(arns, async (TopicArn) => {
      const attributes = await attempt(
        async () => (await aws.call("sns:GetTopicAttributes", { TopicArn }, region)).Attributes ?? {},
      );
      const { config, unread } = settle({
        KmsMasterKeyId: mapReading(attributes, (all) => all.KmsMasterKeyId || null),
        Policy: mapReading(attributes, (all) => documentOf(all.Policy)),
      });
      const key = "unread" in attributes ? undefined : attributes.value?.KmsMasterKeyId;
      return discovered(place, {
        type: "AWS::SNS::Topic",
        nativeId: TopicArn.split(":").at(-1) ?? TopicArn,
        arn: TopicArn,
        tags: tags(TopicArn, unread),
        config,
        unread,
        encrypted: "unread" in attributes ? null : Boolean(key),
        relations: edges("dependsOn", "AWS::KMS::Key", [key]),
      });
    });
    return { resources, next: page.NextToken || null };
  },
});
