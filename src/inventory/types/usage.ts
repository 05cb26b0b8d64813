import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import type { Aws, AwsCall } from "../../ports/aws.ts";
import type { Place } from "../resource-type.ts";
import { allPages, attempt } from "./reading.ts";

/** One metric of CloudWatch over the last days, brought down to one number. */
export type Measure = {
  namespace: string;
  metric: string;
  dimensions: Record<string, string>;
  stat: "Average" | "Maximum" | "Minimum" | "Sum";
  days: number;
  /** A multiple of 60; CloudWatch keeps five minutes for 63 days and an hour for 455. */
  periodSeconds: number;
  /** Never asked about an empty list: no datapoints are null, unless `none` says what they mean. */
  reduce: (values: readonly number[], starts: readonly Date[]) => number;
  /** Where AWS publishes a metric only while something happens (Lambda, load balancers, log groups), silence is zero. */
  none?: 0;
};
/** What a resource calls its measures: "cpuAverage14d". */
export type Measures = Record<string, Measure>;

export const USAGE_CALL = "cloudwatch:GetMetricData" satisfies AwsCall;

export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
export const mean = (values: readonly number[]) => sum(values) / values.length;
export const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
export const newest = (values: readonly number[], starts: readonly Date[]) =>
  values[starts.reduce((best, at, index) => (at > (starts[best] ?? at) ? index : best), 0)] ?? 0;
/** The value that 99 of 100 do not pass. */
export const p99 = (values: readonly number[]) => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * 0.99) - 1)] ?? 0;
};
/** Per second, from sums of a period. */
export const perSecond =
  (periodSeconds: number, reduce: (values: readonly number[]) => number) => (values: readonly number[]) =>
    reduce(values) / periodSeconds;

export const FIVE_MINUTES = 300;
export const HOUR = 3600;
export const DAY = 86_400;

/** Limits of GetMetricData (CloudWatch API reference): 500 queries, 100,800 values. */
const QUERIES_MAX = 500;
const VALUES_MAX = 100_800;
const PAGES_MAX = 20;

type Query = { owner: number; name: string; measure: Measure };

/**
 * Reads the measures of a page of things; AWS charges $0.01 for 1,000 metrics asked for.
 * The answer gives the numbers of one of them, and notes under `unread.metrics` why there are none.
 */
export async function readUsage(aws: Aws, place: Place, things: readonly Measures[]) {
  const reading = await attempt(async () => {
    const found: Record<string, number | null>[] = things.map(() => ({}));
    const all = things.flatMap((measures, owner) =>
      Object.entries(measures).map(([name, measure]): Query => ({ owner, name, measure })),
    );
    for (const batch of batches(all))
      for (const { owner, name, value } of await readBatch(aws, place, batch)) {
        const own = found[owner];
        if (own) own[name] = value;
      }
    return found;
  });
  return (index: number, unread: Record<string, string>): Record<string, number | null> => {
    const own = things[index] ?? {};
    if (Object.keys(own).length === 0) return {};
    if (!("unread" in reading)) return reading.value?.[index] ?? {};
    unread.metrics = reading.unread;
    return Object.fromEntries(Object.keys(own).map((name) => [name, null]));
  };
}

/** A request has one span of time, so queries of as many days stand together. */
function batches(queries: readonly Query[]): Query[][] {
  const made: Query[][] = [];
  for (const days of new Set(queries.map(({ measure }) => measure.days))) {
    let batch: Query[] = [];
    let values = 0;
    for (const query of queries.filter(({ measure }) => measure.days === days)) {
      const own = (days * DAY) / query.measure.periodSeconds;
      if (batch.length > 0 && (batch.length === QUERIES_MAX || values + own > VALUES_MAX)) {
        made.push(batch);
        batch = [];
        values = 0;
      }
      batch.push(query);
      values += own;
    }
    if (batch.length > 0) made.push(batch);
  }
  return made;
}

async function readBatch(aws: Aws, { region, now }: Place, batch: readonly Query[]) {
  // Whole hours, so that two scans within an hour read the same values.
  const EndTime = new Date(Math.floor(now.getTime() / 3_600_000) * 3_600_000);
  const StartTime = new Date(EndTime.getTime() - (batch[0]?.measure.days ?? 1) * DAY * 1000);
  const MetricDataQueries = batch.map(
    ({ measure }, index): MetricDataQuery => ({
      Id: `m${index}`,
      MetricStat: {
        Metric: {
          Namespace: measure.namespace,
          MetricName: measure.metric,
          Dimensions: Object.entries(measure.dimensions).map(([Name, Value]) => ({ Name, Value })),
        },
        Period: measure.periodSeconds,
        Stat: measure.stat,
      },
    }),
  );
  const results = await allPages(PAGES_MAX, async (NextToken) => {
    const answer = await aws.call(USAGE_CALL, { MetricDataQueries, StartTime, EndTime, NextToken }, region);
    return { items: answer.MetricDataResults, next: answer.NextToken };
  });
  const values = new Map<string, number[]>();
  const starts = new Map<string, Date[]>();
  for (const { Id = "", Values = [], Timestamps = [] } of results) {
    values.set(Id, [...(values.get(Id) ?? []), ...Values]);
    starts.set(Id, [...(starts.get(Id) ?? []), ...Timestamps]);
  }
  return batch.map(({ owner, name, measure }, index) => {
    const own = values.get(`m${index}`) ?? [];
    return {
      owner,
      name,
      value: own.length > 0 ? measure.reduce(own, starts.get(`m${index}`) ?? []) : (measure.none ?? null),
    };
  });
}
