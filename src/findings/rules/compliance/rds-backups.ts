import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

const RETENTION_DAYS_MIN = 7;

export default rule({
  id: "RDS-003",
  pack: "compliance",
  title: "RDS instance must have automated backups of at least 7 days",
  category: "backup",
  severity: "medium",
  resourceType: "AWS::RDS::DBInstance",
  remedy: "Keep automated backups for at least 7 days.",
  cli: "aws rds modify-db-instance --db-instance-identifier <id> --apply-immediately --backup-retention-period 7",
  config: z.object({ BackupRetentionPeriod: z.number() }),
  evaluate({ BackupRetentionPeriod: days }) {
    if (days >= RETENTION_DAYS_MIN) return pass(`Keeps backups for ${days} days.`);
    return fail(
      days === 0 ? "Makes no automated backups." : `Keeps backups for ${days} of at least ${RETENTION_DAYS_MIN} days.`,
    );
  },
  examples: {
    pass: [{ BackupRetentionPeriod: 7 }, { BackupRetentionPeriod: 35 }],
    fail: [{ BackupRetentionPeriod: 6 }, { BackupRetentionPeriod: 0 }],
  },
  requirements: related({
    "aws-fsbp": "RDS.11",
    "pci-dss-3.2.1": "3.1 3.1.c",
    "pci-dss-4.0": "10.3.3",
    soc2: "CC7.4 A1.2",
    hipaa:
      "164.308(a)(1)(ii)(B) 164.308(a)(4)(ii)(A) 164.308(a)(7)(i) 164.308(a)(7)(ii)(A) 164.308(a)(7)(ii)(B) 164.308(a)(7)(ii)(C) 164.312(a)(2)(ii)",
    "nist-800-53-r5": "cp_1_2 cp_2_5 cp_6_a cp_6_1 cp_6_2 cp_9_a cp_9_b cp_9_c cp_10 cp_10_2 sc_5_2 si_13_5",
  }),
});
