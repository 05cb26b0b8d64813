import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "CTR-006",
  pack: "compliance",
  title: "Bucket with trail logs must have access logging",
  category: "logging",
  severity: "low",
  resourceType: "AWS::CloudTrail::Trail",
  remedy: "Turn on server access logging for the bucket of the trail.",
  config: z.object({ BucketLogging: z.unknown().nullable() }),
  evaluate: ({ BucketLogging }) =>
    BucketLogging
      ? pass("Access to the bucket of the trail is logged.")
      : fail("Access to the bucket of the trail is not logged."),
  examples: {
    pass: [{ BucketLogging: { TargetBucket: "logs" } }],
    fail: [{ BucketLogging: null }],
  },
  requirements: related({
    "cis-aws-1.4": "3.6",
    "cis-aws-1.5": "3.6",
    "cis-aws-2.0": "3.6",
    "cis-aws-3.0": "3.4",
    "cis-aws-5.0": "3.4",
    "cis-aws-7.0": "4.4",
    soc2: "A1.2",
    "aws-well-architected-security": "detect-investigate-events:sec_detect_investigate_events_app_service_logging",
    "iso-27001-2022": "A.8.15 A.8.16",
  }),
});
