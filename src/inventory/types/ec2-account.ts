import { resourceType } from "../resource-type.ts";

import { arnOf, attempt, discovered, settle } from "./reading.ts";

/** What EC2 does by default in this region; not a thing that AWS lists. */
export default resourceType({
  type: "AWS::EC2::Account",
  service: "ec2",
  label: "EC2 defaults of a region",
  where: "each-region",
  calls: ["ec2:GetEbsEncryptionByDefault", "ec2:GetSnapshotBlockPublicAccessState", "ec2:GetInstanceMetadataDefaults"],
  async list(aws, place) {
    const { region } = place;
    const [encryption, sharing, metadata] = [
      await attempt(async () => {
        const answer = await aws.call("ec2:GetEbsEncryptionByDefault", {}, region);
        return answer.EbsEncryptionByDefault ?? null;
      }),
      await attempt(async () => (await aws.call("ec2:GetSnapshotBlockPublicAccessState", {}, region)).State ?? null),
      await attempt(async () => {
        const { AccountLevel } = await aws.call("ec2:GetInstanceMetadataDefaults", {}, region);
        return { HttpTokens: AccountLevel?.HttpTokens ?? null };
      }),
    ];
    const { config, unread } = settle({
      EbsEncryptionByDefault: encryption,
      SnapshotSharing: sharing,
      MetadataDefaults: metadata,
    });
    const resource = discovered(place, {
      type: "AWS::EC2::Account",
      nativeId: place.accountId,
      arn: arnOf(place, "ec2", "account"),
      name: `EC2 defaults in ${region}`,
      tags: {},
      config,
      unread,
    });
    return { resources: [resource], next: null };
  },
});
