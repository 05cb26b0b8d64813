import { expect, test } from "bun:test";
import { allowsWriting, effectiveBlock, FLAGS, isFull, isWriting, publicGrants } from "./public-access.ts";

test("bucket and account add up, flag by flag", () => {
  expect(effectiveBlock({ BlockPublicAcls: true }, { RestrictPublicBuckets: true })).toEqual({
    BlockPublicAcls: true,
    IgnorePublicAcls: false,
    BlockPublicPolicy: false,
    RestrictPublicBuckets: true,
  });
  expect(effectiveBlock(null, null)).toEqual(Object.fromEntries(FLAGS.map((flag) => [flag, false])));
});

test("a block is full with all four flags only", () => {
  const all = Object.fromEntries(FLAGS.map((flag) => [flag, true]));
  expect(isFull(all)).toBe(true);
  for (const flag of FLAGS) expect(isFull({ ...all, [flag]: false })).toBe(false);
  expect(isFull({})).toBe(false);
  expect(isFull(null)).toBe(false);
});

const grant = (group: string, Permission: string) => ({
  Grants: [{ Grantee: { URI: `http://acs.amazonaws.com/groups/${group}` }, Permission }],
});

test.each<[ReturnType<typeof grant>, string[], string[]]>([
  [grant("global/AllUsers", "READ"), ["READ to everyone"], []],
  [grant("global/AuthenticatedUsers", "WRITE"), ["WRITE to every AWS account"], ["WRITE to every AWS account"]],
  [grant("global/AllUsers", "FULL_CONTROL"), ["FULL_CONTROL to everyone"], ["FULL_CONTROL to everyone"]],
  [grant("global/AllUsers", "READ_ACP"), ["READ_ACP to everyone"], []],
  [grant("s3/LogDelivery", "WRITE"), [], []],
])("%j is public: %j, for writing: %j", (acl, any, writing) => {
  expect(publicGrants(acl, () => true)).toEqual(any);
  expect(publicGrants(acl, isWriting)).toEqual(writing);
});

test.each<[string | string[], boolean]>([
  ["s3:PutObject", true],
  ["s3:Put*", true],
  ["s3:Delete*", true],
  ["s3:*", true],
  ["*", true],
  [["s3:GetObject", "s3:DeleteObject"], true],
  ["s3:GetObject", false],
  [["s3:Get*", "s3:List*"], false],
])("%j allows writing: %p", (Action, expected) =>
  expect(allowsWriting({ Effect: "Allow", Principal: "*", Action })).toBe(expected),
);
