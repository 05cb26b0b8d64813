import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "SEC-001",
  pack: "compliance",
  title: "Secret should rotate automatically",
  category: "secrets",
  severity: "medium",
  resourceType: "AWS::SecretsManager::Secret",
  remedy: "Turn on rotation.",
  cli: "aws secretsmanager rotate-secret --secret-id <id> --rotation-lambda-arn <function> --rotation-rules AutomaticallyAfterDays=30",
  config: z.object({ RotationEnabled: z.boolean().default(false) }),
  evaluate: ({ RotationEnabled }) => (RotationEnabled ? pass("Rotates by itself.") : fail("Never rotates by itself.")),
  examples: {
    pass: [{ RotationEnabled: true }],
    fail: [{ RotationEnabled: false }],
  },
  requirements: related({
    "aws-fsbp": "SecretsManager.1",
    "pci-dss-4.0": "3.5.1 8.2.2 8.3.10.1 8.3.2 8.3.5 8.3.7 8.3.9 8.6.3",
    hipaa: "164.308(a)(4)(ii)(B)",
    "nist-800-53-r5":
      "ac_2_1 ac_3_3 ac_3_3_a ac_3_3_b_1 ac_3_3_b_2 ac_3_3_b_3 ac_3_3_b_4 ac_3_3_b_5 ac_3_3_c ac_3_4 ac_3_4_a ac_3_4_b ac_3_4_c ac_3_4_d ac_3_4_e ac_3_8 ac_3_12_a ac_3_13 ac_3_15_a ac_3_15_b ac_4_28 ac_24 cm_5_1_a sc_23_3",
    "aws-well-architected-security": "identities:sec_identities_audit",
  }),
});
