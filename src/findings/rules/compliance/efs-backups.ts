import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "EFS-002",
  pack: "compliance",
  title: "EFS file system should have automatic backups",
  category: "backup",
  severity: "medium",
  resourceType: "AWS::EFS::FileSystem",
  remedy: "Turn on automatic backups.",
  cli: "aws efs put-backup-policy --file-system-id <id> --backup-policy Status=ENABLED",
  config: z.object({ BackupStatus: z.string().nullable() }),
  evaluate: ({ BackupStatus }) =>
    BackupStatus === "ENABLED" || BackupStatus === "ENABLING"
      ? pass("Backed up every day.")
      : fail("Automatic backups are off."),
  examples: {
    pass: [{ BackupStatus: "ENABLED" }, { BackupStatus: "ENABLING" }],
    fail: [{ BackupStatus: null }, { BackupStatus: "DISABLED" }, { BackupStatus: "DISABLING" }],
  },
  requirements: related({
    "pci-dss-4.0": "10.3.3",
    soc2: "CC7.4 A1.2",
    hipaa: "164.308(a)(7)(i) 164.308(a)(7)(ii)(A) 164.308(a)(7)(ii)(B) 164.308(a)(7)(ii)(C) 164.312(a)(2)(ii)",
    "nist-800-53-r5": "cp_1_2 cp_2_5 cp_6_a cp_6_1 cp_6_2 cp_9_a cp_9_b cp_9_c cp_10 cp_10_2 sc_5_2 si_13_5",
  }),
});
