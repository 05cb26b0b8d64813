import * as z from "zod";
import { fail, pass, rule, unknown } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "GDY-003",
  pack: "compliance",
  title: "No open high-severity GuardDuty finding",
  category: "monitoring",
  severity: "high",
  resourceType: "AWS::GuardDuty::Detector",
  remedy: "Look into the findings, and archive what is done.",
  needs: ["metrics"],
  config: z.object({ Status: z.string() }),
  evaluate(_, { metrics }) {
    const open = metrics.openHighFindings ?? null;
    if (open === null) return unknown("The findings were not counted.");
    return open === 0
      ? pass("No open finding of high severity.")
      : fail(`${open} open finding${open === 1 ? "" : "s"} of high severity.`);
  },
  examples: {
    pass: [{ config: { Status: "ENABLED" }, context: { metrics: { openHighFindings: 0 } } }],
    fail: [{ config: { Status: "ENABLED" }, context: { metrics: { openHighFindings: 1 } } }],
    unknown: [{ Status: "ENABLED" }],
  },
  requirements: related({
    soc2: "CC3.2 CC4.2 CC7.3 CC7.4",
    hipaa: "164.308(a)(6)(ii)",
    "nist-800-53-r5": "ir_4_a",
    "aws-well-architected-security": "detect-investigate-events:sec_detect_investigate_events_actionable_events",
    "iso-27001-2022": "A.5.19 A.5.21 A.5.25 A.5.28 A.5.29 A.8.7 A.8.9",
  }),
});
