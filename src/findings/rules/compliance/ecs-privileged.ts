import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "ECS-001",
  pack: "compliance",
  title: "ECS container must not be privileged",
  category: "container",
  severity: "high",
  resourceType: "AWS::ECS::TaskDefinition",
  remedy: "Take the privileged flag out of the container definition.",
  config: z.object({
    containerDefinitions: z.array(z.object({ name: z.string(), privileged: z.boolean().nullish() })),
  }),
  evaluate({ containerDefinitions }) {
    const bad = containerDefinitions.filter((container) => container.privileged);
    if (bad.length === 0) return pass("Holds for every container.");
    return fail(`Runs privileged: ${bad.map(({ name }) => name).join(", ")}.`);
  },
  examples: {
    pass: [{ containerDefinitions: [{ name: "web", privileged: false }] }, { containerDefinitions: [{ name: "web" }] }],
    fail: [{ containerDefinitions: [{ name: "web" }, { name: "agent", privileged: true }] }],
  },
  requirements: related({
    "aws-fsbp": "ECS.4",
    "pci-dss-4.0": "7.2.1 7.2.2 7.2.3",
  }),
});
