import { resourceType } from "../resource-type.ts";
import { arnOf, attempt, discovered, documentOf, each, edges, mapReading, readTags, settle } from "./reading.ts";

/** Each queue takes one more request; their tags are read together (TAGGED_MAX). */
const PAGE_SIZE = 100;

export default resourceType({
  type: "AWS::SQS::Queue",
  service: "messaging",
  label: "SQS queue",
  where: "each-region",
  calls: ["sqs:ListQueues", "sqs:GetQueueAttributes", "tag:GetResources"],
  async list(aws, place, cursor) {
    const { region } = place;
    // Without MaxResults there is no token, and what is beyond a thousand is missing.
    const page = await aws.call("sqs:ListQueues", { MaxResults: PAGE_SIZE, NextToken: cursor ?? undefined }, region);
    const queues = (page.QueueUrls ?? []).map((QueueUrl) => {
      const name = QueueUrl.split("/").at(-1) ?? QueueUrl;
      return { QueueUrl, name, arn: arnOf(place, "sqs", name) };
    });
    const tags = await readTags(
      aws,
      region,
      queues.map(({ arn }) => arn),
    );
    const resources = await each(queues, async ({ QueueUrl, name, arn }) => {
      const attributes = await attempt(async () => {
        const wanted = { QueueUrl, AttributeNames: ["All" as const] };
        return (await aws.call("sqs:GetQueueAttributes", wanted, region)).Attributes ?? {};
      });
      const { config, unread } = settle({
        KmsMasterKeyId: mapReading(attributes, (all) => all.KmsMasterKeyId || null),
        SqsManagedSseEnabled: mapReading(attributes, (all) => all.SqsManagedSseEnabled === "true"),
        Policy: mapReading(attributes, (all) => documentOf(all.Policy || undefined)),
        RedrivePolicy: mapReading(attributes, (all) => documentOf(all.RedrivePolicy || undefined)),
      });
      const known = "unread" in attributes ? null : attributes.value;
      return discovered(place, {
        type: "AWS::SQS::Queue",
        nativeId: name,
        arn,
        name,
        tags: tags(arn, unread),
        config: { QueueUrl, ...config },
        unread,
        encrypted: known && Boolean(known.KmsMasterKeyId || known.SqsManagedSseEnabled === "true"),
        relations: edges("dependsOn", "AWS::KMS::Key", [known?.KmsMasterKeyId]),
      });
    });
    return { resources, next: page.NextToken || null };
  },
});
