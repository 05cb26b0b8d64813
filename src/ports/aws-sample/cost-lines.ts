import { ACCOUNT_ID, DAY_MS, LINKED_ACCOUNTS } from "./company.ts";
import { hash, noise } from "./random.ts";

/** Units of 10⁻¹⁰ dollars: whole numbers, so that sums are exact (up to $900,000 in a double). */
export const UNITS = 1e10;
export const METRICS = [
  "UnblendedCost",
  "AmortizedCost",
  "NetUnblendedCost",
  "NetAmortizedCost",
  "BlendedCost",
] as const;
export type Metric = (typeof METRICS)[number];

export type CostLine = {
  /** Days since 1970-01-01 UTC. */
  day: number;
  service: string;
  account: string;
  record: string;
  region: string;
  tags: Record<string, string>;
  /** What was charged that day, and what that day used of what was paid in advance. */
  unblended: number;
  amortized: number;
};

/** How many days back the account has costs, counted from the day of the view. */
export const HISTORY_DAYS = 400;

const EC2 = "Amazon Elastic Compute Cloud - Compute";
const EC2_OTHER = "EC2 - Other";
const RDS = "Amazon Relational Database Service";
/** Dollars a day on LEVEL_ONE; `week`: how much of the weekend's dip it feels; `shared`: also in staging and sandbox. */
const SERVICES: readonly { name: string; base: number; week: number; shared: boolean }[] = [
  { name: EC2, base: 112, week: 0.9, shared: true },
  { name: EC2_OTHER, base: 36, week: 0.5, shared: true },
  { name: RDS, base: 112, week: 0.1, shared: true },
  { name: "Amazon Simple Storage Service", base: 15, week: 0.1, shared: true },
  { name: "Amazon Elastic Container Service", base: 16, week: 0.6, shared: true },
  { name: "AWS Lambda", base: 8, week: 1.1, shared: true },
  { name: "Amazon Elastic Load Balancing", base: 9, week: 0.4, shared: true },
  { name: "Amazon CloudFront", base: 6, week: 1.2, shared: false },
  { name: "AmazonCloudWatch", base: 6, week: 0.4, shared: true },
  { name: "Amazon Virtual Private Cloud", base: 4.5, week: 0.3, shared: true },
  { name: "Amazon DynamoDB", base: 3, week: 1, shared: false },
  { name: "AWS Glue", base: 2.5, week: 1.4, shared: false },
  { name: "AWS Key Management Service", base: 0.9, week: 0.3, shared: true },
  { name: "AWS Secrets Manager", base: 0.62, week: 0, shared: false },
  { name: "Amazon Route 53", base: 0.48, week: 0.8, shared: false },
  { name: "Amazon Simple Queue Service", base: 0.34, week: 1, shared: false },
  { name: "Amazon Simple Notification Service", base: 0.11, week: 1, shared: false },
];
const HOME: Record<string, string> = { [LINKED_ACCOUNTS[1].id]: "eu-west-1", [LINKED_ACCOUNTS[2].id]: "us-east-1" };
/** Services that belong to no region. */
const GLOBAL = ["Amazon CloudFront", "Amazon Route 53"];
/** Who uses how much of each service, and where; the rest is not tagged. */
const OWNERS: readonly { owner: string; region: string; share: number }[] = [
  { owner: "payments", region: "us-east-1", share: 0.26 },
  { owner: "storefront", region: "us-east-1", share: 0.31 },
  { owner: "discovery", region: "us-west-2", share: 0.12 },
  { owner: "data", region: "eu-west-1", share: 0.14 },
  { owner: "platform", region: "us-east-1", share: 0.06 },
];
const ENVIRONMENT: Record<string, string> = {
  [ACCOUNT_ID]: "production",
  [LINKED_ACCOUNTS[1].id]: "staging",
  [LINKED_ACCOUNTS[2].id]: "development",
};
const SHARE: Record<string, number> = { [LINKED_ACCOUNTS[1].id]: 0.08, [LINKED_ACCOUNTS[2].id]: 0.03 };

const LEVEL_ONE = Date.UTC(2026, 5, 1) / DAY_MS;
/** Sunday first. */
const WEEK = [-0.16, 0, 0.02, 0.04, 0.03, 0, -0.14];

/** On the 10th and 11th of each month an import job runs away on EC2. */
const RUNAWAY_DAYS = [10, 11];
/** Late usage records: this service's days gain 3 % when they are six days old, which restates them. */
export const RESTATED = { service: EC2_OTHER, ageDays: 6, early: 0.97 };
/** Cost Explorer is about a day behind: of the running day it knows a third. */
const TODAY_SHARE = 0.35;

/** A Compute Savings Plan: dollars a day, and the on-demand value that they cover. */
export const PLAN = { fee: 34, covers: 48 };
/** An EC2 Instance Savings Plan and a database reservation, paid at once before this history: amortised they still cost. */
export const PLAN_OF_FAMILY = { fee: 4.8, covers: 6.1, used: 0.71 };
export const RESERVATION = { fee: 7.2, covers: 9.4, used: 0.83, instances: 2 };

/** The bill of the days [from, until), as Cost Explorer shows it on the day `view`. */
export function costLines({ from, until, view }: { from: number; until: number; view: number }): CostLine[] {
  const lines: CostLine[] = [];
  for (let day = Math.max(from, view - HISTORY_DAYS); day < Math.min(until, view + 1); day++) {
    for (const service of SERVICES) {
      lines.push(...usageLines(day, view, service, ACCOUNT_ID, 1));
      if (service.shared)
        for (const [account, share] of Object.entries(SHARE))
          lines.push(...usageLines(day, view, service, account, share));
    }
    lines.push(...fixedLines(day, day === view ? TODAY_SHARE : 1));
  }
  return lines;
}

function usageLines(
  day: number,
  view: number,
  service: (typeof SERVICES)[number],
  account: string,
  share: number,
): CostLine[] {
  const date = new Date(day * DAY_MS);
  const week = 1 + (WEEK[date.getUTCDay()] ?? 0) * service.week;
  const growth = Math.max(0.5, 1 + (day - LEVEL_ONE) / 2000);
  const seed = hash(`${service.name} ${account}`);
  const jitter = 1 + (noise(seed, day) - 0.5) * 0.07;
  const runaway =
    service.name === EC2 && share === 1 && RUNAWAY_DAYS.includes(date.getUTCDate()) ? 1.75 + noise(seed, day) * 0.2 : 1;
  const arriving =
    day === view
      ? TODAY_SHARE
      : service.name === RESTATED.service && view - day < RESTATED.ageDays
        ? RESTATED.early
        : 1;
  const used = units(service.base * share * week * growth * jitter * runaway * arriving);
  const line = (record: string, unblended: number, amortized: number, region: string, owner?: string): CostLine => ({
    day,
    service: service.name,
    account,
    record,
    region,
    tags: { Environment: ENVIRONMENT[account] ?? "", ...(owner && { Owner: owner }) },
    unblended,
    amortized,
  });
  const home = GLOBAL.includes(service.name) ? "global" : "us-east-1";
  if (share !== 1) return [line("Usage", used, used, HOME[account] ?? home)];
  const isPlan = service.name === EC2;
  const [covered, fee] = isPlan ? [units(PLAN.covers * arriving), units(PLAN.fee * arriving)] : [0, 0];
  const usage = split(used - covered, OWNERS).map(([part, owned]) =>
    line("Usage", owned, owned, home === "global" ? home : (part.region ?? "eu-west-1"), part.owner),
  );
  if (service.name === "AWS Lambda")
    return [...usage, line("Credit", -Math.round(used / 4), -Math.round(used / 4), "us-east-1")];
  if (service.name === RDS)
    return [
      ...usage,
      line("DiscountedUsage", 0, units(RESERVATION.fee * RESERVATION.used * arriving), "us-east-1", "payments"),
    ];
  if (!isPlan) return usage;
  const ofFamily = units(PLAN_OF_FAMILY.covers * arriving);
  return [
    ...usage,
    line("SavingsPlanCoveredUsage", covered, fee, "us-east-1", "storefront"),
    line("SavingsPlanNegation", -covered, 0, "us-east-1", "storefront"),
    line(
      "SavingsPlanCoveredUsage",
      ofFamily,
      units(PLAN_OF_FAMILY.fee * PLAN_OF_FAMILY.used * arriving),
      "eu-west-1",
      "data",
    ),
    line("SavingsPlanNegation", -ofFamily, 0, "eu-west-1", "data"),
  ];
}

/** Whole units by shares; what no share takes, and what rounding leaves, is the last's. */
function split<Part extends { share: number }>(amount: number, parts: readonly Part[]): [Partial<Part>, number][] {
  const shares = parts.map((part): [Partial<Part>, number] => [part, Math.round(amount * part.share)]);
  return [...shares, [{}, amount - shares.reduce((sum, [, each]) => sum + each, 0)]];
}

/** Charges that do not depend on use: the plan's fee, support and its tax on the 1st, a refund on the 15th. */
function fixedLines(day: number, arriving: number): CostLine[] {
  const line = (service: string, record: string, dollars: number, amortized = dollars): CostLine => ({
    day,
    service,
    account: ACCOUNT_ID,
    record,
    region: "NoRegion",
    tags: {},
    unblended: units(dollars),
    amortized: units(amortized),
  });
  const dayOfMonth = new Date(day * DAY_MS).getUTCDate();
  return [
    line("Savings Plans for AWS Compute usage", "SavingsPlanRecurringFee", PLAN.fee * arriving, 0),
    // What nothing used of what was paid at once.
    line(
      "Savings Plans for AWS Compute usage",
      "SavingsPlanRecurringFee",
      0,
      PLAN_OF_FAMILY.fee * (1 - PLAN_OF_FAMILY.used) * arriving,
    ),
    line(RDS, "RIFee", 0, RESERVATION.fee * (1 - RESERVATION.used) * arriving),
    ...(dayOfMonth === 1 ? [line("AWS Support (Developer)", "Support", 29), line("Tax", "Tax", 2.5737)] : []),
    ...(dayOfMonth === 15 ? [line(RDS, "Refund", -12.4)] : []),
  ];
}

const units = (dollars: number) => Math.round(dollars * UNITS);

/** The enterprise discount takes 4 % off usage and fees. */
const isDiscounted = (record: string) => record === "Usage" || record.startsWith("SavingsPlan");

export function amountOf(line: CostLine, metric: Metric): number {
  const gross = metric === "AmortizedCost" || metric === "NetAmortizedCost" ? line.amortized : line.unblended;
  return metric.startsWith("Net") && isDiscounted(line.record) ? gross - Math.round(gross / 25) : gross;
}

/** Units as Cost Explorer writes amounts: up to ten digits, no zeros at the end. */
export function decimal(amount: number): string {
  const sign = amount < 0 ? "-" : "";
  const digits = Math.abs(amount).toString().padStart(11, "0");
  const fraction = digits.slice(-10).replace(/0+$/, "");
  return `${sign}${digits.slice(0, -10)}${fraction ? `.${fraction}` : ""}`;
}
