import { resourceType } from "../resource-type.ts";
import { keysIn, readCredentialReport, secondsIn } from "./credential-report.ts";
import { attachedOf, DETAILS_PAGE, inlineOf } from "./iam-details.ts";
import { attempt, discovered, edges, fields, mapReading, settle, tagsOf } from "./reading.ts";

export default resourceType({
  type: "AWS::IAM::User",
  service: "iam",
  label: "IAM user",
  where: "once",
  calls: ["iam:GetAccountAuthorizationDetails", "iam:GenerateCredentialReport", "iam:GetCredentialReport"],
  async list(aws, place, cursor) {
    const request = { Filter: ["User" as const], MaxItems: DETAILS_PAGE, Marker: cursor ?? undefined };
    const page = await aws.call("iam:GetAccountAuthorizationDetails", request, place.region);
    const users = page.UserDetailList ?? [];
    const report = await attempt(async () => (users.length > 0 ? readCredentialReport(aws, place.region) : new Map()));
    const resources = users.map((user) => {
      const name = user.UserName ?? "";
      const row = "unread" in report ? undefined : report.value?.get(name);
      const known = "unread" in report || row ? report : { unread: "The user is newer than the credential report." };
      const { config, unread } = settle({
        PasswordEnabled: mapReading(known, () => row?.password_enabled === "true"),
        PasswordChangedAt: mapReading(known, () =>
          row?.password_last_changed?.includes("T") ? row.password_last_changed : null,
        ),
        MfaActive: mapReading(known, () => row?.mfa_active === "true"),
        AccessKeys: mapReading(known, () => (row ? keysIn(row) : [])),
      });
      if ("unread" in known) unread.metrics = known.unread;
      const attached = attachedOf(user.AttachedManagedPolicies);
      return discovered(place, {
        type: "AWS::IAM::User",
        nativeId: name,
        arn: user.Arn ?? "",
        name,
        tags: tagsOf(user.Tags),
        config: {
          ...fields(user, "UserName", "Path", "CreateDate"),
          Groups: [...(user.GroupList ?? [])].sort(),
          AttachedPolicies: attached,
          InlinePolicies: inlineOf(user.UserPolicyList).map((policy) => policy.name),
          ...config,
        },
        // Seconds since 1970; null = never.
        metrics: row
          ? {
              passwordUsedAt: secondsIn(row, "password_last_used"),
              key1UsedAt: secondsIn(row, "access_key_1_last_used_date"),
              key2UsedAt: secondsIn(row, "access_key_2_last_used_date"),
            }
          : {},
        unread,
        relations: [
          ...edges("partOf", "AWS::IAM::Group", user.GroupList ?? []),
          ...edges("dependsOn", "AWS::IAM::Policy", attached),
        ],
      });
    });
    return { resources, next: page.IsTruncated ? (page.Marker ?? null) : null };
  },
});
