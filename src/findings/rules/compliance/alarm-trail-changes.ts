import * as z from "zod";
import { rule } from "../../rule.ts";
import { related } from "./related.ts";
import { alarmOn, namesEvent, TrailAlarms, watching } from "./trail-alarm.ts";

const MARKS = [
  namesEvent("CreateTrail"),
  namesEvent("UpdateTrail"),
  namesEvent("DeleteTrail"),
  namesEvent("StartLogging"),
  namesEvent("StopLogging"),
];
const PATTERN =
  "{ ($.eventName = CreateTrail) || ($.eventName = UpdateTrail) || ($.eventName = DeleteTrail) || ($.eventName = StartLogging) || ($.eventName = StopLogging) }";

export default rule({
  id: "CWL-009",
  pack: "compliance",
  title: "CloudTrail changes must raise an alarm",
  category: "monitoring",
  severity: "medium",
  resourceType: "AWS::Logs::MetricFilter",
  remedy: "Add a metric filter for changes of trails on the log group of the trail, and an alarm on its metric.",
  config: z.object({ ...TrailAlarms }),
  evaluate: (alarms) => alarmOn(alarms, MARKS),
  examples: {
    pass: [watching(PATTERN)],
    fail: [
      { LogGroupName: null, Filters: [] },
      { LogGroupName: "/trail", Filters: [] },
      watching(PATTERN, false),
      watching(
        "{ ($.eventName = CreateTrail) || ($.eventName = UpdateTrail) || ($.eventName = DeleteTrail) || ($.eventName = StartLogging) }",
      ),
    ],
  },
  requirements: related({
    "cis-aws-1.4": "4.5",
    "cis-aws-1.5": "4.5",
    "cis-aws-2.0": "4.5",
    "cis-aws-3.0": "4.5",
    "cis-aws-5.0": "4.5",
    "cis-aws-7.0": "5.5",
    soc2: "CC5.2",
    "aws-well-architected-security": "detect-investigate-events:sec_detect_investigate_events_actionable_events",
    "iso-27001-2022": "A.8.15 A.8.16",
  }),
});
