import { ec2Hour, instanceType, isListPriced, monthly, smallerType } from "../../../inventory/prices.ts";
import { notApplicable, pass, rule, unknown } from "../../rule.ts";
import { Instance, RUNNING } from "./instance.ts";
import { noData, round } from "./measured.ts";
import { difference, isSaving, saves } from "./saving.ts";

const CPU_PERCENT_MAX = 40;
const MEMORY_PERCENT_MAX = 40;
/** What the busiest hour needed, and half of it more. */
const SAFETY = 1.5;
const XLARGE = { ...RUNNING, InstanceType: "m5.xlarge" };
const QUIET = { cpuAverage14d: 10, cpuMaximum14d: 20, cpuDatapoints14d: 336 };

export default rule({
  id: "ec2-underutilized",
  pack: "savings",
  title: "Instance is larger than its load",
  category: "sizing",
  severity: "medium",
  resourceType: "AWS::EC2::Instance",
  remedy: "Check network and EBS throughput of the smaller type, then change the instance type in a quiet hour.",
  cli: "aws ec2 modify-instance-attribute --instance-id <id> --instance-type <type>",
  needs: ["metrics"],
  config: Instance,
  evaluate(instance, { metrics, region }) {
    const { InstanceType: type, State } = instance;
    if (State.Name !== "running") return notApplicable(`Is ${State.Name}.`);
    if (!isListPriced(instance)) return notApplicable("Only Linux on demand on shared hardware can be compared.");
    if (type.startsWith("t")) return notApplicable("A burstable type is sized by its credits.");
    const { cpuAverage14d: average, cpuMaximum14d: peak, memoryMaximum14d: memoryPeak } = metrics;
    if (average == null || peak == null) return noData("its CPU");
    const facts = `CPU averaged ${round(average)} % with a peak of ${round(peak)} % over 14 days`;
    if (average >= CPU_PERCENT_MAX) return pass(`${facts}.`);
    if (memoryPeak != null && memoryPeak >= MEMORY_PERCENT_MAX)
      return pass(`${facts}, but memory peaked at ${round(memoryPeak)} %.`);
    const known = instanceType(type);
    if (!known?.vcpus || !known.memoryGib) return unknown(`The size of ${type} is not known.`);
    // Without the agent nobody knows what memory is used, so all of it is kept.
    const memoryGib = memoryPeak == null ? known.memoryGib : (known.memoryGib * memoryPeak * SAFETY) / 100;
    const target = smallerType(type, { vcpus: Math.max(2, (known.vcpus * peak * SAFETY) / 100), memoryGib });
    if (!target) return pass(`${facts}; no smaller type would fit.`);
    const saving = difference(monthly(ec2Hour(type, region)), monthly(ec2Hour(target, region)));
    if (!saving || !isSaving(saving)) return unknown(`The price of ${type} or ${target} in ${region} is not known.`);
    const memory =
      memoryPeak == null ? "its memory is not measured and kept" : `memory peaked at ${round(memoryPeak)} %`;
    return saves(saving, `${facts}, ${memory}: ${target} would do.`, `(${type} − ${target}) × 730 h`, {
      target,
      average,
      peak,
      memoryPeak: memoryPeak ?? null,
    });
  },
  examples: {
    pass: [
      { config: XLARGE, context: { metrics: { ...QUIET, cpuAverage14d: 40 } } },
      { config: XLARGE, context: { metrics: { ...QUIET, memoryMaximum14d: 70 } } },
      { config: RUNNING, context: { metrics: { ...QUIET, cpuMaximum14d: 90 } } },
      { config: { ...RUNNING, InstanceType: "x" }, context: { metrics: { ...QUIET, memoryMaximum14d: 70 } } },
      { config: XLARGE, context: { metrics: { ...QUIET, memoryMaximum14d: 40 } } },
    ],
    fail: [
      // Memory unknown: r5.large keeps the 16 GiB with half the vCPUs.
      { config: XLARGE, context: { metrics: QUIET }, saves: "0.192 × 730 − 0.126 × 730 = 48.18" },
      // 20 % of 16 GiB and half more is 4.8 GiB: m5.large has 8.
      {
        config: XLARGE,
        context: { metrics: { ...QUIET, memoryMaximum14d: 20 } },
        saves: "0.192 × 730 − 0.096 × 730 = 70.08",
      },
    ],
    notApplicable: [
      { config: { ...RUNNING, InstanceType: "t3.large" }, context: { metrics: QUIET } },
      { config: { ...XLARGE, State: { Name: "stopped" } }, context: { metrics: {} } },
      { config: { ...XLARGE, PlatformDetails: undefined }, context: { metrics: { ...QUIET, cpuAverage14d: 40 } } },
    ],
    unknown: [
      { config: { ...RUNNING, InstanceType: "x" }, context: { metrics: { ...QUIET, cpuMaximum14d: 90 } } },
      { config: XLARGE, context: { metrics: QUIET, region: "cn-north-1" } },
      { config: XLARGE, context: { metrics: { ...QUIET, cpuAverage14d: null } } },
      XLARGE,
      { config: XLARGE, context: { metrics: { cpuAverage14d: 40, cpuDatapoints14d: 336 } } },
    ],
  },
  requirements: {},
});
