import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "ECS-006",
  pack: "compliance",
  title: "ECS container must have a log configuration",
  category: "logging",
  severity: "medium",
  resourceType: "AWS::ECS::TaskDefinition",
  remedy: "Add a log configuration to each container definition.",
  config: z.object({ containerDefinitions: z.array(z.object({ name: z.string(), logDriver: z.string().nullish() })) }),
  evaluate({ containerDefinitions }) {
    const bad = containerDefinitions.filter((container) => !container.logDriver);
    if (bad.length === 0) return pass("Holds for every container.");
    return fail(`Logs nowhere: ${bad.map(({ name }) => name).join(", ")}.`);
  },
  examples: {
    pass: [{ containerDefinitions: [{ name: "web", logDriver: "awslogs" }] }],
    fail: [{ containerDefinitions: [{ name: "web" }] }, { containerDefinitions: [{ name: "web", logDriver: null }] }],
  },
  requirements: related({
    "aws-fsbp": "ECS.9",
    "pci-dss-4.0":
      "10.2.1.1 10.2.1.2 10.2.1.3 10.2.1.4 10.2.1.5 10.2.1.6 10.2.1.7 10.2.1 10.2.2 10.3.1 10.6.3 5.3.4 A1.2.1",
    soc2: "A1.2",
    "iso-27001-2022": "A.8.15",
  }),
});
