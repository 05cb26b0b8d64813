import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "ELC-002",
  pack: "compliance",
  title: "ElastiCache replication group must use TLS",
  category: "encryption",
  severity: "medium",
  resourceType: "AWS::ElastiCache::ReplicationGroup",
  remedy: "Turn on encryption in transit, first as preferred, then as required.",
  cli: "aws elasticache modify-replication-group --replication-group-id <id> --transit-encryption-enabled --transit-encryption-mode preferred --apply-immediately",
  config: z.object({ TransitEncryptionEnabled: z.boolean().default(false) }),
  evaluate: ({ TransitEncryptionEnabled }) => (TransitEncryptionEnabled ? pass("Uses TLS.") : fail("Talks in clear.")),
  examples: {
    pass: [{ TransitEncryptionEnabled: true }],
    fail: [{ TransitEncryptionEnabled: false }],
  },
  requirements: related({
    "aws-fsbp": "ElastiCache.5",
    "pci-dss-4.0": "2.2.7 4.2.1.1 4.2.1 8.3.2",
    soc2: "CC6.7",
    "iso-27001-2022": "A.8.11 A.8.24",
  }),
});
