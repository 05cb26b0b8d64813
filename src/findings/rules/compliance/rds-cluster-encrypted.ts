import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "RDS-016",
  pack: "compliance",
  title: "RDS cluster storage must be encrypted",
  category: "encryption",
  severity: "high",
  resourceType: "AWS::RDS::DBCluster",
  remedy: "Restore the cluster from a snapshot with a KMS key; encryption cannot be switched on in place.",
  config: z.object({ StorageEncrypted: z.boolean() }),
  evaluate: ({ StorageEncrypted }) =>
    StorageEncrypted ? pass("Storage is encrypted at rest.") : fail("Storage is not encrypted at rest."),
  examples: {
    pass: [{ StorageEncrypted: true }],
    fail: [{ StorageEncrypted: false }],
  },
  requirements: related({
    "aws-fsbp": "RDS.27",
    "pci-dss-4.0": "3.5.1 8.3.2",
    soc2: "PI1.5",
    "iso-27001-2022": "A.8.11 A.8.24",
  }),
});
