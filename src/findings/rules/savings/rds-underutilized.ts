import { databaseInstanceMonthly, halfType, instanceType } from "../../../inventory/prices.ts";
import { notApplicable, pass, rule, unknown } from "../../rule.ts";
import { AVAILABLE, Database, isPriced } from "./database.ts";
import { GIB, noData, round } from "./measured.ts";
import { difference, isSaving, saves } from "./saving.ts";

const CPU_PERCENT_MAX = 40;
const FREE_SHARE_MIN = 0.5;
const XLARGE = { ...AVAILABLE, DBInstanceClass: "db.r5.xlarge" };
const QUIET = { cpuAverage30d: 10, cpuMaximum30d: 35, freeMemoryBytes30d: 20 * GIB };

export default rule({
  id: "rds-underutilized",
  pack: "savings",
  title: "Database is larger than its load",
  category: "sizing",
  severity: "high",
  resourceType: "AWS::RDS::DBInstance",
  remedy: "Check that the class is offered for the engine's version, then change it in a maintenance window.",
  cli: "aws rds modify-db-instance --db-instance-identifier <id> --db-instance-class <class>",
  needs: ["metrics"],
  config: Database,
  evaluate(database, { metrics, region }) {
    const { DBInstanceClass: current, Engine } = database;
    if (database.DBInstanceStatus === "stopped") return notApplicable("Is stopped.");
    if (!isPriced(database)) return notApplicable(`${Engine} is priced by edition and licence.`);
    const { cpuAverage30d: average, cpuMaximum30d: peak, freeMemoryBytes30d: free } = metrics;
    if (average == null || free == null) return noData("its CPU and memory");
    const facts = `CPU averaged ${round(average)} % over 30 days${peak == null ? "" : ` with a peak of ${round(peak)} %`}`;
    if (average >= CPU_PERCENT_MAX) return pass(`${facts}.`);
    const memoryGib = instanceType(current.replace(/^db\./, ""))?.memoryGib;
    if (!memoryGib) return unknown(`The memory of ${current} is not known.`);
    const share = free / GIB / memoryGib;
    const memory = `${Math.round(share * 100)} % of its ${memoryGib} GiB were free`;
    if (share <= FREE_SHARE_MIN) return pass(`${facts}; ${memory}.`);
    const half = halfType(current.replace(/^db\./, ""));
    if (!half) return pass(`${facts}; there is no class of half the size.`);
    const target = `db.${half}`;
    const saving = difference(
      databaseInstanceMonthly(database, region),
      databaseInstanceMonthly({ ...database, DBInstanceClass: target }, region),
    );
    if (!saving || !isSaving(saving)) return unknown(`The price of ${current} or ${target} in ${region} is not known.`);
    const formula = `(${current} − ${target}) × 730 h${database.MultiAZ ? " × 2 for Multi-AZ" : ""}`;
    return saves(saving, `${facts}; ${memory}: ${target} would do.`, formula, { target, average, peak: peak ?? null });
  },
  examples: {
    pass: [
      { config: XLARGE, context: { metrics: { ...QUIET, cpuAverage30d: 40 } } },
      { config: XLARGE, context: { metrics: { ...QUIET, freeMemoryBytes30d: 16 * GIB } } },
    ],
    fail: [
      { config: XLARGE, context: { metrics: QUIET }, saves: "0.5 × 730 − 0.25 × 730 = 182.5" },
      {
        config: { ...XLARGE, MultiAZ: true },
        context: { metrics: QUIET },
        saves: "(0.5 × 730 − 0.25 × 730) × 2 = 365",
      },
    ],
    notApplicable: [
      { config: { ...XLARGE, Engine: "oracle-ee" }, context: { metrics: QUIET } },
      { config: { ...XLARGE, DBInstanceStatus: "stopped" }, context: { metrics: {} } },
    ],
    unknown: [
      {
        config: XLARGE,
        context: {
          metrics: { cpuAverage30d: 10, cpuMaximum30d: 35, freeMemoryBytes30d: 20 * 2 ** 30 },
          region: "cn-north-1",
        },
      },
      { config: XLARGE, context: { metrics: { cpuMaximum30d: 35, freeMemoryBytes30d: 20 * 2 ** 30 } } },
      XLARGE,
      { config: XLARGE, context: { metrics: { cpuAverage30d: 40, cpuMaximum30d: 35 } } },
      {
        config: { ...AVAILABLE, DBInstanceClass: "x" },
        context: { metrics: { cpuAverage30d: 10, cpuMaximum30d: 35, freeMemoryBytes30d: 16 * 2 ** 30 } },
      },
    ],
  },
  requirements: {},
});
