import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

/** CIS AWS Foundations, "minimum length of 14 or greater". */
const LENGTH_MIN = 14;

export default rule({
  id: "IAM-011",
  pack: "compliance",
  title: "Password policy must ask for 14 characters or more",
  category: "identity",
  severity: "medium",
  resourceType: "AWS::IAM::PasswordPolicy",
  remedy: "Ask for at least 14 characters in the password policy.",
  cli: "aws iam update-account-password-policy --minimum-password-length 14",
  config: z.object({ Policy: z.object({ MinimumPasswordLength: z.number().nullish() }).nullable() }),
  evaluate({ Policy }) {
    if (!Policy) return fail("There is no password policy: AWS asks for 8 characters.");
    const length = Policy.MinimumPasswordLength ?? 0;
    return length >= LENGTH_MIN
      ? pass(`Asks for ${length} characters.`)
      : fail(`Asks for ${length} characters, fewer than ${LENGTH_MIN}.`);
  },
  examples: {
    pass: [{ Policy: { MinimumPasswordLength: 14 } }],
    fail: [{ Policy: null }, { Policy: { MinimumPasswordLength: 13 } }, { Policy: {} }],
  },
  requirements: related({
    "cis-aws-1.4": "1.8",
    "cis-aws-1.5": "1.8",
    "cis-aws-2.0": "1.8",
    "cis-aws-3.0": "1.8",
    "cis-aws-5.0": "1.7",
    "cis-aws-7.0": "2.8",
    "aws-fsbp": "IAM.7",
    hipaa: "164.308(a)(5)(ii)(D)",
    "nist-800-53-r5":
      "ac_2_1 ac_2_3_a ac_2_3_b ac_2_3_c ac_2_3_d ac_2_3 ac_2_d_1 ac_3_3 ac_3_3_a ac_3_3_b_1 ac_3_3_b_2 ac_3_3_b_3 ac_3_3_b_4 ac_3_3_b_5 ac_3_3_c ac_3_4 ac_3_4_a ac_3_4_b ac_3_4_c ac_3_4_d ac_3_4_e ac_3_8 ac_3_12_a ac_3_13 ac_3_15_a ac_3_15_b ac_4_28 ac_7_4 ac_7_4_a ac_24 cm_5_1_a cm_6_a cm_9_b cm_12_b ia_4_d ia_5 ia_5_b ia_5_c ia_5_d ia_5_f ia_5_h ia_5_1_f ia_5_1_g ia_5_1_h ia_5_18_a ia_5_18_b ia_8_2_b ma_4_c sc_23_3",
    "aws-well-architected-security": "identities:sec_identities_enforce_mechanisms",
    "iso-27001-2022": "A.5.15",
  }),
});
