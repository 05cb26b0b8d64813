import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

const DAYS_MIN = 7;

export default rule({
  id: "ELC-004",
  pack: "compliance",
  title: "ElastiCache replication group should keep backups",
  category: "backup",
  severity: "medium",
  resourceType: "AWS::ElastiCache::ReplicationGroup",
  remedy: "Keep backups for a week or more.",
  cli: "aws elasticache modify-replication-group --replication-group-id <id> --snapshot-retention-limit 7 --apply-immediately",
  config: z.object({ SnapshotRetentionLimit: z.number().default(0) }),
  evaluate: ({ SnapshotRetentionLimit: days }) =>
    days >= DAYS_MIN
      ? pass(`Backups are kept for ${days} days.`)
      : fail(days === 0 ? "Backups are off." : `Backups are kept for ${days} days, fewer than ${DAYS_MIN}.`),
  examples: {
    pass: [{ SnapshotRetentionLimit: 7 }],
    fail: [{ SnapshotRetentionLimit: 6 }, { SnapshotRetentionLimit: 0 }],
  },
  requirements: related({
    "aws-fsbp": "ElastiCache.1",
    "pci-dss-3.2.1": "3.1 3.1.c",
    "pci-dss-4.0": "10.3.3",
  }),
});
