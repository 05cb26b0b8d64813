import { related } from "./related.ts";
import { alarmOnCallsRule } from "./trail-alarm.ts";

export default alarmOnCallsRule({
  id: "CWL-010",
  title: "Security group changes must raise an alarm",
  remedy:
    "Add a metric filter for changes of security groups on the log group of the trail, and an alarm on its metric.",
  calls: [
    "AuthorizeSecurityGroupIngress",
    "AuthorizeSecurityGroupEgress",
    "RevokeSecurityGroupIngress",
    "RevokeSecurityGroupEgress",
    "CreateSecurityGroup",
    "DeleteSecurityGroup",
  ],
  requirements: related({
    "cis-aws-1.4": "4.10",
    "cis-aws-1.5": "4.10",
    "cis-aws-2.0": "4.10",
    "cis-aws-3.0": "4.10",
    "cis-aws-5.0": "4.10",
    "cis-aws-7.0": "5.10",
    soc2: "CC5.2",
    "aws-well-architected-security": "detect-investigate-events:sec_detect_investigate_events_actionable_events",
    "iso-27001-2022": "A.8.15 A.8.16",
  }),
});
