import { volumeMonthly } from "../../../inventory/prices.ts";
import { pass, rule, unknown } from "../../rule.ts";
import { noData } from "./measured.ts";
import { difference, isSaving, saves } from "./saving.ts";
import { ATTACHED, unusedVolume, Volume } from "./volume.ts";

const USED_SHARE_MAX = 0.4;
const SAFETY = 1.5;
/** gp3 cannot have fewer; io1 and io2 start at 100 (EBS user guide). */
const LEAST: Record<string, number> = { gp3: 3000, io1: 100, io2: 100 };
const IO1 = { ...ATTACHED, VolumeType: "io1", Size: 400, Iops: 10_000, Throughput: null };
const peaks = (iops: number) => ({ metrics: { readIopsP99: iops, writeIopsP99: 0 } });

export default rule({
  id: "ebs-overprov-iops",
  pack: "savings",
  title: "Volume pays for IOPS that it does not use",
  category: "sizing",
  severity: "medium",
  resourceType: "AWS::EC2::Volume",
  remedy: "Watch it through a month's end, then lower the provisioned IOPS in place.",
  cli: "aws ec2 modify-volume --volume-id <id> --iops <iops>",
  needs: ["metrics"],
  config: Volume,
  evaluate(volume, context) {
    const { VolumeType, Iops } = volume;
    const least = LEAST[VolumeType];
    if (!least || !Iops || Iops <= least) return pass("Pays for no IOPS beyond what is included.");
    const guard = unusedVolume(volume);
    if (guard) return guard;
    const { readIopsP99, writeIopsP99 } = context.metrics;
    if (readIopsP99 == null || writeIopsP99 == null) return noData("its reads and writes");
    const used = Math.round(readIopsP99 + writeIopsP99);
    const facts = `Uses ${used} of ${Iops} IOPS in 99 of 100 spells of five minutes over 14 days.`;
    if (used >= Iops * USED_SHARE_MAX) return pass(facts);
    const target = Math.max(least, Math.ceil(used * SAFETY));
    const saving = difference(
      volumeMonthly(volume, context.region),
      volumeMonthly({ ...volume, Iops: target }, context.region),
    );
    if (!saving) return unknown(`The price of IOPS of ${VolumeType} in ${context.region} is not known.`);
    if (!isSaving(saving)) return pass(facts);
    return saves(saving, facts, `(${Iops} − ${target}) IOPS`, { used, target });
  },
  examples: {
    pass: [
      { config: ATTACHED, context: { metrics: {} } },
      { config: IO1, context: peaks(4000) },
      { ...ATTACHED, VolumeType: "x" },
      { ...ATTACHED, Iops: undefined },
    ],
    fail: [
      { config: IO1, context: peaks(2000), saves: "(10000 − 2000 × 1.5) × 0.065 = 455" },
      { config: { ...ATTACHED, Iops: 6000 }, context: peaks(100), saves: "(6000 − 3000) × 0.005 = 15" },
    ],
    notApplicable: [{ config: { ...IO1, State: "available" }, context: peaks(0) }],
    unknown: [
      { config: IO1, context: { metrics: { writeIopsP99: 0 } } },
      { ...ATTACHED, VolumeType: "io1" },
      { config: IO1, context: { metrics: { readIopsP99: 4000 } } },
      { config: IO1, context: { metrics: { readIopsP99: 2000, writeIopsP99: 0 }, region: "cn-north-1" } },
    ],
  },
  requirements: {},
});
