import * as z from "zod";
import { rule } from "../../rule.ts";
import { PolicyDocument } from "./policy-document.ts";
import { CLOSED_POLICIES, closedToEveryone, letsIn, OPEN_POLICIES } from "./public-policy.ts";
import { related } from "./related.ts";

export default rule({
  id: "LAM-001",
  pack: "compliance",
  title: "Lambda resource policy must not allow everyone",
  category: "public-exposure",
  severity: "critical",
  resourceType: "AWS::Lambda::Function",
  remedy: "Remove the open statement, or add a condition on the source account or ARN.",
  cli: "aws lambda remove-permission --function-name <id> --statement-id <sid>",
  config: z.object({ Policy: PolicyDocument.nullable() }),
  evaluate: ({ Policy }) => closedToEveryone(Policy, "Has no resource policy."),
  examples: {
    pass: [
      null,
      ...CLOSED_POLICIES,
      letsIn({ Condition: { StringEquals: { "lambda:EventSourceToken": "amzn1.ask.skill.1" } } }),
    ].map((Policy) => ({ Policy })),
    fail: [...OPEN_POLICIES, letsIn({ Condition: { StringEquals: { "lambda:FunctionUrlAuthType": "NONE" } } })].map(
      (Policy) => ({ Policy }),
    ),
  },
  requirements: related({
    "cis-aws-7.0": "2.21",
    "aws-fsbp": "Lambda.1",
    "pci-dss-3.2.1": "1.2 1.2.1 1.2.1.a 1.2.1.b 1.2.1.c 1.3 1.3.1 1.3.2 1.3.4 2.2 2.2.2 7.2 7.2.1",
    "pci-dss-4.0": "1.2.8 1.3.1 1.3.2 1.4.2 1.5.1 10.3.2 3.5.1.3 A1.1.2 A1.1.3 A3.4.1",
    hipaa: "164.308(a)(1)(ii)(B) 164.308(a)(3)(i) 164.312(a)(1) 164.312(e)(1)",
    "nist-800-53-r5":
      "ac_2_6 ac_3 ac_3_7 ac_4_21 ac_6 ac_17_b ac_17_1 ac_17_4_a ac_17_9 ac_17_10 mp_2 sc_7_2 sc_7_3 sc_7_9_a sc_7_11 sc_7_12 sc_7_16 sc_7_20 sc_7_21 sc_7_24_b sc_7_a sc_7_b sc_7_c sc_25",
    "aws-well-architected-security":
      "permissions:sec_permissions_analyze_cross_account permissions:sec_permissions_share_securely network-protection:sec_network_protection_create_layers protect-compute:sec_protect_compute_reduce_surface",
    "iso-27001-2022": "A.8.1",
  }),
});
