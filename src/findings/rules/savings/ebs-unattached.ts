import * as z from "zod";
import { volumeMonthly } from "../../../inventory/prices.ts";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { daysSince } from "../compliance/age.ts";
import { saves } from "./saving.ts";

/** A volume that has just been made or detached may be on its way (Trusted Advisor waits 7 days). */
const GRACE_DAYS = 7;
const VOLUME = { State: "available", VolumeType: "gp3", Size: 100, CreateTime: "2026-10-01T00:00:00Z" };

export default rule({
  id: "ebs-unattached",
  pack: "savings",
  title: "Volume is attached to nothing",
  category: "idle",
  severity: "medium",
  resourceType: "AWS::EC2::Volume",
  remedy: "Take a snapshot, then delete the volume.",
  cli: "aws ec2 delete-volume --volume-id <id>",
  needs: ["tags"],
  config: z.object({
    State: z.string(),
    VolumeType: z.string(),
    Size: z.number(),
    Iops: z.number().nullish(),
    Throughput: z.number().nullish(),
    CreateTime: z.string(),
  }),
  evaluate(volume, { now, tags, region }) {
    if (volume.State !== "available") return pass(`Is ${volume.State}.`);
    const created = volume.CreateTime.slice(0, 10);
    if (daysSince(volume.CreateTime, now) < GRACE_DAYS)
      return notApplicable(`Created on ${created}; judged after ${GRACE_DAYS} days.`);
    const facts = `${volume.Size} GiB of ${volume.VolumeType}, created on ${created}, attached to nothing.`;
    // A retained Kubernetes volume looks detached while its claim still exists.
    if (Object.keys(tags ?? {}).some((key) => key.startsWith("kubernetes.io/created-for/")))
      return { status: "MANUAL", message: `${facts} It was made for a Kubernetes claim: look there before deleting.` };
    const price = volumeMonthly(volume, region);
    return price ? saves(price, facts, "size, IOPS and throughput of the volume") : fail(facts);
  },
  examples: {
    pass: [{ config: { ...VOLUME, State: "in-use" }, context: { tags: {} } }],
    fail: [
      { config: VOLUME, context: { tags: {}, region: "eu-nowhere-1" } },
      { config: VOLUME, context: { tags: { Name: "old", for: "kubernetes.io/created-for/" } } },
      { config: VOLUME, context: { tags: {} }, saves: "100 × 0.08 = 8" },
      { config: { ...VOLUME, CreateTime: "2026-11-13T12:00:00Z" }, context: { tags: {} } },
    ],
    notApplicable: [{ config: { ...VOLUME, CreateTime: "2026-11-13T12:00:01Z" }, context: { tags: {} } }],
    manual: [{ config: VOLUME, context: { tags: { "kubernetes.io/created-for/pvc/name": "data", Name: "x" } } }],
  },
  requirements: {},
});
