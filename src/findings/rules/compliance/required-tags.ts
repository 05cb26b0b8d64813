import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";

export default rule({
  id: "TAG-001",
  pack: "compliance",
  title: "Resource must carry the required tags",
  category: "ownership",
  severity: "low",
  resourceType: "*",
  remedy: "Tag the resource in the infrastructure code that owns it.",
  needs: ["tags"],
  config: z.object({}),
  evaluate(_, { tags, settings }) {
    const missing = settings.requiredTags.filter((key) => !tags?.[key]?.trim());
    if (missing.length === 0) return pass("Carries every required tag.");
    return fail(`Missing or empty: ${missing.join(", ")}.`, { evidence: { missing } });
  },
  examples: {
    pass: [{ config: {}, context: { tags: { Environment: "prod", Owner: "checkout", CostCenter: "42" } } }],
    fail: [
      { config: {}, context: { tags: {} } },
      { config: {}, context: { tags: { Environment: "prod", Owner: "checkout" } } },
      { config: {}, context: { tags: { Environment: "prod", Owner: " ", CostCenter: "42" } } },
    ],
  },
  requirements: {},
});
