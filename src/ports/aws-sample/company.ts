import { random } from "./random.ts";

/**
 * Juniper Goods, an online shop that does not exist, and its AWS account.
 * What happened long ago has a fixed date, what happened lately a date relative to the day of `now`:
 * a thing that did not change must read the same tomorrow, or every scan would report changes.
 */
export const COMPANY = "Juniper Goods";
export const ACCOUNT_ID = "210000000042";
/** Accounts whose costs appear on the payer's bill; the first is the one that is scanned. */
export const LINKED_ACCOUNTS = [
  { id: ACCOUNT_ID, name: "juniper-goods" },
  { id: "210000000057", name: "juniper-staging" },
  { id: "210000000063", name: "juniper-sandbox" },
] as const;

export type Environment = "production" | "staging" | "development";
export type Region = keyof typeof REGIONS;

/** Enabled regions; `vpcs` names the networks of each, "default" is the one AWS made. */
export const REGIONS = {
  "us-east-1": { octet: 10, vpcs: ["production", "staging", "default"] },
  "us-west-2": { octet: 30, vpcs: ["production", "default"] },
  "eu-west-1": { octet: 20, vpcs: ["production", "staging", "default"] },
  "ap-southeast-1": { octet: 40, vpcs: ["production", "default"] },
} as const satisfies Record<string, { octet: number; vpcs: readonly string[] }>;

/** Regions that nobody switched on. */
export const REGIONS_OFF = [
  "af-south-1",
  "ap-east-1",
  "ap-south-2",
  "ap-southeast-3",
  "ap-southeast-4",
  "ca-west-1",
  "eu-central-2",
  "eu-south-1",
  "eu-south-2",
  "il-central-1",
  "me-central-1",
  "me-south-1",
] as const;

export const regionNames = () => Object.keys(REGIONS).filter(isRegion);
export const isRegion = (name: string): name is Region => Object.hasOwn(REGIONS, name);

const SERVICES: Record<string, { owner: string; costCenter: string }> = {
  checkout: { owner: "payments", costCenter: "CC-1100" },
  billing: { owner: "payments", costCenter: "CC-1100" },
  web: { owner: "storefront", costCenter: "CC-1200" },
  catalog: { owner: "storefront", costCenter: "CC-1200" },
  media: { owner: "storefront", costCenter: "CC-1200" },
  search: { owner: "discovery", costCenter: "CC-1250" },
  recommendations: { owner: "discovery", costCenter: "CC-1250" },
  notifications: { owner: "growth", costCenter: "CC-1300" },
  stock: { owner: "fulfilment", costCenter: "CC-1400" },
  "data-lake": { owner: "data", costCenter: "CC-2100" },
  analytics: { owner: "data", costCenter: "CC-2100" },
  identity: { owner: "platform", costCenter: "CC-3000" },
  platform: { owner: "platform", costCenter: "CC-3000" },
  erp: { owner: "finance", costCenter: "CC-4000" },
};

export type Tags = Record<string, string>;

/** About one thing in seven misses Owner or CostCenter, and a few spell a key in their own way. */
export function tagsOf(service: string, environment: Environment, name: string): Tags {
  const { owner = "", costCenter = "" } = SERVICES[service] ?? {};
  const luck = random("tags", service, environment, name);
  const gap = luck.next();
  const tags: Tags = { Name: name, Service: service };
  if (gap >= 0.03) tags.Environment = environment;
  if (gap >= 0.1) tags.Owner = owner;
  else if (gap >= 0.07) tags.owner = owner;
  if (gap < 0.06 || gap >= 0.15) tags.CostCenter = costCenter;
  if (luck.chance(0.7)) tags.ManagedBy = "terraform";
  return tags;
}

export const keyValues = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

export const DAY_MS = 86_400_000;
const HISTORY_ENDS = Date.UTC(2025, 5, 1);

export const startOfDay = (now: Date) => new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS);
export const daysBefore = (now: Date, days: number) => new Date(startOfDay(now).getTime() - days * DAY_MS);

/** A fixed moment within the three years before the account's history ends, whenever it is asked for. */
export function longAgo(now: Date, ...seed: string[]): Date {
  const luck = random("created", ...seed);
  const end = Math.min(HISTORY_ENDS, daysBefore(now, 120).getTime());
  return new Date(end - luck.int(20, 1100) * DAY_MS + luck.int(7 * 3600, 18 * 3600) * 1000);
}

/** The last Monday, 06:00: when the weekly fleet is replaced. */
export function lastMonday(now: Date): Date {
  const day = startOfDay(new Date(now.getTime() - 6 * 3_600_000)).getTime();
  const sinceMonday = (new Date(day).getUTCDay() + 6) % 7;
  return new Date(day - sinceMonday * DAY_MS + 6 * 3_600_000);
}

export const arn = (service: string, region: string, resource: string) =>
  `arn:aws:${service}:${region}:${ACCOUNT_ID}:${resource}`;
export const roleArn = (name: string) => arn("iam", "", `role/${name}`);
export const keyArn = (region: string, name: string) => {
  const { hex } = random("key", region, name);
  return arn("kms", region, `key/${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`);
};

/** The network that an environment of a region lives in; what has no network of its own ends in AWS's default. */
export function vpcOf(region: Region, environment: Environment): string {
  const own = environment === "production" ? "production" : "staging";
  return REGIONS[region].vpcs.find((name) => name === own) ?? "default";
}
export const vpcId = (region: Region, vpc: string) => `vpc-0${random("vpc", region, vpc).hex(16)}`;
export const subnetId = (region: Region, vpc: string, subnet: string) =>
  `subnet-0${random("subnet", region, vpc, subnet).hex(16)}`;
export const groupId = (region: Region, name: string) => `sg-0${random("group", region, name).hex(16)}`;
