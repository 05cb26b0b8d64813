import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { keptBy, noData } from "./measured.ts";
import { nodesMonthly } from "./node-price.ts";
import { saves } from "./saving.ts";

const DOMAIN = { Instances: { InstanceType: "c4.2xlarge.search", InstanceCount: 3 } };
const SILENT = { searches14d: 0, indexed14d: 0 };

export default rule({
  id: "opensearch-idle",
  pack: "savings",
  title: "Nobody searches the domain",
  category: "idle",
  severity: "high",
  resourceType: "AWS::OpenSearchService::Domain",
  remedy: "Ask its owner, take a snapshot, then delete the domain; an archive of logs is cheaper in S3.",
  cli: "aws opensearch delete-domain --domain-name <id>",
  needs: ["tags", "metrics"],
  config: z.object({
    Instances: z.object({ InstanceType: z.string().nullish(), InstanceCount: z.number().nullish() }),
  }),
  evaluate({ Instances }, context) {
    const { searches14d: searches, indexed14d: indexed } = context.metrics;
    if (searches == null) return noData("its searches");
    if (searches > 0) return pass("Was searched within 14 days.");
    const kept = keptBy(context.tags);
    if (kept) return kept;
    if (indexed == null) return noData("what it takes in");
    if (indexed > 0)
      return {
        status: "MANUAL",
        message: "Was not searched within 14 days, but takes documents in: it may be an archive.",
      };
    const facts = "Was not searched within 14 days.";
    const price = nodesMonthly("search", { type: Instances.InstanceType, count: Instances.InstanceCount }, context);
    return price ? saves(price, facts, "its nodes × 730 h, or what they were billed") : fail(facts);
  },
  examples: {
    pass: [
      { config: DOMAIN, context: { metrics: { searches14d: 3 } } },
      { config: DOMAIN, context: { metrics: { searches14d: 1 } } },
    ],
    fail: [
      { config: DOMAIN, context: { metrics: SILENT }, saves: "3 × 0.587 × 730 = 1285.53" },
      { config: { Instances: { InstanceType: "r6g.large.search", InstanceCount: 1 } }, context: { metrics: SILENT } },
      { config: { Instances: { InstanceType: "c4.2xlarge.search" } }, context: { metrics: SILENT } },
    ],
    notApplicable: [{ config: DOMAIN, context: { tags: { backup: "1" }, metrics: SILENT } }],
    unknown: [
      DOMAIN,
      { config: DOMAIN, context: { metrics: { searches14d: 0 } } },
      { config: DOMAIN, context: { metrics: { indexed14d: 0 } } },
    ],
    manual: [{ config: DOMAIN, context: { metrics: { ...SILENT, indexed14d: 1 } } }],
  },
  requirements: {},
});
