import { AwsError } from "../../ports/aws.ts";
import { resourceType } from "../resource-type.ts";
import { arnOf, attempt, discovered, settle } from "./reading.ts";

/** What Security Hub answers where nobody switched it on. */
const NOT_SUBSCRIBED = "InvalidAccessException";

export default resourceType({
  type: "AWS::SecurityHub::Hub",
  service: "security",
  label: "Security Hub",
  where: "each-region",
  calls: ["securityhub:DescribeHub", "securityhub:GetEnabledStandards", "securityhub:ListEnabledProductsForImport"],
  async list(aws, place) {
    const { region } = place;
    const isOn = await aws.call("securityhub:DescribeHub", {}, region).then(
      () => true,
      (error) => {
        if (error instanceof AwsError && (error.code === NOT_SUBSCRIBED || error.failure === "absent")) return false;
        throw error;
      },
    );
    const hub = {
      type: "AWS::SecurityHub::Hub",
      nativeId: region,
      arn: arnOf(place, "securityhub", "hub/default"),
      name: `Security Hub in ${region}`,
      tags: {},
    };
    if (!isOn)
      return { resources: [discovered(place, { ...hub, config: { Absent: true }, status: "absent" })], next: null };
    const standards = await attempt(async () => {
      const answer = await aws.call("securityhub:GetEnabledStandards", {}, region);
      return (answer.StandardsSubscriptions ?? []).flatMap((one) => one.StandardsArn ?? []).sort();
    });
    const products = await attempt(async () => {
      const answer = await aws.call("securityhub:ListEnabledProductsForImport", {}, region);
      return [...(answer.ProductSubscriptions ?? [])].sort();
    });
    const { config, unread } = settle({ Standards: standards, Products: products });
    return { resources: [discovered(place, { ...hub, config, unread, status: "on" })], next: null };
  },
});
