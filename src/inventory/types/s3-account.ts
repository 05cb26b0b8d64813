import { resourceType } from "../resource-type.ts";

import { attempt, discovered, settle } from "./reading.ts";

export default resourceType({
  type: "AWS::S3::AccountPublicAccessBlock",
  service: "s3",
  label: "S3 block of the account",
  where: "once",
  calls: ["s3control:GetPublicAccessBlock"],
  async list(aws, place) {
    const block = await attempt(async () => {
      const answer = await aws.call("s3control:GetPublicAccessBlock", { AccountId: place.accountId }, place.region);
      return answer.PublicAccessBlockConfiguration ?? null;
    });
    const { config, unread } = settle({ PublicAccessBlock: block });
    const resource = discovered(place, {
      type: "AWS::S3::AccountPublicAccessBlock",
      nativeId: place.accountId,
      arn: `arn:${place.partition}:s3::${place.accountId}:public-access-block`,
      name: "S3 Block Public Access of the account",
      tags: {},
      config,
      unread,
    });
    return { resources: [resource], next: null };
  },
});
