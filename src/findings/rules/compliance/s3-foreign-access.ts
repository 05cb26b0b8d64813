import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { foreignPrincipals } from "./foreign-access.ts";
import { allows, PolicyDocument } from "./policy-document.ts";
import { related } from "./related.ts";

export default rule({
  id: "S3-013",
  pack: "compliance",
  title: "Bucket policy must not give other accounts access without being listed as trusted",
  category: "identity",
  severity: "high",
  resourceType: "AWS::S3::Bucket",
  remedy: "Remove the principal, or bind the statement to this account with a condition.",
  config: z.object({ Policy: PolicyDocument.nullable() }),
  evaluate({ Policy }, { accountId }) {
    const foreign = [...new Set(allows(Policy).flatMap((statement) => foreignPrincipals(statement, accountId)))];
    if (foreign.length === 0) return pass("The policy lets nobody outside the account in.");
    return fail(`The policy lets in: ${foreign.join(", ")}.`, { evidence: { principals: foreign } });
  },
  examples: {
    pass: [
      { Policy: { Statement: [{ Effect: "Allow", Principal: { AWS: "123456789012" } }] } },
      {
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: "*",
              Condition: { StringEquals: { "aws:PrincipalAccount": "123456789012" } },
            },
          ],
        },
      },
      {
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: { AWS: "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1" },
            },
          ],
        },
      },
      {
        Policy: {
          Statement: [{ Effect: "Allow", Principal: { Federated: "arn:aws:iam::123456789012:saml-provider/x" } }],
        },
      },
      { Policy: null },
      { Policy: { Statement: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::123456789012:root" } }] } },
      { Policy: { Statement: [{ Effect: "Deny", Principal: "*", Action: "s3:*" }] } },
      {
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: { Service: "logging.s3.amazonaws.com" },
              Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
            },
          ],
        },
      },
    ],
    fail: [
      {
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: "*",
              Condition: { StringEquals: { "aws:PrincipalAccount": ["123456789012", "999988887777"] } },
            },
          ],
        },
      },
      {
        Policy: {
          Statement: [
            { Effect: "Allow", Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } },
          ],
        },
      },
      {
        Policy: {
          Statement: [
            { Effect: "Allow", Principal: "*", Condition: { StringEquals: { "aws:UserId": "123456789012" } } },
          ],
        },
      },
      { Policy: { Statement: [{ Effect: "Allow", Principal: { CanonicalUser: "79a59df900b949e5" } }] } },
      {
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: { CanonicalUser: "*" },
              Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
            },
          ],
        },
      },
      {
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: { CanonicalUser: "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1" },
            },
          ],
        },
      },
      { Policy: { Statement: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::999988887777:root" } }] } },
      { Policy: { Statement: [{ Effect: "Allow", Principal: { AWS: ["123456789012", "999988887777"] } }] } },
      { Policy: { Statement: [{ Effect: "Allow", Principal: "*" }] } },
      { Policy: { Statement: [{ Effect: "Allow", Principal: { Service: "logging.s3.amazonaws.com" } }] } },
    ],
  },
  requirements: related({
    "aws-fsbp": "S3.6",
    "pci-dss-4.0": "10.6.3 7.2.1 7.2.2 7.2.5 7.2.6 7.3.1 7.3.2 7.3.3 8.2.7 8.2.8 8.3.4",
  }),
});
