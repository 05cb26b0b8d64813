import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "GDY-001",
  pack: "compliance",
  title: "GuardDuty must be on in every enabled region",
  category: "monitoring",
  severity: "high",
  resourceType: "AWS::GuardDuty::Detector",
  remedy: "Turn on GuardDuty in every region that is enabled.",
  cli: "aws guardduty create-detector --enable",
  config: z.object({ Absent: z.boolean().optional(), Status: z.string().optional() }),
  evaluate({ Absent, Status }) {
    if (Absent) return fail("GuardDuty is off in this region.");
    return Status === "ENABLED" ? pass("GuardDuty is on.") : fail("The detector is suspended.");
  },
  examples: {
    pass: [{ Status: "ENABLED" }],
    fail: [{ Absent: true }, { Status: "DISABLED" }],
  },
  requirements: related({
    "aws-fsbp": "GuardDuty.1",
    "pci-dss-3.2.1": "11.4 11.4.a 11.4.b 11.4.c",
    "pci-dss-4.0": "11.5.1.1 11.5.1",
    soc2: "CC3.1 CC3.2 CC4.2 CC6.8 CC7.1 CC7.2 CC7.3 CC7.4",
    hipaa:
      "164.308(a)(1)(ii)(A) 164.308(a)(1)(ii)(D) 164.308(a)(3)(ii)(A) 164.308(a)(5)(ii)(C) 164.308(a)(6)(i) 164.308(a)(6)(ii) 164.308(a)(8) 164.312(b) 164.312(e)(2)(i)",
    "nist-800-53-r5":
      "ac_2_12_a ac_3_12_b au_3_1 au_6_1 au_6_5 au_12_3 au_14_a au_14_b ca_2_d ca_7 ca_7_b cm_8_3_a pe_6_2 pe_6_4 pm_14_a_1 pm_14_b pm_16 pm_31 ra_1_a ra_1_a_1 ra_1_a_2 ra_3_4 ra_3_a_1 ra_5_a ra_5_4 ra_10_a ra_10_a_1 ra_10_a_2 sc_5_1 sc_5_3_a sc_5_3_b sc_5_a sc_5_b sc_43_b si_3_8_a si_4_a si_4_a_1 si_4_a_2 si_4_b si_4_c si_4_1 si_4_2 si_4_3 si_4_4_a si_4_4_b si_4_10 si_4_13_a si_4_14 si_4_23 si_4_25 si_5_1 si_5_b",
    "aws-well-architected-security":
      "detect-investigate-events:sec_detect_investigate_events_actionable_events network-protection:sec_network_protection_inspection",
    "iso-27001-2022": "A.5.19 A.5.21 A.5.25 A.5.28 A.5.29 A.8.7 A.8.9",
  }),
});
