import * as z from "zod";
import { fail, pass, rule, unknown } from "../../rule.ts";
import { daysSince, daysSinceSeconds, wholeDays } from "./age.ts";
import { related } from "./related.ts";

/** CIS AWS Foundations, "credentials unused for 45 days or more". */
const DAYS_MAX = 45;

export default rule({
  id: "IAM-007",
  pack: "compliance",
  title: "Access key unused for 45 days must be disabled",
  category: "identity",
  severity: "medium",
  resourceType: "AWS::IAM::User",
  remedy: "Deactivate the key, and delete it when nobody misses it.",
  cli: "aws iam update-access-key --user-name <id> --access-key-id <key> --status Inactive",
  needs: ["metrics"],
  config: z.object({
    AccessKeys: z.array(z.object({ number: z.number(), isActive: z.boolean(), rotatedAt: z.string().nullish() })),
  }),
  evaluate({ AccessKeys }, { now, metrics }) {
    const active = AccessKeys.filter(({ isActive }) => isActive).map(({ number, rotatedAt }) => ({
      number,
      // A key that was never used is as old as its making.
      days: daysSinceSeconds(metrics[`key${number}UsedAt`], now) ?? (rotatedAt ? daysSince(rotatedAt, now) : null),
    }));
    const unused = active.flatMap(({ number, days }) =>
      days !== null && days > DAYS_MAX ? [`Key ${number} has been unused for ${wholeDays(days)}.`] : [],
    );
    if (unused.length > 0) return fail(unused.join(" "));
    return active.some(({ days }) => days === null)
      ? unknown("AWS does not say when the active key was made or used.")
      : pass(`No active key has been unused for more than ${DAYS_MAX} days.`);
  },
  examples: {
    pass: [
      { AccessKeys: [] },
      {
        config: { AccessKeys: [{ number: 1, isActive: true, rotatedAt: "2024-01-01T00:00:00Z" }] },
        context: { metrics: { key1UsedAt: 1791288000 } },
      },
      { AccessKeys: [{ number: 1, isActive: true, rotatedAt: "2026-11-01T00:00:00Z" }] },
      { AccessKeys: [{ number: 1, isActive: false, rotatedAt: "2020-01-01T00:00:00Z" }] },
    ],
    fail: [
      {
        config: { AccessKeys: [{ number: 1, isActive: true, rotatedAt: "2024-01-01T00:00:00Z" }] },
        context: { metrics: { key1UsedAt: 1791287999 } },
      },
      { AccessKeys: [{ number: 2, isActive: true, rotatedAt: "2024-01-01T00:00:00Z" }] },
    ],
    unknown: [{ AccessKeys: [{ number: 1, isActive: true }] }],
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
    "pci-dss-4.0": "7.2.4 7.2.5.1 8.2.6 A3.4.1",
    soc2: "CC1.3",
    hipaa: "164.308(a)(3)(ii)(B) 164.308(a)(4)(ii)(B) 164.308(a)(5)(ii)(D)",
    "nist-800-53-r5":
      "ac_2_1 ac_2_3_a ac_2_3_b ac_2_3_c ac_2_3_d ac_2_3 ac_2_6 ac_2_g ac_2_j ac_3 ac_3_3 ac_3_3_a ac_3_3_b_1 ac_3_3_b_2 ac_3_3_b_3 ac_3_3_b_4 ac_3_3_b_5 ac_3_3_c ac_3_4 ac_3_4_a ac_3_4_b ac_3_4_c ac_3_4_d ac_3_4_e ac_3_7 ac_3_8 ac_3_12_a ac_3_13 ac_3_15_a ac_3_15_b ac_4_28 ac_6 ac_24 cm_5_1_a cm_6_a cm_9_b mp_2 sc_23_3",
    "iso-27001-2022": "A.5.15",
  }),
});
