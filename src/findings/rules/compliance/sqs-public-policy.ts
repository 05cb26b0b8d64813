import * as z from "zod";
import { rule } from "../../rule.ts";
import { PolicyDocument } from "./policy-document.ts";
import { CLOSED_POLICIES, closedToEveryone, OPEN_POLICIES } from "./public-policy.ts";
import { related } from "./related.ts";

export default rule({
  id: "SQS-002",
  pack: "compliance",
  title: "SQS queue policy must not allow everyone",
  category: "public-exposure",
  severity: "critical",
  resourceType: "AWS::SQS::Queue",
  remedy: "Name the senders in the queue policy, or add a condition on the source.",
  config: z.object({ Policy: PolicyDocument.nullable() }),
  evaluate: ({ Policy }) => closedToEveryone(Policy, "Has no policy of its own."),
  examples: {
    pass: [null, ...CLOSED_POLICIES].map((Policy) => ({ Policy })),
    fail: OPEN_POLICIES.map((Policy) => ({ Policy })),
  },
  requirements: related({
    "cis-aws-7.0": "2.21",
    "aws-well-architected-security": "permissions:sec_permissions_analyze_cross_account",
    "iso-27001-2022": "A.8.1",
  }),
});
