import { resourceType } from "../resource-type.ts";
import { attempt, discovered, documentOf, each, edges, fields, settle, tagsOf } from "./reading.ts";

/** Each secret takes one more request. */
const PAGE_SIZE = 30;

export default resourceType({
  type: "AWS::SecretsManager::Secret",
  service: "security",
  label: "Secret",
  where: "each-region",
  calls: ["secretsmanager:ListSecrets", "secretsmanager:GetResourcePolicy"],
  async list(aws, place, cursor) {
    const { region } = place;
    const request = { MaxResults: PAGE_SIZE, NextToken: cursor ?? undefined };
    const page = await aws.call("secretsmanager:ListSecrets", request, region);
    const resources = await each(page.SecretList ?? [], async (secret) => {
      const policy = await attempt(async () =>
        documentOf(
          (await aws.call("secretsmanager:GetResourcePolicy", { SecretId: secret.ARN }, region)).ResourcePolicy,
        ),
      );
      const { config, unread } = settle({ Policy: policy });
      return discovered(place, {
        type: "AWS::SecretsManager::Secret",
        nativeId: secret.Name ?? "",
        arn: secret.ARN ?? "",
        name: secret.Name ?? "",
        tags: tagsOf(secret.Tags),
        config: {
          ...fields(secret, "Name", "KmsKeyId", "RotationEnabled", "LastRotatedDate", "CreatedDate", "OwningService"),
          ...config,
        },
        // A day, in seconds since 1970; null = never read.
        metrics: { accessedAt: secret.LastAccessedDate ? Math.floor(secret.LastAccessedDate.getTime() / 1000) : null },
        unread,
        encrypted: true,
        relations: [
          ...edges("dependsOn", "AWS::KMS::Key", [secret.KmsKeyId]),
          ...edges("dependsOn", "AWS::Lambda::Function", [secret.RotationLambdaARN]),
        ],
      });
    });
    return { resources, next: page.NextToken || null };
  },
});
