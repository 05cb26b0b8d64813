import { timesAmount } from "../../base/money.ts";
import ec2 from "./ec2.json";
import rds from "./rds.json";
import regions from "./regions.json";
import units from "./units.json";

/**
 * Where a figure comes from: AWS's list for that region, us-east-1's multiplied by the region's usual factor, or what was
 * really billed for the resource.
 */
export type Price = { amount: string; basis: "list" | "estimate" | "effective"; pricedAt: string };

type Family = { arch: string; sizes: Record<string, string>; next?: string };
const FAMILIES: Record<string, Family> = ec2.families;
const CLASSES: Record<string, Record<string, string>> = rds.classes;
const CLASSES_SINCE_2026: Record<string, string> = rds.since2026.classes;
const RDS_SUCCESSORS: Record<string, string> = rds.successors;
const FACTORS: Record<string, string> = regions.factors;

/** Names come from AWS's answers: "constructor" must not find what every object has. */
const entry = <T>(table: Record<string, T> | undefined, name: string): T | undefined =>
  table && Object.hasOwn(table, name) ? table[name] : undefined;

/** A Linux instance type as the list knows it; prices are an hour in us-east-1. */
export function instanceType(type: string) {
  const [family = "", size = ""] = splitType(type);
  const known = entry(FAMILIES, family);
  const [hour, vcpus, memory, own] = entry(known?.sizes, size)?.split(" ") ?? [];
  if (!known || !hour) return null;
  const successor = own === "-" ? null : (own ?? (known.next ? `${known.next}.${size}` : null));
  return { hour, vcpus: vcpus ? Number(vcpus) : null, memoryGib: Number(memory) || null, arch: known.arch, successor };
}

/**
 * The cheapest type that has what is needed and costs less: of the same family, or of the family of the same generation
 * with more memory for each vCPU (c5 → m5 → r5). Burstable types, which pay for a base line, stay among themselves.
 */
export function smallerType(type: string, need: { vcpus: number; memoryGib: number }): string | null {
  const current = instanceType(type);
  const [family] = splitType(type);
  if (!current) return null;
  const generation = /^[cmr](\d.*)$/.exec(family)?.[1];
  const families = generation ? ["c", "m", "r"].map((letter) => letter + generation) : [family];
  const fitting = families.flatMap((name) =>
    Object.keys(entry(FAMILIES, name)?.sizes ?? {}).flatMap((size) => {
      const known = instanceType(`${name}.${size}`);
      const fits =
        known &&
        !size.startsWith("metal") &&
        known.arch === current.arch &&
        (known.vcpus ?? 0) >= need.vcpus &&
        (known.memoryGib ?? 0) >= need.memoryGib &&
        Number(known.hour) < Number(current.hour);
      return fits ? [{ type: `${name}.${size}`, hour: Number(known.hour) }] : [];
    }),
  );
  return fitting.toSorted((a, b) => a.hour - b.hour || a.type.localeCompare(b.type))[0]?.type ?? null;
}

/** The next size down of the same family: half of everything, e.g. r5.xlarge → r5.large. */
export function halfType(type: string): string | null {
  const current = instanceType(type);
  const [family] = splitType(type);
  if (!current?.vcpus || !current.memoryGib) return null;
  for (const size of Object.keys(entry(FAMILIES, family)?.sizes ?? {})) {
    const known = instanceType(`${family}.${size}`);
    if (known?.vcpus === current.vcpus / 2 && known.memoryGib === current.memoryGib / 2) return `${family}.${size}`;
  }
  return null;
}

export function ec2Hour(type: string, region: string): Price | null {
  const known = instanceType(type);
  return known && inRegion({ amount: known.hour, basis: "list", pricedAt: ec2.pricedAt }, region);
}

/** An hour of one Single-AZ instance. `engine` as RDS writes it: "postgres", "mysql", "mariadb", "aurora-mysql", "aurora-postgresql". */
export function rdsHour(instanceClass: string, engine: string, region: string): Price | null {
  const name = instanceClass.replace(/^db\./, "");
  const engines = entry(CLASSES, name);
  const row = (entry(engines, engine) ?? (engine === "mariadb" ? engines?.mysql : undefined))?.split(",");
  const here = row?.[rds.regions.indexOf(region)];
  if (here) return { amount: here, basis: "list", pricedAt: rds.pricedAt };
  const east = row?.[rds.regions.indexOf("us-east-1")];
  if (east) return inRegion({ amount: east, basis: "list", pricedAt: rds.pricedAt }, region);
  const recent = rds.since2026.engines.includes(engine) ? entry(CLASSES_SINCE_2026, name) : undefined;
  return recent ? inRegion({ amount: recent, basis: "list", pricedAt: rds.since2026.pricedAt }, region) : null;
}

/** The class that AWS's users are told to move to, e.g. db.m5.large → db.m6i.large. */
export function rdsSuccessor(instanceClass: string): string | null {
  const next = entry(RDS_SUCCESSORS, instanceClass.replace(/^db\./, ""));
  return next ? `db.${next}` : null;
}

export const unit = (amount: string, region: string) =>
  inRegion({ amount, basis: "list", pricedAt: units.pricedAt }, region);

/** us-east-1's price elsewhere. A region without a factor (China bills in yuan) has no price at all. */
export function inRegion(price: Price, region: string): Price | null {
  if (region === "us-east-1") return price;
  const factor = entry(FACTORS, region);
  return factor ? { ...price, amount: timesAmount(price.amount, factor), basis: "estimate" } : null;
}

/** "m5.2xlarge" → ["m5", "2xlarge"]. */
export const splitType = (type: string): [string, string] => {
  const dot = type.indexOf(".");
  return [type.slice(0, dot), type.slice(dot + 1)];
};

export { units };
