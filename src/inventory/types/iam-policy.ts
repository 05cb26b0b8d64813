import type { PolicyDetail } from "@aws-sdk/client-iam";
import type { Aws } from "../../ports/aws.ts";
import { type Place, resourceType } from "../resource-type.ts";
import { DETAILS_PAGE, inlineOf, policyOf } from "./iam-details.ts";
import { discovered, edges, fields } from "./reading.ts";

/** Cursors into the second list start with it. */
const INLINE = "inline:";

export default resourceType({
  type: "AWS::IAM::Policy",
  service: "iam",
  label: "IAM policy",
  where: "once",
  calls: ["iam:GetAccountAuthorizationDetails"],
  /** Managed policies, then those inside users, roles and groups. */
  async list(aws, place, cursor) {
    if (cursor?.startsWith(INLINE)) return inlinePolicies(aws, place, cursor.slice(INLINE.length));
    const Filter: ("LocalManagedPolicy" | "AWSManagedPolicy")[] = ["LocalManagedPolicy", "AWSManagedPolicy"];
    const request = { Filter, MaxItems: DETAILS_PAGE, Marker: cursor || undefined };
    const page = await aws.call("iam:GetAccountAuthorizationDetails", request, place.region);
    // AWS's own policies matter where they are attached.
    const ours = (page.Policies ?? []).filter(
      ({ Arn = "", AttachmentCount = 0 }) => !Arn.includes(":iam::aws:") || AttachmentCount > 0,
    );
    const resources = ours.map((policy) => {
      const current = (policy.PolicyVersionList ?? []).find((version) => version.IsDefaultVersion);
      return discovered(place, {
        type: "AWS::IAM::Policy",
        nativeId: policy.Arn ?? "",
        arn: policy.Arn ?? "",
        name: policy.PolicyName ?? "",
        tags: {},
        config: {
          Kind: policy.Arn?.includes(":iam::aws:") ? "aws" : "customer",
          ...fields(policy, "PolicyName", "Path", "DefaultVersionId", "CreateDate"),
          IsAttached: (policy.AttachmentCount ?? 0) > 0,
          Document: policyOf(current?.Document),
        },
      });
    });
    return { resources, next: page.IsTruncated && page.Marker ? page.Marker : INLINE };
  },
});

async function inlinePolicies(aws: Aws, place: Place, marker: string) {
  const Filter: ("User" | "Role" | "Group")[] = ["User", "Role", "Group"];
  const request = { Filter, MaxItems: DETAILS_PAGE, Marker: marker || undefined };
  const page = await aws.call("iam:GetAccountAuthorizationDetails", request, place.region);
  const holders: { arn?: string; type: string; policies?: PolicyDetail[] }[] = [
    ...(page.UserDetailList ?? []).map((one) => ({
      arn: one.Arn,
      type: "AWS::IAM::User",
      policies: one.UserPolicyList,
    })),
    ...(page.RoleDetailList ?? []).map((one) => ({
      arn: one.Arn,
      type: "AWS::IAM::Role",
      policies: one.RolePolicyList,
    })),
    ...(page.GroupDetailList ?? []).map((one) => ({
      arn: one.Arn,
      type: "AWS::IAM::Group",
      policies: one.GroupPolicyList,
    })),
  ];
  const resources = holders.flatMap(({ arn = "", type, policies }) =>
    inlineOf(policies).map(({ name, document }) =>
      discovered(place, {
        type: "AWS::IAM::Policy",
        nativeId: `${arn.split(":").at(-1)}/${name}`,
        arn: `${arn}/policy/${name}`,
        name,
        tags: {},
        config: { Kind: "inline", PolicyName: name, Holder: arn, IsAttached: true, Document: document },
        relations: edges("partOf", type, [arn]),
      }),
    ),
  );
  return { resources, next: page.IsTruncated && page.Marker ? `${INLINE}${page.Marker}` : null };
}
