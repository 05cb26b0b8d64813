import * as z from "zod";
import { scaled } from "../../../inventory/prices.ts";
import { fail, pass, rule } from "../../rule.ts";
import { noData, round } from "./measured.ts";
import { nodesMonthly } from "./node-price.ts";
import { savesUpTo } from "./saving.ts";

const PERCENT_MAX = 40;
const CACHE = { CacheNodeType: "cache.m4.large", Nodes: 2 };
const QUIET = { cpuAverage30d: 5, memoryMaximum30d: 20 };

export default rule({
  id: "elasticache-size",
  pack: "savings",
  title: "Cache is larger than its load",
  category: "sizing",
  severity: "medium",
  resourceType: "AWS::ElastiCache::ReplicationGroup",
  remedy: "Check the network of the smaller node type, then change the type in a quiet hour.",
  cli: "aws elasticache modify-replication-group --replication-group-id <id> --cache-node-type <type>",
  needs: ["metrics"],
  config: z.object({ CacheNodeType: z.string().nullish(), Nodes: z.number().nullish() }),
  evaluate({ CacheNodeType, Nodes }, context) {
    const { cpuAverage30d: cpu, memoryMaximum30d: memory } = context.metrics;
    if (cpu == null || memory == null) return noData("its CPU and memory");
    const facts = `CPU averaged ${round(cpu)} %, memory peaked at ${round(memory)} % over 30 days.`;
    if (cpu >= PERCENT_MAX || memory >= PERCENT_MAX) return pass(facts);
    const whole = nodesMonthly("cache", { type: CacheNodeType, count: Nodes }, context);
    // Half the node is half the price in every family; which of them is offered here is not in the book.
    const most = scaled(whole, "0.5");
    return most
      ? savesUpTo({ most }, facts, "0 to half of its nodes: the next smaller type, where there is one")
      : fail(facts);
  },
  examples: {
    pass: [
      { config: CACHE, context: { metrics: { ...QUIET, cpuAverage30d: 40 } } },
      { config: CACHE, context: { metrics: { ...QUIET, memoryMaximum30d: 40 } } },
    ],
    fail: [
      { config: CACHE, context: { metrics: QUIET }, saves: "0 to 2 × 0.156 × 730 ÷ 2 = 113.88" },
      { config: { Nodes: 2, CacheNodeType: "cache.t4g.small" }, context: { metrics: QUIET } },
      { config: { CacheNodeType: "cache.m4.large" }, context: { metrics: QUIET } },
    ],
    unknown: [
      { config: CACHE, context: { metrics: { memoryMaximum30d: 20 } } },
      CACHE,
      { config: CACHE, context: { metrics: { cpuAverage30d: 40 } } },
    ],
  },
  requirements: {},
});
