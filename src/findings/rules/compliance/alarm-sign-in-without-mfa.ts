import * as z from "zod";
import { rule } from "../../rule.ts";
import { related } from "./related.ts";
import { alarmOn, namesEvent, says, TrailAlarms, watching } from "./trail-alarm.ts";

const MARKS = [namesEvent("ConsoleLogin"), says("additionalEventData.MFAUsed", "!=", "Yes")];
const PATTERN = '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") }';

export default rule({
  id: "CWL-007",
  pack: "compliance",
  title: "Console sign-in without MFA must raise an alarm",
  category: "monitoring",
  severity: "medium",
  resourceType: "AWS::Logs::MetricFilter",
  remedy:
    "Add a metric filter for sign-ins without a second factor on the log group of the trail, and an alarm on its metric.",
  config: z.object({ ...TrailAlarms }),
  evaluate: (alarms) => alarmOn(alarms, MARKS),
  examples: {
    pass: [watching(PATTERN)],
    fail: [
      { LogGroupName: null, Filters: [] },
      { LogGroupName: "/trail", Filters: [] },
      watching(PATTERN, false),
      watching('{ $.eventName = "ConsoleLogin" }'),
    ],
  },
  requirements: related({
    "cis-aws-1.4": "4.2",
    "cis-aws-1.5": "4.2",
    "cis-aws-2.0": "4.2",
    "cis-aws-3.0": "4.2",
    "cis-aws-5.0": "4.2",
    "cis-aws-7.0": "5.2",
    "aws-well-architected-security": "detect-investigate-events:sec_detect_investigate_events_actionable_events",
    "iso-27001-2022": "A.8.15 A.8.16",
  }),
});
