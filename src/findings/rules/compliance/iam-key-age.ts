import * as z from "zod";
import { fail, pass, rule, unknown } from "../../rule.ts";
import { daysSince, wholeDays } from "./age.ts";
import { related } from "./related.ts";

/** CIS AWS Foundations, "access keys are rotated every 90 days". */
const DAYS_MAX = 90;

export default rule({
  id: "IAM-006",
  pack: "compliance",
  title: "Active access key must be younger than 90 days",
  category: "identity",
  severity: "medium",
  resourceType: "AWS::IAM::User",
  remedy: "Make a new key, switch to it, and delete the old one; a role needs no key at all.",
  cli: "aws iam update-access-key --user-name <id> --access-key-id <key> --status Inactive",
  config: z.object({
    AccessKeys: z.array(z.object({ number: z.number(), isActive: z.boolean(), rotatedAt: z.string().nullish() })),
  }),
  evaluate({ AccessKeys }, { now }) {
    const ages = AccessKeys.filter(({ isActive }) => isActive).map(({ number, rotatedAt }) => ({
      number,
      days: rotatedAt ? daysSince(rotatedAt, now) : null,
    }));
    const old = ages.flatMap(({ number, days }) =>
      days !== null && days > DAYS_MAX ? [`Key ${number} is ${wholeDays(days)} old.`] : [],
    );
    if (old.length > 0) return fail(old.join(" "));
    return ages.some(({ days }) => days === null)
      ? unknown("AWS does not say how old the active key is.")
      : pass(`No active key is older than ${DAYS_MAX} days.`);
  },
  examples: {
    pass: [
      { AccessKeys: [] },
      { AccessKeys: [{ number: 1, isActive: true, rotatedAt: "2026-08-22T12:00:00Z" }] },
      { AccessKeys: [{ number: 1, isActive: false, rotatedAt: "2020-01-01T00:00:00Z" }] },
    ],
    fail: [
      { AccessKeys: [{ number: 1, isActive: true, rotatedAt: "2026-08-22T11:59:59Z" }] },
      {
        AccessKeys: [
          { number: 1, isActive: true, rotatedAt: "2026-11-01T00:00:00Z" },
          { number: 2, isActive: true, rotatedAt: "2024-01-01T00:00:00Z" },
        ],
      },
    ],
    unknown: [{ AccessKeys: [{ number: 1, isActive: true }] }],
  },
  requirements: related({
    "cis-aws-1.4": "1.14",
    "cis-aws-1.5": "1.14",
    "cis-aws-2.0": "1.14",
    "cis-aws-3.0": "1.14",
    "cis-aws-5.0": "1.13",
    "cis-aws-7.0": "2.12",
    "aws-fsbp": "IAM.3",
    "pci-dss-4.0": "8.3.10.1 8.3.5 8.3.7 8.3.9 8.6.3",
    hipaa: "164.308(a)(3)(ii)(C) 164.308(a)(4)(ii)(B) 164.308(a)(5)(ii)(D)",
    "nist-800-53-r5":
      "ac_2_1 ac_3_3 ac_3_3_a ac_3_3_b_1 ac_3_3_b_2 ac_3_3_b_3 ac_3_3_b_4 ac_3_3_b_5 ac_3_3_c ac_3_4 ac_3_4_a ac_3_4_b ac_3_4_c ac_3_4_d ac_3_4_e ac_3_8 ac_3_12_a ac_3_13 ac_3_15_a ac_3_15_b ac_4_28 ac_24 cm_5_1_a cm_6_a cm_9_b sc_23_3",
    "aws-well-architected-security": "identities:sec_identities_unique identities:sec_identities_audit",
    "iso-27001-2022": "A.5.15",
  }),
});
