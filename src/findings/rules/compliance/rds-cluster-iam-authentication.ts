import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "RDS-019",
  pack: "compliance",
  title: "RDS cluster should accept IAM authentication",
  category: "identity",
  severity: "medium",
  resourceType: "AWS::RDS::DBCluster",
  remedy: "Turn on IAM database authentication.",
  cli: "aws rds modify-db-cluster --db-cluster-identifier <id> --enable-iam-database-authentication",
  config: z.object({ IAMDatabaseAuthenticationEnabled: z.boolean().default(false) }),
  evaluate: ({ IAMDatabaseAuthenticationEnabled }) =>
    IAMDatabaseAuthenticationEnabled ? pass("Accepts IAM authentication.") : fail("Accepts passwords only."),
  examples: {
    pass: [{ IAMDatabaseAuthenticationEnabled: true }],
    fail: [{ IAMDatabaseAuthenticationEnabled: false }],
  },
  requirements: related({
    "aws-fsbp": "RDS.12",
    "pci-dss-4.0": "7.2.1 7.2.2 7.2.5 7.3.1 7.3.2 7.3.3 8.2.7 8.2.8 8.3.4",
  }),
});
