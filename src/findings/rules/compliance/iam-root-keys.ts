import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "IAM-001",
  pack: "compliance",
  title: "Root user must have no access key",
  category: "identity",
  severity: "critical",
  resourceType: "AWS::IAM::RootUser",
  remedy: "Sign in as root and delete its access keys.",
  config: z.object({ AccessKeysPresent: z.number() }),
  evaluate: ({ AccessKeysPresent }) =>
    AccessKeysPresent === 0
      ? pass("Root has no access key.")
      : fail("Root has an access key, which no policy can limit."),
  examples: {
    pass: [{ AccessKeysPresent: 0 }],
    fail: [{ AccessKeysPresent: 1 }],
  },
  requirements: related({
    "cis-aws-1.4": "1.4",
    "cis-aws-1.5": "1.4",
    "cis-aws-2.0": "1.4",
    "cis-aws-3.0": "1.4",
    "cis-aws-5.0": "1.3",
    "cis-aws-7.0": "2.4",
    "aws-fsbp": "IAM.4",
    "pci-dss-4.0": "7.2.1 7.2.2 7.2.3 8.2.1 8.2.2 8.2.4 8.2.5 8.3.11",
    hipaa: "164.308(a)(1)(ii)(B) 164.308(a)(3)(i) 164.308(a)(3)(ii)(B) 164.308(a)(4)(ii)(B) 164.312(a)(2)(i)",
    "nist-800-53-r5":
      "ac_2_1 ac_2_6 ac_3_3 ac_3_3_a ac_3_3_b_1 ac_3_3_b_2 ac_3_3_b_3 ac_3_3_b_4 ac_3_3_b_5 ac_3_3_c ac_3_4 ac_3_4_a ac_3_4_b ac_3_4_c ac_3_4_d ac_3_4_e ac_3_7 ac_3_8 ac_3_12_a ac_3_13 ac_3_15_a ac_3_15_b ac_4_28 ac_6 ac_6_2 ac_6_10 ac_24 cm_5_1_a cm_6_a cm_9_b ia_2 ia_4_b ia_4_4 ia_4_8 ia_5_8 mp_2 sc_23_3 sc_25",
    "aws-well-architected-security": "securely-operate:sec_securely_operate_aws_account",
    "iso-27001-2022": "A.5.15",
  }),
});
