import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { foreignAccounts } from "./foreign-access.ts";
import { allows, demands, PolicyDocument, type Statement } from "./policy-document.ts";

/** Operators that let a request without the key through guard nothing. */
const isGuarded = (statement: Statement) => demands(statement, ["sts:externalid", "aws:principalorgid"]);

export default rule({
  id: "IAM-021",
  pack: "compliance",
  title: "Third-party role trust must require an external id",
  category: "identity",
  severity: "high",
  resourceType: "AWS::IAM::Role",
  remedy: "Ask the third party for an external id and demand it in the trust policy.",
  config: z.object({ AssumeRolePolicyDocument: PolicyDocument }),
  evaluate({ AssumeRolePolicyDocument }, { accountId }) {
    const foreign = allows(AssumeRolePolicyDocument).filter(
      (statement) => foreignAccounts(statement, accountId).length > 0,
    );
    if (foreign.length === 0) return notApplicable("Trusts no other account.");
    const open = foreign.filter((statement) => !isGuarded(statement));
    if (open.length === 0) return pass("Other accounts have to send an external id, or belong to the organization.");
    return fail(
      `Without an external id: ${open.flatMap((statement) => foreignAccounts(statement, accountId)).join(", ")}.`,
    );
  },
  examples: {
    pass: [
      {
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Effect: "Allow",
              Principal: { AWS: "210987654321" },
              Action: "sts:AssumeRole",
              Condition: { StringEquals: { "sts:ExternalId": "x", "aws:PrincipalTag/team": "y" } },
            },
          ],
        },
      },
      {
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Effect: "Allow",
              Principal: { AWS: "arn:aws:iam::210987654321:root" },
              Action: "sts:AssumeRole",
              Condition: { StringEquals: { "sts:ExternalId": "x" } },
            },
          ],
        },
      },
      {
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Effect: "Allow",
              Principal: { AWS: "*" },
              Action: "sts:AssumeRole",
              Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } },
            },
          ],
        },
      },
    ],
    fail: [
      {
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Effect: "Allow",
              Principal: { AWS: "210987654321" },
              Action: "sts:AssumeRole",
              Condition: { StringEquals: { "aws:PrincipalTag/team": "y" } },
            },
          ],
        },
      },
      {
        AssumeRolePolicyDocument: {
          Statement: [
            { Effect: "Allow", Principal: { AWS: "arn:aws:iam::210987654321:root" }, Action: "sts:AssumeRole" },
          ],
        },
      },
      {
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Effect: "Allow",
              Principal: { AWS: "210987654321" },
              Action: "sts:AssumeRole",
              Condition: { StringEqualsIfExists: { "sts:ExternalId": "x" } },
            },
          ],
        },
      },
      {
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Effect: "Allow",
              Principal: { AWS: "210987654321" },
              Action: "sts:AssumeRole",
              Condition: { StringLike: { "sts:ExternalId": "*" } },
            },
          ],
        },
      },
    ],
    notApplicable: [
      {
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Effect: "Allow",
              Principal: { Federated: "arn:aws:iam::210987654321:saml-provider/x" },
              Action: "sts:AssumeRoleWithSAML",
            },
          ],
        },
      },
      {
        AssumeRolePolicyDocument: {
          Statement: [
            { Effect: "Allow", Principal: { AWS: "arn:aws:iam::123456789012:root" }, Action: "sts:AssumeRole" },
          ],
        },
      },
    ],
  },
  requirements: {},
});
