import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { allows, narrowingConditions, PolicyDocument, principals } from "./policy-document.ts";
import { related } from "./related.ts";

/** Services that name the resource they act for when they assume a role; the others would never match the condition. */
const SENDS_SOURCE = [
  "apigateway",
  "appsync",
  "backup",
  "bedrock",
  "cloudtrail",
  "codebuild",
  "config",
  "delivery.logs",
  "events",
  "firehose",
  "glue",
  "lex",
  "logs",
  "pipes",
  "rds",
  "sagemaker",
  "scheduler",
  "sns",
  "states",
  "transfer",
  "vpc-flow-logs",
].map((name) => `${name}.amazonaws.com`);
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
    const trusting = allows(AssumeRolePolicyDocument)
      .map((statement) => ({
        statement,
        services: principals(statement).filter(({ kind, value }) => kind === "Service" && SENDS_SOURCE.includes(value)),
      }))
      .filter(({ services }) => services.length > 0);
    if (trusting.length === 0) return notApplicable("Trusts no service that names the source of its call.");
    const open = trusting.filter(
      ({ statement }) => !narrowingConditions(statement).some(([key]) => SOURCE_KEYS.includes(key)),
    );
    if (open.length === 0) return pass("Only calls for named sources may use it.");
    const names = open.flatMap(({ services }) => services.map(({ value }) => value));
    return fail(`${names.join(", ")} may use it on behalf of anybody's resource.`);
  },
  examples: {
    pass: [
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
