import * as z from "zod";
import { type Price, scaled, unit, units } from "../../../inventory/prices.ts";
import { notApplicable, type RuleContext, type Verdict } from "../../rule.ts";
import { keptBy } from "./measured.ts";

/** What the rules about EBS snapshots read. */
export const Snapshot = z.object({
  VolumeId: z.string().nullish(),
  VolumeSize: z.number(),
  StartTime: z.string(),
  StorageTier: z.string().nullish(),
  IsOfImage: z.boolean(),
  VolumeExists: z.boolean(),
  IsNewestOfVolume: z.boolean(),
});
export type Snapshot = z.infer<typeof Snapshot>;

/** A snapshot that something still stands on, or that another service made and deletes. */
export function neededSnapshot({ IsOfImage, StorageTier }: Snapshot, { tags }: RuleContext): Verdict | null {
  if (IsOfImage) return notApplicable("A machine image is made of it.");
  if (StorageTier === "archive") return notApplicable("Is archived.");
  const maker = Object.keys(tags ?? {}).find((key) => key.startsWith("aws:backup:") || key.startsWith("aws:dlm:"));
  return maker ? notApplicable("A backup plan made it and will delete it.") : keptBy(tags);
}

/** Snapshots hold what changed since the last one: the volume's size is the most that one can cost. */
export const snapshotAtMost = ({ VolumeSize }: Snapshot, region: string): Price | null =>
  scaled(unit(units.ebs.snapshot.gb, region), VolumeSize);

/** For the examples. */
export const OLD: Snapshot = {
  VolumeId: "vol-1",
  VolumeSize: 100,
  StartTime: "2026-09-01T00:00:00Z",
  StorageTier: "standard",
  IsOfImage: false,
  VolumeExists: true,
  IsNewestOfVolume: false,
};
