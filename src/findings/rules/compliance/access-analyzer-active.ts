import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "IAM-023",
  pack: "compliance",
  title: "IAM Access Analyzer must be active in every region in use",
  category: "identity",
  severity: "low",
  resourceType: "AWS::AccessAnalyzer::Analyzer",
  remedy: "Make an analyzer of external access in the region; it costs nothing.",
  cli: "aws accessanalyzer create-analyzer --analyzer-name external --type ACCOUNT",
  config: z.object({ Absent: z.boolean().optional(), status: z.string().optional() }),
  evaluate({ Absent, status }) {
    if (Absent) return fail("No analyzer of external access in this region.");
    return status === "ACTIVE" ? pass("Active.") : fail(`The analyzer is ${status ?? "not active"}.`);
  },
  examples: {
    pass: [{ status: "ACTIVE" }],
    fail: [{ Absent: true }, { status: "DISABLED" }],
  },
  requirements: related({
    "cis-aws-1.4": "1.20",
    "cis-aws-1.5": "1.20",
    "cis-aws-2.0": "1.20",
    "cis-aws-3.0": "1.20",
    "cis-aws-5.0": "1.19",
    "cis-aws-7.0": "2.18",
    "iso-27001-2022": "A.8.3",
  }),
});
