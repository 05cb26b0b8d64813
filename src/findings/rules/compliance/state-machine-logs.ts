import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "SFN-001",
  pack: "compliance",
  title: "Step Functions state machine should log",
  category: "logging",
  severity: "low",
  resourceType: "AWS::StepFunctions::StateMachine",
  remedy: "Log errors at least.",
  config: z.object({ LogLevel: z.string() }),
  evaluate: ({ LogLevel }) =>
    LogLevel === "OFF" ? fail("Executions are not logged.") : pass(`Logs at level ${LogLevel}.`),
  examples: {
    pass: [{ LogLevel: "ERROR" }, { LogLevel: "ALL" }],
    fail: [{ LogLevel: "OFF" }],
  },
  requirements: related({
    "aws-fsbp": "StepFunctions.1",
    "pci-dss-4.0":
      "10.2.1.1 10.2.1.2 10.2.1.3 10.2.1.4 10.2.1.5 10.2.1.6 10.2.1.7 10.2.1 10.2.2 10.3.1 10.6.3 5.3.4 A1.2.1",
    soc2: "A1.2 PI1.3",
    "iso-27001-2022": "A.8.15",
  }),
});
