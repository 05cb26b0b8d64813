import * as z from "zod";
import { fail, pass, rule, unknown } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "RDS-004",
  pack: "compliance",
  title: "RDS instance should run in several Availability Zones",
  category: "resilience",
  severity: "medium",
  resourceType: "AWS::RDS::DBInstance",
  remedy: "Turn on Multi-AZ.",
  cli: "aws rds modify-db-instance --db-instance-identifier <id> --apply-immediately --multi-az",
  config: z.object({
    MultiAZ: z.boolean(),
    DBClusterIdentifier: z.string().nullish(),
    Cluster: z.object({ MultiAZ: z.boolean().default(false) }).nullish(),
  }),
  evaluate({ MultiAZ, DBClusterIdentifier: id, Cluster }) {
    if (MultiAZ) return pass("Runs in several Availability Zones.");
    if (!id) return fail("Runs in one Availability Zone.");
    if (!Cluster) return unknown(`Its cluster ${id} decides, and it was not found.`);
    return Cluster.MultiAZ
      ? pass(`Its cluster ${id} has members in several Availability Zones.`)
      : fail(`Its cluster ${id} has members in one Availability Zone.`);
  },
  examples: {
    pass: [{ MultiAZ: true }, { MultiAZ: false, DBClusterIdentifier: "c", Cluster: { MultiAZ: true } }],
    fail: [
      { MultiAZ: false },
      { MultiAZ: false, Cluster: null },
      { MultiAZ: false, DBClusterIdentifier: "c", Cluster: { MultiAZ: false } },
    ],
    unknown: [{ MultiAZ: false, DBClusterIdentifier: "c", Cluster: null }],
  },
  requirements: related({
    "cis-aws-5.0": "2.2.4",
    "cis-aws-7.0": "3.2.4",
    "aws-fsbp": "RDS.5",
    hipaa: "164.308(a)(1)(ii)(B) 164.308(a)(7)(i) 164.308(a)(7)(ii)(A) 164.308(a)(7)(ii)(B) 164.308(a)(7)(ii)(C)",
    "nist-800-53-r5":
      "cp_1_a_1_b cp_1_a_2 cp_2_a cp_2_a_6 cp_2_a_7 cp_2_d cp_2_e cp_2_5 cp_2_6 cp_6_2 cp_10 sc_5_2 sc_6 sc_22 sc_36 si_13_5",
    "iso-27001-2022": "A.8.14",
  }),
});
