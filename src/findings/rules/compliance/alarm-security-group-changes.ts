import * as z from "zod";
import { rule } from "../../rule.ts";
import { related } from "./related.ts";
import { alarmOn, namesEvent, TrailAlarms, watching } from "./trail-alarm.ts";

const MARKS = [
  namesEvent("AuthorizeSecurityGroupIngress"),
  namesEvent("AuthorizeSecurityGroupEgress"),
  namesEvent("RevokeSecurityGroupIngress"),
  namesEvent("RevokeSecurityGroupEgress"),
  namesEvent("CreateSecurityGroup"),
  namesEvent("DeleteSecurityGroup"),
];
const PATTERN =
  "{ ($.eventName = AuthorizeSecurityGroupIngress) || ($.eventName = AuthorizeSecurityGroupEgress) || ($.eventName = RevokeSecurityGroupIngress) || ($.eventName = RevokeSecurityGroupEgress) || ($.eventName = CreateSecurityGroup) || ($.eventName = DeleteSecurityGroup) }";

export default rule({
  id: "CWL-010",
  pack: "compliance",
  title: "Security group changes must raise an alarm",
  category: "monitoring",
  severity: "medium",
  resourceType: "AWS::Logs::MetricFilter",
  remedy:
    "Add a metric filter for changes of security groups on the log group of the trail, and an alarm on its metric.",
  config: z.object({ ...TrailAlarms }),
  evaluate: (alarms) => alarmOn(alarms, MARKS),
  examples: {
    pass: [watching(PATTERN)],
    fail: [
      { LogGroupName: null, Filters: [] },
      { LogGroupName: "/trail", Filters: [] },
      watching(PATTERN, false),
      watching(
        "{ ($.eventName = AuthorizeSecurityGroupIngress) || ($.eventName = AuthorizeSecurityGroupEgress) || ($.eventName = RevokeSecurityGroupIngress) || ($.eventName = RevokeSecurityGroupEgress) || ($.eventName = CreateSecurityGroup) }",
      ),
    ],
  },
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
