import * as z from "zod";
import { rule } from "../../rule.ts";
import { related } from "./related.ts";
import { alarmOn, namesEvent, TrailAlarms, watching } from "./trail-alarm.ts";

const MARKS = [
  namesEvent("DeleteGroupPolicy"),
  namesEvent("DeleteRolePolicy"),
  namesEvent("DeleteUserPolicy"),
  namesEvent("PutGroupPolicy"),
  namesEvent("PutRolePolicy"),
  namesEvent("PutUserPolicy"),
  namesEvent("CreatePolicy"),
  namesEvent("DeletePolicy"),
  namesEvent("CreatePolicyVersion"),
  namesEvent("DeletePolicyVersion"),
  namesEvent("AttachRolePolicy"),
  namesEvent("DetachRolePolicy"),
  namesEvent("AttachUserPolicy"),
  namesEvent("DetachUserPolicy"),
  namesEvent("AttachGroupPolicy"),
  namesEvent("DetachGroupPolicy"),
];
const PATTERN =
  "{ ($.eventName = DeleteGroupPolicy) || ($.eventName = DeleteRolePolicy) || ($.eventName = DeleteUserPolicy) || ($.eventName = PutGroupPolicy) || ($.eventName = PutRolePolicy) || ($.eventName = PutUserPolicy) || ($.eventName = CreatePolicy) || ($.eventName = DeletePolicy) || ($.eventName = CreatePolicyVersion) || ($.eventName = DeletePolicyVersion) || ($.eventName = AttachRolePolicy) || ($.eventName = DetachRolePolicy) || ($.eventName = AttachUserPolicy) || ($.eventName = DetachUserPolicy) || ($.eventName = AttachGroupPolicy) || ($.eventName = DetachGroupPolicy) }";

export default rule({
  id: "CWL-008",
  pack: "compliance",
  title: "IAM policy changes must raise an alarm",
  category: "monitoring",
  severity: "medium",
  resourceType: "AWS::Logs::MetricFilter",
  remedy: "Add a metric filter for changes of IAM policies on the log group of the trail, and an alarm on its metric.",
  config: z.object({ ...TrailAlarms }),
  evaluate: (alarms) => alarmOn(alarms, MARKS),
  examples: {
    pass: [watching(PATTERN)],
    fail: [
      { LogGroupName: null, Filters: [] },
      { LogGroupName: "/trail", Filters: [] },
      watching(PATTERN, false),
      watching(
        "{ ($.eventName = DeleteGroupPolicy) || ($.eventName = DeleteRolePolicy) || ($.eventName = DeleteUserPolicy) || ($.eventName = PutGroupPolicy) || ($.eventName = PutRolePolicy) || ($.eventName = PutUserPolicy) || ($.eventName = CreatePolicy) || ($.eventName = DeletePolicy) || ($.eventName = CreatePolicyVersion) || ($.eventName = DeletePolicyVersion) || ($.eventName = AttachRolePolicy) || ($.eventName = DetachRolePolicy) || ($.eventName = AttachUserPolicy) || ($.eventName = DetachUserPolicy) || ($.eventName = AttachGroupPolicy) }",
      ),
    ],
  },
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
