import * as z from "zod";
import { fail, pass, rule, unknown } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "CFG-001",
  pack: "compliance",
  title: "AWS Config must record in every enabled region",
  category: "monitoring",
  severity: "medium",
  resourceType: "AWS::Config::ConfigurationRecorder",
  remedy: "Set up a recorder with a delivery channel and start it.",
  cli: "aws configservice start-configuration-recorder --configuration-recorder-name <id>",
  config: z.object({
    Absent: z.boolean().optional(),
    Status: z.object({ recording: z.boolean(), lastStatus: z.string().nullish() }).nullish(),
  }),
  evaluate({ Absent, Status }) {
    if (Absent) return fail("AWS Config does not record this region.");
    if (!Status) return unknown("AWS did not return the recorder's status.");
    if (!Status.recording) return fail("The recorder is stopped.");
    return Status.lastStatus?.toUpperCase() === "FAILURE"
      ? fail("The recorder runs, but fails to deliver.")
      : pass("Records.");
  },
  examples: {
    pass: [{ Status: { recording: true, lastStatus: "SUCCESS" } }, { Status: { recording: true } }],
    fail: [{ Absent: true }, { Status: { recording: false } }, { Status: { recording: true, lastStatus: "FAILURE" } }],
    unknown: [{ Status: null }],
  },
  requirements: related({
    "cis-aws-1.4": "3.5",
    "cis-aws-1.5": "3.5",
    "cis-aws-2.0": "3.5",
    "cis-aws-3.0": "3.3",
    "cis-aws-5.0": "3.3",
    "cis-aws-7.0": "4.3",
    "aws-fsbp": "Config.1",
    "pci-dss-3.2.1": "2.4 2.4.a 10.5 10.5.2 11.5 11.5.a 11.5.b",
    soc2: "CC2.1 CC3.1 CC3.4 CC8.1 PI1.3",
    hipaa: "164.308(a)(1)(ii)(A)",
    "aws-well-architected-security": "detect-investigate-events:sec_detect_investigate_events_analyze_all",
    "iso-27001-2022": "A.5.16 A.5.22",
  }),
});
