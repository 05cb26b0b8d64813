import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "DDB-001",
  pack: "compliance",
  title: "DynamoDB table should have point-in-time recovery",
  category: "backup",
  severity: "medium",
  resourceType: "AWS::DynamoDB::Table",
  remedy: "Turn on point-in-time recovery.",
  cli: "aws dynamodb update-continuous-backups --table-name <id> --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true",
  config: z.object({ PointInTimeRecovery: z.string().nullable() }),
  evaluate: ({ PointInTimeRecovery }) =>
    PointInTimeRecovery === "ENABLED"
      ? pass("Can be restored to any second of the last weeks.")
      : fail("Point-in-time recovery is off."),
  examples: {
    pass: [{ PointInTimeRecovery: "ENABLED" }],
    fail: [{ PointInTimeRecovery: "DISABLED" }, { PointInTimeRecovery: null }],
  },
  requirements: related({
    "aws-fsbp": "DynamoDB.2",
    "pci-dss-3.2.1": "3.1 3.1.c",
    "pci-dss-4.0": "10.3.3 10.5.1 3.2.1 3.3.1.1 3.3.1.3 3.3.2 3.3.3",
    soc2: "CC7.4 A1.2",
    hipaa:
      "164.308(a)(1)(ii)(B) 164.308(a)(7)(i) 164.308(a)(7)(ii)(A) 164.308(a)(7)(ii)(B) 164.308(a)(7)(ii)(C) 164.312(a)(2)(ii)",
    "nist-800-53-r5": "cp_1_2 cp_2_5 cp_6_2 cp_9_a cp_9_b cp_9_c cp_10 cp_10_2 sc_5_2 si_13_5",
  }),
});
