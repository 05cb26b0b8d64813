import * as z from "zod";
import { fail, pass, rule, unknown } from "../../rule.ts";
import { daysSince, daysSinceSeconds, wholeDays } from "./age.ts";
import { related } from "./related.ts";

/** Security Hub, SecretsManager.3: unused for 90 days. */
const DAYS_MAX = 90;

export default rule({
  id: "SEC-003",
  pack: "compliance",
  title: "Secret unused for 90 days should be deleted",
  category: "cost",
  severity: "low",
  resourceType: "AWS::SecretsManager::Secret",
  remedy: "Delete the secret; it can be restored for a week or more.",
  cli: "aws secretsmanager delete-secret --secret-id <id> --recovery-window-in-days 30",
  needs: ["metrics"],
  config: z.object({ CreatedDate: z.string().nullish() }),
  evaluate({ CreatedDate }, { now, metrics }) {
    const days = daysSinceSeconds(metrics.accessedAt, now) ?? (CreatedDate ? daysSince(CreatedDate, now) : null);
    if (days === null) return unknown("AWS does not say when it was made or read.");
    return days > DAYS_MAX
      ? fail(`Nobody has read it for ${wholeDays(days)}.`)
      : pass(`Read or made ${wholeDays(days)} ago.`);
  },
  examples: {
    pass: [
      { config: { CreatedDate: "2020-01-01T00:00:00Z" }, context: { metrics: { accessedAt: 1787400000 } } },
      { CreatedDate: "2026-11-01T00:00:00Z" },
    ],
    fail: [{ config: {}, context: { metrics: { accessedAt: 1787399999 } } }, { CreatedDate: "2020-01-01T00:00:00Z" }],
    unknown: [{}],
  },
  requirements: related({
    "aws-fsbp": "SecretsManager.3",
    "pci-dss-4.0": "7.2.4 7.2.5.1 8.2.2 8.2.6 A3.4.1",
  }),
});
