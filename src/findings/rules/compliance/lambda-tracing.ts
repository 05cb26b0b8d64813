import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";

export default rule({
  id: "LAM-009",
  pack: "compliance",
  title: "Lambda function should have X-Ray tracing",
  category: "monitoring",
  severity: "low",
  resourceType: "AWS::Lambda::Function",
  remedy: "Turn on active tracing.",
  cli: "aws lambda update-function-configuration --function-name <id> --tracing-config Mode=Active",
  config: z.object({ TracingConfig: z.object({ Mode: z.string().optional() }).nullish() }),
  evaluate: ({ TracingConfig }) =>
    TracingConfig?.Mode === "Active" ? pass("Tracing is active.") : fail("Tracing is not active."),
  examples: {
    pass: [{ TracingConfig: { Mode: "Active" } }],
    fail: [{ TracingConfig: { Mode: "PassThrough" } }, {}],
  },
  requirements: {},
});
