import { expect, test } from "bun:test";
import type { Statement } from "./policy-document.ts";
import { refusesPlainHttp } from "./secure-transport.ts";

const DENY: Statement = {
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: ["arn:aws:s3:::b", "arn:aws:s3:::b/*"],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};

test.each<[string, Partial<Statement>[], boolean]>([
  ["the usual statement", [{}], true],
  ["a boolean instead of a string", [{ Condition: { Bool: { "aws:SecureTransport": false } } }], true],
  ["one pattern for bucket and objects", [{ Resource: "arn:aws:s3:::b*" }], true],
  ["everything", [{ Action: "*", Resource: "*" }], true],
  ["another partition", [{ Resource: ["arn:aws-cn:s3:::b", "arn:aws-cn:s3:::b/*"] }], true],
  ["two statements together", [{ Resource: "arn:aws:s3:::b" }, { Resource: "arn:aws:s3:::b/*" }], true],
  ["objects only", [{ Resource: "arn:aws:s3:::b/*" }], false],
  ["the bucket only", [{ Resource: "arn:aws:s3:::b" }], false],
  ["one folder", [{ Resource: ["arn:aws:s3:::b", "arn:aws:s3:::b/private/*"] }], false],
  ["another bucket", [{ Resource: ["arn:aws:s3:::c", "arn:aws:s3:::c/*"] }], false],
  ["one action", [{ Action: "s3:PutObject" }], false],
  ["one principal", [{ Principal: { AWS: "123456789012" } }], false],
  ["an allowance", [{ Effect: "Allow" }], false],
  ["the opposite condition", [{ Condition: { Bool: { "aws:SecureTransport": "true" } } }], false],
  ["no condition", [{ Condition: undefined }], false],
  [
    "a second condition that narrows it",
    [{ Condition: { ...DENY.Condition, StringEquals: { "s3:prefix": "x" } } }],
    false,
  ],
  ["nothing", [], false],
])("%s", (_, statements, expected) =>
  expect(refusesPlainHttp({ Statement: statements.map((more) => ({ ...DENY, ...more })) }, "b")).toBe(expected),
);
