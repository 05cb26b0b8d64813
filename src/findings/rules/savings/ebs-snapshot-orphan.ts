import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { daysSince } from "../compliance/age.ts";
import { savesUpTo } from "./saving.ts";
import { neededSnapshot, OLD, Snapshot, snapshotAtMost } from "./snapshot.ts";

const AGE_DAYS_MAX = 30;
/** What EC2 writes where a snapshot was copied (EC2 API reference, Snapshot). */
const COPIED = "vol-ffffffff";
const ORPHAN = { ...OLD, VolumeExists: false };

export default rule({
  id: "ebs-snapshot-orphan",
  pack: "savings",
  title: "Snapshot outlives its volume",
  category: "idle",
  severity: "low",
  resourceType: "AWS::EC2::Snapshot",
  remedy: "Ask whether anybody would restore it; if not, delete it.",
  cli: "aws ec2 delete-snapshot --snapshot-id <id>",
  needs: ["tags"],
  config: Snapshot,
  evaluate(snapshot, context) {
    const needed = neededSnapshot(snapshot, context);
    if (needed) return needed;
    if (!snapshot.VolumeId || snapshot.VolumeId.startsWith(COPIED))
      return notApplicable("Is a copy: it names no volume.");
    if (snapshot.VolumeExists) return pass("Its volume exists.");
    const day = snapshot.StartTime.slice(0, 10);
    if (daysSince(snapshot.StartTime, context.now) <= AGE_DAYS_MAX) return pass(`Was taken on ${day}.`);
    const facts = `Was taken on ${day} of ${snapshot.VolumeId}, a volume of ${snapshot.VolumeSize} GiB that is gone.`;
    const most = snapshotAtMost(snapshot, context.region);
    return most
      ? savesUpTo({ most }, facts, "0 to the volume's size: how much of it is stored, AWS does not say")
      : fail(facts);
  },
  examples: {
    pass: [OLD, { ...ORPHAN, StartTime: "2026-11-01T00:00:00Z" }, { ...ORPHAN, StartTime: "2026-10-21T12:00:00.000Z" }],
    fail: [
      { config: ORPHAN, saves: "0 to 100 × 0.05 = 5" },
      { ...ORPHAN, StartTime: "2026-10-21T11:59:59.000Z" },
      { config: ORPHAN, context: { region: "cn-north-1" } },
    ],
    notApplicable: [
      { ...ORPHAN, VolumeId: "vol-ffffffff" },
      { ...ORPHAN, IsOfImage: true },
      { ...OLD, VolumeId: undefined },
    ],
  },
  requirements: {},
});
