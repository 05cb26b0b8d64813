import { scaled } from "../../../inventory/prices.ts";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { halfTask, SERVICE, Service, taskMonthly, taskOf } from "./fargate.ts";
import { noData, round } from "./measured.ts";
import { difference, saves } from "./saving.ts";

const USED_PERCENT_MAX = 50;
const QUIET = { cpuMaximum14d: 30, memoryMaximum14d: 40, running: 3 };

export default rule({
  id: "ecs-overprov",
  pack: "savings",
  title: "Fargate tasks are twice as large as their load",
  category: "sizing",
  severity: "medium",
  resourceType: "AWS::ECS::Service",
  remedy: "Register the task definition with half the size and deploy it.",
  cli: "aws ecs update-service --service <id> --task-definition <family>",
  needs: ["metrics"],
  config: Service,
  evaluate(service, { metrics, region }) {
    const task = taskOf(service);
    if (!task) return notApplicable("Its tasks do not run on Fargate.");
    const { cpuMaximum14d: cpu, memoryMaximum14d: memory, running } = metrics;
    if (cpu == null || memory == null) return noData("its CPU and memory");
    const facts = `CPU peaked at ${round(cpu)} %, memory at ${round(memory)} % within 14 days`;
    if (cpu >= USED_PERCENT_MAX || memory >= USED_PERCENT_MAX) return pass(`${facts}.`);
    const half = halfTask(task);
    if (!half) return pass(`${facts}; Fargate has no smaller task.`);
    const saving = scaled(difference(taskMonthly(task, region), taskMonthly(half, region)), running ?? 0);
    const target = `${half.vcpus} vCPU and ${half.gigabytes} GB`;
    if (!saving || !running) return fail(`${facts}: ${target} would do.`);
    return saves(saving, `${facts}: ${target} would do.`, `${running} tasks × what is left out × 730 h`, { ...half });
  },
  examples: {
    pass: [
      { config: SERVICE, context: { metrics: { ...QUIET, cpuMaximum14d: 50 } } },
      { config: { ...SERVICE, TaskCpu: "256", TaskMemory: "512" }, context: { metrics: QUIET } },
      { config: SERVICE, context: { metrics: { ...QUIET, memoryMaximum14d: 50 } } },
      { config: SERVICE, context: { metrics: { ...QUIET, memoryMaximum14d: 80 } } },
    ],
    fail: [
      { config: SERVICE, context: { metrics: QUIET }, saves: "3 × (0.5 × 0.04048 + 1 × 0.004445) × 730 = 54.0602" },
      { config: SERVICE, context: { metrics: QUIET, region: "cn-north-1" } },
      { config: SERVICE, context: { metrics: { ...QUIET, running: null } } },
      {
        config: { ...SERVICE, TaskCpu: "512", TaskMemory: "1024" },
        context: { metrics: QUIET },
        saves: "3 × (0.25 × 0.04048 + 0.5 × 0.004445) × 730 = 27.0301",
      },
      {
        config: { ...SERVICE, TaskCpu: "512", TaskMemory: "4096" },
        context: { metrics: QUIET },
        saves: "3 × (0.25 × 0.04048 + 2 × 0.004445) × 730 = 41.6319",
      },
      { config: { ...SERVICE, TaskCpu: "2048", TaskMemory: "8192" }, context: { metrics: QUIET } },
    ],
    notApplicable: [
      { config: { ...SERVICE, launchType: "EC2" }, context: { metrics: QUIET } },
      { config: { ...SERVICE, TaskCpu: null }, context: { metrics: { ...QUIET, cpuMaximum14d: 50 } } },
      { config: { ...SERVICE, TaskMemory: null }, context: { metrics: { ...QUIET, cpuMaximum14d: 50 } } },
    ],
    unknown: [
      { config: SERVICE, context: { metrics: { ...QUIET, cpuMaximum14d: null } } },
      SERVICE,
      { config: SERVICE, context: { metrics: { cpuMaximum14d: 50, running: 3 } } },
    ],
  },
  requirements: {},
});
