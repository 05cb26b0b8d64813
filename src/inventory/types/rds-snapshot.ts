import type { Aws } from "../../ports/aws.ts";
import { type Place, resourceType } from "../resource-type.ts";
import { attempt, discovered, each, edges, fields, settle, tagsOf } from "./reading.ts";

/** Each snapshot takes one more request; MaxRecords starts at 20 (RDS API reference). */
const PAGE_SIZE = 30;
/** Cursors into the second list start with it. */
const CLUSTERS = "clusters:";

export default resourceType({
  type: "AWS::RDS::DBSnapshot",
  service: "rds",
  label: "RDS snapshot",
  where: "each-region",
  calls: [
    "rds:DescribeDBSnapshots",
    "rds:DescribeDBSnapshotAttributes",
    "rds:DescribeDBClusterSnapshots",
    "rds:DescribeDBClusterSnapshotAttributes",
  ],
  /** Snapshots of instances, then those of clusters. */
  async list(aws, place, cursor) {
    if (cursor?.startsWith(CLUSTERS)) return clusterSnapshots(aws, place, cursor.slice(CLUSTERS.length));
    const request = { MaxRecords: PAGE_SIZE, Marker: cursor || undefined };
    const page = await aws.call("rds:DescribeDBSnapshots", request, place.region);
    const resources = await each(page.DBSnapshots ?? [], async (snapshot) => {
      const id = snapshot.DBSnapshotIdentifier ?? "";
      const restore = await attempt(async () => {
        // Automated snapshots cannot be shared (RDS user guide, "Sharing a DB snapshot").
        if (snapshot.SnapshotType === "automated") return [];
        const answer = await aws.call("rds:DescribeDBSnapshotAttributes", { DBSnapshotIdentifier: id }, place.region);
        return restorers(answer.DBSnapshotAttributesResult?.DBSnapshotAttributes);
      });
      return snapshotOf(place, {
        id,
        arn: snapshot.DBSnapshotArn ?? "",
        source: ["AWS::RDS::DBInstance", snapshot.DBInstanceIdentifier],
        encrypted: snapshot.Encrypted,
        status: snapshot.Status,
        tags: tagsOf(snapshot.TagList),
        config: fields(
          snapshot,
          "DBSnapshotIdentifier",
          "DBInstanceIdentifier",
          "Engine",
          "SnapshotType",
          "SnapshotCreateTime",
          "KmsKeyId",
          "AllocatedStorage",
        ),
        restore,
      });
    });
    return { resources, next: page.Marker || CLUSTERS };
  },
});

async function clusterSnapshots(aws: Aws, place: Place, marker: string) {
  const request = { MaxRecords: PAGE_SIZE, Marker: marker || undefined };
  const page = await aws.call("rds:DescribeDBClusterSnapshots", request, place.region);
  const resources = await each(page.DBClusterSnapshots ?? [], async (snapshot) => {
    const id = snapshot.DBClusterSnapshotIdentifier ?? "";
    const restore = await attempt(async () => {
      if (snapshot.SnapshotType === "automated") return [];
      const wanted = { DBClusterSnapshotIdentifier: id };
      const answer = await aws.call("rds:DescribeDBClusterSnapshotAttributes", wanted, place.region);
      return restorers(answer.DBClusterSnapshotAttributesResult?.DBClusterSnapshotAttributes);
    });
    return snapshotOf(place, {
      id,
      arn: snapshot.DBClusterSnapshotArn ?? "",
      source: ["AWS::RDS::DBCluster", snapshot.DBClusterIdentifier],
      encrypted: snapshot.StorageEncrypted,
      status: snapshot.Status,
      tags: tagsOf(snapshot.TagList),
      config: fields(
        snapshot,
        "DBClusterSnapshotIdentifier",
        "DBClusterIdentifier",
        "Engine",
        "SnapshotType",
        "SnapshotCreateTime",
        "KmsKeyId",
      ),
      restore,
    });
  });
  return { resources, next: page.Marker ? `${CLUSTERS}${page.Marker}` : null };
}

type Attributes = { AttributeName?: string; AttributeValues?: string[] }[] | undefined;
/** Accounts that may restore it; "all" is everyone. */
const restorers = (attributes: Attributes) =>
  (attributes ?? [])
    .filter(({ AttributeName }) => AttributeName === "restore")
    .flatMap((one) => one.AttributeValues ?? []);

type Snapshot = {
  id: string;
  arn: string;
  source: [type: string, id: string | undefined];
  encrypted: boolean | undefined;
  status: string | undefined;
  tags: Record<string, string>;
  config: ReturnType<typeof fields>;
  restore: Awaited<ReturnType<typeof attempt<string[]>>>;
};

function snapshotOf(place: Place, { id, arn, source, encrypted, status, tags, config, restore }: Snapshot) {
  const settled = settle({ Restore: restore });
  return discovered(place, {
    type: "AWS::RDS::DBSnapshot",
    nativeId: id,
    arn,
    name: id,
    tags,
    config: { ...config, ...(encrypted === undefined ? {} : { Encrypted: encrypted }), ...settled.config },
    unread: settled.unread,
    status: status ?? null,
    encrypted: encrypted ?? null,
    public: "unread" in restore ? null : (restore.value ?? []).includes("all"),
    relations: edges("dependsOn", source[0], [source[1]]),
  });
}
