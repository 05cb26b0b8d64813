import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
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
  config: z.object({ DeletionProtection: z.boolean(), DBClusterIdentifier: z.string().nullish() }),
  evaluate({ DeletionProtection, DBClusterIdentifier }) {
    if (DeletionProtection) return pass("Protected from deletion.");
    if (DBClusterIdentifier) return notApplicable(`Its cluster ${DBClusterIdentifier} decides, which RDS-017 judges.`);
    return fail("Can be deleted by one call.");
  },
  examples: {
    pass: [{ DeletionProtection: true }],
    fail: [{ DeletionProtection: false }],
    notApplicable: [{ DeletionProtection: false, DBClusterIdentifier: "c" }],
  },
  requirements: related({
    "aws-fsbp": "RDS.8",
    soc2: "C1.1",
    "nist-800-53-r5":
      "ca_7_4_c cm_3_a cp_1_a_1_b cp_1_a_2 cp_2_a cp_2_a_6 cp_2_a_7 cp_2_d cp_2_e cp_2_5 sa_15_a_4 sc_5_2 sc_22 si_13_5",
  }),
});
