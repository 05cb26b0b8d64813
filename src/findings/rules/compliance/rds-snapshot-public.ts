import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "RDS-014",
  pack: "compliance",
  title: "RDS snapshot must not be public",
  category: "public-exposure",
  severity: "critical",
  resourceType: "AWS::RDS::DBSnapshot",
  remedy: "Make the snapshot private, and treat what was in it as known to others.",
  cli: "aws rds modify-db-snapshot-attribute --db-snapshot-identifier <id> --attribute-name restore --values-to-remove all",
  config: z.object({ Restore: z.array(z.string()) }),
  evaluate: ({ Restore }) =>
    Restore.includes("all") ? fail("Every AWS account may restore it.") : pass("Only named accounts may restore it."),
  examples: {
    pass: [{ Restore: [] }, { Restore: ["210987654321"] }],
    fail: [{ Restore: ["all"] }],
  },
  requirements: related({
    "aws-fsbp": "RDS.1",
    "pci-dss-3.2.1": "1.2 1.2.1 1.2.1.a 1.2.1.b 1.2.1.c 1.3 1.3.1 1.3.6 2.2 2.2.2 7.2 7.2.1",
    "pci-dss-4.0": "10.3.2 3.5.1.3 A1.1.2 A3.4.1",
    hipaa: "164.308(a)(1)(ii)(B) 164.308(a)(3)(i) 164.312(a)(1)",
    "nist-800-53-r5":
      "ac_2_6 ac_3 ac_3_7 ac_4_21 ac_6 ac_17_b ac_17_1 ac_17_4_a ac_17_9 ac_17_10 mp_2 sc_7_2 sc_7_3 sc_7_7 sc_7_9_a sc_7_11 sc_7_12 sc_7_16 sc_7_20 sc_7_21 sc_7_24_b sc_7_25 sc_7_26 sc_7_27 sc_7_28 sc_7_a sc_7_b sc_7_c sc_25",
    "aws-well-architected-security": "permissions:sec_permissions_analyze_cross_account",
    "iso-27001-2022": "A.8.1",
  }),
});
