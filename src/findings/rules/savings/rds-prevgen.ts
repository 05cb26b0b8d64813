import { databaseInstanceMonthly, rdsSuccessor } from "../../../inventory/prices.ts";
import { notApplicable, pass, rule, unknown } from "../../rule.ts";
import { AVAILABLE, Database, isPriced } from "./database.ts";
import { isGraviton } from "./graviton.ts";
import { difference, isSaving, saves } from "./saving.ts";

export default rule({
  id: "rds-prevgen",
  pack: "savings",
  title: "Database class of a previous generation costs more than its successor",
  category: "generation",
  severity: "low",
  resourceType: "AWS::RDS::DBInstance",
  remedy:
    "Change the instance class in a maintenance window; check the lowest engine version that the new class takes.",
  cli: "aws rds modify-db-instance --db-instance-identifier <id> --db-instance-class <class>",
  config: Database,
  evaluate(database, { region }) {
    const { DBInstanceClass: current, Engine } = database;
    if (database.DBInstanceStatus === "stopped") return notApplicable("Is stopped.");
    if (!isPriced(database)) return notApplicable(`${Engine} is priced by edition and licence.`);
    const successor = rdsSuccessor(current);
    if (!successor) return pass(`No successor of ${current} is listed.`);
    // From x86 to Graviton is another decision, with a rule of its own.
    if (isGraviton(successor) && !isGraviton(current)) return pass(`The successor of ${current} is a Graviton class.`);
    const saving = difference(
      databaseInstanceMonthly(database, region),
      databaseInstanceMonthly({ ...database, DBInstanceClass: successor }, region),
    );
    if (!saving) return unknown(`The price of ${current} or ${successor} for ${Engine} in ${region} is not known.`);
    if (!isSaving(saving)) return pass(`${successor} is newer, but not cheaper than ${current}.`);
    const formula = `(${current} − ${successor}) × 730 h${database.MultiAZ ? " × 2 for Multi-AZ" : ""}`;
    return saves(saving, `${successor} replaces ${current} and is cheaper.`, formula, { target: successor });
  },
  examples: {
    pass: [
      { ...AVAILABLE, Engine: "mysql", DBInstanceClass: "db.m5.large" },
      { ...AVAILABLE, DBInstanceClass: "db.m7i.large" },
      { ...AVAILABLE, DBInstanceClass: "db.t3.medium" },
    ],
    fail: [
      { config: { ...AVAILABLE, DBInstanceClass: "db.m4.large" }, saves: "(0.182 − 0.178) × 730 = 2.92" },
      { ...AVAILABLE, Engine: "mysql", DBInstanceClass: "db.m4.large", MultiAZ: true },
    ],
    notApplicable: [
      { ...AVAILABLE, DBInstanceClass: "db.m4.large", DBInstanceStatus: "stopped" },
      { ...AVAILABLE, DBInstanceClass: "db.m4.large", Engine: "oracle-ee" },
    ],
    unknown: [
      { config: { ...AVAILABLE, DBInstanceClass: "db.m4.large" }, context: { region: "eu-nowhere-1" } },
      { ...AVAILABLE, Engine: "mariadb", EngineVersion: "10.6", DBInstanceClass: "db.r6i.large" },
    ],
  },
  requirements: {},
});
