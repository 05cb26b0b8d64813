import * as z from "zod";
import { rule } from "../../rule.ts";
import { PolicyDocument } from "./policy-document.ts";
import { CLOSED_POLICIES, closedToEveryone, OPEN_POLICIES } from "./public-policy.ts";
import { related } from "./related.ts";

export default rule({
  id: "SEC-004",
  pack: "compliance",
  title: "Secret policy must not allow everyone",
  category: "public-exposure",
  severity: "high",
  resourceType: "AWS::SecretsManager::Secret",
  remedy: "Name the principals in the policy of the secret.",
  cli: "aws secretsmanager put-resource-policy --secret-id <id> --resource-policy <policy> --block-public-policy",
  config: z.object({ Policy: PolicyDocument.nullable() }),
  evaluate: ({ Policy }) => closedToEveryone(Policy, "Has no policy of its own."),
  examples: {
    pass: [null, ...CLOSED_POLICIES].map((Policy) => ({ Policy })),
    fail: OPEN_POLICIES.map((Policy) => ({ Policy })),
  },
  requirements: related({
    "cis-aws-7.0": "2.21",
  }),
});
