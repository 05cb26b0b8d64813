import { volumeMonthly } from "../../../inventory/prices.ts";
import { notApplicable, pass, rule, unknown } from "../../rule.ts";
import { noData } from "./measured.ts";
import { difference, isSaving, saves } from "./saving.ts";
import { ATTACHED, unusedVolume, Volume } from "./volume.ts";

/** Ceilings of gp3 (EBS user guide). */
const GP3_IOPS_MAX = 16_000;
const GP3_MIBPS_MAX = 1000;
const SAFETY = 1.5;
const MIB = 2 ** 20;
const IO1 = { ...ATTACHED, VolumeType: "io1", Size: 400, Iops: 5000, Throughput: null };
const peaks = (iops: number, mib = 50) => ({
  metrics: { readIopsP99: iops, writeIopsP99: 0, readBytesP99: mib * MIB, writeBytesP99: 0 },
});

export default rule({
  id: "ebs-io1-downgrade",
  pack: "savings",
  title: "Provisioned-IOPS volume would fit gp3",
  category: "generation",
  severity: "high",
  resourceType: "AWS::EC2::Volume",
  remedy:
    "Check that the workload does not need latency below a millisecond or io2's durability, then change the type in place.",
  cli: "aws ec2 modify-volume --volume-id <id> --volume-type gp3 --iops <iops> --throughput <throughput>",
  needs: ["metrics"],
  config: Volume,
  evaluate(volume, context) {
    const { VolumeType, Size } = volume;
    if (VolumeType !== "io1" && VolumeType !== "io2") return pass(`Is ${VolumeType}.`);
    const guard = unusedVolume(volume);
    if (guard) return guard;
    if (volume.MultiAttachEnabled) return notApplicable("Is attached to several instances, which gp3 cannot be.");
    const { readIopsP99, writeIopsP99, readBytesP99, writeBytesP99 } = context.metrics;
    if (readIopsP99 == null || writeIopsP99 == null || readBytesP99 == null || writeBytesP99 == null)
      return noData("its reads and writes");
    const needIops = Math.ceil((readIopsP99 + writeIopsP99) * SAFETY);
    const needMibps = Math.ceil(((readBytesP99 + writeBytesP99) / MIB) * SAFETY);
    const facts = `99 of 100 spells of five minutes, and half more, take ${needIops} IOPS and ${needMibps} MiB/s`;
    if (needIops > GP3_IOPS_MAX || needMibps > GP3_MIBPS_MAX) return pass(`${facts}: more than gp3 has.`);
    const target = { VolumeType: "gp3", Size, Iops: needIops, Throughput: needMibps };
    const saving = difference(volumeMonthly(volume, context.region), volumeMonthly(target, context.region));
    if (!saving) return unknown(`The price of ${VolumeType} or gp3 in ${context.region} is not known.`);
    if (!isSaving(saving)) return pass(`${facts}; gp3 would not be cheaper.`);
    return saves(saving, `${facts}, which gp3 has.`, `${VolumeType} − gp3 with what is needed, ${Size} GiB`, {
      needIops,
      needMibps,
    });
  },
  examples: {
    pass: [
      { config: ATTACHED, context: { metrics: {} } },
      { config: IO1, context: peaks(11_000) },
      { config: IO1, context: peaks(1000, 700) },
    ],
    fail: [
      { config: IO1, context: peaks(1000), saves: "400 × 0.125 + 5000 × 0.065 − 400 × 0.08 = 343" },
      {
        config: IO1,
        context: peaks(3000, 100),
        saves: "400 × 0.125 + 5000 × 0.065 − 400 × 0.08 − 1500 × 0.005 − 25 × 0.04 = 334.5",
      },
      { config: { ...IO1, VolumeType: "io2" }, context: peaks(1000) },
      // Just all that gp3 has.
      { config: IO1, context: peaks(10_666.5) },
      { config: IO1, context: peaks(1000, 666.5) },
    ],
    notApplicable: [
      { config: { ...IO1, MultiAttachEnabled: true }, context: peaks(1000) },
      {
        config: { ...IO1, State: "available" },
        context: { metrics: { readIopsP99: 11000, writeIopsP99: 0, readBytesP99: 52428800, writeBytesP99: 0 } },
      },
    ],
    unknown: [
      { config: IO1, context: { metrics: { writeIopsP99: 0, readBytesP99: 52428800, writeBytesP99: 0 } } },
      { ...ATTACHED, VolumeType: "io1" },
      { config: IO1, context: { metrics: { readIopsP99: 11000, writeIopsP99: 0, writeBytesP99: 0 } } },
      { config: IO1, context: { metrics: { readIopsP99: 11000, writeIopsP99: 0, readBytesP99: 52428800 } } },
      { config: IO1, context: { metrics: { readIopsP99: 11000, readBytesP99: 52428800, writeBytesP99: 0 } } },
      {
        config: IO1,
        context: {
          metrics: { readIopsP99: 1000, writeIopsP99: 0, readBytesP99: 52428800, writeBytesP99: 0 },
          region: "cn-north-1",
        },
      },
    ],
  },
  requirements: {},
});
