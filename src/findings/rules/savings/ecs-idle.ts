import { scaled } from "../../../inventory/prices.ts";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { SERVICE, Service, taskMonthly, taskOf } from "./fargate.ts";
import { keptBy, noData, round, young } from "./measured.ts";
import { saves } from "./saving.ts";

const DAYS = 14;
const CPU_PERCENT_MAX = 1;
const SILENT = { cpuAverage14d: 0.2, requests14d: 0, running: 2 };

export default rule({
  id: "ecs-idle",
  pack: "savings",
  title: "Service runs and nobody asks",
  category: "idle",
  severity: "medium",
  resourceType: "AWS::ECS::Service",
  remedy: "Ask its owner, then set its count to zero; delete it when nobody misses it.",
  cli: "aws ecs update-service --service <id> --desired-count 0",
  needs: ["tags", "metrics"],
  config: Service,
  evaluate(service, context) {
    const { cpuAverage14d: cpu, requests14d: requests, running } = context.metrics;
    if (!running) return pass("Runs no tasks.");
    if (service.loadBalancers.length === 0) return notApplicable("Works without requests: its queue is not seen here.");
    const guard = keptBy(context.tags) ?? young(service.createdAt, DAYS, context);
    if (guard) return guard;
    if (cpu == null || requests == null) return noData("its CPU and requests");
    const facts = `CPU averaged ${round(cpu)} % with ${Math.round(requests)} requests within 14 days.`;
    if (cpu >= CPU_PERCENT_MAX || requests > 0) return pass(facts);
    const task = taskOf(service);
    const price = task && scaled(taskMonthly(task, context.region), running);
    return price ? saves(price, facts, `${running} tasks × 730 h`, { cpu, requests }) : fail(facts);
  },
  examples: {
    pass: [
      { config: SERVICE, context: { metrics: { ...SILENT, requests14d: 1 } } },
      { config: SERVICE, context: { metrics: { ...SILENT, running: 0 } } },
      { config: SERVICE, context: { metrics: { ...SILENT, cpuAverage14d: 1 } } },
      {
        config: { ...SERVICE, createdAt: "2026-11-06T12:00:00.000Z" },
        context: { metrics: { ...SILENT, requests14d: 1 } },
      },
    ],
    fail: [
      { config: SERVICE, context: { metrics: SILENT }, saves: "2 × (1 × 0.04048 + 2 × 0.004445) × 730 = 72.0802" },
      { config: { ...SERVICE, launchType: undefined }, context: { metrics: SILENT } },
    ],
    notApplicable: [
      { config: { ...SERVICE, loadBalancers: [] }, context: { metrics: SILENT } },
      { config: SERVICE, context: { metrics: SILENT, tags: { Standby: "1" } } },
    ],
    unknown: [
      { config: { ...SERVICE, createdAt: undefined }, context: { metrics: { ...SILENT, requests14d: 1 } } },
      { config: SERVICE, context: { metrics: { requests14d: 1, running: 2 } } },
      { config: SERVICE, context: { metrics: { ...SILENT, requests14d: null } } },
    ],
  },
  requirements: {},
});
