import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "S3-014",
  pack: "compliance",
  title: "Bucket for evidence or backups should use Object Lock",
  category: "resilience",
  severity: "low",
  resourceType: "AWS::S3::Bucket",
  remedy: "Turn on Object Lock with a default retention on a versioned bucket that holds evidence or backups.",
  cli: 'aws s3api put-object-lock-configuration --bucket <id> --object-lock-configuration \'{"ObjectLockEnabled":"Enabled"}\'',
  config: z.object({ ObjectLock: z.object({ ObjectLockEnabled: z.string().optional() }).nullable() }),
  evaluate: ({ ObjectLock }) =>
    ObjectLock?.ObjectLockEnabled === "Enabled" ? pass("Object Lock is on.") : fail("Object Lock is off."),
  examples: {
    pass: [{ ObjectLock: { ObjectLockEnabled: "Enabled" } }],
    fail: [{ ObjectLock: null }, { ObjectLock: {} }],
  },
  requirements: related({
    "pci-dss-4.0": "10.3.4",
    soc2: "PI1.5",
  }),
});
