import * as z from "zod";
import { scaled, unit, units } from "../../../inventory/prices.ts";
import { fail, pass, rule } from "../../rule.ts";
import { gib, noData } from "./measured.ts";
import { saves } from "./saving.ts";

export default rule({
  id: "ecr-lifecycle",
  pack: "savings",
  title: "Repository keeps images that no tag names",
  category: "storage",
  severity: "low",
  resourceType: "AWS::ECR::Repository",
  remedy: "Add a lifecycle policy that expires untagged images; those of running tasks are tagged or named by digest.",
  cli: "aws ecr put-lifecycle-policy --repository-name <id> --lifecycle-policy-text file://policy.json",
  needs: ["metrics"],
  config: z.object({ HasLifecyclePolicy: z.boolean() }),
  evaluate({ HasLifecyclePolicy }, { metrics, region }) {
    if (HasLifecyclePolicy) return pass("A lifecycle policy cleans it up.");
    if (metrics.untaggedBytes == null) return noData("its images");
    const size = gib(metrics.untaggedBytes);
    if (size === 0) return pass("Holds no untagged images.");
    const facts = `Holds ${size} GiB of untagged images and no lifecycle policy.`;
    const price = scaled(unit(units.ecrGb, region), size);
    return price ? saves(price, facts, `${size} GiB × ${units.ecrGb}`) : fail(facts);
  },
  examples: {
    pass: [
      { config: { HasLifecyclePolicy: true }, context: { metrics: {} } },
      { config: { HasLifecyclePolicy: false }, context: { metrics: { untaggedBytes: 0 } } },
    ],
    fail: [
      {
        config: { HasLifecyclePolicy: false },
        context: { metrics: { untaggedBytes: 50 * 2 ** 30 } },
        saves: "50 × 0.1 = 5",
      },
      {
        config: { HasLifecyclePolicy: false },
        context: { metrics: { untaggedBytes: 50 * 2 ** 30 }, region: "cn-north-1" },
      },
    ],
    unknown: [{ HasLifecyclePolicy: false }],
  },
  requirements: {},
});
