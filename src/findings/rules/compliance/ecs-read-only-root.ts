import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "ECS-004",
  pack: "compliance",
  title: "ECS container should have a read-only root file system",
  category: "container",
  severity: "medium",
  resourceType: "AWS::ECS::TaskDefinition",
  remedy: "Set readonlyRootFilesystem and mount volumes for what has to be written.",
  config: z.object({
    containerDefinitions: z.array(z.object({ name: z.string(), readonlyRootFilesystem: z.boolean().nullish() })),
  }),
  evaluate({ containerDefinitions }) {
    const bad = containerDefinitions.filter((container) => !container.readonlyRootFilesystem);
    if (bad.length === 0) return pass("Holds for every container.");
    return fail(`Can write to its own file system: ${bad.map(({ name }) => name).join(", ")}.`);
  },
  examples: {
    pass: [{ containerDefinitions: [{ name: "web", readonlyRootFilesystem: true }] }],
    fail: [
      { containerDefinitions: [{ name: "web" }] },
      {
        containerDefinitions: [
          { name: "web", readonlyRootFilesystem: true },
          { name: "log", readonlyRootFilesystem: false },
        ],
      },
    ],
  },
  requirements: related({
    "aws-fsbp": "ECS.5",
    "pci-dss-4.0": "10.3.2 10.6.3 3.5.1.3 7.2.1 7.2.2 7.2.5 7.2.6 7.3.1 7.3.2 7.3.3 8.2.7 8.2.8 8.3.4 A1.1.2 A3.4.1",
  }),
});
