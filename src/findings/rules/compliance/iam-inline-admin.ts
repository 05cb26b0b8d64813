import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { allowsEverything, IdentityPolicy } from "./identity-policy.ts";
import { related } from "./related.ts";

export default rule({
  id: "IAM-015",
  pack: "compliance",
  title: "Inline policy must not allow *:*",
  category: "identity",
  severity: "critical",
  resourceType: "AWS::IAM::Policy",
  remedy: "Replace the statement by the actions that are used; Access Analyzer writes such a policy from CloudTrail.",
  config: z.object({ Kind: z.string(), Document: IdentityPolicy }),
  evaluate({ Kind, Document }) {
    if (Kind !== "inline") return notApplicable("A managed policy: another rule judges it.");
    return allowsEverything(Document)
      ? fail("Allows every action on every resource.")
      : pass("Does not allow everything.");
  },
  examples: {
    pass: [
      { Kind: "inline", Document: { Statement: [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }] } },
      { Kind: "inline", Document: { Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] } },
      { Kind: "inline", Document: { Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }] } },
      { Kind: "inline", Document: { Statement: [{ Effect: "Allow", Action: "*", Resource: "arn:aws:s3:::b" }] } },
    ],
    fail: [
      {
        Kind: "inline",
        Document: {
          Statement: [
            {
              Effect: "Allow",
              Action: "*",
              Resource: "*",
              Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
            },
          ],
        },
      },
      { Kind: "inline", Document: { Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] } },
      { Kind: "inline", Document: { Statement: { Effect: "Allow", Action: ["s3:*", "*:*"], Resource: ["*"] } } },
    ],
    notApplicable: [{ Kind: "customer", Document: { Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] } }],
  },
  requirements: related({
    "aws-fsbp": "IAM.1",
    soc2: "CC1.3 CC6.3",
    hipaa:
      "164.308(a)(1)(ii)(B) 164.308(a)(3)(i) 164.308(a)(3)(ii)(B) 164.308(a)(4)(i) 164.308(a)(4)(ii)(B) 164.312(a)(1)",
    "nist-800-53-r5":
      "ac_2_1 ac_2_6 ac_2_i_2 ac_3 ac_3_3 ac_3_3_a ac_3_3_b_1 ac_3_3_b_2 ac_3_3_b_3 ac_3_3_b_4 ac_3_3_b_5 ac_3_3_c ac_3_4 ac_3_4_a ac_3_4_b ac_3_4_c ac_3_4_d ac_3_4_e ac_3_7 ac_3_8 ac_3_12_a ac_3_13 ac_3_15_a ac_3_15_b ac_4_28 ac_5_b ac_6 ac_6_2 ac_6_3 ac_6_10 ac_24 cm_5_1_a cm_6_a cm_9_b mp_2 sc_23_3 sc_25",
    "aws-well-architected-security": "permissions:sec_permissions_least_privileges",
    "iso-27001-2022": "A.5.18 A.8.2",
  }),
});
