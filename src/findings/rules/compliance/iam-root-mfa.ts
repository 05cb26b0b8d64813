import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "IAM-002",
  pack: "compliance",
  title: "Root user must have MFA",
  category: "identity",
  severity: "critical",
  resourceType: "AWS::IAM::RootUser",
  remedy: "Sign in as root and add a passkey or a security key.",
  config: z.object({ MfaEnabled: z.boolean(), PasswordPresent: z.boolean() }),
  evaluate({ MfaEnabled, PasswordPresent }) {
    if (MfaEnabled) return pass("Root has a second factor.");
    return PasswordPresent
      ? fail("Root signs in with a password alone.")
      : notApplicable("Root has no password: it is managed centrally.");
  },
  examples: {
    pass: [{ MfaEnabled: true, PasswordPresent: true }],
    fail: [{ MfaEnabled: false, PasswordPresent: true }],
    notApplicable: [{ MfaEnabled: false, PasswordPresent: false }],
  },
  requirements: related({
    "cis-aws-1.4": "1.5",
    "cis-aws-1.5": "1.5",
    "cis-aws-2.0": "1.5",
    "cis-aws-3.0": "1.5",
    "cis-aws-5.0": "1.4",
    "cis-aws-7.0": "2.5",
    "pci-dss-4.0": "8.4.1 8.4.2 8.4.3",
    hipaa: "164.308(a)(3)(ii)(A) 164.312(d)",
    "nist-800-53-r5":
      "ac_2_1 ac_3_2 ac_3_3 ac_3_3_a ac_3_3_b_1 ac_3_3_b_2 ac_3_3_b_3 ac_3_3_b_4 ac_3_3_b_5 ac_3_3_c ac_3_4 ac_3_4_a ac_3_4_b ac_3_4_c ac_3_4_d ac_3_4_e ac_3_8 ac_3_12_a ac_3_13 ac_3_15_a ac_3_15_b ac_4_28 ac_7_4 ac_7_4_a ac_24 cm_6_a cm_9_b ia_2_1 ia_2_2 ia_2_6 ia_2_6_a ia_2_8 sc_23_3",
    "aws-well-architected-security": "securely-operate:sec_securely_operate_aws_account",
    "iso-27001-2022": "A.5.15 A.5.17 A.8.5",
  }),
});
