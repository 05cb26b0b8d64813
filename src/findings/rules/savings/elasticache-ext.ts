import * as z from "zod";
import { clusterSupport, scaled } from "../../../inventory/prices.ts";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { nodesMonthly } from "./node-price.ts";
import { savesBeside } from "./saving.ts";

const CACHE = { Engine: "redis", EngineVersion: "5.0.6", CacheNodeType: "cache.m4.large", Nodes: 2 };

export default rule({
  id: "elasticache-ext",
  pack: "savings",
  title: "Cache pays the premium of a Redis version past its standard support",
  category: "lifecycle",
  severity: "medium",
  resourceType: "AWS::ElastiCache::ReplicationGroup",
  remedy: "Upgrade to a version in standard support.",
  cli: "aws elasticache modify-replication-group --replication-group-id <id> --engine-version <version> --apply-immediately",
  config: z.object({
    Engine: z.string().nullish(),
    EngineVersion: z.string().nullable(),
    CacheNodeType: z.string().nullish(),
    Nodes: z.number().nullish(),
  }),
  evaluate({ Engine, EngineVersion, CacheNodeType, Nodes }, { now, region }) {
    if (Engine && Engine !== "redis") return notApplicable(`Is ${Engine}.`);
    if (!EngineVersion) return notApplicable("AWS does not say which version it runs.");
    const support = clusterSupport("redis", EngineVersion, now);
    if (!support) return pass(`No extended support is published for Redis ${EngineVersion}.`);
    if (!support.begun) return pass(`Redis ${support.version} pays no premium before ${support.start}.`);
    const facts = `Redis ${support.version} has been in extended support since ${support.start}.`;
    const nodes = nodesMonthly("cache", { type: CacheNodeType, count: Nodes }, { billed: null, region });
    const price = scaled(nodes, (support.percent ?? 0) / 100);
    const formula = `all its nodes × 730 h × ${support.percent} %`;
    return price ? savesBeside(price, facts, formula, { beside: "surcharge" }) : fail(facts);
  },
  examples: {
    pass: [
      { ...CACHE, EngineVersion: "7.1" },
      { ...CACHE, EngineVersion: "6.2" },
      { ...CACHE, Engine: undefined, EngineVersion: "7.1" },
    ],
    fail: [
      { config: CACHE, saves: "2 × 0.156 × 730 × 0.8 = 182.208" },
      { ...CACHE, CacheNodeType: "cache.t4g.small" },
      { ...CACHE, Nodes: undefined },
    ],
    notApplicable: [
      { ...CACHE, Engine: "valkey" },
      { ...CACHE, EngineVersion: null },
    ],
  },
  requirements: {},
});
