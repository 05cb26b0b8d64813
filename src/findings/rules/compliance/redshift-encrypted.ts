import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "RSH-002",
  pack: "compliance",
  title: "Redshift cluster must be encrypted",
  category: "encryption",
  severity: "high",
  resourceType: "AWS::Redshift::Cluster",
  remedy: "Turn on encryption; Redshift moves the data in the background.",
  cli: "aws redshift modify-cluster --cluster-identifier <id> --encrypted",
  config: z.object({ Encrypted: z.boolean() }),
  evaluate: ({ Encrypted }) => (Encrypted ? pass("Encrypted at rest.") : fail("Not encrypted at rest.")),
  examples: {
    pass: [{ Encrypted: true }],
    fail: [{ Encrypted: false }],
  },
  requirements: related({
    "aws-fsbp": "Redshift.10",
    "pci-dss-4.0": "3.5.1 8.3.2",
    "iso-27001-2022": "A.8.24",
  }),
});
