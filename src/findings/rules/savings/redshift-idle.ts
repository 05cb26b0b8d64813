import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { keptBy, noData, round, young } from "./measured.ts";
import { nodesMonthly } from "./node-price.ts";
import { saves } from "./saving.ts";

const DAYS = 7;
const CPU_PERCENT_MAX = 5;
const WAREHOUSE = { NodeType: "ra3.4xlarge", NumberOfNodes: 2, ClusterCreateTime: "2026-01-01T00:00:00Z" };

export default rule({
  id: "redshift-idle",
  pack: "savings",
  title: "Data warehouse does nothing",
  category: "idle",
  severity: "high",
  resourceType: "AWS::Redshift::Cluster",
  remedy: "Pause it between scheduled loads, or take a snapshot and delete it.",
  cli: "aws redshift pause-cluster --cluster-identifier <id>",
  needs: ["tags", "metrics"],
  config: z.object({
    NodeType: z.string().nullish(),
    NumberOfNodes: z.number().nullish(),
    ClusterCreateTime: z.string().nullish(),
  }),
  evaluate({ NodeType, NumberOfNodes, ClusterCreateTime }, context) {
    const { connectionsMaximum7d: connections, cpuP99 } = context.metrics;
    if (connections == null && cpuP99 == null) return noData("its connections and CPU");
    const isIdle = connections === 0 || (cpuP99 != null && cpuP99 < CPU_PERCENT_MAX);
    const facts = `Up to ${connections ?? "unmeasured"} connections, CPU below ${cpuP99 == null ? "an unmeasured value" : `${round(cpuP99)} %`} in 99 of 100 hours of 7 days.`;
    if (!isIdle) return pass(facts);
    const guard = keptBy(context.tags) ?? young(ClusterCreateTime, DAYS, context);
    if (guard) return guard;
    if (!NodeType) return notApplicable("AWS does not say what it runs on.");
    const price = nodesMonthly("warehouse", { type: NodeType, count: NumberOfNodes }, context);
    return price ? saves(price, facts, "its nodes × 730 h, or what they were billed") : fail(facts);
  },
  examples: {
    pass: [
      { config: WAREHOUSE, context: { metrics: { connectionsMaximum7d: 4, cpuP99: 5 } } },
      { config: WAREHOUSE, context: { metrics: { cpuP99: 5 } } },
      { config: WAREHOUSE, context: { metrics: { connectionsMaximum7d: 4, cpuP99: null } } },
    ],
    fail: [
      {
        config: WAREHOUSE,
        context: { metrics: { connectionsMaximum7d: 0, cpuP99: 20 } },
        saves: "2 × 3.26 × 730 = 4759.6",
      },
      { config: { ...WAREHOUSE, NodeType: "rg.xlarge" }, context: { metrics: { connectionsMaximum7d: 3, cpuP99: 1 } } },
      {
        config: { ...WAREHOUSE, NumberOfNodes: undefined },
        context: { metrics: { connectionsMaximum7d: 0, cpuP99: 20 } },
      },
      {
        config: { ...WAREHOUSE, ClusterCreateTime: "2026-11-13T12:00:00.000Z" },
        context: { metrics: { connectionsMaximum7d: 0, cpuP99: 20 } },
      },
    ],
    notApplicable: [
      {
        config: { ...WAREHOUSE, ClusterCreateTime: "2026-11-18T00:00:00Z" },
        context: { metrics: { connectionsMaximum7d: 0 } },
      },
      { config: { ...WAREHOUSE, NodeType: undefined }, context: { metrics: { connectionsMaximum7d: 0, cpuP99: 20 } } },
      { config: WAREHOUSE, context: { metrics: { connectionsMaximum7d: 0 }, tags: { keep: "1" } } },
    ],
    unknown: [
      WAREHOUSE,
      {
        config: { ...WAREHOUSE, ClusterCreateTime: undefined },
        context: { metrics: { connectionsMaximum7d: 0, cpuP99: 20 } },
      },
    ],
  },
  requirements: {},
});
