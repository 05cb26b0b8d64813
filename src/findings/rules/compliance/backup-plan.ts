import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "BKP-001",
  pack: "compliance",
  title: "Region with data stores should have a backup plan",
  category: "backup",
  severity: "low",
  resourceType: "AWS::Backup::BackupPlan",
  remedy: "Make a backup plan and assign the data stores of the region to it.",
  config: z.object({ Absent: z.boolean().optional() }),
  evaluate: ({ Absent }) => (Absent ? fail("AWS Backup has no plan in this region.") : pass("A backup plan is there.")),
  examples: {
    pass: [{}],
    fail: [{ Absent: true }],
  },
  requirements: related({
    soc2: "PI1.5",
    "iso-27001-2022": "A.8.13",
  }),
});
