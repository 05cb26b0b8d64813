import { resourceType } from "../resource-type.ts";
import { allPages, attempt, discovered, fields, mapReading, readTags, settle } from "./reading.ts";
import { HOUR, type Measures, mean, most, readUsage, sum, USAGE_CALL } from "./usage.ts";

const PAGE_SIZE = 100;
const PAGES_MAX = 20;
/** Nodes of a group whose load is read. */
const MEMBERS_MAX = 6;

export default resourceType({
  type: "AWS::ElastiCache::ReplicationGroup",
  service: "databases",
  label: "ElastiCache replication group",
  where: "each-region",
  calls: ["elasticache:DescribeReplicationGroups", "elasticache:DescribeCacheClusters", "tag:GetResources", USAGE_CALL],
  async list(aws, place, cursor) {
    const request = { MaxRecords: PAGE_SIZE, Marker: cursor ?? undefined };
    const page = await aws.call("elasticache:DescribeReplicationGroups", request, place.region);
    const groups = page.ReplicationGroups ?? [];
    const tags = await readTags(
      aws,
      place.region,
      groups.flatMap((group) => group.ARN ?? []),
    );
    const members = groups.map((group) => (group.MemberClusters ?? []).slice(0, MEMBERS_MAX));
    const usage = await readUsage(aws, place, members.map(measuresOf));
    const versions = await attempt(async () => {
      if (groups.length === 0) return new Map<string | undefined, string | undefined>();
      const clusters = await allPages(PAGES_MAX, async (Marker) => {
        const answer = await aws.call(
          "elasticache:DescribeCacheClusters",
          { MaxRecords: PAGE_SIZE, Marker },
          place.region,
        );
        return { items: answer.CacheClusters, next: answer.Marker };
      });
      return new Map(clusters.map((one) => [one.ReplicationGroupId, one.EngineVersion]));
    });
    const resources = groups.map((group, index) => {
      const { config, unread } = settle({
        EngineVersion: mapReading(versions, (known) => known.get(group.ReplicationGroupId) ?? null),
      });
      const arn = group.ARN ?? "";
      return discovered(place, {
        type: "AWS::ElastiCache::ReplicationGroup",
        nativeId: group.ReplicationGroupId ?? "",
        arn,
        tags: tags(arn, unread),
        config: {
          ...fields(
            group,
            ...(["ReplicationGroupId", "AtRestEncryptionEnabled", "TransitEncryptionEnabled", "KmsKeyId"] as const),
            ...(["AutomaticFailover", "MultiAZ", "SnapshotRetentionLimit", "CacheNodeType", "Engine"] as const),
            ...(["ReplicationGroupCreateTime"] as const),
          ),
          Nodes: group.MemberClusters?.length ?? null,
          ...config,
        },
        metrics: summed(members[index] ?? [], usage(index, unread)),
        unread,
        status: group.Status ?? null,
        encrypted: group.AtRestEncryptionEnabled ?? null,
        hasBackup: group.SnapshotRetentionLimit === undefined ? null : group.SnapshotRetentionLimit > 0,
      });
    });
    return { resources, next: page.Marker || null };
  },
});

function measuresOf(members: readonly string[]): Measures {
  const of = (CacheClusterId: string, metric: string) => ({
    namespace: "AWS/ElastiCache",
    metric,
    dimensions: { CacheClusterId },
    days: 30,
    periodSeconds: HOUR,
  });
  return Object.fromEntries(
    members.flatMap((id, at) => [
      [`hits${at}`, { ...of(id, "CacheHits"), stat: "Sum" as const, days: 14, reduce: sum }],
      [`misses${at}`, { ...of(id, "CacheMisses"), stat: "Sum" as const, days: 14, reduce: sum }],
      [`cpu${at}`, { ...of(id, "EngineCPUUtilization"), stat: "Average" as const, reduce: mean }],
      [`memory${at}`, { ...of(id, "DatabaseMemoryUsagePercentage"), stat: "Maximum" as const, reduce: most }],
    ]),
  );
}

/** Of the group: reads of all nodes, load of the busiest. A node that nothing is known of leaves the figure unknown. */
function summed(members: readonly string[], usage: Record<string, number | null>): Record<string, number | null> {
  const of = (name: string, reduce: (values: readonly number[]) => number) => {
    const values = members.map((_, at) => usage[`${name}${at}`] ?? null);
    const known = values.filter((value) => value !== null);
    return known.length === 0 || known.length < values.length ? null : reduce(known);
  };
  const [hits, misses] = [of("hits", sum), of("misses", sum)];
  return {
    requests14d: hits === null || misses === null ? null : hits + misses,
    cpuAverage30d: of("cpu", most),
    memoryMaximum30d: of("memory", most),
  };
}
