import { type Account, bucket, letsEveryone, letsOwn, policy, role, step } from "./account.ts";

const user = (UserName: string) => step("iam", "CreateUser", { UserName });
const custom = (PolicyName: string, statement: Record<string, unknown>) =>
  step(
    "iam",
    "CreatePolicy",
    { PolicyName, PolicyDocument: policy({ Effect: "Allow", Resource: "*", ...statement }) },
    { [PolicyName]: "Policy.Arn" },
  );
const trusting = (RoleName: string, statement: Record<string, unknown>) =>
  step("iam", "CreateRole", {
    RoleName,
    AssumeRolePolicyDocument: policy({
      ...{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "arn:aws:iam::999988887777:root" } },
      ...statement,
    }),
  });
const key = (name: string, more: Record<string, unknown> = {}) =>
  step("kms", "CreateKey", more, { [name]: "KeyMetadata.KeyId" });
const secret = (Name: string, ...statements: Record<string, unknown>[]) => [
  step("secretsmanager", "CreateSecret", { Name, SecretString: "x" }),
  ...statements.map((statement) =>
    step("secretsmanager", "PutResourcePolicy", { SecretId: Name, ResourcePolicy: policy(statement) }),
  ),
];
const recorder = [
  role("config", "config.amazonaws.com"),
  step("config", "PutConfigurationRecorder", { ConfigurationRecorder: { name: "default", roleARN: "${role}" } }),
];

export const PEOPLE: Account[] = [
  {
    name: "users, policies and roles",
    setup: [
      ...["grouped", "inline", "attached"].map(user),
      step("iam", "PutUserPolicy", {
        ...{ UserName: "inline", PolicyName: "p" },
        PolicyDocument: policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }),
      }),
      custom("admin", { Action: "*" }),
      custom("guarded", { Action: ["*"], Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } }),
      custom("reader", { Action: "s3:GetObject" }),
      custom("idle", { Action: "*" }),
      step("iam", "AttachUserPolicy", { UserName: "attached", PolicyArn: "${reader}" }),
      role("trail", "cloudtrail.amazonaws.com"),
      ...["admin", "guarded"].map((name) =>
        step("iam", "AttachRolePolicy", { RoleName: "trail", PolicyArn: `\${${name}}` }),
      ),
      role("function", "lambda.amazonaws.com"),
      role("machine", "ec2.amazonaws.com"),
      role("desktops", "workspaces.amazonaws.com", {
        Condition: { StringEquals: { "aws:SourceAccount": ["123456789012"] } },
      }),
      role("topic", "sns.amazonaws.com", {
        Condition: { ArnLike: { "aws:SourceArn": "arn:aws:sns:us-east-1:123456789012:*" } },
      }),
      trusting("vendor", {}),
      trusting("vendor-with-id", { Condition: { StringEquals: { "sts:ExternalId": "x" } } }),
      step("iam", "CreateLoginProfile", { UserName: "grouped", Password: "Aa1!aaaaaaaaaaaa" }),
      step("iam", "CreateAccessKey", { UserName: "grouped" }),
    ],
    verdicts: {
      "IAM-001 *": "PASS",
      "IAM-005 grouped": "FAIL",
      "IAM-005 attached": "PASS",
      "IAM-006 grouped": "PASS",
      "IAM-009 grouped": "PASS",
      "IAM-010 grouped": "FAIL",
      "IAM-013 grouped": "PASS",
      "IAM-013 inline": "FAIL",
      "IAM-013 attached": "FAIL",
      "IAM-014 ${admin}": "FAIL",
      "IAM-014 ${guarded}": "FAIL",
      "IAM-014 ${reader}": "PASS",
      "IAM-014 ${idle}": "NOT_APPLICABLE",
      "IAM-019 trail": "FAIL",
      "IAM-019 function": "FAIL",
      "IAM-019 machine": "NOT_APPLICABLE",
      "IAM-019 desktops": "PASS",
      "IAM-019 topic": "PASS",
      "IAM-020 vendor": "PASS",
      "IAM-021 vendor": "FAIL",
      "IAM-021 vendor-with-id": "PASS",
      "IAM-021 trail": "NOT_APPLICABLE",
    },
  },
  {
    name: "a password policy",
    setup: [step("iam", "UpdateAccountPasswordPolicy", { MinimumPasswordLength: 14, PasswordReusePrevention: 24 })],
    verdicts: { "IAM-011 *": "PASS", "IAM-012 *": "PASS" },
  },
  {
    name: "keys, secrets and who watches",
    setup: [
      key("live"),
      key("dying"),
      key("off"),
      key("foreign", { Origin: "EXTERNAL" }),
      step("kms", "ScheduleKeyDeletion", { KeyId: "${dying}", PendingWindowInDays: 7 }),
      step("kms", "DisableKey", { KeyId: "${off}" }),
      ...secret("plain"),
      ...secret("open", letsEveryone("secretsmanager:GetSecretValue")),
      ...secret("own", letsOwn("secretsmanager:GetSecretValue")),
      ...recorder,
      bucket("config-history"),
      step("config", "PutDeliveryChannel", { DeliveryChannel: { name: "c", s3BucketName: "config-history" } }),
      step("config", "StartConfigurationRecorder", { ConfigurationRecorderName: "default" }),
      step("account", "PutAlternateContact", {
        ...{ AlternateContactType: "SECURITY", EmailAddress: "security@example.com" },
        ...{ Name: "Security", PhoneNumber: "1", Title: "Officer" },
      }),
    ],
    verdicts: {
      "ACC-001 *": "PASS",
      "CFG-001 default": "PASS",
      "KMS-001 ${live}": "FAIL",
      "KMS-001 ${foreign}": "NOT_APPLICABLE",
      "KMS-002 ${live}": "PASS",
      "KMS-002 ${dying}": "FAIL",
      "KMS-002 ${off}": "PASS",
      "KMS-004 ${live}": "PASS",
      "KMS-004 ${dying}": "PASS",
      "KMS-004 ${off}": "FAIL",
      "SEC-004 plain": "PASS",
      "SEC-004 open": "FAIL",
      "SEC-004 own": "PASS",
    },
  },
  { name: "a recorder that was never started", setup: recorder, verdicts: { "CFG-001 default": "FAIL" } },
  {
    name: "an account without anything",
    setup: [],
    verdicts: {
      "ACC-001 *": "FAIL",
      "BKP-001 *": "FAIL",
      "CFG-001 *": "FAIL",
      "CTR-001 *": "FAIL",
      "CWL-005 *": "FAIL",
      "CWL-009 *": "FAIL",
      "EC2-002 123456789012": "FAIL",
      "GDY-001 *": "FAIL",
      "IAM-011 *": "FAIL",
      "IAM-012 *": "FAIL",
      "IAM-016 *": "FAIL",
      "S3-001 123456789012": "FAIL",
    },
  },
];
