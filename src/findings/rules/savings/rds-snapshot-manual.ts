import * as z from "zod";
import { scaled, unit, units } from "../../../inventory/prices.ts";
import { fail, pass, rule } from "../../rule.ts";
import { daysSince } from "../compliance/age.ts";
import { keptBy } from "./measured.ts";
import { savesUpTo } from "./saving.ts";

const AGE_DAYS_MAX = 90;
const OLD = { SnapshotType: "manual", SnapshotCreateTime: "2026-06-01T00:00:00Z", AllocatedStorage: 200 };

export default rule({
  id: "rds-snapshot-manual",
  pack: "savings",
  title: "Manual database snapshot is old",
  category: "idle",
  severity: "low",
  resourceType: "AWS::RDS::DBSnapshot",
  remedy: "Ask whether a law or a contract keeps it; if not, delete it.",
  cli: "aws rds delete-db-snapshot --db-snapshot-identifier <id>",
  needs: ["tags"],
  config: z.object({
    SnapshotType: z.string(),
    SnapshotCreateTime: z.string(),
    AllocatedStorage: z.number().nullish(),
  }),
  evaluate({ SnapshotType, SnapshotCreateTime, AllocatedStorage }, { now, tags, region }) {
    if (SnapshotType !== "manual") return pass(`Is ${SnapshotType}: RDS deletes it.`);
    const kept = keptBy(tags);
    if (kept) return kept;
    const facts = `Was taken on ${SnapshotCreateTime.slice(0, 10)}.`;
    if (daysSince(SnapshotCreateTime, now) <= AGE_DAYS_MAX) return pass(facts);
    const most = AllocatedStorage ? scaled(unit(units.rdsStorage.backup.gb, region), AllocatedStorage) : null;
    return most
      ? savesUpTo({ most }, facts, "0 to the allocated size: how much is stored, AWS does not say")
      : fail(facts);
  },
  examples: {
    pass: [
      { ...OLD, SnapshotType: "automated" },
      { ...OLD, SnapshotCreateTime: "2026-10-01T00:00:00Z" },
      { ...OLD, SnapshotCreateTime: "2026-08-22T12:00:00.000Z" },
    ],
    fail: [
      { config: OLD, saves: "0 to 200 × 0.095 = 19" },
      { ...OLD, AllocatedStorage: null },
      { ...OLD, SnapshotCreateTime: "2026-08-22T11:59:59.000Z" },
    ],
    notApplicable: [{ config: OLD, context: { tags: { "legal-hold": "2030" } } }],
  },
  requirements: {},
});
