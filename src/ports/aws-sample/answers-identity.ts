import { ACCOUNT_ID } from "./company.ts";
import { type Asked, absent } from "./paging.ts";

const arn = (path: string) => `arn:aws:iam::${ACCOUNT_ID}:${path}`;
const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";
const READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const document = (statement: object) =>
  encodeURIComponent(JSON.stringify({ Version: "2012-10-17", Statement: [statement] }));
const trust = (Service: string) => document({ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" });

type Person = {
  name: string;
  group?: string;
  hasPassword: boolean;
  hasMfa: boolean;
  keyFrom?: string;
  usedDaysAgo: number;
};
/** Two people who administer, one of them without a second factor, and a robot with an old key. */
const PEOPLE: readonly Person[] = [
  { name: "amara.okafor", group: "administrators", hasPassword: true, hasMfa: true, usedDaysAgo: 1 },
  { name: "jonas.lind", group: "administrators", hasPassword: true, hasMfa: false, usedDaysAgo: 3 },
  { name: "ci-deploy", hasPassword: false, hasMfa: false, keyFrom: "2024-03-04T09:00:00+00:00", usedDaysAgo: 0 },
];

const GROUPS = [{ name: "administrators", policies: [ADMINISTRATOR] }];
const ROLES = [
  { name: "shop-functions", trusts: "lambda.amazonaws.com", policies: [] },
  { name: "shop-tasks", trusts: "ecs-tasks.amazonaws.com", policies: [READ_ONLY] },
];
const POLICIES = [
  {
    name: "deploy",
    document: document({ Effect: "Allow", Action: ["ecs:UpdateService", "ecr:*"], Resource: "*" }),
  },
  { name: "old-admin", document: document({ Effect: "Allow", Action: "*", Resource: "*" }) },
];
const MADE = new Date("2023-02-01T08:00:00Z");
const attached = (arns: readonly string[]) =>
  arns.map((PolicyArn) => ({ PolicyArn, PolicyName: PolicyArn.split("/").at(-1) }));

/** Who may act in the account. Small lists: one page each. */
export function identityAnswers(now: Date) {
  return {
    "iam:GetAccountAuthorizationDetails": ({ Filter = [] }: { Filter?: readonly string[] }) => ({
      IsTruncated: false,
      UserDetailList: Filter.includes("User")
        ? PEOPLE.map(({ name, group }) => ({
            UserName: name,
            Arn: arn(`user/${name}`),
            Path: "/",
            CreateDate: MADE,
            GroupList: group ? [group] : [],
            AttachedManagedPolicies: group ? [] : attached([arn("policy/deploy")]),
          }))
        : [],
      GroupDetailList: Filter.includes("Group")
        ? GROUPS.map(({ name, policies }) => ({
            GroupName: name,
            Arn: arn(`group/${name}`),
            Path: "/",
            CreateDate: MADE,
            AttachedManagedPolicies: attached(policies),
          }))
        : [],
      RoleDetailList: Filter.includes("Role")
        ? ROLES.map(({ name, trusts, policies }) => ({
            RoleName: name,
            Arn: arn(`role/${name}`),
            Path: "/",
            CreateDate: MADE,
            AssumeRolePolicyDocument: trust(trusts),
            AttachedManagedPolicies: attached(policies),
          }))
        : [],
      Policies: Filter.includes("LocalManagedPolicy")
        ? POLICIES.map(({ name, document: Document }) => ({
            PolicyName: name,
            Arn: arn(`policy/${name}`),
            Path: "/",
            CreateDate: MADE,
            DefaultVersionId: "v1",
            AttachmentCount: name === "deploy" ? 1 : 0,
            PolicyVersionList: [{ VersionId: "v1", IsDefaultVersion: true, Document }],
          }))
        : [],
    }),
    "iam:GenerateCredentialReport": () => ({ State: "COMPLETE" as const }),
    "iam:GetCredentialReport": () => ({ Content: new TextEncoder().encode(report(now)) }),
    "iam:GetAccountSummary": () => ({
      SummaryMap: { AccountAccessKeysPresent: 0, AccountMFAEnabled: 1, AccountPasswordPresent: 1 },
    }),
    "iam:ListVirtualMFADevices": () => ({
      IsTruncated: false,
      VirtualMFADevices: [{ SerialNumber: arn("mfa/root-account-mfa-device"), User: rootUser }],
    }),
    "iam:ListEntitiesForPolicy": () => ({ IsTruncated: false, PolicyRoles: [], PolicyGroups: [], PolicyUsers: [] }),
    "iam:GetGroup": ({ GroupName = "" }: { GroupName?: string }) => ({
      IsTruncated: false,
      Group: undefined,
      Users: PEOPLE.filter(({ group }) => group === GroupName).map(({ name }) => userOf(name)),
    }),
    "iam:GetAccountPasswordPolicy": (_input: unknown, _region: unknown, asked: Asked): never => {
      throw absent(asked, "NoSuchEntity", "The Password Policy with domain name is not set.");
    },
    "account:GetAlternateContact": (_input: unknown, _region: unknown, asked: Asked): never => {
      throw absent(asked, "ResourceNotFoundException", "No contact of the inputted alternate contact type found.");
    },
  };
}

const userOf = (name: string) => ({
  UserName: name,
  Arn: arn(`user/${name}`),
  Path: "/",
  UserId: `AIDA${name.toUpperCase().replace(/\W/g, "")}`,
  CreateDate: MADE,
});
const rootUser = { ...userOf("root"), Arn: arn("root") };

/** The columns of IAM's credential report that are there for everybody, in its own order. */
function report(now: Date): string {
  const day = (daysAgo: number) =>
    new Date(Math.floor(now.getTime() / 86_400_000 - daysAgo) * 86_400_000).toISOString();
  const columns = (values: Record<string, string>) => COLUMNS.map((name) => values[name] ?? "N/A").join(",");
  const root = columns({
    user: "<root_account>",
    arn: arn("root"),
    password_enabled: "not_supported",
    password_last_used: day(210),
    mfa_active: "true",
    access_key_1_active: "false",
    access_key_2_active: "false",
  });
  const people = PEOPLE.map((person) =>
    columns({
      user: person.name,
      arn: arn(`user/${person.name}`),
      password_enabled: String(person.hasPassword),
      password_last_used: person.hasPassword ? day(person.usedDaysAgo) : "N/A",
      password_last_changed: person.hasPassword ? "2025-01-10T10:00:00+00:00" : "N/A",
      mfa_active: String(person.hasMfa),
      access_key_1_active: String(Boolean(person.keyFrom)),
      access_key_1_last_rotated: person.keyFrom ?? "N/A",
      access_key_1_last_used_date: person.keyFrom ? day(person.usedDaysAgo) : "N/A",
      access_key_2_active: "false",
    }),
  );
  return [COLUMNS.join(","), root, ...people].join("\n");
}
const COLUMNS = [
  "user",
  "arn",
  "password_enabled",
  "password_last_used",
  "password_last_changed",
  "mfa_active",
  "access_key_1_active",
  "access_key_1_last_rotated",
  "access_key_1_last_used_date",
  "access_key_2_active",
  "access_key_2_last_rotated",
  "access_key_2_last_used_date",
];
