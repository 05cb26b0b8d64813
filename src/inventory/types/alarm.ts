import { resourceType } from "../resource-type.ts";
import { discovered, fields, readTags } from "./reading.ts";

/** As many as the tagging API takes at a time. */
const PAGE_SIZE = 100;

export default resourceType({
  type: "AWS::CloudWatch::Alarm",
  service: "monitoring",
  label: "CloudWatch alarm",
  where: "each-region",
  calls: ["cloudwatch:DescribeAlarms", "tag:GetResources"],
  async list(aws, place, cursor) {
    const request = { MaxRecords: PAGE_SIZE, NextToken: cursor ?? undefined };
    const page = await aws.call("cloudwatch:DescribeAlarms", request, place.region);
    const alarms = page.MetricAlarms ?? [];
    const tags = await readTags(
      aws,
      place.region,
      alarms.flatMap((alarm) => alarm.AlarmArn ?? []),
    );
    const resources = alarms.map((alarm) => {
      const arn = alarm.AlarmArn ?? "";
      const unread: Record<string, string> = {};
      return discovered(place, {
        type: "AWS::CloudWatch::Alarm",
        nativeId: alarm.AlarmName ?? "",
        arn,
        name: alarm.AlarmName ?? "",
        tags: tags(arn, unread),
        // Its state comes and goes.
        config: fields(
          alarm,
          "AlarmName",
          "Namespace",
          "MetricName",
          "ActionsEnabled",
          "AlarmActions",
          "Threshold",
          "Dimensions",
          "Period",
        ),
        // Since when it has had no data, in seconds since 1970; null = it has some.
        metrics: {
          insufficientSince:
            alarm.StateValue === "INSUFFICIENT_DATA" && alarm.StateTransitionedTimestamp
              ? Math.floor(alarm.StateTransitionedTimestamp.getTime() / 1000)
              : null,
        },
        unread,
      });
    });
    return { resources, next: page.NextToken || null };
  },
});
