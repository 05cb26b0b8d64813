import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "CFR-004",
  pack: "compliance",
  title: "CloudFront should write access logs",
  category: "logging",
  severity: "medium",
  resourceType: "AWS::CloudFront::Distribution",
  remedy: "Turn on standard logs.",
  config: z.object({ Logging: z.boolean(), RealtimeLog: z.string().nullable(), LogDelivery: z.boolean() }),
  evaluate: ({ Logging, RealtimeLog, LogDelivery }) =>
    Logging || RealtimeLog || LogDelivery ? pass("Writes access logs.") : fail("Writes no access logs."),
  examples: {
    pass: [
      { Logging: true, RealtimeLog: null, LogDelivery: false },
      { Logging: false, RealtimeLog: "arn", LogDelivery: false },
      { Logging: false, RealtimeLog: null, LogDelivery: true },
    ],
    fail: [{ Logging: false, RealtimeLog: null, LogDelivery: false }],
  },
  requirements: related({
    "cis-aws-7.0": "4.10",
    "aws-fsbp": "CloudFront.5",
    "pci-dss-4.0":
      "10.2.1.1 10.2.1.2 10.2.1.3 10.2.1.4 10.2.1.5 10.2.1.6 10.2.1.7 10.2.1 10.2.2 10.3.1 10.6.3 5.3.4 A1.2.1",
    soc2: "A1.2 PI1.2",
    "aws-well-architected-security": "detect-investigate-events:sec_detect_investigate_events_app_service_logging",
    "iso-27001-2022": "A.8.15 A.8.16",
  }),
});
