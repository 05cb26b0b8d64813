import * as z from "zod";
import { scaled, unit, units } from "../../../inventory/prices.ts";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { daysSince, daysSinceSeconds } from "../compliance/age.ts";
import { keptBy } from "./measured.ts";
import { savesUpTo } from "./saving.ts";

const DAYS = 120;
const IMAGE = { IsUsed: false, Public: false, CreationDate: "2026-01-01T00:00:00Z", SnapshotGib: 30 };

export default rule({
  id: "ami-unused",
  pack: "savings",
  title: "Machine image is used by nothing",
  category: "idle",
  severity: "low",
  resourceType: "AWS::EC2::Image",
  remedy: "Deregister the image, then delete its snapshots; keep the latest of each pipeline.",
  cli: "aws ec2 deregister-image --image-id <id>",
  needs: ["tags"],
  config: z.object({
    IsUsed: z.boolean(),
    Public: z.boolean().nullish(),
    CreationDate: z.string(),
    SnapshotGib: z.number(),
  }),
  evaluate({ IsUsed, Public, CreationDate, SnapshotGib }, { now, metrics, region, tags }) {
    if (IsUsed) return pass("An instance or a launch template names it.");
    if (Public) return notApplicable("Is shared with everyone.");
    const kept = keptBy(tags);
    if (kept) return kept;
    const launched = daysSinceSeconds(metrics.launchedAt, now);
    const age = Math.min(daysSince(CreationDate, now), launched ?? Number.POSITIVE_INFINITY);
    if (age <= DAYS) return pass(`Was made or launched within ${DAYS} days.`);
    const facts = `Made on ${CreationDate.slice(0, 10)}, named by no instance or launch template, not launched for ${DAYS} days.`;
    const most = scaled(unit(units.ebs.snapshot.gb, region), SnapshotGib);
    return most
      ? savesUpTo({ most }, facts, "0 to the size of its snapshots: how much is stored, AWS does not say")
      : fail(facts);
  },
  examples: {
    pass: [
      { ...IMAGE, IsUsed: true },
      { ...IMAGE, CreationDate: "2026-10-01T00:00:00Z" },
      { config: IMAGE, context: { metrics: { launchedAt: Date.parse("2026-11-01T00:00:00Z") / 1000 } } },
      { ...IMAGE, CreationDate: "2026-07-23T12:00:00.000Z" },
    ],
    fail: [
      { config: IMAGE, saves: "0 to 30 × 0.05 = 1.5" },
      { ...IMAGE, CreationDate: "2026-07-23T11:59:59.000Z" },
      { config: IMAGE, context: { region: "cn-north-1" } },
    ],
    notApplicable: [
      { ...IMAGE, Public: true },
      { config: IMAGE, context: { tags: { "legal-hold": "1" } } },
    ],
  },
  requirements: {},
});
