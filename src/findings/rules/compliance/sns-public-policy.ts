import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { allows, isPublic, many, PolicyDocument, type Statement } from "./policy-document.ts";
import { related } from "./related.ts";

/** Limits who receives, not who asks: enough for subscribing. */
const namesEndpoint = ({ Condition = {} }: Statement) =>
  Object.entries(Condition).some(
    ([operator, keys]) =>
      /^String(?:Equals|Like)$/i.test(operator) &&
      Object.entries(keys).some(([key, value]) => key.toLowerCase() === "sns:endpoint" && !many(value).includes("*")),
  );

export default rule({
  id: "SNS-002",
  pack: "compliance",
  title: "SNS topic policy must not allow everyone",
  category: "public-exposure",
  severity: "high",
  resourceType: "AWS::SNS::Topic",
  remedy: "Name the principals in the topic policy, or add a condition on the source.",
  config: z.object({ Policy: PolicyDocument.nullable() }),
  evaluate({ Policy }) {
    const open = allows(Policy).filter((statement) => isPublic(statement) && !namesEndpoint(statement));
    if (open.length === 0) return pass("The policy names its callers.");
    return fail(`Everyone is allowed by statement ${open.map(({ Sid }) => Sid ?? "without Sid").join(", ")}.`);
  },
  examples: {
    pass: [
      {
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: "*",
              Action: "sns:Subscribe",
              Condition: { StringLike: { "sns:Endpoint": "*@example.com", "sns:Protocol": "*" } },
            },
          ],
        },
      },
      { Policy: null },
      {
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: "*",
              Action: "*",
              Resource: "*",
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
              Principal: { AWS: "*" },
              Action: "sns:Subscribe",
              Condition: { StringLike: { "sns:Endpoint": "*@example.com" } },
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
              Action: "sns:Subscribe",
              Condition: { StringLike: { "sns:Protocol": "email" } },
            },
          ],
        },
      },
      {
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: "*",
              Action: "sns:Subscribe",
              Condition: { StringNotLike: { "sns:Endpoint": "*@example.com" } },
            },
          ],
        },
      },
      { Policy: { Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }] } },
      {
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: { AWS: "*" },
              Action: "sns:Subscribe",
              Condition: { StringLike: { "sns:Endpoint": "*" } },
            },
          ],
        },
      },
    ],
  },
  requirements: related({
    "cis-aws-7.0": "2.21",
    "aws-fsbp": "SNS.4",
    "aws-well-architected-security": "permissions:sec_permissions_analyze_cross_account",
    "iso-27001-2022": "A.8.1",
  }),
});
