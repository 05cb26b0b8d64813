import { databaseInstanceMonthly, databaseStorageMonthly, total } from "../../../inventory/prices.ts";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { AVAILABLE, Database, isPriced } from "./database.ts";
import { environmentOf } from "./environment.ts";
import { difference, saves } from "./saving.ts";

const MULTI: Database = { ...AVAILABLE, MultiAZ: true };

export default rule({
  id: "rds-multi-az-nonprod",
  pack: "savings",
  title: "Database outside production pays for a standby",
  category: "standby",
  severity: "medium",
  resourceType: "AWS::RDS::DBInstance",
  remedy: "With its owner's consent, switch off Multi-AZ.",
  cli: "aws rds modify-db-instance --db-instance-identifier <id> --no-multi-az",
  needs: ["tags"],
  config: Database,
  evaluate(database, { tags, region }) {
    if (!database.MultiAZ) return pass("Has no standby.");
    const environment = environmentOf(tags);
    if (environment === "production") return pass("Has a standby, in production.");
    if (environment === null) return notApplicable("No Environment tag says whether it is production.");
    const message = "Has a standby outside production.";
    if (!isPriced(database)) return fail(message);
    const running = database.DBInstanceStatus !== "stopped";
    const month = (one: Database) =>
      total(databaseStorageMonthly(one, region), ...(running ? [databaseInstanceMonthly(one, region)] : []));
    const saving = difference(month(database), month({ ...database, MultiAZ: false }));
    return saving ? saves(saving, message, "the standby's instance × 730 h and its storage") : fail(message);
  },
  examples: {
    pass: [
      { config: AVAILABLE, context: { tags: { Environment: "dev" } } },
      { config: MULTI, context: { tags: { Environment: "production" } } },
    ],
    fail: [
      { config: { ...MULTI, Engine: "oracle-ee" }, context: { tags: { Environment: "dev" } } },
      { config: { ...MULTI, DBInstanceStatus: "stopped" }, context: { tags: { Environment: "dev" } } },
      { config: MULTI, context: { tags: { Environment: "dev" }, region: "eu-nowhere-1" } },
      { config: MULTI, context: { tags: { Name: "production", Environment: "dev" } } },
      { config: MULTI, context: { tags: { Environment: "dev" } }, saves: "0.178 × 730 + 100 × 0.115 = 141.44" },
      { config: MULTI, context: { tags: { env: "Staging" } } },
    ],
    notApplicable: [
      { config: MULTI, context: { tags: { Name: "dev" } } },
      { config: MULTI, context: { tags: {} } },
      { config: MULTI, context: { tags: { Environment: "blue" } } },
    ],
  },
  requirements: {},
});
