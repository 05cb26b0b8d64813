import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "RSH-006",
  pack: "compliance",
  title: "Redshift cluster should not use awsuser",
  category: "identity",
  severity: "low",
  resourceType: "AWS::Redshift::Cluster",
  remedy: "Make a new cluster with another administrator name; it cannot be changed.",
  config: z.object({ MasterUsername: z.string() }),
  evaluate: ({ MasterUsername }) =>
    MasterUsername === "awsuser"
      ? fail("The administrator is called awsuser, as everywhere.")
      : pass("The administrator has a name of its own."),
  examples: {
    pass: [{ MasterUsername: "warehouse_owner" }],
    fail: [{ MasterUsername: "awsuser" }],
  },
  requirements: related({
    "aws-fsbp": "Redshift.8",
  }),
});
