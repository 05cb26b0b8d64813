import type { MetricFilter } from "@aws-sdk/client-cloudwatch-logs";
import type { Aws } from "../../ports/aws.ts";
import { homeRegion, resourceType } from "../resource-type.ts";
import { allPages, arnOf, attempt, discovered, each, edges, type Reading, settle } from "./reading.ts";

const PAGES_MAX = 20;

/**
 * What the log groups of trails raise alarms about: one thing per group, because the question is whether somebody is
 * told, not whether each filter is the right one.
 */
export default resourceType({
  type: "AWS::Logs::MetricFilter",
  service: "monitoring",
  label: "Alarms on a trail",
  where: "each-region",
  calls: ["cloudtrail:DescribeTrails", "logs:DescribeMetricFilters", "cloudwatch:DescribeAlarms"],
  async list(aws, place) {
    const { region } = place;
    const { trailList = [] } = await aws.call("cloudtrail:DescribeTrails", { includeShadowTrails: true }, region);
    const arns = trailList.flatMap((trail) => trail.CloudWatchLogsLogGroupArn ?? []);
    const here = [...new Set(arns)].filter((arn) => arn.split(":")[3] === region);
    const groups = [...new Set(here.map((arn) => arn.split(":log-group:").at(-1)?.replace(/:\*$/, "") ?? ""))];
    const resources = await each(groups, async (logGroupName) => {
      const { config, unread } = settle({ Filters: await readFilters(aws, region, logGroupName) });
      return discovered(place, {
        type: "AWS::Logs::MetricFilter",
        nativeId: logGroupName,
        arn: arnOf(place, "logs", `log-group:${logGroupName}:metric-filters`),
        name: `Alarms on ${logGroupName}`,
        tags: {},
        config: { LogGroupName: logGroupName, ...config },
        unread,
        relations: edges("partOf", "AWS::Logs::LogGroup", [logGroupName]),
      });
    });
    // Told once, not in each region: without a log group no alarm on a trail can exist.
    if (arns.length > 0 || region !== homeRegion(place.partition)) return { resources, next: null };
    const absent = discovered(place, {
      type: "AWS::Logs::MetricFilter",
      nativeId: region,
      arn: arnOf(place, "logs", "log-group:none:metric-filters"),
      name: "Alarms on CloudTrail",
      tags: {},
      config: { LogGroupName: null, Filters: [] },
      status: "absent",
    });
    return { resources: [absent], next: null };
  },
});

type Watched = { pattern: string; metric: string; hasAlarm: boolean };

function readFilters(aws: Aws, region: string, logGroupName: string): Promise<Reading<Watched[]>> {
  return attempt(async () => {
    const filters = await allPages(PAGES_MAX, async (nextToken) => {
      const answer = await aws.call("logs:DescribeMetricFilters", { logGroupName, nextToken }, region);
      return { items: answer.metricFilters, next: answer.nextToken };
    });
    if (filters.length === 0) return [];
    const alarms = await allPages(PAGES_MAX, async (NextToken) => {
      const answer = await aws.call("cloudwatch:DescribeAlarms", { MaxRecords: 100, NextToken }, region);
      return { items: answer.MetricAlarms, next: answer.NextToken };
    });
    const alarmed = new Set(alarms.map(({ Namespace, MetricName }) => `${Namespace} ${MetricName}`));
    return filters.flatMap((filter) => watched(filter, alarmed));
  });
}

const watched = (
  { filterPattern = "", metricTransformations = [] }: MetricFilter,
  alarmed: ReadonlySet<string>,
): Watched[] =>
  metricTransformations.map(({ metricName = "", metricNamespace = "" }) => ({
    pattern: filterPattern,
    metric: metricName,
    hasAlarm: alarmed.has(`${metricNamespace} ${metricName}`),
  }));
