import * as z from "zod";
import { fail, pass, rule, unknown } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "RDS-005",
  pack: "compliance",
  title: "RDS instance should have deletion protection",
  category: "resilience",
  severity: "medium",
  resourceType: "AWS::RDS::DBInstance",
  remedy: "Turn on deletion protection.",
  cli: "aws rds modify-db-instance --db-instance-identifier <id> --apply-immediately --deletion-protection",
  config: z.object({
    DeletionProtection: z.boolean(),
    DBClusterIdentifier: z.string().nullish(),
    Cluster: z.object({ DeletionProtection: z.boolean().default(false) }).nullish(),
  }),
  evaluate({ DeletionProtection, DBClusterIdentifier: id, Cluster }) {
    if (DeletionProtection) return pass("Protected from deletion.");
    if (!id) return fail("Can be deleted by one call.");
    if (!Cluster) return unknown(`Its cluster ${id} decides, and it was not found.`);
    return Cluster.DeletionProtection
      ? pass(`Its cluster ${id} is protected from deletion.`)
      : fail(`Neither it nor its cluster ${id} is protected from deletion.`);
  },
  examples: {
    pass: [
      { DeletionProtection: true },
      { DeletionProtection: false, DBClusterIdentifier: "c", Cluster: { DeletionProtection: true } },
    ],
    fail: [
      { DeletionProtection: false },
      { DeletionProtection: false, Cluster: null },
      { DeletionProtection: false, DBClusterIdentifier: "c", Cluster: { DeletionProtection: false } },
    ],
    unknown: [{ DeletionProtection: false, DBClusterIdentifier: "c", Cluster: null }],
  },
  requirements: related({
    "aws-fsbp": "RDS.8",
    soc2: "C1.1",
    "nist-800-53-r5":
      "ca_7_4_c cm_3_a cp_1_a_1_b cp_1_a_2 cp_2_a cp_2_a_6 cp_2_a_7 cp_2_d cp_2_e cp_2_5 sa_15_a_4 sc_5_2 sc_22 si_13_5",
  }),
});
