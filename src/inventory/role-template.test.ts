import { expect, test } from "bun:test";
import { connectorPolicy } from "./policy.ts";
import { cloudFormationTemplate, type Trust, terraformSnippet } from "./role-template.ts";

const policies = connectorPolicy([]);
const byId: Trust = {
  kind: "external-id",
  principalArn: "arn:aws:iam::111122223333:role/devcontrol",
  externalId: 'x"y: ${z',
};
const byToken: Trust = {
  kind: "web-identity",
  issuer: "https://devcontrol.example.com",
  subject: "organization:o:account:a",
};
const pinned = {
  "devcontrol.example.com:aud": "sts.amazonaws.com",
  "devcontrol.example.com:sub": "organization:o:account:a",
};

test("the CloudFormation template says who may assume the role and under which condition", () => {
  const parsed = Bun.YAML.parse(cloudFormationTemplate({ trust: byId, policies })) as { Resources: object };
  expect(parsed.Resources).toMatchObject({
    DevControlRole: {
      Properties: {
        MaxSessionDuration: 3600,
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Action: "sts:AssumeRole",
              Condition: { StringEquals: { "sts:ExternalId": 'x"y: ${z' } },
              Principal: { AWS: byId.kind === "external-id" && byId.principalArn },
            },
          ],
        },
        ManagedPolicyArns: [{ Ref: "DevControlReads1" }],
      },
    },
    DevControlReads1: { Properties: { PolicyDocument: policies[0] } },
  });
  expect(Object.keys(parsed.Resources)).toEqual(["DevControlRole", "DevControlReads1"]);
});

test("with web identity it makes the provider, unless the account has it, and pins audience and subject", () => {
  const parsed = Bun.YAML.parse(cloudFormationTemplate({ trust: byToken, policies }));
  expect(parsed).toMatchObject({
    Parameters: { IdentityProvider: { AllowedValues: ["make", "present"], Default: "make" } },
    Conditions: { MakesProvider: { "Fn::Equals": [{ Ref: "IdentityProvider" }, "make"] } },
    Resources: {
      DevControlIdentityProvider: {
        Condition: "MakesProvider",
        Properties: { Url: "https://devcontrol.example.com", ClientIdList: ["sts.amazonaws.com"] },
      },
      DevControlRole: {
        Properties: {
          AssumeRolePolicyDocument: {
            Statement: [
              {
                Principal: {
                  Federated: {
                    "Fn::If": [
                      "MakesProvider",
                      { Ref: "DevControlIdentityProvider" },
                      {
                        "Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:oidc-provider/devcontrol.example.com",
                      },
                    ],
                  },
                },
                Action: "sts:AssumeRoleWithWebIdentity",
                Condition: { StringEquals: pinned },
              },
            ],
          },
        },
      },
    },
  });
});

test("the template fits into one that is given as text: 51,200 bytes", () => {
  expect(cloudFormationTemplate({ trust: byToken, policies }).length).toBeLessThan(51_200);
});

/** The arguments of each jsonencode(…), which are JSON but for references and escapes. */
const encoded = (terraform: string) =>
  [...terraform.matchAll(/jsonencode\((\{[\s\S]*?\n\})\)/g)].map(([, json = ""]) =>
    JSON.parse(json.replace(/"Federated": (aws_[\w.]+)/, '"Federated": "$1"').replace(/([$%])\1\{/g, "$1{")),
  );

test("Terraform makes the same role with the same policy", () => {
  const text = terraformSnippet({ trust: byToken, policies });
  const [trust, ...documents] = encoded(text);
  expect(trust.Statement).toEqual([
    {
      Effect: "Allow",
      Principal: { Federated: "aws_iam_openid_connect_provider.devcontrol.arn" },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringEquals: pinned },
    },
  ]);
  expect(documents).toEqual([...policies]);
  expect(text).toContain('"Federated": aws_iam_openid_connect_provider.devcontrol.arn');
  const withId = terraformSnippet({ trust: byId, policies });
  expect(withId).not.toContain("openid_connect");
  expect(withId).toContain('x\\"y: $${z');
});
