import * as z from "zod";
import { fail, pass, rule, unknown } from "../../rule.ts";
import { related } from "./related.ts";
import { STOPPED_DAYS_MAX, stoppedFor } from "./stopped.ts";

export default rule({
  id: "EC2-010",
  pack: "compliance",
  title: "EC2 instance stopped for longer than 30 days should be removed",
  category: "lifecycle",
  severity: "low",
  resourceType: "AWS::EC2::Instance",
  remedy: "Take an image, then terminate the instance and delete its volumes.",
  cli: "aws ec2 terminate-instances --instance-ids <id>",
  config: z.object({ State: z.object({ Name: z.string() }), StateTransitionReason: z.string().nullish() }),
  evaluate({ State, StateTransitionReason }, { now }) {
    if (State.Name !== "stopped") return pass(`Is ${State.Name}.`);
    const stopped = stoppedFor(StateTransitionReason, now);
    if (!stopped) return unknown("Stopped, but AWS does not say since when.");
    // A date, because a count of days would make every day a new finding text.
    const since = `Stopped since ${stopped.since}`;
    return stopped.days <= STOPPED_DAYS_MAX
      ? pass(`${since}.`)
      : fail(`${since}; the limit is ${STOPPED_DAYS_MAX} days.`);
  },
  examples: {
    pass: [
      { State: { Name: "running" } },
      { State: { Name: "stopped" }, StateTransitionReason: "User initiated (2026-10-21 12:00:00 GMT)" },
    ],
    fail: [{ State: { Name: "stopped" }, StateTransitionReason: "User initiated (2026-10-21 11:59:59 GMT)" }],
    unknown: [
      { State: { Name: "stopped" } },
      { State: { Name: "stopped" }, StateTransitionReason: "Server.ScheduledStop" },
    ],
  },
  requirements: related({
    "aws-fsbp": "EC2.4",
  }),
});
