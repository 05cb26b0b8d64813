import { resourceType } from "../resource-type.ts";

import { attempt, discovered, fields, settle } from "./reading.ts";

export default resourceType({
  type: "AWS::IAM::PasswordPolicy",
  service: "iam",
  label: "Password policy",
  where: "once",
  calls: ["iam:GetAccountPasswordPolicy"],
  async list(aws, place) {
    const policy = await attempt(async () => {
      const { PasswordPolicy } = await aws.call("iam:GetAccountPasswordPolicy", {}, place.region);
      return PasswordPolicy
        ? fields(
            PasswordPolicy,
            ...(["MinimumPasswordLength", "PasswordReusePrevention", "MaxPasswordAge", "RequireSymbols"] as const),
            ...(["RequireNumbers", "RequireUppercaseCharacters", "RequireLowercaseCharacters"] as const),
          )
        : null;
    });
    const { config, unread } = settle({ Policy: policy });
    const resource = discovered(place, {
      type: "AWS::IAM::PasswordPolicy",
      nativeId: "password-policy",
      arn: `arn:${place.partition}:iam::${place.accountId}:account-password-policy`,
      name: "Password policy",
      tags: {},
      config,
      unread,
    });
    return { resources: [resource], next: null };
  },
});
