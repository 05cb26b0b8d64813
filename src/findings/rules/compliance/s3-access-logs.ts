import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "S3-009",
  pack: "compliance",
  title: "Bucket should have server access logging",
  category: "logging",
  severity: "medium",
  resourceType: "AWS::S3::Bucket",
  remedy: "Log access to a log bucket; not needed where CloudTrail data events cover the bucket.",
  cli: 'aws s3api put-bucket-logging --bucket <id> --bucket-logging-status \'{"LoggingEnabled":{"TargetBucket":"<log bucket>","TargetPrefix":"<id>/"}}\'',
  config: z.object({ Logging: z.object({ TargetBucket: z.string().optional() }).nullable() }),
  evaluate: ({ Logging }) =>
    Logging ? pass(`Logs access to ${Logging.TargetBucket ?? "another bucket"}.`) : fail("Does not log access."),
  examples: { pass: [{ Logging: { TargetBucket: "logs" } }], fail: [{ Logging: null }] },
  requirements: related({
    "aws-fsbp": "S3.9",
    "pci-dss-3.2.1":
      "10.1 10.2 10.2.1 10.2.2 10.2.3 10.2.4 10.2.6 10.2.7 10.3 10.3.1 10.3.2 10.3.3 10.3.4 10.3.5 10.3.6 10.5 10.5.4",
    "pci-dss-4.0":
      "10.2.1.1 10.2.1.2 10.2.1.3 10.2.1.4 10.2.1.5 10.2.1.6 10.2.1.7 10.2.1 10.2.2 10.3.1 10.6.3 5.3.4 A1.2.1",
    soc2: "CC7.2 CC7.3 A1.2",
    hipaa: "164.308(a)(1)(ii)(D) 164.308(a)(3)(ii)(A) 164.308(a)(6)(ii) 164.312(b) 164.312(e)(2)(i)",
    "nist-800-53-r5":
      "ac_2_4 ac_3_1 ac_3_10 ac_4_26 ac_6_9 au_2_b au_3_a au_3_b au_3_c au_3_d au_3_e au_3_f au_6_3 au_6_4 au_6_6 au_6_9 au_8_b au_10 au_12_a au_12_c au_12_1 au_12_2 au_12_3 au_12_4 au_14_a au_14_b au_14_3 ca_7_b cm_5_1_b cm_6_a cm_9_b ia_3_3_b ma_4_1_a pm_14_a_1 pm_14_b pm_31 sc_7_9_b si_1_1_c si_3_8_b si_4_2 si_4_17 si_4_20 si_7_8 si_10_1_c",
    "aws-well-architected-security": "detect-investigate-events:sec_detect_investigate_events_app_service_logging",
    "iso-27001-2022": "A.8.15",
  }),
});
