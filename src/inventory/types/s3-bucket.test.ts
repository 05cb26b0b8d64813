import { expect, test } from "bun:test";
import { isPublic } from "./s3-bucket.ts";

const NONE = { value: null };
const UNREAD = { unread: "refused" };
const status = (IsPublic: boolean) => ({ value: { IsPublic } });
const everyone = {
  value: { Grants: [{ Grantee: { Type: "Group" as const, URI: "http://acs.amazonaws.com/groups/global/AllUsers" } }] },
};
const nobody = { value: { Grants: [] } };
const restricts = { value: { RestrictPublicBuckets: true, IgnorePublicAcls: true } };

const TABLE: [name: string, inputs: Partial<Parameters<typeof isPublic>[0]>, expected: boolean | null][] = [
  ["nothing grants", {}, false],
  ["policy grants", { status: status(true) }, true],
  ["policy grants, bucket restricts", { status: status(true), block: restricts }, false],
  ["policy grants, account restricts", { status: status(true), account: restricts }, false],
  ["acl grants", { grants: everyone }, true],
  ["acl grants, account ignores acls", { grants: everyone, account: restricts }, false],
  ["policy grants, block unread", { status: status(true), block: UNREAD }, null],
  [
    "policy grants, block unread, account restricts",
    { status: status(true), block: UNREAD, account: restricts },
    false,
  ],
  ["status unread", { status: UNREAD }, null],
  ["status unread, but restricted", { status: UNREAD, block: restricts }, false],
  ["acl unread, policy grants", { grants: UNREAD, status: status(true) }, true],
  ["nothing grants, blocks unread", { block: UNREAD, account: UNREAD }, false],
];

test("a bucket is public when something grants and nothing blocks; what was not read makes it unknown", () => {
  for (const [name, inputs, expected] of TABLE) {
    const result = isPublic({ block: NONE, account: NONE, status: status(false), grants: nobody, ...inputs });
    expect({ name, result }).toEqual({ name, result: expected });
  }
});
