import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "ECS-007",
  pack: "compliance",
  title: "ECS service must not assign public addresses",
  category: "public-exposure",
  severity: "high",
  resourceType: "AWS::ECS::Service",
  remedy: "Run the tasks in private subnets without public addresses.",
  config: z.object({
    networkConfiguration: z
      .object({ awsvpcConfiguration: z.object({ assignPublicIp: z.string().optional() }).nullish() })
      .nullish(),
  }),
  evaluate: ({ networkConfiguration }) =>
    networkConfiguration?.awsvpcConfiguration?.assignPublicIp === "ENABLED"
      ? fail("Gives its tasks public addresses.")
      : pass("Gives its tasks no public addresses."),
  examples: {
    pass: [{ networkConfiguration: { awsvpcConfiguration: { assignPublicIp: "DISABLED" } } }, {}],
    fail: [{ networkConfiguration: { awsvpcConfiguration: { assignPublicIp: "ENABLED" } } }],
  },
  requirements: related({
    "aws-fsbp": "ECS.2",
  }),
});
