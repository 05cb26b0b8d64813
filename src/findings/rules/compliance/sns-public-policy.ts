import * as z from "zod";
import { rule } from "../../rule.ts";
import { demands, PolicyDocument, type Statement } from "./policy-document.ts";
import { CLOSED_POLICIES, closedToEveryone, letsIn, OPEN_POLICIES } from "./public-policy.ts";
import { related } from "./related.ts";

/** Limits who receives, not who asks: enough for subscribing. "*@example.com" names a domain. */
const namesEndpoint = (statement: Statement) => demands(statement, ["sns:endpoint"], (_, value) => value !== "*");

export default rule({
  id: "SNS-002",
  pack: "compliance",
  title: "SNS topic policy must not allow everyone",
  category: "public-exposure",
  severity: "high",
  resourceType: "AWS::SNS::Topic",
  remedy: "Name the principals in the topic policy, or add a condition on the source.",
  config: z.object({ Policy: PolicyDocument.nullable() }),
  evaluate: ({ Policy }) => closedToEveryone(Policy, "Has no policy of its own.", namesEndpoint),
  examples: {
    pass: [
      null,
      ...CLOSED_POLICIES,
      letsIn({ Condition: { StringEquals: { "AWS:SourceOwner": "123456789012" } } }),
      letsIn({ Condition: { StringLike: { "sns:Endpoint": "*@example.com", "sns:Protocol": "*" } } }),
    ].map((Policy) => ({ Policy })),
    fail: [
      ...OPEN_POLICIES,
      letsIn({ Condition: { StringLike: { "sns:Protocol": "email" } } }),
      letsIn({ Condition: { StringNotLike: { "sns:Endpoint": "*@example.com" } } }),
      letsIn({ Condition: { StringLike: { "sns:Endpoint": ["*@example.com", "*"] } } }),
    ].map((Policy) => ({ Policy })),
  },
  requirements: related({
    "cis-aws-7.0": "2.21",
    "aws-fsbp": "SNS.4",
    "aws-well-architected-security": "permissions:sec_permissions_analyze_cross_account",
    "iso-27001-2022": "A.8.1",
  }),
});
