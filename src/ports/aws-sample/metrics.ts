import type { GetMetricDataCommandInput, MetricDataQuery, MetricDataResult } from "@aws-sdk/client-cloudwatch";
import type { Account } from "./account.ts";
import type { Region } from "./company.ts";
import type { Machine, Mood } from "./instances.ts";
import { type Asked, invalid, pageOf } from "./paging.ts";
import { hash, noise } from "./random.ts";

/** Limits of GetMetricData (CloudWatch API reference). */
const QUERIES_MAX = 500;
const HOUR_MS = 3_600_000;

const CPU_PERCENT: Record<Mood, number> = { busy: 46, steady: 19, idle: 1.5, weekly: 62, old: 0, resting: 0 };
const NETWORK_BYTES_AN_HOUR: Record<Mood, number> = {
  busy: 4e9,
  steady: 6e8,
  idle: 5e5,
  weekly: 9e8,
  old: 0,
  resting: 0,
};

type Answered = { Id: string; Label: string; at: Date; value: number };

/** Hourly values that belong to their hour: the same whenever and at whatever period they are asked for. */
export function metricData(
  account: Account,
  region: Region,
  asked: Asked,
  now: Date,
  input: GetMetricDataCommandInput,
  pointsMax: number,
) {
  const { NextToken, MaxDatapoints, ...parameters } = input;
  const queries = input.MetricDataQueries ?? [];
  const [start, end] = [input.StartTime?.getTime() ?? Number.NaN, input.EndTime?.getTime() ?? Number.NaN];
  if (!(start < end))
    throw invalid(asked, "ValidationError", "The parameter StartTime must be less than the parameter EndTime.");
  if (queries.length === 0 || queries.length > QUERIES_MAX)
    throw invalid(asked, "ValidationError", `MetricDataQueries must have between 1 and ${QUERIES_MAX} entries.`);

  const machines = new Map(account.machines(region).map((machine) => [machine.instance.InstanceId, machine]));
  const points = queries.flatMap((query) => pointsOf(query, machines, asked, { start, end, now: now.getTime() }));
  const { items, next } = pageOf(asked, points, {
    token: NextToken,
    size: MaxDatapoints,
    sizeMax: pointsMax,
    parameters,
    badToken: "InvalidNextToken",
  });

  const isLastPage = next === undefined;
  const byId = Map.groupBy(items, (item) => item.Id);
  const results = queries.map(({ Id = "", Label }): MetricDataResult => {
    const own = byId.get(Id) ?? [];
    const newestFirst = input.ScanBy === "TimestampAscending" ? own : own.toReversed();
    return {
      Id,
      Label: Label ?? Id,
      Timestamps: newestFirst.map(({ at }) => at),
      Values: newestFirst.map(({ value }) => value),
      StatusCode: isLastPage || items.at(-1)?.Id !== Id ? "Complete" : "PartialData",
    };
  });
  return { MetricDataResults: results, NextToken: next };
}

function pointsOf(
  { Id = "", Label = Id, MetricStat, Expression }: MetricDataQuery,
  machines: ReadonlyMap<string | undefined, Machine>,
  asked: Asked,
  span: { start: number; end: number; now: number },
): Answered[] {
  if (Expression || !MetricStat)
    throw invalid(asked, "ValidationError", "The sample account answers MetricStat queries only.");
  const { Metric, Period = 0, Stat } = MetricStat;
  if (Period < 60 || Period % 60 !== 0) throw invalid(asked, "ValidationError", "Period must be a multiple of 60.");
  const dimension = (name: string) => Metric?.Dimensions?.find(({ Name }) => Name === name)?.Value;
  const instanceId = dimension("InstanceId");
  const machine = Metric?.Namespace === "AWS/EC2" ? machines.get(instanceId) : undefined;
  const load = loadOf(Metric?.Namespace ?? "", Metric?.MetricName ?? "", dimension);
  const valueAt = machine ? hourly(machine, Metric?.MetricName ?? "") : load;
  // CloudWatch answers a metric that nobody publishes with no datapoints, and so does this.
  if (!valueAt || machine?.mood === "old" || machine?.mood === "resting") return [];

  const runsFrom = Math.max(span.start, machine?.instance.LaunchTime?.getTime() ?? span.start);
  const until = Math.min(span.end, span.now);
  const answers: Answered[] = [];
  for (let from = span.start; from < until; from += Period * 1000) {
    const hours: number[] = [];
    for (
      let at = Math.ceil(Math.max(from, runsFrom) / HOUR_MS);
      at * HOUR_MS < Math.min(from + Period * 1000, until);
      at++
    )
      hours.push(valueAt(at));
    if (hours.length) answers.push({ Id, Label, at: new Date(from), value: statistic(hours, Stat ?? "", asked) });
  }
  return answers;
}

/** Value of one hour (counted from 1970) by the shape of a shop's day: low at night, high in the evening. */
function hourly({ instance, mood }: Machine, metric: string): ((hour: number) => number) | null {
  const seed = hash(`${instance.InstanceId} ${metric}`);
  /** Each machine is a little busier or quieter than its fleet. */
  const level = 0.65 + 0.3 * noise(seed, -1);
  const shape = (hour: number) =>
    level + 0.35 * Math.sin((((hour % 24) - 9) / 24) * 2 * Math.PI) + 0.3 * noise(seed, hour);
  if (metric === "CPUUtilization") return (hour) => Math.min(99, CPU_PERCENT[mood] * shape(hour));
  if (metric === "NetworkIn" || metric === "NetworkOut")
    return (hour) => Math.round(NETWORK_BYTES_AN_HOUR[mood] * shape(hour) * (metric === "NetworkIn" ? 0.4 : 0.6));
  return null;
}

function statistic(hours: readonly number[], stat: string, asked: Asked): number {
  const sum = hours.reduce((total, value) => total + value, 0);
  switch (stat) {
    case "Average":
      return sum / hours.length;
    case "Sum":
      return sum;
    case "Maximum":
      return Math.max(...hours) * 1.2;
    case "Minimum":
      return Math.min(...hours) * 0.8;
    case "SampleCount":
      return hours.length * 12;
    default:
      throw invalid(asked, "ValidationError", `The statistic '${stat}' is not known.`);
  }
}

/** One in so many volumes, databases and services of the shop was forgotten by everybody. */
const FORGOTTEN = 7;
/** Metric → its usual value in an hour; what is not named is not published. */
const LOADS: Record<string, Record<string, number>> = {
  "AWS/EBS": { VolumeReadOps: 40_000, VolumeWriteOps: 90_000, VolumeReadBytes: 3e9, VolumeWriteBytes: 5e9 },
  "AWS/RDS": {
    DatabaseConnections: 24,
    CPUUtilization: 22,
    FreeableMemory: 3e9,
    ReadIOPS: 240,
    WriteIOPS: 160,
  },
  "AWS/Lambda": { Invocations: 4000, Duration: 900_000 },
  "AWS/ApplicationELB": { RequestCount: 90_000, RequestCountPerTarget: 30_000 },
  "AWS/NetworkELB": { NewFlowCount: 20_000 },
  "AWS/ECS": { CPUUtilization: 24, MemoryUtilization: 38 },
  "AWS/S3": { BucketSizeBytes: 3e11, NumberOfObjects: 2e6 },
};
/** What a machine keeps, works or not. */
const STEADY = ["FreeableMemory", "BucketSizeBytes", "NumberOfObjects", "MemoryUtilization"];
const DIMENSIONS = [
  "VolumeId",
  "DBInstanceIdentifier",
  "FunctionName",
  "LoadBalancer",
  "TargetGroup",
  "ServiceName",
  "BucketName",
];

/** The load of what is not a machine: some busy, some quiet, some forgotten, always the same one. */
function loadOf(
  namespace: string,
  metric: string,
  dimension: (name: string) => string | undefined,
): ((hour: number) => number) | null {
  const id = DIMENSIONS.map(dimension).find((value) => value);
  const usual = LOADS[namespace]?.[metric];
  if (id === undefined || usual === undefined) return null;
  const own = hash(`load ${id}`);
  if (own % FORGOTTEN === 0 && !STEADY.includes(metric)) return () => 0;
  const seed = hash(`${id} ${metric}`);
  const level = usual * (0.2 + 1.6 * noise(own, -1));
  return (hour) => Math.round(level * (0.8 + 0.4 * noise(seed, STEADY.includes(metric) ? 0 : hour)));
}
