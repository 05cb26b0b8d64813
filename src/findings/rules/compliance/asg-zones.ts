import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "ASG-001",
  pack: "compliance",
  title: "Auto Scaling group should span several zones",
  category: "resilience",
  severity: "medium",
  resourceType: "AWS::AutoScaling::AutoScalingGroup",
  remedy: "Add subnets of another Availability Zone.",
  config: z.object({ AvailabilityZones: z.array(z.string()) }),
  evaluate: ({ AvailabilityZones: zones }) =>
    zones.length > 1 ? pass(`Spans ${zones.length} zones.`) : fail(`Runs in ${zones[0] ?? "no zone"} only.`),
  examples: {
    pass: [{ AvailabilityZones: ["a", "b"] }],
    fail: [{ AvailabilityZones: ["a"] }],
  },
  requirements: related({
    "aws-fsbp": "AutoScaling.2",
    "iso-27001-2022": "A.8.14",
  }),
});
