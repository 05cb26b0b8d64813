import { resourceType } from "../resource-type.ts";
import { arnOf, attempt, discovered, each, edges, mapReading, readTags, settle } from "./reading.ts";
import { FIVE_MINUTES, most, perSecond, readUsage, USAGE_CALL } from "./usage.ts";

/** Each stream takes one more request. */
const PAGE_SIZE = 30;

export default resourceType({
  type: "AWS::Kinesis::Stream",
  service: "messaging",
  label: "Kinesis stream",
  where: "each-region",
  calls: ["kinesis:ListStreams", "kinesis:DescribeStreamSummary", "tag:GetResources", USAGE_CALL],
  async list(aws, place, cursor) {
    const { region } = place;
    const request = { Limit: PAGE_SIZE, ExclusiveStartStreamName: cursor ?? undefined };
    const page = await aws.call("kinesis:ListStreams", request, region);
    const names = page.StreamNames ?? [];
    const arn = (name: string) => arnOf(place, "kinesis", `stream/${name}`);
    const tags = await readTags(aws, region, names.map(arn));
    const usage = await readUsage(
      aws,
      place,
      names.map((StreamName) => {
        const incoming = {
          namespace: "AWS/Kinesis",
          dimensions: { StreamName },
          stat: "Sum" as const,
          days: 14,
          periodSeconds: FIVE_MINUTES,
          reduce: perSecond(FIVE_MINUTES, most),
          none: 0 as const,
        };
        return {
          bytesPerSecondMaximum14d: { ...incoming, metric: "IncomingBytes" },
          recordsPerSecondMaximum14d: { ...incoming, metric: "IncomingRecords" },
        };
      }),
    );
    const resources = await each(names, async (StreamName) => {
      const summary = await attempt(
        async () =>
          (await aws.call("kinesis:DescribeStreamSummary", { StreamName }, region)).StreamDescriptionSummary ?? null,
      );
      const { config, unread } = settle({
        EncryptionType: mapReading(summary, (one) => one?.EncryptionType ?? "NONE"),
        Mode: mapReading(summary, (one) => one?.StreamModeDetails?.StreamMode ?? null),
        OpenShardCount: mapReading(summary, (one) => one?.OpenShardCount ?? null),
        RetentionPeriodHours: mapReading(summary, (one) => one?.RetentionPeriodHours ?? null),
      });
      const known = "unread" in summary ? null : summary.value;
      return discovered(place, {
        type: "AWS::Kinesis::Stream",
        nativeId: StreamName,
        arn: arn(StreamName),
        name: StreamName,
        tags: tags(arn(StreamName), unread),
        config: { StreamName, ...config },
        metrics: usage(names.indexOf(StreamName), unread),
        unread,
        status: known?.StreamStatus ?? null,
        encrypted: known && known.EncryptionType === "KMS",
        relations: edges("dependsOn", "AWS::KMS::Key", [known?.KeyId]),
      });
    });
    return { resources, next: page.HasMoreStreams ? (names.at(-1) ?? null) : null };
  },
});
