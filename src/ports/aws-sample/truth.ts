import { accountOn } from "./account.ts";
import { ACCOUNT_ID, DAY_MS, regionNames, startOfDay } from "./company.ts";
import { amountOf, type CostLine, costLines, decimal, type Metric, RESTATED } from "./cost-lines.ts";

/** What the sample account holds, for tests that recompute the product's numbers without the product. */
export function sampleTruth(now: Date) {
  const account = accountOn(now);
  const everywhere = <T>(list: (region: ReturnType<typeof regionNames>[number]) => readonly T[]) =>
    regionNames().flatMap(list);
  const view = startOfDay(now).getTime() / DAY_MS;

  /** Native id (or ARN, where AWS's answer has no shorter name) of every resource, by type. */
  const ids: Record<string, string[]> = {
    "AWS::EC2::Instance": everywhere(account.machines).map(({ instance }) => instance.InstanceId ?? ""),
    "AWS::EC2::Volume": everywhere(account.volumes).map((one) => one.VolumeId ?? ""),
    "AWS::EC2::SecurityGroup": everywhere(account.groups).map((one) => one.GroupId ?? ""),
    "AWS::EC2::VPC": everywhere((region) => account.network(region).vpcs).map((one) => one.VpcId ?? ""),
    "AWS::EC2::Subnet": everywhere((region) => account.network(region).subnets).map((one) => one.SubnetId ?? ""),
    "AWS::RDS::DBInstance": everywhere(account.databases).map((one) => one.DBInstanceArn ?? ""),
    "AWS::S3::Bucket": account.buckets().map(({ name }) => name),
    "AWS::Lambda::Function": everywhere(account.functions).map(({ configuration }) => configuration.FunctionArn ?? ""),
    "AWS::ECS::Service": everywhere(account.services).map(({ service }) => service.serviceArn ?? ""),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": everywhere(account.balancers).map(
      ({ balancer }) => balancer.LoadBalancerArn ?? "",
    ),
  };

  /** Lines of the days from `from` to before `until` ("2026-11-01"), as seen on the day of `now`. */
  const lines = ({ from, until }: { from: string; until: string }): CostLine[] =>
    costLines({ from: dayOf(from), until: dayOf(until), view });

  return {
    accountId: ACCOUNT_ID,
    regions: regionNames(),
    ids,
    counts: Object.fromEntries(Object.entries(ids).map(([type, list]) => [type, list.length])),
    total: Object.values(ids).reduce((sum, list) => sum + list.length, 0),
    /** Buckets whose own policy refuses to be read. */
    sealedBuckets: account.buckets().flatMap(({ name, isSealed }) => (isSealed ? name : [])),
    costs: {
      lines,
      total: (period: { from: string; until: string }, metric: Metric = "UnblendedCost") =>
        decimal(sumOf(lines(period), metric)),
      byDay: (period: { from: string; until: string }, metric: Metric = "UnblendedCost") =>
        sumsBy(lines(period), metric, ({ day }) => dateOf(day)),
      byService: (period: { from: string; until: string }, metric: Metric = "UnblendedCost") =>
        sumsBy(lines(period), metric, ({ service }) => service),
      byServiceAndAccount: (period: { from: string; until: string }, metric: Metric = "UnblendedCost") =>
        sumsBy(lines(period), metric, ({ service, account: id }) => `${service} ${id}`),
      /** The day and service that changed between yesterday's view and today's. */
      restated: { day: dateOf(view - RESTATED.ageDays), service: RESTATED.service },
      /** The two days of the last runaway on EC2 that had ended by the day of `now`. */
      anomaly: { days: lastRunaway(now), service: "Amazon Elastic Compute Cloud - Compute" },
    },
  };
}

const dayOf = (date: string) => Date.parse(`${date}T00:00:00Z`) / DAY_MS;
const dateOf = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10);
const sumOf = (lines: readonly CostLine[], metric: Metric) =>
  lines.reduce((sum, line) => sum + amountOf(line, metric), 0);

function sumsBy(lines: readonly CostLine[], metric: Metric, keyOf: (line: CostLine) => string): Record<string, string> {
  const sums = new Map<string, number>();
  for (const line of lines) sums.set(keyOf(line), (sums.get(keyOf(line)) ?? 0) + amountOf(line, metric));
  return Object.fromEntries([...sums].map(([key, sum]) => [key, decimal(sum)]));
}

function lastRunaway(now: Date): string[] {
  const month = now.getUTCMonth() - (now.getUTCDate() > 11 ? 0 : 1);
  return [10, 11].map((day) => new Date(Date.UTC(now.getUTCFullYear(), month, day)).toISOString().slice(0, 10));
}
