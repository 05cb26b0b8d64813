import { related } from "./related.ts";
import { absentField, alarmRule, says } from "./trail-alarm.ts";

export default alarmRule({
  id: "CWL-005",
  title: "Use of the root user must raise an alarm",
  remedy: "Add a metric filter for the root user on the log group of the trail, and an alarm on its metric.",
  marks: [
    says("userIdentity.type", "=", "Root"),
    absentField("userIdentity.invokedBy"),
    says("eventType", "!=", "AwsServiceEvent"),
  ],
  pattern:
    '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }',
  partly: '{ $.userIdentity.type = "Root" }',
  requirements: related({
    "cis-aws-1.4": "4.3",
    "cis-aws-1.5": "4.3",
    "cis-aws-2.0": "4.3",
    "cis-aws-3.0": "4.3",
    "cis-aws-5.0": "4.3",
    "cis-aws-7.0": "5.3",
    "pci-dss-3.2.1": "7.2 7.2.1",
    soc2: "PI1.3",
    hipaa: "164.308(a)(6)(i) 164.308(a)(6)(ii)",
    "aws-well-architected-security": "detect-investigate-events:sec_detect_investigate_events_actionable_events",
    "iso-27001-2022": "A.8.15 A.8.16",
  }),
});
