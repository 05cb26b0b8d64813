import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "RDS-002",
  pack: "compliance",
  title: "RDS instance must not be publicly reachable",
  category: "public-exposure",
  severity: "critical",
  resourceType: "AWS::RDS::DBInstance",
  remedy: "Switch off public accessibility and reach the database from inside the VPC.",
  cli: "aws rds modify-db-instance --db-instance-identifier <id> --apply-immediately --no-publicly-accessible",
  config: z.object({ PubliclyAccessible: z.boolean().default(false) }),
  evaluate: ({ PubliclyAccessible }) =>
    PubliclyAccessible
      ? // Critical needs a proven path: an open security group and a route to an internet gateway, which are not read together.
        fail("Has a public address. Security groups and routes decide whether the internet gets through.", {
          severity: "high",
        })
      : pass("Has no public address."),
  examples: { pass: [{ PubliclyAccessible: false }], fail: [{ PubliclyAccessible: true }] },
  requirements: related({
    "cis-aws-1.5": "2.3.3",
    "cis-aws-2.0": "2.3.3",
    "cis-aws-3.0": "2.3.3",
    "cis-aws-5.0": "2.2.3",
    "cis-aws-7.0": "3.2.3",
    "aws-fsbp": "RDS.2",
    "pci-dss-3.2.1": "1.2 1.2.1 1.2.1.a 1.2.1.b 1.2.1.c 1.3 1.3.1 1.3.2 1.3.4 1.3.6 2.2 2.2.2 7.2 7.2.1",
    "pci-dss-4.0": "1.2.8 1.3.1 1.3.2 1.4.2 1.5.1 10.3.2 3.5.1.3 A1.1.2 A1.1.3 A3.4.1",
    soc2: "CC6.2",
    hipaa: "164.308(a)(3)(i) 164.312(a)(1)",
    "nist-800-53-r5":
      "ac_2_6 ac_3 ac_3_7 ac_4_21 ac_6 ac_17_b ac_17_1 ac_17_4_a ac_17_9 ac_17_10 mp_2 sc_7_2 sc_7_3 sc_7_7 sc_7_9_a sc_7_11 sc_7_12 sc_7_16 sc_7_20 sc_7_21 sc_7_24_b sc_7_25 sc_7_26 sc_7_27 sc_7_28 sc_7_a sc_7_b sc_7_c sc_25",
    "aws-well-architected-security": "permissions:sec_permissions_analyze_cross_account",
    "iso-27001-2022": "A.8.1",
  }),
});
