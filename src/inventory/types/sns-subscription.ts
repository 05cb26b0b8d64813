import { resourceType } from "../resource-type.ts";
import { discovered, edges, fields } from "./reading.ts";

export default resourceType({
  type: "AWS::SNS::Subscription",
  service: "messaging",
  label: "SNS subscription",
  where: "each-region",
  calls: ["sns:ListSubscriptions"],
  async list(aws, place, cursor) {
    const page = await aws.call("sns:ListSubscriptions", { NextToken: cursor ?? undefined }, place.region);
    // Those that nobody confirmed have no ARN yet, and deliver nothing.
    const confirmed = (page.Subscriptions ?? []).filter(({ SubscriptionArn = "" }) =>
      SubscriptionArn.startsWith("arn:"),
    );
    const resources = confirmed.map((subscription) => {
      const arn = subscription.SubscriptionArn ?? "";
      return discovered(place, {
        type: "AWS::SNS::Subscription",
        nativeId: arn,
        arn,
        name: `${subscription.TopicArn?.split(":").at(-1)} to ${subscription.Protocol}`,
        tags: {},
        // Endpoints are addresses and telephone numbers of people; they stay in AWS.
        config: fields(subscription, "Protocol", "TopicArn"),
        relations: edges("partOf", "AWS::SNS::Topic", [subscription.TopicArn]),
      });
    });
    return { resources, next: page.NextToken || null };
  },
});
