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

/** One metric as it is asked for; `days` is what the longest of its readers needs. */
type Query = { measure: Measure; days: number; readers: { owner: number; name: string; measure: Measure }[] };

/**
 * Reads the measures of a page of things. AWS charges $0.01 for 1,000 metrics asked for, whatever their span: measures that
 * differ in days or in what is made of the values are one.
 * The answer gives the numbers of one of them, and notes under `unread.metrics` why there are none.
 */
export async function readUsage(aws: Aws, place: Place, things: readonly Measures[]) {
  const reading = await attempt(async () => {
    const found: Record<string, number | null>[] = things.map(() => ({}));
    for (const batch of batches(queriesOf(things)))
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

function queriesOf(things: readonly Measures[]): Query[] {
  const queries = new Map<string, Query>();
  for (const [owner, measures] of things.entries())
    for (const [name, measure] of Object.entries(measures)) {
      const { namespace, metric, dimensions, stat, periodSeconds, days } = measure;
      const key = JSON.stringify([namespace, metric, dimensions, stat, periodSeconds]);
      const query = queries.get(key) ?? { measure, days, readers: [] };
      query.days = Math.max(query.days, days);
      query.readers.push({ owner, name, measure });
      queries.set(key, query);
    }
  return [...queries.values()];
}

/** A request has one span of time, the longest of its queries'; so those of as many days stand together as far as they can. */
function batches(queries: readonly Query[]): Query[][] {
  const made: Query[][] = [];
  let batch: Query[] = [];
  let values = 0;
  for (const query of queries.toSorted((a, b) => b.days - a.days)) {
    const valuesIn = (days: number) => (days * DAY) / query.measure.periodSeconds;
    const own = valuesIn(batch[0]?.days ?? query.days);
    if (batch.length > 0 && (batch.length === QUERIES_MAX || values + own > VALUES_MAX)) {
      made.push(batch);
      batch = [];
      values = 0;
    }
    values += batch.length > 0 ? own : valuesIn(query.days);
    batch.push(query);
  }
  if (batch.length > 0) made.push(batch);
  return made;
}

async function readBatch(aws: Aws, { region, now }: Place, batch: readonly Query[]) {
  // Whole hours, so that two scans within an hour read the same values.
  const EndTime = new Date(Math.floor(now.getTime() / 3_600_000) * 3_600_000);
  const since = (days: number) => new Date(EndTime.getTime() - days * DAY * 1000);
  const spanDays = batch[0]?.days ?? 1;
  const StartTime = since(spanDays);
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
  const points = Map.groupBy(
    results.flatMap(({ Id = "", Values = [], Timestamps = [] }) =>
      Values.map((value, index) => ({ Id, value, at: Timestamps[index] ?? StartTime })),
    ),
    ({ Id }) => Id,
  );
  return batch.flatMap(({ readers }, index) =>
    readers.map(({ owner, name, measure }) => {
      const all = points.get(`m${index}`) ?? [];
      const own = measure.days === spanDays ? all : all.filter(({ at }) => at >= since(measure.days));
      const value =
        own.length > 0
          ? measure.reduce(
              own.map((point) => point.value),
              own.map(({ at }) => at),
            )
          : (measure.none ?? null);
      return { owner, name, value };
    }),
  );
}
