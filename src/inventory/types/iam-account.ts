import { resourceType } from "../resource-type.ts";

import { attempt, discovered, settle } from "./reading.ts";

export default resourceType({
  type: "AWS::IAM::Account",
  service: "iam",
  label: "IAM of the account",
  where: "once",
  calls: ["iam:ListEntitiesForPolicy"],
  async list(aws, place) {
    const support = await attempt(async () => {
      // One holder decides, so the first page is enough.
      const PolicyArn = `arn:${place.partition}:iam::aws:policy/AWSSupportAccess`;
      const answer = await aws.call("iam:ListEntitiesForPolicy", { PolicyArn, MaxItems: 100 }, place.region);
      return [
        ...(answer.PolicyRoles ?? []).map(({ RoleName }) => `role ${RoleName}`),
        ...(answer.PolicyGroups ?? []).map(({ GroupName }) => `group ${GroupName}`),
        ...(answer.PolicyUsers ?? []).map(({ UserName }) => `user ${UserName}`),
      ].sort();
    });
    const { config, unread } = settle({ SupportAccess: support });
    const resource = discovered(place, {
      type: "AWS::IAM::Account",
      nativeId: place.accountId,
      arn: `arn:${place.partition}:iam::${place.accountId}:account`,
      name: "IAM of the account",
      tags: {},
      config,
      unread,
    });
    return { resources: [resource], next: null };
  },
});
