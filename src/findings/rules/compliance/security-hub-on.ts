import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "SHB-001",
  pack: "compliance",
  title: "Security Hub should be on with a standard",
  category: "monitoring",
  severity: "medium",
  resourceType: "AWS::SecurityHub::Hub",
  remedy: "Turn on Security Hub with the foundational standard.",
  cli: "aws securityhub enable-security-hub --enable-default-standards",
  config: z.object({
    Absent: z.boolean().optional(),
    Standards: z.array(z.string()).optional(),
    Products: z.array(z.string()).optional(),
  }),
  evaluate({ Absent, Standards = [], Products = [] }) {
    if (Absent) return fail("Security Hub is off in this region.");
    if (Standards.length === 0 && Products.length === 0)
      return fail("Security Hub is on, without a standard or an integration.");
    return pass(`Security Hub is on with ${Standards.length} standards and ${Products.length} integrations.`);
  },
  examples: {
    pass: [
      { Standards: ["fsbp"], Products: [] },
      { Standards: [], Products: ["guardduty"] },
    ],
    fail: [{ Absent: true }, { Standards: [], Products: [] }],
  },
  requirements: related({
    "cis-aws-1.5": "4.16",
    "cis-aws-2.0": "4.16",
    "cis-aws-3.0": "4.16",
    "cis-aws-5.0": "4.16",
    "cis-aws-7.0": "5.16",
    "pci-dss-4.0": "10.2.1.1 10.4.1.1 10.4.1 10.4.2 10.6.3 10.7.1 10.7.2 A3.3.1 A3.5.1",
    soc2: "CC3.1 CC6.8 CC7.1 CC7.2 CC7.3 CC7.4",
    hipaa:
      "164.308(a)(1)(ii)(D) 164.308(a)(3)(ii)(A) 164.308(a)(5)(ii)(C) 164.308(a)(6)(i) 164.308(a)(6)(ii) 164.308(a)(8) 164.312(b) 164.312(e)(2)(i)",
    "nist-800-53-r5": "au_6_1 au_6_5 au_12_3 au_14_a au_14_b ca_2_d ca_7 ca_7_b pm_14_a_1 pm_14_b pm_31",
    "aws-well-architected-security": "detect-investigate-events:sec_detect_investigate_events_actionable_events",
    "iso-27001-2022": "A.5.1 A.8.23",
  }),
});
