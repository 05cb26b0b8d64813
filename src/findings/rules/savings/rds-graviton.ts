import { databaseInstanceMonthly } from "../../../inventory/prices.ts";
import { notApplicable, pass, rule, unknown } from "../../rule.ts";
import { AVAILABLE, Database, isPriced } from "./database.ts";
import { gravitonClass, isGraviton } from "./graviton.ts";
import { difference, isSaving, saves } from "./saving.ts";

export default rule({
  id: "rds-graviton",
  pack: "savings",
  title: "Database could run on Graviton",
  category: "architecture",
  severity: "medium",
  resourceType: "AWS::RDS::DBInstance",
  remedy:
    "Change the instance class in a maintenance window; managed engines need no change of code, but a recent version.",
  cli: "aws rds modify-db-instance --db-instance-identifier <id> --db-instance-class <class>",
  config: Database,
  evaluate(database, { region }) {
    const { DBInstanceClass: current, Engine } = database;
    if (database.DBInstanceStatus === "stopped") return notApplicable("Is stopped.");
    if (isGraviton(current)) return pass(`${current} runs on Graviton.`);
    if (!isPriced(database)) return notApplicable(`${Engine} does not run on Graviton, or is priced by licence.`);
    const target = gravitonClass(current);
    if (!target) return notApplicable(`There is no Graviton class of the shape of ${current}.`);
    const saving = difference(
      databaseInstanceMonthly(database, region),
      databaseInstanceMonthly({ ...database, DBInstanceClass: target }, region),
    );
    if (!saving) return unknown(`The price of ${current} or ${target} for ${Engine} in ${region} is not known.`);
    if (!isSaving(saving)) return pass(`${target} is not cheaper than ${current}.`);
    const formula = `(${current} − ${target}) × 730 h${database.MultiAZ ? " × 2 for Multi-AZ" : ""}`;
    return saves(saving, `${target} is cheaper than ${current}.`, formula, { target });
  },
  examples: {
    pass: [{ ...AVAILABLE, DBInstanceClass: "db.m6g.large" }],
    fail: [
      { config: AVAILABLE, saves: "(0.178 − 0.159) × 730 = 13.87" },
      { config: { ...AVAILABLE, DBInstanceClass: "db.r5.large" }, saves: "(0.25 − 0.225) × 730 = 18.25" },
      { config: { ...AVAILABLE, MultiAZ: true }, saves: "2 × (0.178 − 0.159) × 730 = 27.74" },
    ],
    notApplicable: [
      { ...AVAILABLE, DBInstanceStatus: "stopped" },
      { ...AVAILABLE, Engine: "sqlserver-se" },
      { ...AVAILABLE, DBInstanceClass: "db.x2iedn.xlarge" },
    ],
    unknown: [{ config: AVAILABLE, context: { region: "eu-nowhere-1" } }],
  },
  requirements: {},
});
