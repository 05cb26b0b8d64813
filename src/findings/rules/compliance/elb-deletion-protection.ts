import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "ELB-004",
  pack: "compliance",
  title: "Load balancer should have deletion protection",
  category: "resilience",
  severity: "medium",
  resourceType: "AWS::ElasticLoadBalancingV2::LoadBalancer",
  remedy: "Turn on deletion protection.",
  cli: "aws elbv2 modify-load-balancer-attributes --load-balancer-arn <arn> --attributes Key=deletion_protection.enabled,Value=true",
  config: z.object({ Attributes: z.record(z.string(), z.string()) }),
  evaluate({ Attributes }) {
    return Attributes["deletion_protection.enabled"] === "true"
      ? pass("Protected from deletion.")
      : fail("Can be deleted by one call.");
  },
  examples: {
    pass: [{ Attributes: { "deletion_protection.enabled": "true" } }],
    fail: [{ Attributes: { "deletion_protection.enabled": "false" } }, { Attributes: {} }],
  },
  requirements: related({
    "aws-fsbp": "ELB.6",
    hipaa: "164.308(a)(1)(ii)(B)",
    "nist-800-53-r5":
      "ca_7_4_c cm_2_a cm_2_2 cm_3_a cm_8_6 cp_1_a_1_b cp_1_a_2 cp_2_a cp_2_a_6 cp_2_a_7 cp_2_d cp_2_e cp_2_5 sa_15_a_4 sc_5_2 sc_22",
  }),
});
