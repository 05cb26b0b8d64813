import * as z from "zod";
import { fail, rule } from "../../rule.ts";
import { many, PolicyDocument, type Statement } from "./policy-document.ts";
import { CLOSED_POLICIES, closedToEveryone, letsIn, OPEN_POLICIES } from "./public-policy.ts";
import { related } from "./related.ts";

const throughMountTarget = ({ Condition = {} }: Statement) =>
  Object.entries(Condition).some(
    ([operator, keys]) =>
      /^Bool$/i.test(operator) &&
      Object.entries(keys).some(
        ([key, value]) =>
          key.toLowerCase() === "elasticfilesystem:accessedviamounttarget" &&
          many(value).every((one) => String(one).toLowerCase() === "true"),
      ),
  );

export default rule({
  id: "EFS-003",
  pack: "compliance",
  title: "EFS policy must not allow everyone",
  category: "public-exposure",
  severity: "high",
  resourceType: "AWS::EFS::FileSystem",
  remedy: "Add a policy that asks for a mount target and names the roles.",
  config: z.object({ Policy: PolicyDocument.nullable() }),
  evaluate: ({ Policy }) =>
    // Without a policy every client that reaches a mount target may mount it: the network decides.
    Policy === null
      ? fail("Has no policy: every client in its network may mount it.", { severity: "low" })
      : closedToEveryone(Policy, "", throughMountTarget),
  examples: {
    pass: [
      ...CLOSED_POLICIES,
      letsIn({ Condition: { Bool: { "elasticfilesystem:AccessedViaMountTarget": "True" } } }),
      letsIn({
        Condition: { Bool: { "elasticfilesystem:AccessedViaMountTarget": true, "aws:SecureTransport": "true" } },
      }),
    ].map((Policy) => ({ Policy })),
    fail: [
      null,
      ...OPEN_POLICIES,
      letsIn({ Condition: { Bool: { "aws:SecureTransport": "true" } } }),
      letsIn({ Condition: { Bool: { "elasticfilesystem:AccessedViaMountTarget": "false" } } }),
      letsIn({ Condition: { Bool: { "elasticfilesystem:AccessedViaMountTarget": ["true", "false"] } } }),
      letsIn({ Condition: { BoolIfExists: { "elasticfilesystem:AccessedViaMountTarget": "true" } } }),
    ].map((Policy) => ({ Policy })),
  },
  requirements: related({
    "aws-well-architected-security": "permissions:sec_permissions_analyze_cross_account",
    "iso-27001-2022": "A.8.1",
  }),
});
