import { resourceType } from "../resource-type.ts";
import { discovered, fields, readTags } from "./reading.ts";

const PAGE_SIZE = 100;

export default resourceType({
  type: "AWS::ElastiCache::ReplicationGroup",
  service: "databases",
  label: "ElastiCache replication group",
  where: "each-region",
  calls: ["elasticache:DescribeReplicationGroups", "tag:GetResources"],
  async list(aws, place, cursor) {
    const request = { MaxRecords: PAGE_SIZE, Marker: cursor ?? undefined };
    const page = await aws.call("elasticache:DescribeReplicationGroups", request, place.region);
    const groups = page.ReplicationGroups ?? [];
    const tags = await readTags(
      aws,
      place.region,
      groups.flatMap((group) => group.ARN ?? []),
    );
    const resources = groups.map((group) => {
      const unread: Record<string, string> = {};
      const arn = group.ARN ?? "";
      return discovered(place, {
        type: "AWS::ElastiCache::ReplicationGroup",
        nativeId: group.ReplicationGroupId ?? "",
        arn,
        tags: tags(arn, unread),
        config: fields(
          group,
          ...(["ReplicationGroupId", "AtRestEncryptionEnabled", "TransitEncryptionEnabled", "KmsKeyId"] as const),
          ...(["AutomaticFailover", "MultiAZ", "SnapshotRetentionLimit", "CacheNodeType", "Engine"] as const),
        ),
        unread,
        status: group.Status ?? null,
        encrypted: group.AtRestEncryptionEnabled ?? null,
        hasBackup: group.SnapshotRetentionLimit === undefined ? null : group.SnapshotRetentionLimit > 0,
      });
    });
    return { resources, next: page.Marker || null };
  },
});
