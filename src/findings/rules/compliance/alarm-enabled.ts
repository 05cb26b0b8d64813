import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";

export default rule({
  id: "CWL-003",
  pack: "compliance",
  title: "CloudWatch alarm actions should be enabled",
  category: "monitoring",
  severity: "low",
  resourceType: "AWS::CloudWatch::Alarm",
  remedy: "Enable the actions of the alarm.",
  cli: "aws cloudwatch enable-alarm-actions --alarm-names <id>",
  config: z.object({ ActionsEnabled: z.boolean() }),
  evaluate: ({ ActionsEnabled }) => (ActionsEnabled ? pass("Its actions are on.") : fail("Its actions are off.")),
  examples: {
    pass: [{ ActionsEnabled: true }],
    fail: [{ ActionsEnabled: false }],
  },
  requirements: {},
});
