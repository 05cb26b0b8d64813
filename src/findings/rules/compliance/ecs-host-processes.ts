import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "ECS-003",
  pack: "compliance",
  title: "ECS task must not share the host process namespace",
  category: "container",
  severity: "high",
  resourceType: "AWS::ECS::TaskDefinition",
  remedy: "Take pidMode out of the task definition, or set it to task.",
  config: z.object({ pidMode: z.string().nullish() }),
  evaluate: ({ pidMode }) =>
    pidMode === "host"
      ? fail("Sees and can signal every process of the host.")
      : pass("Has a process namespace of its own."),
  examples: {
    pass: [{}, { pidMode: "task" }],
    fail: [{ pidMode: "host" }],
  },
  requirements: related({
    "aws-fsbp": "ECS.3",
    "pci-dss-4.0": "1.4.5",
  }),
});
