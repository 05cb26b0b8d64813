import type { Snapshot } from "@aws-sdk/client-ec2";
import type { Aws } from "../../ports/aws.ts";
import { resourceType } from "../resource-type.ts";
import { allPages, arnOf, attempt, discovered, each, edges, fields, mapReading, settle, tagsOf } from "./reading.ts";

/** Those that everyone may restore are asked about one by one, and a run has room for a page of which all are. */
const PAGE_SIZE = 100;

export default resourceType({
  type: "AWS::EC2::Snapshot",
  service: "ec2",
  label: "EBS snapshot",
  where: "each-region",
  calls: ["ec2:DescribeSnapshots", "ec2:DescribeSnapshotAttribute", "ec2:DescribeImages", "ec2:DescribeVolumes"],
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
    const images = await attempt(() => readImages(aws, region, SnapshotIds));
    const sources = await attempt(() => readSources(aws, region, snapshots));
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
      const { config, unread } = settle({
        CreateVolumePermissions: permissions,
        IsOfImage: mapReading(images, (used) => used.has(SnapshotId)),
        VolumeExists: mapReading(sources, ({ live }) => live.has(snapshot.VolumeId)),
        IsNewestOfVolume: mapReading(sources, ({ newest }) => newest.get(snapshot.VolumeId) === SnapshotId),
      });
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

const PAGES_MAX = 20;

/** Those of the snapshots that a machine image is made of. */
async function readImages(aws: Aws, region: string, Values: string[]): Promise<Set<string | undefined>> {
  if (Values.length === 0) return new Set();
  const Filters = [{ Name: "block-device-mapping.snapshot-id", Values }];
  const images = await allPages(PAGES_MAX, async (NextToken) => {
    const answer = await aws.call("ec2:DescribeImages", { Owners: ["self"], Filters, NextToken }, region);
    return { items: answer.Images, next: answer.NextToken };
  });
  return new Set(
    images.flatMap(({ BlockDeviceMappings = [] }) => BlockDeviceMappings.map(({ Ebs }) => Ebs?.SnapshotId)),
  );
}

/** Which of the volumes still exist, and the newest snapshot of each. By filter, because one that is gone fails a request by id. */
async function readSources(aws: Aws, region: string, snapshots: readonly Snapshot[]) {
  const Values = [...new Set(snapshots.flatMap(({ VolumeId }) => VolumeId ?? []))];
  const live = new Set<string | undefined>();
  const newest = new Map<string | undefined, string | undefined>();
  if (Values.length === 0) return { live, newest };
  const Filters = [{ Name: "volume-id", Values }];
  const volumes = await allPages(PAGES_MAX, async (NextToken) => {
    const answer = await aws.call("ec2:DescribeVolumes", { Filters, NextToken }, region);
    return { items: answer.Volumes, next: answer.NextToken };
  });
  for (const { VolumeId } of volumes) live.add(VolumeId);
  const siblings = await allPages(PAGES_MAX, async (NextToken) => {
    const answer = await aws.call("ec2:DescribeSnapshots", { OwnerIds: ["self"], Filters, NextToken }, region);
    return { items: answer.Snapshots, next: answer.NextToken };
  });
  const time = (one: Snapshot) => one.StartTime?.getTime() ?? 0;
  for (const one of siblings.toSorted((a, b) => time(a) - time(b))) newest.set(one.VolumeId, one.SnapshotId);
  return { live, newest };
}
