import { databaseStorageMonthly } from "../../../inventory/prices.ts";
import { fail, pass, rule } from "../../rule.ts";
import { AVAILABLE, Database } from "./database.ts";
import { saves } from "./saving.ts";

/** RDS starts a stopped database again after 7 days, so one that is stopped is either new in that state or stopped again and again. */
export default rule({
  id: "rds-stopped",
  pack: "savings",
  title: "Stopped database still pays for its storage",
  category: "idle",
  severity: "low",
  resourceType: "AWS::RDS::DBInstance",
  remedy: "Take a final snapshot and delete the database; RDS would start it again after 7 days.",
  cli: "aws rds delete-db-instance --db-instance-identifier <id> --final-db-snapshot-identifier <id>-final",
  config: Database,
  evaluate(database, { region }) {
    if (database.DBInstanceStatus !== "stopped") return pass(`Is ${database.DBInstanceStatus}.`);
    const price = databaseStorageMonthly(database, region);
    const message = `Stopped, with ${database.AllocatedStorage} GiB of storage still billed.`;
    return price ? saves(price, message, "allocated storage and IOPS; a snapshot costs less") : fail(message);
  },
  examples: {
    pass: [AVAILABLE],
    fail: [
      { config: { ...AVAILABLE, DBInstanceStatus: "stopped" }, context: { region: "eu-nowhere-1" } },
      { config: { ...AVAILABLE, DBInstanceStatus: "stopped" }, saves: "100 × 0.115 = 11.5" },
      { ...AVAILABLE, DBInstanceStatus: "stopped", Engine: "aurora-mysql" },
    ],
  },
  requirements: {},
});
