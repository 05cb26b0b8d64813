import { resourceType } from "../resource-type.ts";

import { attempt, discovered, mapReading, settle } from "./reading.ts";

export default resourceType({
  type: "AWS::Account::AlternateContact",
  service: "iam",
  label: "Security contact",
  where: "once",
  calls: ["account:GetAlternateContact"],
  async list(aws, place) {
    const contact = await attempt(async () => {
      const request = { AlternateContactType: "SECURITY" as const };
      return (await aws.call("account:GetAlternateContact", request, place.region)).AlternateContact ?? null;
    });
    // Whether there is one is enough: names and numbers of people stay in AWS.
    const isThere = mapReading(contact, (one) => Boolean(one?.EmailAddress));
    const { config, unread } = settle({
      IsRegistered: "unread" in isThere ? isThere : { value: isThere.value ?? false },
    });
    const resource = discovered(place, {
      type: "AWS::Account::AlternateContact",
      nativeId: "security-contact",
      arn: `arn:${place.partition}:account::${place.accountId}:alternate-contact/security`,
      name: "Security contact",
      tags: {},
      config,
      unread,
    });
    return { resources: [resource], next: null };
  },
});
