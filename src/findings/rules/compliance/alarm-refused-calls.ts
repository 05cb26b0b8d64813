import { related } from "./related.ts";
import { alarmRule, says } from "./trail-alarm.ts";

export default alarmRule({
  id: "CWL-006",
  title: "Refused API calls must raise an alarm",
  remedy: "Add a metric filter for refused calls on the log group of the trail, and an alarm on its metric.",
  marks: [says("errorCode", "=", "*UnauthorizedOperation"), says("errorCode", "=", "AccessDenied*")],
  pattern: '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }',
  partly: '{ $.errorCode = "*UnauthorizedOperation" }',
  requirements: related({
    "cis-aws-1.4": "4.1",
    "cis-aws-1.5": "4.1",
    "cis-aws-2.0": "4.1",
    "cis-aws-3.0": "4.1",
    "cis-aws-5.0": "4.1",
    "cis-aws-7.0": "5.1",
    soc2: "PI1.3",
    "aws-well-architected-security": "detect-investigate-events:sec_detect_investigate_events_actionable_events",
    "iso-27001-2022": "A.8.15 A.8.16",
  }),
});
