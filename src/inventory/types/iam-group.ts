import { resourceType } from "../resource-type.ts";
import { readCredentialReport } from "./credential-report.ts";
import { attachedOf, DETAILS_PAGE, inlineOf } from "./iam-details.ts";
import { allPages, attempt, discovered, each, edges, fields, settle } from "./reading.ts";

const PAGES_MAX = 20;

export default resourceType({
  type: "AWS::IAM::Group",
  service: "iam",
  label: "IAM group",
  where: "once",
  calls: [
    "iam:GetAccountAuthorizationDetails",
    "iam:GetGroup",
    "iam:GenerateCredentialReport",
    "iam:GetCredentialReport",
  ],
  async list(aws, place, cursor) {
    const { region } = place;
    const request = { Filter: ["Group" as const], MaxItems: DETAILS_PAGE, Marker: cursor ?? undefined };
    const page = await aws.call("iam:GetAccountAuthorizationDetails", request, region);
    const groups = page.GroupDetailList ?? [];
    const isAdministrator = (arns: readonly string[]) =>
      arns.some((arn) => arn.endsWith(":policy/AdministratorAccess"));
    const anyone = groups.some((group) => isAdministrator(attachedOf(group.AttachedManagedPolicies)));
    const report = await attempt(async () => (anyone ? readCredentialReport(aws, region) : new Map()));
    const resources = await each(groups, async (group) => {
      const GroupName = group.GroupName ?? "";
      const attached = attachedOf(group.AttachedManagedPolicies);
      // Only administrators' second factor is asked about, so only their members are read.
      const withoutMfa = await attempt(async () => {
        if (!isAdministrator(attached)) return [];
        const members = await allPages(PAGES_MAX, async (Marker) => {
          const answer = await aws.call("iam:GetGroup", { GroupName, Marker }, region);
          return { items: answer.Users, next: answer.IsTruncated ? answer.Marker : undefined };
        });
        const known = "unread" in report ? null : report.value;
        return members
          .flatMap(({ UserName = "" }) => (known?.get(UserName)?.mfa_active === "true" ? [] : [UserName]))
          .sort();
      });
      const isOpen = "unread" in report && isAdministrator(attached);
      const { config, unread } = settle({ MembersWithoutMfa: isOpen ? { unread: report.unread } : withoutMfa });
      return discovered(place, {
        type: "AWS::IAM::Group",
        nativeId: GroupName,
        arn: group.Arn ?? "",
        name: GroupName,
        tags: {},
        config: {
          ...fields(group, "GroupName", "Path", "CreateDate"),
          AttachedPolicies: attached,
          InlinePolicies: inlineOf(group.GroupPolicyList).map((policy) => policy.name),
          ...config,
        },
        unread,
        relations: edges("dependsOn", "AWS::IAM::Policy", attached),
      });
    });
    return { resources, next: page.IsTruncated ? (page.Marker ?? null) : null };
  },
});
