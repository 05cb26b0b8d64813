import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "ELB-003",
  pack: "compliance",
  title: "Load balancer must write access logs",
  category: "logging",
  severity: "medium",
  resourceType: "AWS::ElasticLoadBalancingV2::LoadBalancer",
  remedy: "Write access logs to a bucket.",
  cli: "aws elbv2 modify-load-balancer-attributes --load-balancer-arn <arn> --attributes Key=access_logs.s3.enabled,Value=true Key=access_logs.s3.bucket,Value=<bucket>",
  config: z.object({ Attributes: z.record(z.string(), z.string()) }),
  evaluate({ Attributes }) {
    return Attributes["access_logs.s3.enabled"] === "true"
      ? pass("Writes access logs.")
      : fail("Writes no access logs.");
  },
  examples: {
    pass: [{ Attributes: { "access_logs.s3.enabled": "true" } }],
    fail: [{ Attributes: { "access_logs.s3.enabled": "false" } }, { Attributes: {} }],
  },
  requirements: related({
    "cis-aws-7.0": "4.10",
    "aws-fsbp": "ELB.5",
    "pci-dss-3.2.1": "3.2 3.2.3 3.4 3.4.d 10.1",
    soc2: "CC7.2 CC7.3 A1.2 PI1.2",
    hipaa: "164.308(a)(1)(ii)(D) 164.308(a)(3)(ii)(A) 164.308(a)(6)(ii) 164.312(b)",
    "nist-800-53-r5":
      "ac_4_26 au_2_b au_3_a au_3_b au_3_c au_3_d au_3_e au_3_f au_6_3 au_6_4 au_6_6 au_6_9 au_8_b au_10 au_12_a au_12_c au_12_1 au_12_2 au_12_3 au_12_4 au_14_a au_14_b au_14_3 ca_7_b cm_5_1_b ia_3_3_b ma_4_1_a pm_14_a_1 pm_14_b pm_31 sc_7_9_b si_4_17 si_7_8",
    "aws-well-architected-security": "detect-investigate-events:sec_detect_investigate_events_app_service_logging",
    "iso-27001-2022": "A.8.15",
  }),
});
