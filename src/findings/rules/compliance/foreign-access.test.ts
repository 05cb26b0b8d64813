import { expect, test } from "bun:test";
import { accountOf, foreignPrincipals } from "./foreign-access.ts";
import type { Statement } from "./policy-document.ts";

const OWN = "123456789012";
const OTHER = "arn:aws:iam::999988887777:root";

test.each<[Omit<Statement, "Effect">, string[]]>([
  [{ Principal: { AWS: `arn:aws:iam::${OWN}:root` } }, []],
  [{ Principal: { AWS: `arn:aws:sts::${OWN}:assumed-role/app/session` } }, []],
  [{ Principal: { AWS: OWN } }, []],
  [{ Principal: { AWS: [OWN, OTHER] } }, [OTHER]],
  [{ Principal: { AWS: "AROAEXAMPLE" } }, ["AROAEXAMPLE"]],
  [{ Principal: "*" }, ["*"]],
  [{ Principal: "*", Condition: { StringEquals: { "aws:PrincipalAccount": OWN } } }, []],
  [{ Principal: "*", Condition: { StringEquals: { "aws:PrincipalAccount": [OWN, "999988887777"] } } }, ["*"]],
  [{ Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } }, ["*"]],
  [{ Principal: "*", Condition: { StringEqualsIfExists: { "aws:PrincipalAccount": OWN } } }, ["*"]],
  [{ Principal: { AWS: OTHER }, Condition: { StringEquals: { "aws:SourceAccount": OWN } } }, [OTHER]],
  [{ Principal: { Service: "s3.amazonaws.com" } }, ["Service s3.amazonaws.com"]],
  [{ Principal: { Service: "s3.amazonaws.com" }, Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::b" } } }, []],
  [{ Principal: { CanonicalUser: "79a59df900b949e5" } }, ["CanonicalUser 79a59df900b949e5"]],
  [{ Principal: { Federated: "accounts.google.com" } }, ["Federated accounts.google.com"]],
  [{ Principal: { Federated: `arn:aws:iam::${OWN}:saml-provider/okta` } }, []],
  [{ Principal: { AWS: "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1" } }, []],
])("%j lets in %j", (statement, expected) =>
  expect(foreignPrincipals({ Effect: "Allow", ...statement }, OWN)).toEqual(expected),
);

test.each<[string, string | null]>([
  [OWN, OWN],
  ["arn:aws-cn:iam::123456789012:role/x", OWN],
  ["arn:aws:s3:::bucket", null],
  ["1234", null],
])("the account of %s is %p", (principal, expected) => expect(accountOf(principal)).toBe(expected));
