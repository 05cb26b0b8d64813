import {
  ec2Hour,
  instanceType,
  isListPriced,
  monthly,
  scaled,
  smallerType,
  total,
  unit,
  units,
} from "../../../inventory/prices.ts";
import { notApplicable, pass, rule, unknown } from "../../rule.ts";
import { Instance, RUNNING } from "./instance.ts";
import { difference, isSaving, saves } from "./saving.ts";

/** A credit is one vCPU for one minute (EC2 user guide, "CPU credits"). */
const CREDITS_PER_HOUR = 60;
/** Of the same processor vendor, without credits; a type with the same memory is looked for from here downwards. */
const FIXED: Record<string, string> = {
  t2: "r6i.16xlarge",
  t3: "r6i.16xlarge",
  t3a: "r6a.16xlarge",
  t4g: "r6g.16xlarge",
};
const BURSTABLE = { ...RUNNING, InstanceType: "t3.large" };

export default rule({
  id: "ec2-burst-surplus",
  pack: "savings",
  title: "Burstable instance pays for more credits than a fixed type costs",
  category: "sizing",
  severity: "low",
  resourceType: "AWS::EC2::Instance",
  remedy: "Change to the fixed-performance type of the same size, or find out what keeps the processor busy.",
  cli: "aws ec2 modify-instance-attribute --instance-id <id> --instance-type <type>",
  needs: ["metrics"],
  config: Instance,
  evaluate(instance, { metrics, region }) {
    const { InstanceType: type, State } = instance;
    const from = FIXED[type.split(".")[0] ?? ""];
    if (!from) return notApplicable(`${type} has no credits.`);
    if (State.Name !== "running") return notApplicable(`Is ${State.Name}.`);
    if (!isListPriced(instance)) return notApplicable("Only Linux on demand on shared hardware can be compared.");
    const credits = metrics.surplusCredits30d ?? 0;
    if (credits <= 0) return pass("Paid for no surplus credits within 30 days.");
    const known = instanceType(type);
    const target = known?.memoryGib && smallerType(from, { vcpus: known.vcpus ?? 2, memoryGib: known.memoryGib });
    if (!target) return unknown(`No fixed type of the size of ${type} is known.`);
    const surplus = scaled(unit(units.burstCreditVcpuHour, region), credits / CREDITS_PER_HOUR);
    const saving = difference(total(surplus, monthly(ec2Hour(type, region))), monthly(ec2Hour(target, region)));
    if (!saving) return unknown(`The price of ${type} or ${target} in ${region} is not known.`);
    if (!isSaving(saving)) return pass(`Surplus credits and ${type} together cost less than ${target}.`);
    return saves(
      saving,
      `Paid for ${Math.round(credits)} surplus credits within 30 days; ${target} has none.`,
      `credits ÷ 60 × ${units.burstCreditVcpuHour} + (${type} − ${target}) × 730 h`,
      { target, credits },
    );
  },
  examples: {
    pass: [
      { config: BURSTABLE, context: { metrics: {} } },
      { config: BURSTABLE, context: { metrics: { surplusCredits30d: 6000 } } },
      { config: BURSTABLE, context: { region: "cn-north-1" } },
    ],
    fail: [
      {
        config: BURSTABLE,
        context: { metrics: { surplusCredits30d: 30_000 } },
        saves: "30000 ÷ 60 × 0.05 + 0.0832 × 730 − 0.096 × 730 = 15.656",
      },
    ],
    notApplicable: [
      { config: RUNNING, context: { metrics: {} } },
      { ...BURSTABLE, PlatformDetails: undefined },
      { ...BURSTABLE, State: { Name: "stopped" } },
    ],
    unknown: [{ config: BURSTABLE, context: { metrics: { surplusCredits30d: 6000 }, region: "cn-north-1" } }],
  },
  requirements: {},
});
