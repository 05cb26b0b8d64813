import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "RDS-017",
  pack: "compliance",
  title: "RDS cluster should have deletion protection",
  category: "resilience",
  severity: "medium",
  resourceType: "AWS::RDS::DBCluster",
  remedy: "Turn on deletion protection.",
  cli: "aws rds modify-db-cluster --db-cluster-identifier <id> --deletion-protection",
  config: z.object({ DeletionProtection: z.boolean() }),
  evaluate: ({ DeletionProtection }) =>
    DeletionProtection ? pass("Protected against deletion.") : fail("Can be deleted with one call."),
  examples: {
    pass: [{ DeletionProtection: true }],
    fail: [{ DeletionProtection: false }],
  },
  requirements: related({
    "aws-fsbp": "RDS.7",
  }),
});
