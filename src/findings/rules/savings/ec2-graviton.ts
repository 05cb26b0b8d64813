import { ec2Hour, isListPriced, monthly } from "../../../inventory/prices.ts";
import { notApplicable, pass, rule, unknown } from "../../rule.ts";
import { gravitonType, isGraviton } from "./graviton.ts";
import { Instance, RUNNING } from "./instance.ts";
import { difference, isSaving, saves } from "./saving.ts";

export default rule({
  id: "ec2-graviton",
  pack: "savings",
  title: "x86 instance could run on Graviton",
  category: "architecture",
  severity: "medium",
  resourceType: "AWS::EC2::Instance",
  remedy:
    "Build the workload for arm64, test it, then change the instance type; effort is high where software is licensed or native.",
  config: Instance,
  evaluate(instance, { region }) {
    const { InstanceType: type, Architecture, State } = instance;
    if (State.Name !== "running") return notApplicable(`Is ${State.Name}.`);
    if (Architecture === "arm64" || isGraviton(type)) return pass(`${type} runs on Graviton.`);
    if (instance.PlatformDetails === undefined) return unknown("AWS does not say which platform it runs.");
    if (!isListPriced(instance)) return notApplicable("Only Linux on demand on shared hardware can be compared.");
    const target = gravitonType(type);
    if (!target) return notApplicable(`There is no Graviton type of the size of ${type}.`);
    const saving = difference(monthly(ec2Hour(type, region)), monthly(ec2Hour(target, region)));
    if (!saving) return unknown(`The price of ${type} or ${target} in ${region} is not known.`);
    if (!isSaving(saving)) return pass(`${target} is not cheaper than ${type}.`);
    return saves(saving, `${target} is cheaper than ${type}.`, `(${type} − ${target}) × 730 h`, { target });
  },
  examples: {
    pass: [
      { ...RUNNING, InstanceType: "m5.large", Architecture: "arm64" },
      { ...RUNNING, InstanceType: "m6g.large", Architecture: undefined },
      { ...RUNNING, InstanceType: "m6g.large", Architecture: "arm64" },
    ],
    fail: [
      { config: RUNNING, saves: "(0.096 − 0.077) × 730 = 13.87" },
      { config: { ...RUNNING, InstanceType: "m7i.large" }, saves: "(0.1008 − 0.0816) × 730 = 14.016" },
      { ...RUNNING, InstanceType: "t3.micro" },
    ],
    notApplicable: [
      { ...RUNNING, PlatformDetails: "Windows" },
      { ...RUNNING, State: { Name: "stopped" } },
      { ...RUNNING, InstanceLifecycle: "spot" },
      { ...RUNNING, InstanceType: "m5.24xlarge" },
      { ...RUNNING, InstanceType: "i3.large" },
    ],
    unknown: [
      { ...RUNNING, PlatformDetails: undefined },
      { config: RUNNING, context: { region: "eu-nowhere-1" } },
    ],
  },
  requirements: {},
});
