import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "ECS-009",
  pack: "compliance",
  title: "ECS cluster should have Container Insights",
  category: "monitoring",
  severity: "low",
  resourceType: "AWS::ECS::Cluster",
  remedy: "Turn on Container Insights.",
  cli: "aws ecs update-cluster-settings --cluster <id> --settings name=containerInsights,value=enabled",
  config: z.object({ settings: z.array(z.object({ name: z.string().optional(), value: z.string().optional() })) }),
  evaluate({ settings }) {
    const value = settings.find(({ name }) => name === "containerInsights")?.value;
    return value === "enabled" || value === "enhanced"
      ? pass(`Container Insights is ${value}.`)
      : fail("Container Insights is off.");
  },
  examples: {
    pass: [
      { settings: [{ name: "containerInsights", value: "enabled" }] },
      { settings: [{ name: "containerInsights", value: "enhanced" }] },
    ],
    fail: [{ settings: [] }, { settings: [{ name: "containerInsights", value: "disabled" }] }],
  },
  requirements: related({
    "aws-fsbp": "ECS.12",
  }),
});
