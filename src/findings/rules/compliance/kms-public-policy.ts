import * as z from "zod";
import { rule, unknown } from "../../rule.ts";
import { demands, PolicyDocument } from "./policy-document.ts";
import { CLOSED_POLICIES, closedToEveryone, letsIn, OPEN_POLICIES } from "./public-policy.ts";
import { related } from "./related.ts";

/** Keys of KMS itself that name the caller or the service it must come through. */
const CALLER_KEYS = ["kms:calleraccount", "kms:viaservice"];

export default rule({
  id: "KMS-003",
  pack: "compliance",
  title: "KMS key policy must not allow everyone",
  category: "public-exposure",
  severity: "critical",
  resourceType: "AWS::KMS::Key",
  remedy: "Name the principals in the key policy.",
  config: z.object({ Policy: PolicyDocument.nullable() }),
  evaluate: ({ Policy }) =>
    Policy === null
      ? unknown("AWS returned no key policy.")
      : closedToEveryone(Policy, "", (statement) => demands(statement, CALLER_KEYS)),
  examples: {
    pass: [
      ...CLOSED_POLICIES,
      letsIn({ Condition: { StringEquals: { "kms:CallerAccount": "123456789012" } } }),
      letsIn({
        Condition: {
          StringEquals: { "kms:ViaService": "ec2.us-east-1.amazonaws.com", "kms:EncryptionContext:id": "1" },
        },
      }),
    ].map((Policy) => ({ Policy })),
    fail: [
      ...OPEN_POLICIES,
      letsIn({ Condition: { StringNotEquals: { "kms:CallerAccount": "999988887777" } } }),
      letsIn({ Condition: { StringEqualsIfExists: { "kms:CallerAccount": "123456789012" } } }),
      letsIn({ Condition: { StringLike: { "kms:CallerAccount": "*" } } }),
      letsIn({ Condition: { StringLike: { "kms:CallerAccount": "1234*" } } }),
      letsIn({ Condition: { StringEquals: { "kms:GrantOperations": "Decrypt" } } }),
    ].map((Policy) => ({ Policy })),
    unknown: [{ Policy: null }],
  },
  requirements: related({
    "cis-aws-7.0": "2.21",
    "aws-fsbp": "KMS.5",
    "aws-well-architected-security": "permissions:sec_permissions_analyze_cross_account",
    "iso-27001-2022": "A.8.1",
  }),
});
