import { ec2Hour, instanceType, isListPriced, monthly } from "../../../inventory/prices.ts";
import { notApplicable, pass, rule, unknown } from "../../rule.ts";
import { Instance, RUNNING } from "./instance.ts";
import { difference, isSaving, saves } from "./saving.ts";

export default rule({
  id: "ec2-prevgen",
  pack: "savings",
  title: "Instance of a previous generation costs more than its successor",
  category: "generation",
  severity: "low",
  resourceType: "AWS::EC2::Instance",
  remedy: "Stop the instance and change its type; from Xen types the image needs ENA and NVMe drivers first.",
  cli: "aws ec2 modify-instance-attribute --instance-id <id> --instance-type <type>",
  config: Instance,
  evaluate(instance, { region }) {
    const { InstanceType: type, State } = instance;
    if (State.Name !== "running") return notApplicable(`Is ${State.Name}.`);
    if (instance.PlatformDetails === undefined) return unknown("AWS does not say which platform it runs.");
    if (!isListPriced(instance)) return notApplicable("Only Linux on demand on shared hardware can be compared.");
    const known = instanceType(type);
    if (!known) return unknown(`The price book does not know ${type}.`);
    if (!known.successor) return pass(`No successor of ${type} is listed.`);
    const saving = difference(monthly(ec2Hour(type, region)), monthly(ec2Hour(known.successor, region)));
    if (!saving) return unknown(`The price of ${type} or ${known.successor} in ${region} is not known.`);
    // m5 and m6i cost the same: that is speed, not money.
    if (!isSaving(saving)) return pass(`${known.successor} is newer, but not cheaper than ${type}.`);
    const formula = `(${type} − ${known.successor}) × 730 h`;
    return saves(saving, `${known.successor} replaces ${type} and is cheaper.`, formula, { target: known.successor });
  },
  examples: {
    pass: [RUNNING, { ...RUNNING, InstanceType: "m7i.large" }],
    fail: [
      { config: { ...RUNNING, InstanceType: "m4.large" }, saves: "(0.1 − 0.096) × 730 = 2.92" },
      { ...RUNNING, InstanceType: "t2.large" },
    ],
    notApplicable: [
      { ...RUNNING, InstanceType: "m4.large", State: { Name: "stopped" } },
      { ...RUNNING, InstanceType: "m4.large", PlatformDetails: "Windows" },
    ],
    unknown: [
      { ...RUNNING, InstanceType: "m4.large", PlatformDetails: undefined },
      { ...RUNNING, InstanceType: "m99.large" },
      { config: { ...RUNNING, InstanceType: "m4.large" }, context: { region: "eu-nowhere-1" } },
    ],
  },
  requirements: {},
});
