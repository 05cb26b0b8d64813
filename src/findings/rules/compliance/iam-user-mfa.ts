import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "IAM-005",
  pack: "compliance",
  title: "Console user must have MFA",
  category: "identity",
  severity: "high",
  resourceType: "AWS::IAM::User",
  remedy: "Ask for a passkey or a security key, or replace the user by single sign-on.",
  config: z.object({ PasswordEnabled: z.boolean(), MfaActive: z.boolean() }),
  evaluate({ PasswordEnabled, MfaActive }) {
    if (!PasswordEnabled) return pass("Has no console password.");
    return MfaActive ? pass("Signs in with a second factor.") : fail("Signs in with a password alone.");
  },
  examples: {
    pass: [
      { PasswordEnabled: false, MfaActive: false },
      { PasswordEnabled: true, MfaActive: true },
    ],
    fail: [{ PasswordEnabled: true, MfaActive: false }],
  },
  requirements: related({
    "cis-aws-1.4": "1.10",
    "cis-aws-1.5": "1.10",
    "cis-aws-2.0": "1.10",
    "cis-aws-3.0": "1.10",
    "cis-aws-5.0": "1.9",
    "cis-aws-7.0": "2.10",
    "aws-fsbp": "IAM.5",
    "pci-dss-3.2.1": "8.3 8.3.1 8.3.1.a 8.3.2 8.3.2.a 8.6 8.6.c",
    "pci-dss-4.0": "8.4.1 8.4.2 8.4.3",
    hipaa: "164.308(a)(3)(ii)(A) 164.312(a)(1) 164.312(d)",
    "nist-800-53-r5":
      "ac_2_1 ac_3_2 ac_3_3 ac_3_3_a ac_3_3_b_1 ac_3_3_b_2 ac_3_3_b_3 ac_3_3_b_4 ac_3_3_b_5 ac_3_3_c ac_3_4 ac_3_4_a ac_3_4_b ac_3_4_c ac_3_4_d ac_3_4_e ac_3_8 ac_3_12_a ac_3_13 ac_3_15_a ac_3_15_b ac_4_28 ac_7_4 ac_7_4_a ac_24 cm_5_1_a cm_6_a cm_9_b ia_2_1 ia_2_2 ia_2_6 ia_2_6_a ia_2_8 sc_23_3",
    "aws-well-architected-security": "identities:sec_identities_enforce_mechanisms",
    "iso-27001-2022": "A.5.15 A.5.17 A.8.5",
  }),
});
