import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "CTR-008",
  pack: "compliance",
  title: "S3 object reads should be logged",
  category: "logging",
  severity: "low",
  resourceType: "AWS::CloudTrail::Trail",
  remedy: "Add S3 data events for reads on all buckets; they are billed by event.",
  config: z.object({ RecordsObjectReads: z.boolean() }),
  evaluate: ({ RecordsObjectReads }) =>
    RecordsObjectReads
      ? pass("Reads of objects of every bucket are recorded.")
      : fail("Reads of objects are not recorded for every bucket."),
  examples: {
    pass: [{ RecordsObjectReads: true }],
    fail: [{ RecordsObjectReads: false }],
  },
  requirements: related({
    "cis-aws-1.4": "3.11",
    "cis-aws-1.5": "3.11",
    "cis-aws-2.0": "3.11",
    "cis-aws-3.0": "3.9",
    "cis-aws-5.0": "3.9",
    "cis-aws-7.0": "4.9",
    "pci-dss-3.2.1":
      "10.1 10.2 10.2.1 10.2.2 10.2.3 10.2.4 10.2.6 10.2.7 10.3 10.3.1 10.3.2 10.3.3 10.3.4 10.3.5 10.3.6 10.5 10.5.4",
    soc2: "CC2.1 CC7.2",
    hipaa: "164.308(a)(1)(ii)(D) 164.308(a)(3)(ii)(A) 164.308(a)(6)(ii) 164.312(a)(2)(i) 164.312(b) 164.312(e)(2)(i)",
    "nist-800-53-r5":
      "ac_2_4 ac_3_1 ac_3_10 ac_4_26 ac_6_9 au_2_b au_3_a au_3_b au_3_c au_3_d au_3_e au_3_f au_6_3 au_6_4 au_6_6 au_6_9 au_8_b au_10 au_12_a au_12_c au_12_1 au_12_2 au_12_3 au_12_4 au_14_a au_14_b au_14_3 ca_7_b cm_5_1_b cm_6_a cm_9_b ia_3_3_b ma_4_1_a pm_14_a_1 pm_14_b pm_31 sc_7_9_b si_1_1_c si_3_8_b si_4_2 si_4_17 si_4_20 si_7_8 si_10_1_c",
    "aws-well-architected-security": "detect-investigate-events:sec_detect_investigate_events_app_service_logging",
    "iso-27001-2022": "A.8.15 A.8.16",
  }),
});
