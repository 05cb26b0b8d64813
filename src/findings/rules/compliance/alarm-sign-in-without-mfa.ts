import { related } from "./related.ts";
import { alarmRule, namesEvent, says } from "./trail-alarm.ts";

export default alarmRule({
  id: "CWL-007",
  title: "Console sign-in without MFA must raise an alarm",
  remedy:
    "Add a metric filter for sign-ins without a second factor on the log group of the trail, and an alarm on its metric.",
  marks: [namesEvent("ConsoleLogin"), says("additionalEventData.MFAUsed", "!=", "Yes")],
  pattern: '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") }',
  partly: '{ $.eventName = "ConsoleLogin" }',
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
