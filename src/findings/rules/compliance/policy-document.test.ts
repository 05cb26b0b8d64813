import { expect, test } from "bun:test";
import { covers, isNarrowed, isPublic, principals, type Statement, speaksOf } from "./policy-document.ts";

const allow = (more: Partial<Statement>): Statement => ({ Effect: "Allow", Principal: "*", ...more });

test.each<[Statement, { kind: string; value: string }[]]>([
  [allow({}), [{ kind: "AWS", value: "*" }]],
  [
    allow({ Principal: { AWS: ["*", "123456789012"] } }),
    [
      { kind: "AWS", value: "*" },
      { kind: "AWS", value: "123456789012" },
    ],
  ],
  [allow({ Principal: { Service: "sns.amazonaws.com" } }), [{ kind: "Service", value: "sns.amazonaws.com" }]],
  [allow({ Principal: undefined, NotPrincipal: { AWS: "123456789012" } }), [{ kind: "AWS", value: "*" }]],
  [{ Effect: "Allow" }, []],
])("principals of %j", (statement, expected) => expect(principals(statement)).toEqual(expected));

/** After Amazon S3's "The meaning of public". */
test.each<[string, Statement["Condition"], boolean]>([
  ["nothing", undefined, false],
  ["an organisation", { StringEquals: { "aws:PrincipalOrgID": "o-1" } }, true],
  ["an account, key in another case", { StringEquals: { "AWS:SourceAccount": "123456789012" } }, true],
  ["a list of accounts", { "ForAnyValue:StringEquals": { "aws:PrincipalAccount": ["1", "2"] } }, true],
  ["an ARN with a wildcard resource", { ArnLike: { "aws:SourceArn": "arn:aws:sns:us-east-1:123456789012:*" } }, true],
  ["a bucket ARN", { ArnLike: { "aws:SourceArn": "arn:aws:s3:::b" } }, true],
  ["any account's ARN", { ArnLike: { "aws:SourceArn": "arn:aws:sns:us-east-1:*:topic" } }, false],
  ["any bucket", { ArnLike: { "aws:SourceArn": "arn:aws:s3:::*" } }, false],
  ["any value", { StringLike: { "aws:SourceAccount": "*" } }, false],
  ["one value of two is any", { StringLike: { "aws:SourceAccount": ["123456789012", "*"] } }, false],
  ["an optional key", { StringEqualsIfExists: { "aws:SourceVpce": "vpce-1" } }, false],
  ["all of none", { "ForAllValues:StringEquals": { "aws:PrincipalOrgID": "o-1" } }, false],
  ["a negation", { StringNotEquals: { "aws:SourceVpce": "vpce-1" } }, false],
  ["a network", { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, true],
  ["an address", { IpAddress: { "aws:SourceIp": "203.0.113.7" } }, true],
  ["every IPv4 address", { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } }, false],
  ["half of the internet", { IpAddress: { "aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"] } }, false],
  ["every IPv6 address", { IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "::/0"] } }, false],
  ["an IPv6 network", { IpAddress: { "aws:SourceIp": "2001:db8::/32" } }, true],
  ["another key", { Bool: { "aws:SecureTransport": "true" } }, false],
  ["another key with a string", { StringEquals: { "s3:prefix": "public/" } }, false],
])("a condition on %s narrows", (_, Condition, expected) => {
  expect(isNarrowed(allow({ Condition }))).toBe(expected);
  expect(isPublic(allow({ Condition }))).toBe(!expected);
});

test("a denial and a named principal are not public", () => {
  expect(isPublic({ Effect: "Deny", Principal: "*" })).toBe(false);
  expect(isPublic(allow({ Principal: { AWS: "123456789012" } }))).toBe(false);
  expect(isPublic(allow({ Principal: { Service: "*" } }))).toBe(false);
});

test.each<[string, string, boolean]>([
  ["s3:*", "s3:PutObject", true],
  ["*", "s3:PutObject", true],
  ["s3:Put*", "s3:PutObject", true],
  ["S3:putobject", "s3:PutObject", true],
  ["s3:Get*", "s3:PutObject", false],
  ["s3:PutObjec?", "s3:PutObject", true],
  ["s3.PutObject", "s3:PutObject", false],
])("%s covers %s: %p", (pattern, action, expected) => expect(covers(pattern, action)).toBe(expected));

test("NotAction takes in everything else", () => {
  expect(speaksOf({ Effect: "Allow", NotAction: "s3:Get*" }, "s3:PutObject")).toBe(true);
  expect(speaksOf({ Effect: "Allow", NotAction: ["s3:Get*", "s3:Put*"] }, "s3:PutObject")).toBe(false);
  expect(speaksOf({ Effect: "Allow" }, "s3:PutObject")).toBe(false);
});
