import { resourceType } from "../resource-type.ts";

import { arnOf, attempt, discovered, each, edges, fields, settle, tagsOf } from "./reading.ts";

/** Those that everyone may restore are asked about one by one. */
const PAGE_SIZE = 40;

export default resourceType({
  type: "AWS::EC2::Snapshot",
  service: "ec2",
  label: "EBS snapshot",
  where: "each-region",
  calls: ["ec2:DescribeSnapshots", "ec2:DescribeSnapshotAttribute"],
  async list(aws, place, cursor) {
    const { region } = place;
    // Without the owner this is the catalogue of everybody's public snapshots.
    const request = { OwnerIds: ["self"], MaxResults: PAGE_SIZE, NextToken: cursor ?? undefined };
    const page = await aws.call("ec2:DescribeSnapshots", request, region);
    const snapshots = page.Snapshots ?? [];
    const SnapshotIds = snapshots.flatMap(({ SnapshotId }) => SnapshotId ?? []);
    // One request for the page says which of them are open; only those are asked for their permissions.
    const open = await attempt(async () => {
      if (SnapshotIds.length === 0) return new Set<string | undefined>();
      const answer = await aws.call("ec2:DescribeSnapshots", { SnapshotIds, RestorableByUserIds: ["all"] }, region);
      return new Set((answer.Snapshots ?? []).map(({ SnapshotId }) => SnapshotId));
    });
    const resources = await each(snapshots, async (snapshot) => {
      const SnapshotId = snapshot.SnapshotId ?? "";
      const permissions = await attempt(async () => {
        if (!("unread" in open) && !open.value?.has(SnapshotId)) return [];
        const answer = await aws.call(
          "ec2:DescribeSnapshotAttribute",
          { SnapshotId, Attribute: "createVolumePermission" },
          region,
        );
        return (answer.CreateVolumePermissions ?? []).map((one) => fields(one, "Group", "UserId"));
      });
      const { config, unread } = settle({ CreateVolumePermissions: permissions });
      return discovered(place, {
        type: "AWS::EC2::Snapshot",
        nativeId: SnapshotId,
        arn: arnOf({ ...place, accountId: "" }, "ec2", `snapshot/${SnapshotId}`),
        tags: tagsOf(snapshot.Tags),
        config: {
          ...fields(
            snapshot,
            "SnapshotId",
            "VolumeId",
            "VolumeSize",
            "Encrypted",
            "KmsKeyId",
            "StartTime",
            "StorageTier",
          ),
          ...config,
        },
        unread,
        status: snapshot.State ?? null,
        encrypted: snapshot.Encrypted ?? null,
        public: "unread" in permissions ? null : (permissions.value ?? []).some(({ Group }) => Group === "all"),
        relations: edges("dependsOn", "AWS::EC2::Volume", [snapshot.VolumeId]),
      });
    });
    return { resources, next: page.NextToken || null };
  },
});
