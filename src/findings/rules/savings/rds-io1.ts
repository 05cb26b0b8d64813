import { databaseStorageMonthly } from "../../../inventory/prices.ts";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { AVAILABLE, Database } from "./database.ts";
import { noData } from "./measured.ts";
import { difference, isSaving, saves } from "./saving.ts";

const SAFETY = 1.5;
/** What gp3 of RDS includes, below and from 400 GiB (RDS user guide). */
const baseline = (gib: number) => (gib < 400 ? 3000 : 12_000);
/** Fewer cannot be provisioned. */
const IOPS_MIN = 1000;
const IO1: Database = { ...AVAILABLE, StorageType: "io1", AllocatedStorage: 500, Iops: 20_000 };
const peaks = (iops: number) => ({ metrics: { readIopsP99: iops, writeIopsP99: 0 } });

export default rule({
  id: "rds-io1",
  pack: "savings",
  title: "Database pays for IOPS that it does not use",
  category: "storage",
  severity: "medium",
  resourceType: "AWS::RDS::DBInstance",
  remedy: "Lower the provisioned IOPS, or change to gp3 where its base line is enough.",
  cli: "aws rds modify-db-instance --db-instance-identifier <id> --iops <iops>",
  needs: ["metrics"],
  config: Database,
  evaluate(database, { metrics, region }) {
    const { StorageType, Iops } = database;
    if (!StorageType?.startsWith("io") || !Iops) return pass("Pays for no provisioned IOPS.");
    if (database.DBInstanceStatus === "stopped") return notApplicable("Is stopped.");
    const { readIopsP99, writeIopsP99 } = metrics;
    if (readIopsP99 == null || writeIopsP99 == null) return noData("its reads and writes");
    const need = Math.ceil((readIopsP99 + writeIopsP99) * SAFETY);
    const facts = `99 of 100 spells of five minutes, and half more, take ${need} of ${Iops} IOPS.`;
    if (need >= Iops) return pass(facts);
    const target =
      need <= baseline(database.AllocatedStorage)
        ? { ...database, StorageType: "gp3", Iops: null }
        : { ...database, Iops: Math.max(IOPS_MIN, need) };
    const saving = difference(databaseStorageMonthly(database, region), databaseStorageMonthly(target, region));
    if (!saving) return fail(facts);
    if (!isSaving(saving)) return pass(facts);
    return saves(saving, facts, `${StorageType} with ${Iops} IOPS − ${target.StorageType} with what is needed`, {
      need,
    });
  },
  examples: {
    pass: [
      { config: AVAILABLE, context: { metrics: {} } },
      { config: IO1, context: peaks(14_000) },
      { ...AVAILABLE, StorageType: "io1" },
      { ...AVAILABLE, Iops: 20000 },
      { config: { ...IO1, StorageType: "io2" }, context: { metrics: { readIopsP99: 14000, writeIopsP99: 0 } } },
      { config: { ...IO1, Iops: 15_000 }, context: peaks(10_000) },
    ],
    fail: [
      { config: IO1, context: peaks(4000), saves: "500 × (0.125 − 0.115) + 20000 × 0.1 = 2005" },
      { config: IO1, context: peaks(10_000), saves: "(20000 − 10000 × 1.5) × 0.1 = 500" },
      { config: { ...IO1, StorageType: "io2" }, context: peaks(100) },
      {
        config: { ...IO1, AllocatedStorage: 400 },
        context: peaks(8000),
        saves: "400 × (0.125 − 0.115) + 20000 × 0.1 = 2004",
      },
      { config: { ...IO1, AllocatedStorage: 399 }, context: peaks(8000), saves: "(20000 − 12000) × 0.1 = 800" },
    ],
    notApplicable: [{ config: { ...IO1, DBInstanceStatus: "stopped" }, context: { metrics: {} } }],
    unknown: [
      { config: IO1, context: { metrics: { writeIopsP99: 0 } } },
      IO1,
      { config: IO1, context: { metrics: { readIopsP99: 14000 } } },
    ],
  },
  requirements: {},
});
