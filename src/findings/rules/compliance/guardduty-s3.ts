import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "GDY-002",
  pack: "compliance",
  title: "GuardDuty S3 protection should be on",
  category: "monitoring",
  severity: "medium",
  resourceType: "AWS::GuardDuty::Detector",
  remedy: "Turn on S3 protection.",
  cli: "aws guardduty update-detector --detector-id <id> --features Name=S3_DATA_EVENTS,Status=ENABLED",
  config: z.object({
    S3Logs: z.string().nullable(),
    Features: z.array(z.object({ Name: z.string().optional(), Status: z.string().optional() })),
  }),
  evaluate({ S3Logs, Features }) {
    // Features is the newer answer, and says the same.
    const status = Features.find(({ Name }) => Name === "S3_DATA_EVENTS")?.Status ?? S3Logs;
    return status === "ENABLED" ? pass("S3 protection is on.") : fail("S3 protection is off.");
  },
  examples: {
    pass: [
      { S3Logs: "ENABLED", Features: [] },
      { S3Logs: null, Features: [{ Name: "S3_DATA_EVENTS", Status: "ENABLED" }] },
    ],
    fail: [
      { S3Logs: null, Features: [] },
      { S3Logs: "DISABLED", Features: [] },
      { S3Logs: "ENABLED", Features: [{ Name: "S3_DATA_EVENTS", Status: "DISABLED" }] },
    ],
  },
  requirements: related({
    "aws-fsbp": "GuardDuty.10",
  }),
});
