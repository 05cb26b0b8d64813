import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "APG-003",
  pack: "compliance",
  title: "REST API stage should have X-Ray tracing",
  category: "monitoring",
  severity: "low",
  resourceType: "AWS::ApiGateway::Stage",
  remedy: "Turn on X-Ray tracing for the stage.",
  config: z.object({ tracingEnabled: z.boolean().default(false) }),
  evaluate: ({ tracingEnabled }) => (tracingEnabled ? pass("X-Ray tracing is on.") : fail("X-Ray tracing is off.")),
  examples: {
    pass: [{ tracingEnabled: true }],
    fail: [{ tracingEnabled: false }],
  },
  requirements: related({
    "aws-fsbp": "APIGateway.3",
    "pci-dss-4.0":
      "10.2.1.1 10.2.1.2 10.2.1.3 10.2.1.4 10.2.1.5 10.2.1.6 10.2.1.7 10.2.1 10.2.2 10.3.1 10.4.1.1 10.4.1 10.4.2 10.6.3 10.7.1 10.7.2 5.3.4 A1.2.1 A3.3.1 A3.5.1",
  }),
});
