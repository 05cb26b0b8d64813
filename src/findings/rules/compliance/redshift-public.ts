import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "RSH-001",
  pack: "compliance",
  title: "Redshift cluster must not be public",
  category: "public-exposure",
  severity: "critical",
  resourceType: "AWS::Redshift::Cluster",
  remedy: "Switch public accessibility off.",
  cli: "aws redshift modify-cluster --cluster-identifier <id> --no-publicly-accessible",
  config: z.object({ PubliclyAccessible: z.boolean() }),
  evaluate: ({ PubliclyAccessible }) =>
    !PubliclyAccessible ? pass("Has no public address.") : fail("Has a public address."),
  examples: {
    pass: [{ PubliclyAccessible: false }],
    fail: [{ PubliclyAccessible: true }],
  },
  requirements: related({
    "aws-fsbp": "Redshift.1",
    "pci-dss-3.2.1": "1.2 1.2.1 1.2.1.a 1.2.1.b 1.2.1.c 1.3 1.3.1 1.3.2 1.3.4 1.3.6 2.2 2.2.2 7.2 7.2.1",
    "pci-dss-4.0": "1.2.8 1.3.1 1.3.2 1.4.2 1.5.1 10.3.2 3.5.1.3 A1.1.2 A1.1.3 A3.4.1",
    hipaa: "164.308(a)(1)(ii)(B) 164.308(a)(3)(i) 164.312(a)(1)",
    "nist-800-53-r5":
      "ac_2_6 ac_3 ac_3_7 ac_4_21 ac_6 ac_17_b ac_17_1 ac_17_4_a ac_17_9 ac_17_10 mp_2 sc_7_2 sc_7_3 sc_7_7 sc_7_9_a sc_7_11 sc_7_12 sc_7_16 sc_7_20 sc_7_21 sc_7_24_b sc_7_25 sc_7_26 sc_7_27 sc_7_28 sc_7_a sc_7_b sc_7_c sc_25",
    "aws-well-architected-security": "permissions:sec_permissions_analyze_cross_account",
    "iso-27001-2022": "A.8.1",
  }),
});
