import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";

export default rule({
  id: "SNS-003",
  pack: "compliance",
  title: "SNS subscription must not use plain HTTP",
  category: "encryption",
  severity: "medium",
  resourceType: "AWS::SNS::Subscription",
  remedy: "Subscribe the HTTPS address, and unsubscribe the plain one.",
  cli: "aws sns unsubscribe --subscription-arn <arn>",
  config: z.object({ Protocol: z.string() }),
  evaluate: ({ Protocol }) =>
    Protocol === "http" ? fail("Messages travel over plain HTTP.") : pass(`Delivers by ${Protocol}.`),
  examples: {
    pass: [{ Protocol: "https" }, { Protocol: "sqs" }],
    fail: [{ Protocol: "http" }],
  },
  requirements: {},
});
