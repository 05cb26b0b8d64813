import * as z from "zod";
import { fail, pass, rule, unknown } from "../../rule.ts";
import { daysSince, wholeDays } from "./age.ts";
import { related } from "./related.ts";

/** Security Hub, SecretsManager.4: rotated within 90 days. */
const DAYS_MAX = 90;

export default rule({
  id: "SEC-002",
  pack: "compliance",
  title: "Secret should have been rotated within 90 days",
  category: "secrets",
  severity: "medium",
  resourceType: "AWS::SecretsManager::Secret",
  remedy: "Rotate the secret.",
  cli: "aws secretsmanager rotate-secret --secret-id <id>",
  config: z.object({ LastRotatedDate: z.string().nullish(), CreatedDate: z.string().nullish() }),
  evaluate({ LastRotatedDate, CreatedDate }, { now }) {
    const since = LastRotatedDate ?? CreatedDate;
    if (!since) return unknown("AWS does not say since when the value is there.");
    const days = daysSince(since, now);
    return days > DAYS_MAX
      ? fail(`The value is ${wholeDays(days)} old.`)
      : pass(`The value is ${wholeDays(days)} old.`);
  },
  examples: {
    pass: [{ LastRotatedDate: "2026-08-22T12:00:00Z" }, { CreatedDate: "2026-11-01T00:00:00Z" }],
    fail: [{ LastRotatedDate: "2026-08-22T11:59:59Z" }, { CreatedDate: "2025-01-01T00:00:00Z" }],
    unknown: [{}],
  },
  requirements: related({
    "aws-fsbp": "SecretsManager.4",
  }),
});
