import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { engineFamily } from "./database-engine.ts";
import { related } from "./related.ts";

export default rule({
  id: "RDS-009",
  pack: "compliance",
  title: "RDS instance should accept IAM authentication",
  category: "identity",
  severity: "medium",
  resourceType: "AWS::RDS::DBInstance",
  remedy: "Turn on IAM database authentication and let applications sign in with their roles.",
  cli: "aws rds modify-db-instance --db-instance-identifier <id> --apply-immediately --enable-iam-database-authentication",
  config: z.object({ IAMDatabaseAuthenticationEnabled: z.boolean(), Engine: z.string() }),
  evaluate({ IAMDatabaseAuthenticationEnabled, Engine }) {
    if (["oracle", "sqlserver", "db2"].includes(engineFamily(Engine) ?? ""))
      return notApplicable(`${Engine} has no IAM authentication.`);
    return IAMDatabaseAuthenticationEnabled ? pass("Accepts IAM authentication.") : fail("Accepts passwords only.");
  },
  examples: {
    pass: [{ IAMDatabaseAuthenticationEnabled: true, Engine: "postgres" }],
    fail: [{ IAMDatabaseAuthenticationEnabled: false, Engine: "aurora-mysql" }],
    notApplicable: [
      { IAMDatabaseAuthenticationEnabled: false, Engine: "sqlserver-ex" },
      { IAMDatabaseAuthenticationEnabled: false, Engine: "custom-oracle-ee" },
    ],
  },
  requirements: related({
    "aws-fsbp": "RDS.10",
    "pci-dss-3.2.1": "8.7 8.7.a 8.7.b 8.7.c 8.7.d",
    "pci-dss-4.0": "7.2.1 7.2.2 7.2.5 7.3.1 7.3.2 7.3.3 8.2.7 8.2.8 8.3.4",
  }),
});
