import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "IAM-003",
  pack: "compliance",
  title: "Root user should have a hardware MFA device",
  category: "identity",
  severity: "high",
  resourceType: "AWS::IAM::RootUser",
  remedy: "Replace the virtual device of root by a hardware security key.",
  config: z.object({ MfaEnabled: z.boolean(), PasswordPresent: z.boolean(), HasVirtualMfa: z.boolean() }),
  evaluate({ MfaEnabled, PasswordPresent, HasVirtualMfa }) {
    if (!MfaEnabled && !PasswordPresent) return notApplicable("Root has no password: it is managed centrally.");
    if (!MfaEnabled) return fail("Root has no second factor.");
    return HasVirtualMfa
      ? fail("Root's second factor is an app, which can be copied.")
      : pass("Root's second factor is hardware.");
  },
  examples: {
    pass: [
      { MfaEnabled: true, PasswordPresent: false, HasVirtualMfa: false },
      { MfaEnabled: true, PasswordPresent: true, HasVirtualMfa: false },
    ],
    fail: [
      { MfaEnabled: true, PasswordPresent: true, HasVirtualMfa: true },
      { MfaEnabled: false, PasswordPresent: true, HasVirtualMfa: false },
    ],
    notApplicable: [{ MfaEnabled: false, PasswordPresent: false, HasVirtualMfa: false }],
  },
  requirements: related({
    "cis-aws-1.4": "1.6",
    "cis-aws-1.5": "1.6",
    "cis-aws-2.0": "1.6",
    "cis-aws-3.0": "1.6",
    "cis-aws-5.0": "1.5",
    "cis-aws-7.0": "2.6",
    "aws-fsbp": "IAM.6",
    "pci-dss-4.0": "8.4.1 8.4.2 8.4.3",
    hipaa: "164.308(a)(3)(ii)(A) 164.312(d)",
    "nist-800-53-r5":
      "ac_2_1 ac_3_2 ac_3_3 ac_3_3_a ac_3_3_b_1 ac_3_3_b_2 ac_3_3_b_3 ac_3_3_b_4 ac_3_3_b_5 ac_3_3_c ac_3_4 ac_3_4_a ac_3_4_b ac_3_4_c ac_3_4_d ac_3_4_e ac_3_8 ac_3_12_a ac_3_13 ac_3_15_a ac_3_15_b ac_4_28 ac_7_4 ac_7_4_a ac_24 cm_5_1_a cm_6_a cm_9_b ia_2_1 ia_2_2 ia_2_6 ia_2_6_a ia_2_8 sc_23_3",
    "aws-well-architected-security": "securely-operate:sec_securely_operate_aws_account",
  }),
});
