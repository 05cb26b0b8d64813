import * as z from "zod";
import { addAmounts, type Money, timesAmount } from "../base/money.ts";
import { ec2Hour, type Price, rdsHour, unit, units } from "./prices/book.ts";
import type { Json } from "./resource-type.ts";

export {
  ec2Hour,
  halfType,
  instanceType,
  type Price,
  rdsHour,
  rdsSuccessor,
  smallerType,
  splitType,
  unit,
  units,
} from "./prices/book.ts";
export { clusterSupport } from "./prices/cluster-support.ts";
export { extendedSupport, surchargeHour } from "./prices/extended-support.ts";

/** AWS's month. */
export const HOURS_PER_MONTH = 730;

export type PriceQuery =
  | { service: "ec2"; type: string; region: string }
  | { service: "rds"; class: string; engine: string; multiAz: boolean; region: string }
  | { service: "load-balancer"; type: "application" | "network"; region: string }
  | { service: "public-ipv4"; region: string };

/** USD of one hour on demand; null = the book has no such price. */
export function onDemand(query: PriceQuery): Price | null {
  switch (query.service) {
    case "ec2":
      return ec2Hour(query.type, query.region);
    case "rds":
      return scaled(rdsHour(query.class, query.engine, query.region), query.multiAz ? 2 : 1);
    case "load-balancer":
      return unit(units.loadBalancer[query.type], query.region);
    case "public-ipv4":
      return unit(units.publicIpv4Hour, query.region);
  }
}

/** The same price for a month of hours, or for `times` of it. */
export const monthly = (price: Price | null) => scaled(price, HOURS_PER_MONTH);
export const scaled = (price: Price | null, times: number | string): Price | null =>
  price && { ...price, amount: timesAmount(price.amount, times) };

/** Of a sum, the basis that is trusted least. */
const WEAKEST = ["estimate", "list", "effective"] as const;

/** The sum, as old and as uncertain as its weakest part; null when a part is unknown. */
export function total(...parts: (Price | null)[]): Price | null {
  const known = parts.filter((part) => part !== null);
  if (known.length !== parts.length || known.length === 0) return null;
  return {
    amount: addAmounts(...known.map((part) => part.amount)),
    basis: WEAKEST.find((basis) => known.some((part) => part.basis === basis)) ?? "list",
    pricedAt: known.map((part) => part.pricedAt).sort()[0] ?? "",
  };
}

export type Volume = { VolumeType: string; Size: number; Iops?: number | null; Throughput?: number | null };

/** What gp3 includes: 3,000 IOPS and 125 MiB/s. */
const GP3_IOPS = 3000;
const GP3_MIBPS = 125;
/** Above this io2 has cheaper tiers that the book does not hold. */
const IO2_IOPS_FIRST_TIER = 32_000;

/** A month of an EBS volume; I/O of magnetic volumes is usage and not in it. */
export function volumeMonthly(volume: Volume, region: string): Price | null {
  const { VolumeType: type, Size: size } = volume;
  const iops = volume.Iops ?? 0;
  if (type === "gp3") {
    const price = units.ebs.gp3;
    return total(
      scaled(unit(price.gb, region), size),
      scaled(unit(price.iops, region), Math.max(0, iops - GP3_IOPS)),
      scaled(unit(price.mibps, region), Math.max(0, (volume.Throughput ?? 0) - GP3_MIBPS)),
    );
  }
  if (type === "io1" || type === "io2") {
    if (type === "io2" && iops > IO2_IOPS_FIRST_TIER) return null;
    const price = units.ebs[type];
    return total(scaled(unit(price.gb, region), size), scaled(unit(price.iops, region), iops));
  }
  const simple = { gp2: units.ebs.gp2, st1: units.ebs.st1, sc1: units.ebs.sc1, standard: units.ebs.standard };
  const price = new Map(Object.entries(simple)).get(type);
  return price ? scaled(unit(price.gb, region), size) : null;
}

/** Storage of an RDS instance; Aurora's belongs to its cluster and is billed by use. */
export type Database = {
  Engine: string;
  DBInstanceClass: string;
  MultiAZ: boolean;
  StorageType?: string | null;
  AllocatedStorage: number;
  Iops?: number | null;
};
export const isAurora = (engine: string) => engine.startsWith("aurora");
/** gp3 of RDS includes 12,000 IOPS from 400 GiB on; below, more cannot be bought. */
const RDS_GP3_IOPS = 12_000;

export function databaseStorageMonthly(database: Database, region: string): Price | null {
  if (isAurora(database.Engine)) return null;
  const copies = database.MultiAZ ? 2 : 1;
  const iops = database.Iops ?? 0;
  const gb = (amount: string) => scaled(unit(amount, region), database.AllocatedStorage * copies);
  switch (database.StorageType) {
    case "gp2":
      return gb(units.rdsStorage.gp2.gb);
    case "gp3":
      return total(
        gb(units.rdsStorage.gp3.gb),
        scaled(unit(units.rdsStorage.gp3.iops, region), Math.max(0, iops - RDS_GP3_IOPS) * copies),
      );
    case "io1":
      return total(gb(units.rdsStorage.io1.gb), scaled(unit(units.rdsStorage.io1.iops, region), iops * copies));
    case "standard":
      return gb(units.rdsStorage.standard.gb);
    default:
      return null;
  }
}

export const databaseInstanceMonthly = (database: Database, region: string) =>
  monthly(
    onDemand({
      service: "rds",
      class: database.DBInstanceClass,
      engine: database.Engine,
      multiAz: database.MultiAZ,
      region,
    }),
  );

const InstanceConfig = z.object({
  InstanceType: z.string(),
  State: z.object({ Name: z.string() }),
  PlatformDetails: z.string().optional(),
  InstanceLifecycle: z.string().nullish(),
  Placement: z.object({ Tenancy: z.string().optional() }).optional(),
  PublicIpAddress: z.string().nullish(),
});
const VolumeConfig = z.object({
  VolumeType: z.string(),
  Size: z.number(),
  Iops: z.number().nullish(),
  Throughput: z.number().nullish(),
});
const DatabaseConfig = z.object({
  Engine: z.string(),
  DBInstanceClass: z.string(),
  MultiAZ: z.boolean().default(false),
  StorageType: z.string().nullish(),
  AllocatedStorage: z.number(),
  Iops: z.number().nullish(),
  DBInstanceStatus: z.string().optional(),
});
const LoadBalancerConfig = z.object({ Type: z.enum(["application", "network"]) });

/** Types that AWS does not charge for by themselves. */
const FREE = ["AWS::EC2::SecurityGroup", "AWS::EC2::VPC", "AWS::EC2::Subnet"];

/**
 * A month of one resource, as listed. What is billed by use (S3, Lambda, Fargate, load balancer units, Aurora storage) has
 * no price before it is used: null, never zero.
 */
export function priceMonthly(type: string, config: Record<string, Json>, region: string): Price | null {
  switch (type) {
    case "AWS::EC2::Instance":
      return parsed(InstanceConfig, config, (instance) => instanceMonthly(instance, region));
    case "AWS::EC2::Volume":
      return parsed(VolumeConfig, config, (volume) => volumeMonthly(volume, region));
    case "AWS::RDS::DBInstance":
      return parsed(DatabaseConfig, config, (database) => {
        const instance = databaseInstanceMonthly(database, region);
        if (isAurora(database.Engine)) return database.DBInstanceStatus === "stopped" ? scaled(instance, 0) : instance;
        const storage = databaseStorageMonthly(database, region);
        return database.DBInstanceStatus === "stopped" ? storage : total(instance, storage);
      });
    case "AWS::ElasticLoadBalancingV2::LoadBalancer":
      return parsed(LoadBalancerConfig, config, (balancer) =>
        monthly(onDemand({ service: "load-balancer", type: balancer.Type, region })),
      );
    default:
      return FREE.includes(type) ? { amount: "0", basis: "list", pricedAt: units.pricedAt } : null;
  }
}

export function estimateMonthly(type: string, config: Record<string, Json>, region: string): Money | null {
  const price = priceMonthly(type, config, region);
  return price && { amount: price.amount, currency: "USD" };
}

/** The list is Linux, shared hardware, on demand: nothing else may borrow its figures. */
export const isListPriced = (
  instance: Pick<z.infer<typeof InstanceConfig>, "PlatformDetails" | "InstanceLifecycle" | "Placement">,
) =>
  instance.PlatformDetails === "Linux/UNIX" &&
  !instance.InstanceLifecycle &&
  (instance.Placement?.Tenancy ?? "default") === "default";

function instanceMonthly(instance: z.infer<typeof InstanceConfig>, region: string): Price | null {
  const address = instance.PublicIpAddress ? monthly(onDemand({ service: "public-ipv4", region })) : null;
  const hours = instance.State.Name === "running" || instance.State.Name === "pending";
  if (!hours) return address ?? { amount: "0", basis: "list", pricedAt: units.pricedAt };
  if (!isListPriced(instance)) return null;
  const machine = monthly(onDemand({ service: "ec2", type: instance.InstanceType, region }));
  return address ? total(machine, address) : machine;
}

const parsed = <T>(schema: z.ZodType<T>, config: Record<string, Json>, price: (value: T) => Price | null) => {
  const { data, success } = schema.safeParse(config);
  return success ? price(data) : null;
};
