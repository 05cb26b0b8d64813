import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "APG-006",
  pack: "compliance",
  title: "HTTP or WebSocket API stage must have access logs",
  category: "logging",
  severity: "medium",
  resourceType: "AWS::ApiGatewayV2::Stage",
  remedy: "Name a log group for access logs of the stage.",
  config: z.object({ LogDestination: z.string().nullable() }),
  evaluate: ({ LogDestination }) => (LogDestination ? pass("Writes access logs.") : fail("Writes no access logs.")),
  examples: {
    pass: [{ LogDestination: "arn:aws:logs:x" }],
    fail: [{ LogDestination: null }],
  },
  requirements: related({
    "cis-aws-7.0": "4.10",
    "aws-fsbp": "APIGateway.9",
    "pci-dss-4.0":
      "10.2.1.1 10.2.1.2 10.2.1.3 10.2.1.4 10.2.1.5 10.2.1.6 10.2.1.7 10.2.1 10.2.2 10.3.1 10.6.3 5.3.4 A1.2.1",
    soc2: "A1.2 PI1.2",
    "aws-well-architected-security": "detect-investigate-events:sec_detect_investigate_events_app_service_logging",
    "iso-27001-2022": "A.8.15",
  }),
});
