import { resourceType } from "../resource-type.ts";
import { arnOf, attempt, discovered, documentOf, each, edges, fields, settle, tagsOf } from "./reading.ts";

/** Each file system takes two more requests. */
const PAGE_SIZE = 20;

export default resourceType({
  type: "AWS::EFS::FileSystem",
  service: "storage",
  label: "EFS file system",
  where: "each-region",
  calls: [
    "elasticfilesystem:DescribeFileSystems",
    "elasticfilesystem:DescribeBackupPolicy",
    "elasticfilesystem:DescribeFileSystemPolicy",
    "elasticfilesystem:DescribeLifecycleConfiguration",
  ],
  async list(aws, place, cursor) {
    const { region } = place;
    const request = { MaxItems: PAGE_SIZE, Marker: cursor ?? undefined };
    const page = await aws.call("elasticfilesystem:DescribeFileSystems", request, region);
    const resources = await each(page.FileSystems ?? [], async (system) => {
      const FileSystemId = system.FileSystemId ?? "";
      const backup = await attempt(async () => {
        const answer = await aws.call("elasticfilesystem:DescribeBackupPolicy", { FileSystemId }, region);
        return answer.BackupPolicy?.Status ?? null;
      });
      const policy = await attempt(async () =>
        documentOf((await aws.call("elasticfilesystem:DescribeFileSystemPolicy", { FileSystemId }, region)).Policy),
      );
      const { config, unread } = settle({
        BackupStatus: backup,
        Policy: policy,
        LifecyclePolicies: await attempt(async () => {
          const wanted = { FileSystemId };
          const answer = await aws.call("elasticfilesystem:DescribeLifecycleConfiguration", wanted, region);
          return (answer.LifecyclePolicies ?? []).map((one) => ({ ...one }));
        }),
      });
      return discovered(place, {
        type: "AWS::EFS::FileSystem",
        nativeId: FileSystemId,
        arn: system.FileSystemArn ?? arnOf(place, "elasticfilesystem", `file-system/${FileSystemId}`),
        name: system.Name || FileSystemId,
        tags: tagsOf(system.Tags),
        config: {
          ...fields(
            system,
            "FileSystemId",
            "Encrypted",
            "KmsKeyId",
            "PerformanceMode",
            "ThroughputMode",
            "CreationTime",
          ),
          ...config,
        },
        metrics: {
          sizeBytes: system.SizeInBytes?.Value ?? null,
          standardBytes: system.SizeInBytes?.ValueInStandard ?? null,
        },
        unread,
        status: system.LifeCycleState ?? null,
        encrypted: system.Encrypted ?? null,
        hasBackup: "unread" in backup ? null : ["ENABLED", "ENABLING"].includes(backup.value ?? ""),
        relations: edges("dependsOn", "AWS::KMS::Key", [system.KmsKeyId]),
      });
    });
    return { resources, next: page.NextMarker || null };
  },
});
