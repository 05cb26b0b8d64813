import { volumeMonthly } from "../../../inventory/prices.ts";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { noData, young } from "./measured.ts";
import { saves } from "./saving.ts";
import { ATTACHED, isRoot, unusedVolume, Volume } from "./volume.ts";

const DAYS = 7;

export default rule({
  id: "ebs-idle",
  pack: "savings",
  title: "Attached volume is neither read nor written",
  category: "idle",
  severity: "medium",
  resourceType: "AWS::EC2::Volume",
  remedy: "Ask its owner, take a snapshot, then detach and delete the volume.",
  cli: "aws ec2 detach-volume --volume-id <id>",
  needs: ["metrics"],
  config: Volume,
  evaluate(volume, context) {
    const guard = unusedVolume(volume);
    if (guard) return guard;
    if (isRoot(volume)) return notApplicable("An instance starts from it.");
    const early = young(volume.CreateTime, DAYS, context);
    if (early) return early;
    const { readOps7d: reads, writeOps7d: writes } = context.metrics;
    if (reads == null || writes == null) return noData("its reads and writes");
    const facts = `${Math.round(reads + writes)} reads and writes within 7 days.`;
    // Trusted Advisor: less than one a day.
    if (reads + writes >= DAYS) return pass(facts);
    const price = volumeMonthly(volume, context.region);
    return price ? saves(price, facts, "size, IOPS and throughput of the volume", { reads, writes }) : fail(facts);
  },
  examples: {
    pass: [
      { config: ATTACHED, context: { metrics: { readOps7d: 7, writeOps7d: 0 } } },
      { config: { ...ATTACHED, Attachments: [] }, context: { metrics: { readOps7d: 7, writeOps7d: 0 } } },
      {
        config: { ...ATTACHED, CreateTime: "2026-11-13T12:00:00.000Z" },
        context: { metrics: { readOps7d: 7, writeOps7d: 0 } },
      },
    ],
    fail: [
      { config: ATTACHED, context: { metrics: { readOps7d: 0, writeOps7d: 6 } }, saves: "100 × 0.08 = 8" },
      {
        config: { ...ATTACHED, Iops: 4000, Throughput: 250 },
        context: { metrics: { readOps7d: 0, writeOps7d: 0 } },
        saves: "100 × 0.08 + 1000 × 0.005 + 125 × 0.04 = 18",
      },
      { config: { ...ATTACHED, VolumeType: "x" }, context: { metrics: { readOps7d: 0, writeOps7d: 6 } } },
    ],
    notApplicable: [
      { config: { ...ATTACHED, Attachments: [{ Device: "/dev/xvda" }] }, context: { metrics: {} } },
      { config: { ...ATTACHED, InstanceIsStopped: true }, context: { metrics: {} } },
      { config: { ...ATTACHED, State: "available" }, context: { metrics: {} } },
      {
        config: { ...ATTACHED, CreateTime: "2026-11-14T00:00:00Z" },
        context: { metrics: { readOps7d: 0, writeOps7d: 0 } },
      },
    ],
    unknown: [
      { config: ATTACHED, context: { metrics: { writeOps7d: 0 } } },
      ATTACHED,
      { config: ATTACHED, context: { metrics: { readOps7d: 7 } } },
    ],
  },
  requirements: {},
});
