import { AUDIENCE } from "../ports/web-identity.ts";
import type { PolicyDocument } from "./policy.ts";
import { type Plain, yaml } from "./yaml.ts";

/** Whom the role believes: our principal together with the connection's ExternalId, or our signature under its subject. */
export type Trust =
  | { kind: "external-id"; principalArn: string; externalId: string }
  | { kind: "web-identity"; issuer: string; subject: string };
export type RoleOffer = {
  trust: Trust;
  /** From `connectorPolicy`. */
  policies: readonly PolicyDocument[];
  /** Where the role's ARN must be known before it is there; else CloudFormation names it. */
  roleName?: string;
};

const DESCRIPTION =
  "Lets DevControl read the configuration and the costs of this account. It cannot change anything or read your data.";
const ROLE_SECONDS = 3_600;
const PROVIDER = "DevControlIdentityProvider";
/** IAM names a provider, and the conditions about its tokens, by the issuer's address without the scheme. */
const hostOf = (issuer: string) => new URL(issuer).host;

/** @param federated how the template at hand names the identity provider. */
function trustPolicy(trust: Trust, federated: Plain): Plain {
  if (trust.kind === "external-id")
    return policyOf("sts:AssumeRole", { AWS: trust.principalArn }, { "sts:ExternalId": trust.externalId });
  const host = hostOf(trust.issuer);
  const pins = { [`${host}:aud`]: AUDIENCE, [`${host}:sub`]: trust.subject };
  return policyOf("sts:AssumeRoleWithWebIdentity", { Federated: federated }, pins);
}
const policyOf = (Action: string, Principal: Plain, StringEquals: Plain): Plain => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal, Action, Condition: { StringEquals } }],
});

/**
 * A CloudFormation template for the role, to paste into the AWS console. An account has one identity provider per issuer,
 * so where another connection has made it already, the stack is told to make the role only.
 */
export function cloudFormationTemplate({ trust, policies, roleName }: RoleOffer): string {
  const names = policies.map((_, index) => `DevControlReads${index + 1}`);
  const documents = policies.map((policy, index): [string, Plain] => [
    names[index] ?? "",
    { Type: "AWS::IAM::ManagedPolicy", Properties: { PolicyDocument: policy } },
  ]);
  const provided = trust.kind === "web-identity" ? provider(trust.issuer) : null;
  const role = {
    ...(roleName && { RoleName: roleName }),
    MaxSessionDuration: ROLE_SECONDS,
    AssumeRolePolicyDocument: trustPolicy(trust, provided?.arn ?? ""),
    ManagedPolicyArns: names.map((Ref) => ({ Ref })),
  };
  const template: Plain = {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: DESCRIPTION,
    ...provided?.sections,
    Resources: {
      ...provided?.resources,
      DevControlRole: { Type: "AWS::IAM::Role", Properties: role },
      ...Object.fromEntries(documents),
    },
    Outputs: {
      RoleArn: {
        Description: "Paste this ARN into DevControl.",
        Value: { "Fn::GetAtt": ["DevControlRole", "Arn"] },
      },
    },
  };
  return `${yaml(template).join("\n")}\n`;
}

/** Without thumbprints: AWS verifies a public certificate by its own list of authorities (IAM user guide, "Obtain the thumbprint"). */
function provider(issuer: string) {
  const present = { "Fn::Sub": `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:oidc-provider/${hostOf(issuer)}` };
  return {
    arn: { "Fn::If": ["MakesProvider", { Ref: PROVIDER }, present] },
    sections: {
      Parameters: {
        IdentityProvider: {
          Type: "String",
          AllowedValues: ["make", "present"],
          Default: "make",
          Description: `Choose present if this account already has the identity provider ${hostOf(issuer)}.`,
        },
      },
      Conditions: { MakesProvider: { "Fn::Equals": [{ Ref: "IdentityProvider" }, "make"] } },
    },
    resources: {
      [PROVIDER]: {
        Type: "AWS::IAM::OIDCProvider",
        Condition: "MakesProvider",
        Properties: { Url: issuer, ClientIdList: [AUDIENCE] },
      },
    },
  };
}

/** The same for Terraform; the AWS provider from 5.81 on needs no thumbprints. */
export function terraformSnippet({ trust, policies }: RoleOffer): string {
  const federated = "aws_iam_openid_connect_provider.devcontrol.arn";
  const trusted = hcl(trustPolicy(trust, federated)).replace(`"${federated}"`, federated);
  const providerBlock =
    trust.kind === "web-identity"
      ? [
          'resource "aws_iam_openid_connect_provider" "devcontrol" {',
          `  url            = ${hcl(trust.issuer)}`,
          `  client_id_list = ${hcl([AUDIENCE])}`,
          "}",
          "",
        ]
      : [];
  return [
    `# ${DESCRIPTION}`,
    ...providerBlock,
    'resource "aws_iam_role" "devcontrol" {',
    '  name_prefix          = "DevControl"',
    `  max_session_duration = ${ROLE_SECONDS}`,
    `  assume_role_policy   = jsonencode(${trusted})`,
    "}",
    "",
    ...policies.flatMap((policy, index) => [
      `resource "aws_iam_policy" "devcontrol_${index + 1}" {`,
      `  name_prefix = "DevControlReads${index + 1}"`,
      `  policy      = jsonencode(${hcl(policy)})`,
      "}",
      "",
      `resource "aws_iam_role_policy_attachment" "devcontrol_${index + 1}" {`,
      "  role       = aws_iam_role.devcontrol.name",
      `  policy_arn = aws_iam_policy.devcontrol_${index + 1}.arn`,
      "}",
      "",
    ]),
    'output "devcontrol_role_arn" {',
    "  value = aws_iam_role.devcontrol.arn",
    "}",
    "",
  ].join("\n");
}

/** JSON is an expression of Terraform's language, but for `${` and `%{` inside of texts. */
const hcl = (value: Plain) => JSON.stringify(value, null, 2).replace(/([$%])\{/g, "$1$1{");
