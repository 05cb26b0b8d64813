import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "EC2-004",
  pack: "compliance",
  title: "EBS snapshot must be encrypted",
  category: "encryption",
  severity: "medium",
  resourceType: "AWS::EC2::Snapshot",
  remedy: "Copy the snapshot with encryption and delete the clear one.",
  cli: "aws ec2 copy-snapshot --source-snapshot-id <id> --source-region <region> --encrypted",
  config: z.object({ Encrypted: z.boolean() }),
  evaluate: ({ Encrypted }) => (Encrypted ? pass("Encrypted at rest.") : fail("Not encrypted at rest.")),
  examples: {
    pass: [{ Encrypted: true }],
    fail: [{ Encrypted: false }],
  },
  requirements: related({
    "pci-dss-4.0": "3.5.1 8.3.2",
    soc2: "CC7.5",
    "aws-well-architected-security": "protect-data-rest:sec_protect_data_rest_encrypt",
    "iso-27001-2022": "A.8.24",
  }),
});
