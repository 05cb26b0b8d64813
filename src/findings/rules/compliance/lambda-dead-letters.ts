import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";

export default rule({
  id: "LAM-008",
  pack: "compliance",
  title: "Asynchronous Lambda function should have a dead letter target",
  category: "resilience",
  severity: "medium",
  resourceType: "AWS::Lambda::Function",
  remedy: "Name a dead letter target, or add an on-failure destination.",
  cli: "aws lambda update-function-configuration --function-name <id> --dead-letter-config TargetArn=<queue arn>",
  config: z.object({ DeadLetterConfig: z.object({ TargetArn: z.string().nullish() }).nullish() }),
  evaluate: ({ DeadLetterConfig }) =>
    DeadLetterConfig?.TargetArn
      ? pass(`Failed events go to ${DeadLetterConfig.TargetArn}.`)
      : fail("Failed asynchronous events are lost."),
  examples: {
    pass: [{ DeadLetterConfig: { TargetArn: "arn:aws:sqs:us-east-1:123456789012:dlq" } }],
    fail: [{}, { DeadLetterConfig: {} }],
  },
  requirements: {},
});
