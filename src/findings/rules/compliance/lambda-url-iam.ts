import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "LAM-004",
  pack: "compliance",
  title: "Lambda function URL must require IAM",
  category: "public-exposure",
  severity: "high",
  resourceType: "AWS::Lambda::Function",
  remedy: "Let the function URL demand IAM authentication.",
  cli: "aws lambda update-function-url-config --function-name <id> --auth-type AWS_IAM",
  config: z.object({ UrlConfig: z.object({ AuthType: z.string().optional() }).nullable() }),
  evaluate({ UrlConfig }) {
    if (!UrlConfig) return notApplicable("Has no function URL.");
    return UrlConfig.AuthType === "AWS_IAM"
      ? pass("The function URL demands IAM authentication.")
      : fail("The function URL answers anyone.");
  },
  examples: {
    pass: [{ UrlConfig: { AuthType: "AWS_IAM" } }],
    fail: [{ UrlConfig: { AuthType: "NONE" } }],
    notApplicable: [{ UrlConfig: null }],
  },
  requirements: related({
    hipaa: "164.308(a)(1)(ii)(B) 164.308(a)(3)(i) 164.312(a)(1)",
    "nist-800-53-r5":
      "ac_2_6 ac_3 ac_3_7 ac_4_21 ac_6 ac_17_b ac_17_1 ac_17_4_a ac_17_9 ac_17_10 mp_2 sc_7_2 sc_7_3 sc_7_7 sc_7_9_a sc_7_11 sc_7_12 sc_7_16 sc_7_20 sc_7_21 sc_7_24_b sc_7_25 sc_7_26 sc_7_27 sc_7_28 sc_7_a sc_7_b sc_7_c sc_25",
    "aws-well-architected-security": "permissions:sec_permissions_analyze_cross_account",
    "iso-27001-2022": "A.8.1",
  }),
});
