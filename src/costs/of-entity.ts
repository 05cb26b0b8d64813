import { asc, sql } from "drizzle-orm";
import type { ReadDb } from "../../db/client.ts";
import { costLines } from "../../db/schema/costs.ts";
import { awsAccounts, resources } from "../../db/schema/inventory.ts";
import { addAmounts, type Money } from "../base/money.ts";
import { claimedResources, claimsCount } from "../catalog/index.ts";
import { addDays, type Day, dayOf, daysBetween, firstOfMonth } from "./days.ts";
import { comparedMonths, syncRows, wholeDays } from "./summary.ts";

/** What the page draws. */
const TREND_DAYS = 30;
const RESOURCES_MAX = 100;

/** Under which name Cost Explorer bills a type; a type that is not here is not split. */
const BILLED_AS: Record<string, string> = {
  "AWS::CloudFront::Distribution": "Amazon CloudFront",
  "AWS::DynamoDB::Table": "Amazon DynamoDB",
  "AWS::EC2::EIP": "Amazon Virtual Private Cloud",
  "AWS::EC2::Instance": "Amazon Elastic Compute Cloud - Compute",
  "AWS::EC2::NatGateway": "EC2 - Other",
  "AWS::EC2::Snapshot": "EC2 - Other",
  "AWS::EC2::Volume": "EC2 - Other",
  "AWS::ECS::Service": "Amazon Elastic Container Service",
  "AWS::EFS::FileSystem": "Amazon Elastic File System",
  "AWS::EKS::Cluster": "Amazon Elastic Container Service for Kubernetes",
  "AWS::ElastiCache::ReplicationGroup": "Amazon ElastiCache",
  "AWS::ElasticLoadBalancing::LoadBalancer": "Amazon Elastic Load Balancing",
  "AWS::ElasticLoadBalancingV2::LoadBalancer": "Amazon Elastic Load Balancing",
  "AWS::KMS::Key": "AWS Key Management Service",
  "AWS::Kinesis::Stream": "Amazon Kinesis",
  "AWS::Lambda::Function": "AWS Lambda",
  "AWS::Logs::LogGroup": "AmazonCloudWatch",
  "AWS::OpenSearchService::Domain": "Amazon OpenSearch Service",
  "AWS::RDS::DBCluster": "Amazon Relational Database Service",
  "AWS::RDS::DBInstance": "Amazon Relational Database Service",
  "AWS::RDS::DBSnapshot": "Amazon Relational Database Service",
  "AWS::Redshift::Cluster": "Amazon Redshift",
  "AWS::S3::Bucket": "Amazon Simple Storage Service",
  "AWS::SQS::Queue": "Amazon Simple Queue Service",
  "AWS::SecretsManager::Secret": "AWS Secrets Manager",
};

const billed = sql`(values ${sql.join(
  Object.entries(BILLED_AS).map(([type, service]) => sql`(${type}::text, ${service}::text)`),
  sql`, `,
)}) billed (type, service)`;

/** What an account's bill for a service is split by: the list price of each resource, and of all of them. */
const priced = sql`(select r.id, a.aws_account_id as sub_account_id, billed.service,
    r.estimated_monthly_cost as price,
    sum(r.estimated_monthly_cost) over (partition by a.aws_account_id, billed.service) as total
  from ${resources} r
    join ${awsAccounts} a on a.organization_id = r.organization_id and a.id = r.account_id
    join ${billed} on billed.type = r.type
  where r.vanished_at is null and r.estimated_monthly_cost > 0) priced`;

/**
 * What the AWS resources of an entity cost. AWS bills by account and service, not by resource, so each day's bill of a
 * service is split by list price: line × (price of the resource ÷ price of all resources of that account and service).
 */
export function entityCosts(db: ReadDb, ref: string, now: Date) {
  const from = [addDays(dayOf(now), -TREND_DAYS), comparedMonths(now).previous.from].sort()[0] ?? dayOf(now);
  const claimed = claimedResources(ref);
  return [
    db
      .select({
        id: sql<string>`claimed.id`,
        ref: sql<string>`claimed.ref`,
        title: sql<string>`claimed.title`,
        users: sql<number>`claimed.users`,
        name: resources.name,
        type: resources.type,
        region: resources.region,
        price: resources.estimatedMonthlyCost,
        currency: resources.currency,
        share: sql<number | null>`(priced.price / nullif(priced.total, 0))::float8`,
        service: sql<string | null>`priced.service`,
      })
      .from(claimed)
      .innerJoin(resources, sql`${resources.id} = claimed.id`)
      .leftJoin(priced, sql`priced.id = claimed.id`)
      .orderBy(sql`${resources.estimatedMonthlyCost} desc nulls last`, asc(resources.name))
      .limit(RESOURCES_MAX + 1),
    db
      .select({
        day: costLines.day,
        currency: costLines.currency,
        amount: sql<string>`trim_scale(round(sum(${costLines.netUnblended} * shares.share), 10))::text`,
        isEstimated: sql<boolean>`bool_or(${costLines.isEstimated})`,
      })
      .from(costLines)
      .innerJoin(
        sql`(select priced.sub_account_id, priced.service, sum(priced.price) / max(priced.total) as share
          from ${priced} join ${claimed} on claimed.id = priced.id group by 1, 2) shares`,
        sql`shares.sub_account_id = ${costLines.subAccountId} and shares.service = ${costLines.service}`,
      )
      .where(sql`${costLines.counts} and ${costLines.day} >= ${from}`)
      .groupBy(costLines.day, costLines.currency)
      .orderBy(asc(costLines.day)),
    db.select({ claims: claimsCount(ref) }).from(sql`(select 1) one`),
    syncRows(db),
  ] as const;
}

type ResourceRow = {
  id: string;
  ref: string;
  title: string;
  users: number;
  name: string;
  type: string;
  region: string;
  price: string | null;
  currency: string | null;
  share: number | null;
  service: string | null;
};
type DayRow = { day: Day; currency: string; amount: string; isEstimated: boolean };
type SyncRow = { syncedAt: Date | null; coveredFrom: Day | null };

/** `monthToDate` null = not known, and `reason` says why. */
export function toEntityCosts(
  now: Date,
  found: readonly ResourceRow[],
  days: readonly DayRow[],
  claims: number,
  syncs: readonly SyncRow[],
) {
  const { current, previous } = comparedMonths(now);
  const read = syncs.filter(({ syncedAt }) => syncedAt !== null);
  const isRead = (from: Day) =>
    read.length > 0 && read.every(({ coveredFrom }) => coveredFrom !== null && coveredFrom <= from);
  const split = found.filter(({ share }) => share !== null).length;
  const [currency = "USD", ...others] = [...new Set(days.map((row) => row.currency))];
  const reason = whyUnknown({
    claims,
    found: found.length,
    split,
    isRead: isRead(current.from),
    days: days.length,
    others: others.length,
  });
  const sum = (from: Day, until: Day): Money => ({
    amount: addAmounts("0", ...days.filter(({ day }) => day >= from && day < until).map(({ amount }) => amount)),
    currency,
  });
  const trendFrom = addDays(dayOf(now), -TREND_DAYS);
  const whole = wholeDays(now);
  const knowsBefore = reason === null && isRead(previous.from);
  const byDay = new Map(days.map(({ day, amount }) => [day, amount]));
  return {
    reason,
    monthToDate: reason === null ? sum(current.from, current.until) : null,
    from: firstOfMonth(dayOf(now)),
    /** The same days of the month before; null = those days were not read. */
    previous: knowsBefore ? sum(previous.from, previous.until) : null,
    previousFrom: previous.from,
    previousTo: addDays(previous.until, -1),
    /** The days of both months that are over; null on the first of a month, or when one is not known. */
    compared:
      whole && knowsBefore
        ? {
            now: sum(whole.current.from, whole.current.until),
            before: sum(whole.previous.from, whole.previous.until),
            days: daysBetween(whole.current),
          }
        : null,
    lastMonth: knowsBefore ? sum(previous.from, current.from) : null,
    estimated: days.some(({ day, isEstimated }) => isEstimated && day >= current.from),
    /** The last days that are whole, oldest first. */
    trend:
      reason === null && isRead(trendFrom)
        ? Array.from({ length: daysBetween({ from: trendFrom, until: dayOf(now) }) }, (_, i) => {
            const day = addDays(trendFrom, i);
            return { day, amount: byDay.get(day) ?? "0" };
          })
        : null,
    resources: found.slice(0, RESOURCES_MAX),
    hasMore: found.length > RESOURCES_MAX,
    /** Resources whose price is known and whose bill could be split. */
    split,
    syncedAt: read.reduce<Date | null>(
      (oldest, { syncedAt }) => (syncedAt && (!oldest || syncedAt < oldest) ? syncedAt : oldest),
      null,
    ),
  };
}

type Known = { claims: number; found: number; split: number; isRead: boolean; days: number; others: number };
function whyUnknown({ claims, found, split, isRead, days, others }: Known): string | null {
  if (found === 0)
    return claims > 0
      ? "The AWS resource that it claims has not been discovered."
      : "No AWS resource is claimed: name one by the annotation aws.amazon.com/arn, or depend on a Resource that does.";
  if (split === 0) return "None of its AWS resources has a list price by which a bill could be split.";
  if (!isRead) return "The costs of this month have not been read yet.";
  if (days === 0) return "The bill has no line for the services of its AWS resources.";
  return others > 0 ? "Its costs are in several currencies, which are not added." : null;
}
