import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { keptBy, noData, young } from "./measured.ts";
import { nodesMonthly } from "./node-price.ts";
import { saves } from "./saving.ts";

const DAYS = 14;
const CACHE = { CacheNodeType: "cache.m4.large", Nodes: 2, ReplicationGroupCreateTime: "2026-01-01T00:00:00Z" };

export default rule({
  id: "elasticache-idle",
  pack: "savings",
  title: "Nobody asks the cache",
  category: "idle",
  severity: "high",
  resourceType: "AWS::ElastiCache::ReplicationGroup",
  remedy: "Ask its owner, take a final snapshot, then delete the replication group.",
  cli: "aws elasticache delete-replication-group --replication-group-id <id> --final-snapshot-identifier <id>-final",
  needs: ["tags", "metrics"],
  config: z.object({
    CacheNodeType: z.string().nullish(),
    Nodes: z.number().nullish(),
    ReplicationGroupCreateTime: z.string().nullish(),
  }),
  evaluate({ CacheNodeType, Nodes, ReplicationGroupCreateTime }, context) {
    const requests = context.metrics.requests14d;
    if (requests == null) return noData("its hits and misses");
    const facts = `${Math.round(requests)} hits and misses within 14 days.`;
    if (requests > 0) return pass(facts);
    const guard = keptBy(context.tags) ?? young(ReplicationGroupCreateTime, DAYS, context);
    if (guard) return guard;
    const price = nodesMonthly("cache", { type: CacheNodeType, count: Nodes }, context);
    return price ? saves(price, facts, "all its nodes × 730 h, or what they were billed") : fail(facts);
  },
  examples: {
    pass: [{ config: CACHE, context: { metrics: { requests14d: 1 } } }],
    fail: [
      { config: CACHE, context: { metrics: { requests14d: 0 } }, saves: "2 × 0.156 × 730 = 227.76" },
      { config: { ...CACHE, CacheNodeType: "cache.t4g.small" }, context: { metrics: { requests14d: 0 } } },
      {
        config: { ...CACHE, CacheNodeType: "cache.t4g.small" },
        context: {
          metrics: { requests14d: 0 },
          billed: { amount: "23.5", basis: "effective", pricedAt: "2026-11-20" },
        },
        saves: "23.5 × 1 = 23.5",
      },
      { config: { ...CACHE, Nodes: undefined }, context: { metrics: { requests14d: 0 } } },
      {
        config: { ...CACHE, ReplicationGroupCreateTime: "2026-11-06T12:00:00.000Z" },
        context: { metrics: { requests14d: 0 } },
      },
    ],
    notApplicable: [
      {
        config: { ...CACHE, ReplicationGroupCreateTime: "2026-11-10T00:00:00Z" },
        context: { metrics: { requests14d: 0 } },
      },
      { config: CACHE, context: { metrics: { requests14d: 0 }, tags: { backup: "1" } } },
    ],
    unknown: [
      { config: { ...CACHE, ReplicationGroupCreateTime: undefined }, context: { metrics: { requests14d: 0 } } },
      CACHE,
    ],
  },
  requirements: {},
});
