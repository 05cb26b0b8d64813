import { related } from "./related.ts";
import { alarmOnCallsRule } from "./trail-alarm.ts";

export default alarmOnCallsRule({
  id: "CWL-009",
  title: "CloudTrail changes must raise an alarm",
  remedy: "Add a metric filter for changes of trails on the log group of the trail, and an alarm on its metric.",
  calls: ["CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"],
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
