import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "CTR-002",
  pack: "compliance",
  title: "Trail must validate log files",
  category: "logging",
  severity: "medium",
  resourceType: "AWS::CloudTrail::Trail",
  remedy: "Turn on log file validation.",
  cli: "aws cloudtrail update-trail --name <id> --enable-log-file-validation",
  config: z.object({ LogFileValidationEnabled: z.boolean() }),
  evaluate: ({ LogFileValidationEnabled }) =>
    LogFileValidationEnabled
      ? pass("Log files are signed.")
      : fail("Nobody could tell whether log files were changed."),
  examples: {
    pass: [{ LogFileValidationEnabled: true }],
    fail: [{ LogFileValidationEnabled: false }],
  },
  requirements: related({
    "cis-aws-1.4": "3.2",
    "cis-aws-1.5": "3.2",
    "cis-aws-2.0": "3.2",
    "cis-aws-3.0": "3.2",
    "cis-aws-5.0": "3.2",
    "cis-aws-7.0": "4.2",
    "aws-fsbp": "CloudTrail.4",
    "pci-dss-3.2.1": "10.5 10.5.2 10.5.5",
    "pci-dss-4.0": "10.3.2 10.3.3 10.3.4 A1.2.1",
    soc2: "CC7.3 PI1.3",
    hipaa: "164.308(a)(1)(ii)(B) 164.308(a)(1)(ii)(D) 164.312(b) 164.312(c)(1) 164.312(c)(2)",
    "nist-800-53-r5":
      "au_9_a cm_6_a cm_9_b pm_11_b pm_17_b sa_1_1 sa_10_1 sc_16_1 si_1_a_2 si_4_d si_7_1 si_7_3 si_7_7 si_7_a",
    "aws-well-architected-security":
      "protect-compute:sec_protect_compute_vulnerability_management protect-compute:sec_protect_compute_validate_software_integrity",
    "iso-27001-2022": "A.8.15 A.8.16",
  }),
});
