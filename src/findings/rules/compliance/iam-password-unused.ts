import * as z from "zod";
import { fail, pass, rule, unknown } from "../../rule.ts";
import { daysSince, daysSinceSeconds, wholeDays } from "./age.ts";
import { related } from "./related.ts";

/** CIS AWS Foundations, "credentials unused for 45 days or more". */
const DAYS_MAX = 45;

export default rule({
  id: "IAM-008",
  pack: "compliance",
  title: "Console password unused for 45 days must be disabled",
  category: "identity",
  severity: "medium",
  resourceType: "AWS::IAM::User",
  remedy: "Delete the console password of the user.",
  cli: "aws iam delete-login-profile --user-name <id>",
  needs: ["metrics"],
  config: z.object({ PasswordEnabled: z.boolean(), PasswordChangedAt: z.string().nullable() }),
  evaluate({ PasswordEnabled, PasswordChangedAt }, { now, metrics }) {
    if (!PasswordEnabled) return pass("Has no console password.");
    const days =
      daysSinceSeconds(metrics.passwordUsedAt, now) ?? (PasswordChangedAt ? daysSince(PasswordChangedAt, now) : null);
    if (days === null) return unknown("AWS does not say when the password was set or used.");
    return days > DAYS_MAX
      ? fail(`The password has been unused for ${wholeDays(days)}.`)
      : pass(`The password was used or set ${wholeDays(days)} ago.`);
  },
  examples: {
    pass: [
      { PasswordEnabled: false, PasswordChangedAt: null },
      {
        config: { PasswordEnabled: true, PasswordChangedAt: "2024-01-01T00:00:00Z" },
        context: { metrics: { passwordUsedAt: 1791288000 } },
      },
      { PasswordEnabled: true, PasswordChangedAt: "2026-11-01T00:00:00Z" },
    ],
    fail: [
      {
        config: { PasswordEnabled: true, PasswordChangedAt: null },
        context: { metrics: { passwordUsedAt: 1791287999 } },
      },
      { PasswordEnabled: true, PasswordChangedAt: "2024-01-01T00:00:00Z" },
    ],
    unknown: [{ PasswordEnabled: true, PasswordChangedAt: null }],
  },
  requirements: related({
    "cis-aws-1.4": "1.12",
    "cis-aws-1.5": "1.12",
    "cis-aws-2.0": "1.12",
    "cis-aws-3.0": "1.12",
    "cis-aws-5.0": "1.11",
    "cis-aws-7.0": "2.11",
    "aws-fsbp": "IAM.8",
    "pci-dss-3.2.1": "8.1 8.1.4",
    soc2: "CC1.3",
    hipaa: "164.308(a)(3)(ii)(B) 164.308(a)(4)(ii)(B) 164.308(a)(5)(ii)(D)",
    "nist-800-53-r5":
      "ac_2_1 ac_2_3_a ac_2_3_b ac_2_3_c ac_2_3_d ac_2_3 ac_2_6 ac_2_g ac_2_j ac_3 ac_3_3 ac_3_3_a ac_3_3_b_1 ac_3_3_b_2 ac_3_3_b_3 ac_3_3_b_4 ac_3_3_b_5 ac_3_3_c ac_3_4 ac_3_4_a ac_3_4_b ac_3_4_c ac_3_4_d ac_3_4_e ac_3_7 ac_3_8 ac_3_12_a ac_3_13 ac_3_15_a ac_3_15_b ac_4_28 ac_6 ac_24 cm_5_1_a cm_6_a cm_9_b mp_2 sc_23_3",
    "iso-27001-2022": "A.5.15",
  }),
});
