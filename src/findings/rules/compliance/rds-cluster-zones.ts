import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "RDS-018",
  pack: "compliance",
  title: "RDS cluster should span several Availability Zones",
  category: "resilience",
  severity: "medium",
  resourceType: "AWS::RDS::DBCluster",
  remedy: "Add a reader in another Availability Zone.",
  config: z.object({ MultiAZ: z.boolean() }),
  evaluate: ({ MultiAZ }) =>
    MultiAZ ? pass("Has members in several Availability Zones.") : fail("Has members in one Availability Zone."),
  examples: {
    pass: [{ MultiAZ: true }],
    fail: [{ MultiAZ: false }],
  },
  requirements: related({
    "cis-aws-5.0": "2.2.4",
    "cis-aws-7.0": "3.2.4",
    "aws-fsbp": "RDS.15",
    "iso-27001-2022": "A.8.14",
  }),
});
