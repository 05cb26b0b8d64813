import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

const DEFAULT_NAMES = ["admin", "postgres"];

export default rule({
  id: "RDS-011",
  pack: "compliance",
  title: "RDS instance should not use a default administrator name",
  category: "identity",
  severity: "medium",
  resourceType: "AWS::RDS::DBInstance",
  remedy: "Recreate or restore the database with another administrator name.",
  config: z.object({ MasterUsername: z.string() }),
  evaluate: ({ MasterUsername }) =>
    DEFAULT_NAMES.includes(MasterUsername)
      ? fail(`The administrator has the default name "${MasterUsername}".`)
      : pass("The administrator has a name of its own."),
  examples: {
    pass: [{ MasterUsername: "owner1" }, { MasterUsername: "administrator" }],
    fail: [{ MasterUsername: "admin" }, { MasterUsername: "postgres" }],
  },
  requirements: related({
    "aws-fsbp": "RDS.25",
    "pci-dss-3.2.1": "2.1 2.1.b 2.2 2.2.a 2.2.d",
  }),
});
