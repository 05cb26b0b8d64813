import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { allows, isPublic, many, PolicyDocument, type Statement } from "./policy-document.ts";
import { related } from "./related.ts";

const throughMountTarget = ({ Condition = {} }: Statement) =>
  Object.entries(Condition).some(
    ([operator, keys]) =>
      /^Bool$/i.test(operator) &&
      Object.entries(keys).some(
        ([key, value]) =>
          key.toLowerCase() === "elasticfilesystem:accessedviamounttarget" &&
          many(value).every((one) => String(one) === "true"),
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
  evaluate({ Policy }) {
    // Without a policy every client that reaches a mount target may mount it: the network decides.
    if (Policy === null) return fail("Has no policy: every client in its network may mount it.", { severity: "low" });
    const open = allows(Policy).filter((statement) => isPublic(statement) && !throughMountTarget(statement));
    if (open.length === 0) return pass("The policy names its callers or asks for a mount target.");
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
              Action: "*",
              Condition: {
                Bool: { "elasticfilesystem:AccessedViaMountTarget": "true", "aws:SecureTransport": "true" },
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
              Action: "elasticfilesystem:ClientMount",
              Condition: { Bool: { "elasticfilesystem:AccessedViaMountTarget": "true" } },
            },
          ],
        },
      },
    ],
    fail: [
      {
        Policy: {
          Statement: [
            { Effect: "Allow", Principal: "*", Action: "*", Condition: { Bool: { "aws:SecureTransport": "true" } } },
          ],
        },
      },
      {
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: "*",
              Action: "*",
              Condition: { Bool: { "elasticfilesystem:AccessedViaMountTarget": ["true", "false"] } },
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
              Action: "*",
              Condition: { BoolIfExists: { "elasticfilesystem:AccessedViaMountTarget": "true" } },
            },
          ],
        },
      },
      { Policy: null },
      { Policy: { Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }] } },
      {
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: { AWS: "*" },
              Action: "*",
              Condition: { Bool: { "elasticfilesystem:AccessedViaMountTarget": "false" } },
            },
          ],
        },
      },
    ],
  },
  requirements: related({
    "aws-well-architected-security": "permissions:sec_permissions_analyze_cross_account",
    "iso-27001-2022": "A.8.1",
  }),
});
