import { related } from "./related.ts";
import { alarmOnCallsRule } from "./trail-alarm.ts";

export default alarmOnCallsRule({
  id: "CWL-008",
  title: "IAM policy changes must raise an alarm",
  remedy: "Add a metric filter for changes of IAM policies on the log group of the trail, and an alarm on its metric.",
  calls: [
    "DeleteGroupPolicy",
    "DeleteRolePolicy",
    "DeleteUserPolicy",
    "PutGroupPolicy",
    "PutRolePolicy",
    "PutUserPolicy",
    "CreatePolicy",
    "DeletePolicy",
    "CreatePolicyVersion",
    "DeletePolicyVersion",
    "AttachRolePolicy",
    "DetachRolePolicy",
    "AttachUserPolicy",
    "DetachUserPolicy",
    "AttachGroupPolicy",
    "DetachGroupPolicy",
  ],
  requirements: related({
    "cis-aws-1.4": "4.4",
    "cis-aws-1.5": "4.4",
    "cis-aws-2.0": "4.4",
    "cis-aws-3.0": "4.4",
    "cis-aws-5.0": "4.4",
    "cis-aws-7.0": "5.4",
    "pci-dss-3.2.1": "8.1 8.1.2",
    soc2: "CC5.2 PI1.3",
    "aws-well-architected-security": "detect-investigate-events:sec_detect_investigate_events_actionable_events",
    "iso-27001-2022": "A.8.15 A.8.16",
  }),
});
