import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "CWL-004",
  pack: "compliance",
  title: "CloudWatch alarm should notify somebody",
  category: "monitoring",
  severity: "medium",
  resourceType: "AWS::CloudWatch::Alarm",
  remedy: "Add an action, such as an SNS topic that people read.",
  config: z.object({ AlarmActions: z.array(z.string()).nullish() }),
  evaluate: ({ AlarmActions }) => (AlarmActions?.length ? pass("Tells somebody.") : fail("Tells nobody.")),
  examples: {
    pass: [{ AlarmActions: ["arn:aws:sns:x"] }],
    fail: [{ AlarmActions: [] }, {}],
  },
  requirements: related({
    "pci-dss-4.0": "10.2.1.1 10.4.1.1 10.4.1 10.4.2 10.4.3 10.6.3 10.7.1 10.7.2 11.5.2 11.6.1 12.10.5 A3.3.1 A3.5.1",
  }),
});
