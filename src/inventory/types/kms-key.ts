import { resourceType } from "../resource-type.ts";
import { attempt, discovered, documentOf, each, fields, readTags, settle } from "./reading.ts";

/** Each key takes up to three more requests. */
const PAGE_SIZE = 12;

export default resourceType({
  type: "AWS::KMS::Key",
  service: "security",
  label: "KMS key",
  where: "each-region",
  calls: ["kms:ListKeys", "kms:DescribeKey", "kms:GetKeyRotationStatus", "kms:GetKeyPolicy", "tag:GetResources"],
  async list(aws, place, cursor) {
    const { region } = place;
    const page = await aws.call("kms:ListKeys", { Limit: PAGE_SIZE, Marker: cursor ?? undefined }, region);
    const described = await each(
      page.Keys ?? [],
      async ({ KeyId }) => (await aws.call("kms:DescribeKey", { KeyId }, region)).KeyMetadata,
    );
    // Keys that AWS manages cannot be changed by the account.
    const keys = described.flatMap((key) => (key && key.KeyManager !== "AWS" ? [key] : []));
    const tags = await readTags(
      aws,
      region,
      keys.flatMap((key) => key.Arn ?? []),
    );
    const resources = await each(keys, async (key) => {
      const KeyId = key.KeyId ?? "";
      const rotates = key.KeyState === "Enabled" && key.KeySpec === "SYMMETRIC_DEFAULT" && key.Origin === "AWS_KMS";
      const rotation = await attempt(async () =>
        rotates ? ((await aws.call("kms:GetKeyRotationStatus", { KeyId }, region)).KeyRotationEnabled ?? false) : null,
      );
      const policy = await attempt(async () =>
        documentOf((await aws.call("kms:GetKeyPolicy", { KeyId, PolicyName: "default" }, region)).Policy),
      );
      const { config, unread } = settle({ KeyRotationEnabled: rotation, Policy: policy });
      const arn = key.Arn ?? "";
      return discovered(place, {
        type: "AWS::KMS::Key",
        nativeId: KeyId,
        arn,
        name: key.Description || KeyId,
        tags: tags(arn, unread),
        config: {
          ...fields(
            key,
            "KeyId",
            "KeyManager",
            "KeyState",
            "KeySpec",
            "KeyUsage",
            "Origin",
            "MultiRegion",
            "CreationDate",
            "DeletionDate",
          ),
          ...config,
        },
        unread,
        status: key.KeyState ?? null,
      });
    });
    return { resources, next: page.Truncated ? (page.NextMarker ?? null) : null };
  },
});
