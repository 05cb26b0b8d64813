import { fail, pass, rule } from "../../rule.ts";
import { AVAILABLE, Database } from "./database.ts";

/** gp2 and gp3 of RDS cost the same (0.115 = 0.115 in us-east-1): speed, and never a saving. */
export default rule({
  id: "rds-gp2-gp3",
  pack: "savings",
  title: "Database storage could be faster at the same price",
  category: "hygiene",
  severity: "low",
  resourceType: "AWS::RDS::DBInstance",
  remedy: "Change the storage type to gp3 in a quiet hour; it costs the same and has 3,000 IOPS at any size.",
  cli: "aws rds modify-db-instance --db-instance-identifier <id> --storage-type gp3",
  config: Database,
  evaluate({ StorageType, AllocatedStorage }) {
    if (StorageType !== "gp2") return pass(`Its storage is ${StorageType ?? "not gp2"}.`);
    return fail(`${AllocatedStorage} GiB of gp2 cost what gp3 costs, which is faster: nothing is saved.`);
  },
  examples: {
    pass: [{ ...AVAILABLE, StorageType: "gp3" }],
    fail: [AVAILABLE],
  },
  requirements: {},
});
