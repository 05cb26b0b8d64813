import { resourceType } from "../resource-type.ts";
import { attachedOf, DETAILS_PAGE, inlineOf, policyOf } from "./iam-details.ts";
import { discovered, edges, fields, tagsOf } from "./reading.ts";

export default resourceType({
  type: "AWS::IAM::Role",
  service: "iam",
  label: "IAM role",
  where: "once",
  calls: ["iam:GetAccountAuthorizationDetails"],
  async list(aws, place, cursor) {
    const request = { Filter: ["Role" as const], MaxItems: DETAILS_PAGE, Marker: cursor ?? undefined };
    const page = await aws.call("iam:GetAccountAuthorizationDetails", request, place.region);
    const resources = (page.RoleDetailList ?? []).map((role) => {
      const attached = attachedOf(role.AttachedManagedPolicies);
      return discovered(place, {
        type: "AWS::IAM::Role",
        nativeId: role.RoleName ?? "",
        arn: role.Arn ?? "",
        name: role.RoleName ?? "",
        tags: tagsOf(role.Tags),
        config: {
          ...fields(role, "RoleName", "Path", "CreateDate"),
          AssumeRolePolicyDocument: policyOf(role.AssumeRolePolicyDocument),
          AttachedPolicies: attached,
          InlinePolicies: inlineOf(role.RolePolicyList).map((policy) => policy.name),
        },
        relations: edges("dependsOn", "AWS::IAM::Policy", attached),
      });
    });
    return { resources, next: page.IsTruncated ? (page.Marker ?? null) : null };
  },
});
