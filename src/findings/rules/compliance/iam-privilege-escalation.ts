import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { escalations, IdentityPolicy } from "./identity-policy.ts";
import { related } from "./related.ts";

export default rule({
  id: "IAM-018",
  pack: "compliance",
  title: "Customer policy must not allow known privilege escalation",
  category: "identity",
  severity: "high",
  resourceType: "AWS::IAM::Policy",
  remedy: "Limit the named actions to the resources they are meant for.",
  config: z.object({ Kind: z.string(), Document: IdentityPolicy }),
  evaluate({ Kind, Document }) {
    if (Kind !== "customer") return notApplicable("Not a policy of your own that others can attach.");
    const ways = escalations(Document);
    return ways.length === 0
      ? pass("No known way to more rights.")
      : fail(`Its holder can gain more rights by ${ways.join(", ")}.`, { evidence: { ways } });
  },
  examples: {
    pass: [
      { Kind: "customer", Document: { Statement: [{ Effect: "Allow", Action: "iam:CreateAccessKey" }] } },
      { Kind: "customer", Document: null },
      {
        Kind: "customer",
        Document: {
          Statement: [
            {
              Effect: "Allow",
              Action: "iam:CreateAccessKey",
              Resource: "arn:aws:iam::123456789012:user/own",
            },
          ],
        },
      },
      { Kind: "customer", Document: { Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] } },
      { Kind: "customer", Document: { Statement: [{ Effect: "Allow", Action: "iam:PassRole", Resource: "*" }] } },
      {
        Kind: "customer",
        Document: {
          Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "arn:aws:iam::123456789012:role/deploy" }],
        },
      },
      {
        Kind: "customer",
        Document: {
          Statement: [
            { Effect: "Allow", Action: "iam:CreateAccessKey", Resource: "*" },
            { Effect: "Deny", Action: "iam:*", Resource: "*" },
          ],
        },
      },
    ],
    fail: [
      {
        Kind: "customer",
        Document: { Statement: [{ Effect: "Allow", Action: "iam:CreateAccessKey", NotResource: "arn:aws:s3:::b" }] },
      },
      {
        Kind: "customer",
        Document: {
          Statement: [
            { Effect: "Allow", Action: "iam:CreateAccessKey", Resource: "*" },
            {
              Effect: "Deny",
              Action: "iam:*",
              Resource: "*",
              Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } },
            },
          ],
        },
      },
      {
        Kind: "customer",
        Document: {
          Statement: [
            { Effect: "Allow", Action: "iam:CreateAccessKey", Resource: "*" },
            { Effect: "Deny", Action: "iam:*", Resource: "arn:aws:iam::123456789012:user/root" },
          ],
        },
      },
      {
        Kind: "customer",
        Document: { Statement: [{ Effect: "Allow", Action: ["iam:CreatePolicyVersion"], Resource: "*" }] },
      },
      {
        Kind: "customer",
        Document: {
          Statement: [
            { Effect: "Allow", Action: "iam:PassRole", Resource: "*" },
            { Effect: "Allow", Action: "lambda:Create*", Resource: "*" },
          ],
        },
      },
      { Kind: "customer", Document: { Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] } },
      {
        Kind: "customer",
        Document: {
          Statement: [
            { Effect: "Allow", Action: "iam:PassRole", Resource: "arn:aws:iam::123456789012:role/*" },
            { Effect: "Allow", Action: "lambda:CreateFunction", Resource: ["arn:aws:lambda:*:*:function:*"] },
          ],
        },
      },
    ],
    notApplicable: [
      { Kind: "inline", Document: { Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] } },
      { Kind: "aws", Document: { Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] } },
    ],
  },
  requirements: related({
    "aws-well-architected-security": "identities:sec_identities_groups_attributes",
  }),
});
