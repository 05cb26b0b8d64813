import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { daysSinceSeconds, wholeDays } from "./age.ts";
import { related } from "./related.ts";

/** Root is for emergencies: a use this fresh is one to ask about. */
const DAYS_MIN = 30;

export default rule({
  id: "IAM-004",
  pack: "compliance",
  title: "Root user must not have been used recently",
  category: "identity",
  severity: "high",
  resourceType: "AWS::IAM::RootUser",
  remedy: "Use a role for daily work, and keep root for the few tasks that only root can do.",
  needs: ["metrics"],
  config: z.object({ PasswordPresent: z.boolean() }),
  evaluate(_, { metrics, now }) {
    const uses = [metrics.passwordUsedAt, metrics.key1UsedAt, metrics.key2UsedAt].flatMap(
      (at) => daysSinceSeconds(at, now) ?? [],
    );
    if (uses.length === 0) return pass("Root has never been used.");
    const last = Math.min(...uses);
    return last > DAYS_MIN
      ? pass(`Root was last used ${wholeDays(last)} ago.`)
      : fail(`Root was used ${wholeDays(last)} ago.`);
  },
  examples: {
    pass: [
      { config: { PasswordPresent: true }, context: { metrics: { passwordUsedAt: 1792583999 } } },
      { config: { PasswordPresent: true }, context: { metrics: { passwordUsedAt: null } } },
    ],
    fail: [
      { config: { PasswordPresent: true }, context: { metrics: { passwordUsedAt: 1792584000 } } },
      { config: { PasswordPresent: true }, context: { metrics: { passwordUsedAt: null, key2UsedAt: 1795003200 } } },
    ],
  },
  requirements: related({
    "cis-aws-1.4": "1.7",
    "cis-aws-1.5": "1.7",
    "cis-aws-2.0": "1.7",
    "cis-aws-3.0": "1.7",
    "cis-aws-5.0": "1.6",
    "cis-aws-7.0": "2.7",
    "aws-well-architected-security": "identities:sec_identities_enforce_mechanisms",
    "iso-27001-2022": "A.5.15",
  }),
});
