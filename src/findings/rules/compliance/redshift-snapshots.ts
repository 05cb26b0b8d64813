import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

/** Security Hub, Redshift.3: seven days. */
const DAYS_MIN = 7;

export default rule({
  id: "RSH-005",
  pack: "compliance",
  title: "Redshift cluster must keep automated snapshots",
  category: "backup",
  severity: "medium",
  resourceType: "AWS::Redshift::Cluster",
  remedy: "Keep automated snapshots for a week or more.",
  cli: "aws redshift modify-cluster --cluster-identifier <id> --automated-snapshot-retention-period 7",
  config: z.object({ AutomatedSnapshotRetentionPeriod: z.number() }),
  evaluate: ({ AutomatedSnapshotRetentionPeriod: days }) =>
    days >= DAYS_MIN
      ? pass(`Snapshots are kept for ${days} days.`)
      : fail(
          days === 0 ? "Automated snapshots are off." : `Snapshots are kept for ${days} days, fewer than ${DAYS_MIN}.`,
        ),
  examples: {
    pass: [{ AutomatedSnapshotRetentionPeriod: 7 }],
    fail: [{ AutomatedSnapshotRetentionPeriod: 6 }, { AutomatedSnapshotRetentionPeriod: 0 }],
  },
  requirements: related({
    "aws-fsbp": "Redshift.3",
    "pci-dss-3.2.1": "3.1 3.1.c",
    "pci-dss-4.0": "10.3.3",
    soc2: "CC7.4 CC7.5 A1.2",
    hipaa:
      "164.308(a)(4)(ii)(A) 164.308(a)(7)(i) 164.308(a)(7)(ii)(A) 164.308(a)(7)(ii)(B) 164.308(a)(7)(ii)(C) 164.312(a)(2)(ii)",
    "nist-800-53-r5": "cp_1_2 cp_2_5 cp_6_a cp_6_1 cp_6_2 cp_9_a cp_9_b cp_9_c cp_10 cp_10_2 sc_5_2 si_13_5",
  }),
});
