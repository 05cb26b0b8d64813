import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { daysSince } from "../compliance/age.ts";
import { savesUpTo } from "./saving.ts";
import { neededSnapshot, OLD, Snapshot, snapshotAtMost } from "./snapshot.ts";

const AGE_DAYS_MAX = 30;

export default rule({
  id: "ebs-snapshot-old",
  pack: "savings",
  title: "Snapshot is old and not the last of its volume",
  category: "idle",
  severity: "low",
  resourceType: "AWS::EC2::Snapshot",
  remedy: "Delete it, and let a lifecycle policy keep as many as are needed.",
  cli: "aws ec2 delete-snapshot --snapshot-id <id>",
  needs: ["tags"],
  config: Snapshot,
  evaluate(snapshot, context) {
    const needed = neededSnapshot(snapshot, context);
    if (needed) return needed;
    if (!snapshot.VolumeExists) return notApplicable("Its volume is gone, which another rule is about.");
    if (snapshot.IsNewestOfVolume) return pass("Is the last snapshot of its volume.");
    const day = snapshot.StartTime.slice(0, 10);
    if (daysSince(snapshot.StartTime, context.now) <= AGE_DAYS_MAX) return pass(`Was taken on ${day}.`);
    const facts = `Was taken on ${day} of a volume of ${snapshot.VolumeSize} GiB, and there is a newer one.`;
    const most = snapshotAtMost(snapshot, context.region);
    return most
      ? savesUpTo({ most }, facts, "0 to the volume's size: how much of it changed, AWS does not say")
      : fail(facts);
  },
  examples: {
    pass: [
      { ...OLD, StartTime: "2026-11-01T00:00:00Z" },
      { ...OLD, IsNewestOfVolume: true },
      { ...OLD, StartTime: "2026-10-21T12:00:00.000Z" },
    ],
    fail: [
      { config: OLD, saves: "0 to 100 × 0.05 = 5" },
      { ...OLD, StartTime: "2026-10-21T11:59:59.000Z" },
      { config: OLD, context: { region: "cn-north-1" } },
    ],
    notApplicable: [
      { ...OLD, IsOfImage: true },
      { ...OLD, VolumeExists: false },
      { config: OLD, context: { tags: { "aws:backup:source-resource": "x" } } },
      { ...OLD, StorageTier: "archive" },
      { config: OLD, context: { tags: { "aws:dlm:lifecycle-policy-id": "x" } } },
    ],
  },
  requirements: {},
});
