import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "RDS-015",
  pack: "compliance",
  title: "RDS snapshot must be encrypted",
  category: "encryption",
  severity: "high",
  resourceType: "AWS::RDS::DBSnapshot",
  remedy: "Copy the snapshot with a KMS key and delete the clear one.",
  cli: "aws rds copy-db-snapshot --source-db-snapshot-identifier <id> --target-db-snapshot-identifier <id>-encrypted --kms-key-id <key>",
  config: z.object({ Encrypted: z.boolean() }),
  evaluate: ({ Encrypted }) => (Encrypted ? pass("Encrypted at rest.") : fail("Not encrypted at rest.")),
  examples: {
    pass: [{ Encrypted: true }],
    fail: [{ Encrypted: false }],
  },
  requirements: related({
    "aws-fsbp": "RDS.4",
    "pci-dss-3.2.1": "3.4 3.4.1 3.4.1.a 3.4.1.c 3.4.a 3.4.b 8.2 8.2.1 8.2.1.a",
    "pci-dss-4.0": "3.5.1 8.3.2",
    "iso-27001-2022": "A.8.11 A.8.24",
  }),
});
