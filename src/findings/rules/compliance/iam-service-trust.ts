import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { allows, demands, PolicyDocument, principals } from "./policy-document.ts";
import { related } from "./related.ts";

/**
 * It names no source when it assumes the role of an instance, so the condition would lock the instance out (reported in
 * prowler-cloud/prowler#2810). AWS publishes no list of such services: all others are judged.
 */
const NAMES_NO_SOURCE = /^ec2\.amazonaws\.com(?:\.cn)?$/;
const SOURCE_KEYS = ["aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"];

export default rule({
  id: "IAM-019",
  pack: "compliance",
  title: "Service role trust should carry a source condition",
  category: "identity",
  severity: "high",
  resourceType: "AWS::IAM::Role",
  remedy: "Add a condition on aws:SourceArn or aws:SourceAccount to the trust policy.",
  config: z.object({ Path: z.string(), AssumeRolePolicyDocument: PolicyDocument }),
  evaluate({ Path, AssumeRolePolicyDocument }) {
    if (Path.startsWith("/aws-service-role/")) return notApplicable("A service-linked role: AWS writes its trust.");
    const trusting = allows(AssumeRolePolicyDocument).map((statement) => ({
      isBound: demands(statement, SOURCE_KEYS),
      services: principals(statement).flatMap(({ kind, value }) => (kind === "Service" ? [value] : [])),
    }));
    const open = trusting
      .filter(({ isBound }) => !isBound)
      .flatMap(({ services }) => services.filter((service) => !NAMES_NO_SOURCE.test(service)));
    if (open.length > 0) return fail(`${open.join(", ")} may use it on behalf of anybody's resource.`);
    return trusting.some(({ isBound, services }) => isBound && services.length > 0)
      ? pass("Only calls for named sources may use it.")
      : notApplicable("Trusts no service that names the source of its call.");
  },
  examples: {
    pass: [
      {
        Path: "/",
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Effect: "Allow",
              Principal: { Service: "workspaces.amazonaws.com" },
              Action: "sts:AssumeRole",
              Condition: { ArnLike: { "aws:SourceArn": "arn:aws:workspaces:us-east-1:123456789012:*" } },
            },
            { Effect: "Allow", Principal: { AWS: "123456789012" }, Action: "sts:AssumeRole" },
          ],
        },
      },
      {
        Path: "/",
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Effect: "Allow",
              Principal: { Service: "sns.amazonaws.com" },
              Action: "sts:AssumeRole",
              Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
            },
          ],
        },
      },
    ],
    fail: [
      ...["lambda.amazonaws.com", ["ec2.amazonaws.com", "workspaces.amazonaws.com"]].map((Service) => ({
        Path: "/service-role/",
        AssumeRolePolicyDocument: {
          Statement: [{ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" }],
        },
      })),
      {
        Path: "/",
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Effect: "Allow",
              Principal: { Service: "sns.amazonaws.com" },
              Action: "sts:AssumeRole",
              Condition: { StringEquals: { "aws:RequestedRegion": "us-east-1" } },
            },
          ],
        },
      },
      {
        Path: "/",
        AssumeRolePolicyDocument: {
          Statement: [{ Effect: "Allow", Principal: { Service: ["sns.amazonaws.com"] }, Action: "sts:AssumeRole" }],
        },
      },
    ],
    notApplicable: [
      {
        Path: "/",
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Effect: "Allow",
              Principal: { AWS: "123456789012" },
              Action: "sts:AssumeRole",
              Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
            },
          ],
        },
      },
      {
        Path: "/",
        AssumeRolePolicyDocument: {
          Statement: [{ Effect: "Allow", Principal: { AWS: "sns.amazonaws.com" }, Action: "sts:AssumeRole" }],
        },
      },
      {
        Path: "/aws-service-role/x/",
        AssumeRolePolicyDocument: {
          Statement: [{ Effect: "Allow", Principal: { Service: "sns.amazonaws.com" }, Action: "sts:AssumeRole" }],
        },
      },
      {
        Path: "/",
        AssumeRolePolicyDocument: {
          Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
        },
      },
    ],
  },
  requirements: related({
    "aws-well-architected-security": "identities:sec_identities_identity_provider",
  }),
});
