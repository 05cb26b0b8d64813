import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "ELC-001",
  pack: "compliance",
  title: "ElastiCache replication group must be encrypted at rest",
  category: "encryption",
  severity: "medium",
  resourceType: "AWS::ElastiCache::ReplicationGroup",
  remedy: "Make a new replication group with encryption and move to it; it cannot be switched on in place.",
  config: z.object({ AtRestEncryptionEnabled: z.boolean().default(false) }),
  evaluate: ({ AtRestEncryptionEnabled }) =>
    AtRestEncryptionEnabled ? pass("Encrypted at rest.") : fail("Not encrypted at rest."),
  examples: {
    pass: [{ AtRestEncryptionEnabled: true }],
    fail: [{ AtRestEncryptionEnabled: false }],
  },
  requirements: related({
    "aws-fsbp": "ElastiCache.4",
    "pci-dss-4.0": "3.5.1 8.3.2",
    "iso-27001-2022": "A.8.11 A.8.24",
  }),
});
