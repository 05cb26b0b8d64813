import * as z from "zod";
import { volumeMonthly } from "../../../inventory/prices.ts";
import { notApplicable, pass, rule, unknown } from "../../rule.ts";
import { difference, isSaving, saves } from "./saving.ts";

export default rule({
  id: "ebs-gp2-gp3",
  pack: "savings",
  title: "gp2 volume is cheaper as gp3",
  category: "generation",
  severity: "low",
  resourceType: "AWS::EC2::Volume",
  remedy: "Change the volume type to gp3 in place; buy the IOPS and throughput that the workload really uses.",
  cli: "aws ec2 modify-volume --volume-id <id> --volume-type gp3",
  config: z.object({ VolumeType: z.string(), Size: z.number(), InstanceIsStopped: z.boolean().optional() }),
  evaluate({ VolumeType, Size, InstanceIsStopped }, { region }) {
    if (VolumeType !== "gp2") return pass(`Is ${VolumeType}.`);
    if (InstanceIsStopped) return notApplicable("Its instance is stopped: that is judged first.");
    const same = { VolumeType: "gp3", Size, Iops: gp2Iops(Size), Throughput: gp3Throughput(Size) };
    const saving = difference(volumeMonthly({ VolumeType, Size }, region), volumeMonthly(same, region));
    if (!saving) return unknown(`The prices of gp2 and gp3 in ${region} are not known.`);
    const target = `gp3 with ${Math.max(same.Iops, 3000)} IOPS and ${same.Throughput} MiB/s`;
    if (!isSaving(saving)) return pass(`${Size} GiB of ${target} would not be cheaper.`);
    return saves(saving, `${Size} GiB of gp2 cost more than ${target}.`, `gp2 − ${target}, ${Size} GiB`, same);
  },
  examples: {
    pass: [
      { VolumeType: "gp2", Size: 171 },
      { VolumeType: "io2", Size: 500 },
      { VolumeType: "gp3", Size: 100 },
      { VolumeType: "gp2", Size: 200 },
    ],
    fail: [
      { VolumeType: "gp2", Size: 334 },
      { VolumeType: "gp2", Size: 1 },
      { VolumeType: "gp2", Size: 170 },
      { config: { VolumeType: "gp2", Size: 500 }, saves: "500 × 0.1 − 500 × 0.08 = 10" },
      // 6,000 IOPS are kept: 3,000 more than gp3 includes.
      { config: { VolumeType: "gp2", Size: 2000 }, saves: "2000 × 0.1 − (2000 × 0.08 + 3000 × 0.005) = 25" },
      {
        config: { VolumeType: "gp2", Size: 5334 },
        saves: "5334 × 0.1 − (5334 × 0.08 + 13000 × 0.005 + 125 × 0.04) = 36.68",
      },
      { VolumeType: "gp2", Size: 16_000 },
      { config: { VolumeType: "gp2", Size: 334 }, saves: "334 × 0.1 − 334 × 0.08 = 6.68" },
    ],
    unknown: [{ config: { VolumeType: "gp2", Size: 100 }, context: { region: "eu-nowhere-1" } }],
    notApplicable: [{ VolumeType: "gp2", Size: 500, InstanceIsStopped: true }],
  },
  requirements: {},
});

/** gp2 gives 3 IOPS per GiB, up to 16,000; kept as they are until somebody measures. */
const gp2Iops = (sizeGib: number) => Math.min(3 * sizeGib, 16_000);

/**
 * gp3 includes 125 MiB/s. gp2 bursts to 250 between 170 and 334 GiB, and a volume at the IOPS ceiling is there for its
 * speed, so both get 250; the others keep what is included.
 */
const gp3Throughput = (sizeGib: number) => ((sizeGib > 170 && sizeGib < 334) || sizeGib >= 5334 ? 250 : 125);
