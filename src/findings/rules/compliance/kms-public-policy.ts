import * as z from "zod";
import { fail, pass, rule, unknown } from "../../rule.ts";
import { allows, isPublic, PolicyDocument, type Statement } from "./policy-document.ts";
import { related } from "./related.ts";

/** Keys of KMS itself that name the caller or the service it must come through. */
const isBoundToCaller = ({ Condition = {} }: Statement) =>
  Object.entries(Condition).some(
    ([operator, keys]) =>
      /^(?:ForAnyValue:)?String(?:Equals|Like)$/i.test(operator) &&
      Object.keys(keys).some((key) => ["kms:calleraccount", "kms:viaservice"].includes(key.toLowerCase())),
  );

export default rule({
  id: "KMS-003",
  pack: "compliance",
  title: "KMS key policy must not allow everyone",
  category: "public-exposure",
  severity: "critical",
  resourceType: "AWS::KMS::Key",
  remedy: "Name the principals in the key policy.",
  config: z.object({ Policy: PolicyDocument.nullable() }),
  evaluate({ Policy }) {
    if (Policy === null) return unknown("AWS returned no key policy.");
    const open = allows(Policy).filter((statement) => isPublic(statement) && !isBoundToCaller(statement));
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
              Principal: { AWS: "*" },
              Action: "kms:*",
              Condition: {
                StringEquals: { "kms:ViaService": "ec2.us-east-1.amazonaws.com", "kms:EncryptionContext:id": "1" },
              },
            },
          ],
        },
      },
      {
        Policy: {
          Statement: [
            { Effect: "Allow", Principal: { AWS: "arn:aws:iam::123456789012:root" }, Action: "*", Resource: "*" },
          ],
        },
      },
      {
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: { AWS: "*" },
              Action: "kms:*",
              Condition: { StringEquals: { "kms:CallerAccount": "123456789012" } },
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
              Action: "kms:*",
              Condition: { StringNotEquals: { "kms:CallerAccount": "999988887777" } },
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
              Action: "kms:*",
              Condition: { StringEquals: { "kms:GrantOperations": "Decrypt" } },
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
              Action: "kms:*",
              Condition: { StringEqualsIfExists: { "kms:CallerAccount": "123456789012" } },
            },
          ],
        },
      },
    ],
    unknown: [{ Policy: null }],
  },
  requirements: related({
    "cis-aws-7.0": "2.21",
    "aws-fsbp": "KMS.5",
    "aws-well-architected-security": "permissions:sec_permissions_analyze_cross_account",
    "iso-27001-2022": "A.8.1",
  }),
});
