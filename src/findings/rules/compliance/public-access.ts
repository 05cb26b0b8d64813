import * as z from "zod";
import { fail, pass, type Verdict } from "../../rule.ts";
import { allows, isPublic, many, type PolicyDocument, type Statement, speaksOf } from "./policy-document.ts";

export const PublicAccessBlock = z.object({
  BlockPublicAcls: z.boolean().optional(),
  IgnorePublicAcls: z.boolean().optional(),
  BlockPublicPolicy: z.boolean().optional(),
  RestrictPublicBuckets: z.boolean().optional(),
});
export type PublicAccessBlock = z.infer<typeof PublicAccessBlock>;

export const FLAGS = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"] as const;

/** PASS when nothing is left to who writes an ACL or a policy. */
export function everySettingOn(block: PublicAccessBlock | null): Verdict {
  const off = FLAGS.filter((flag) => block?.[flag] !== true);
  return off.length === 0 ? pass("All four settings are on.") : fail(`Off: ${off.join(", ")}.`);
}
const ALL_ON = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
export const BLOCK_EXAMPLES = {
  pass: [{ PublicAccessBlock: ALL_ON }],
  fail: [
    null,
    ...FLAGS.flatMap((flag) => [
      { ...ALL_ON, [flag]: false },
      { ...ALL_ON, [flag]: undefined },
    ]),
  ].map((PublicAccessBlock) => ({ PublicAccessBlock })),
};

export const isFull = (block: PublicAccessBlock | null) => FLAGS.every((flag) => block?.[flag] === true);

/** S3 applies the stricter of bucket and account, flag by flag. */
export const effectiveBlock = (bucket: PublicAccessBlock | null, account: PublicAccessBlock | null) =>
  Object.fromEntries(
    FLAGS.map((flag) => [flag, bucket?.[flag] === true || account?.[flag] === true]),
  ) satisfies PublicAccessBlock;

export const Acl = z.object({
  Grants: z
    .array(
      z.object({ Grantee: z.object({ URI: z.string().optional() }).optional(), Permission: z.string().optional() }),
    )
    .nullish(),
});
export type Acl = z.infer<typeof Acl>;

const GROUPS = new Map([
  ["http://acs.amazonaws.com/groups/global/AllUsers", "everyone"],
  ["http://acs.amazonaws.com/groups/global/AuthenticatedUsers", "every AWS account"],
]);
const WRITING = ["WRITE", "WRITE_ACP", "FULL_CONTROL"];

/** Grants to people outside, as "READ to everyone". */
export const publicGrants = (acl: Acl, wanted: (permission: string) => boolean): string[] =>
  (acl.Grants ?? []).flatMap(({ Grantee, Permission = "" }) => {
    const group = GROUPS.get(Grantee?.URI ?? "");
    return group && wanted(Permission) ? [`${Permission} to ${group}`] : [];
  });

export const isWriting = (permission: string) => WRITING.includes(permission);

/** Actions of S3 whose names begin so change or remove what a bucket holds or how it is guarded. */
const WRITES = /^s3:(?:Put|Delete|Create|Replicate|Abort|Restore|Bypass|ObjectOwnerOverride|Update|Initiate)/i;
const COMMON_WRITES = ["s3:PutObject", "s3:PutBucketPolicy", "s3:DeleteObject", "s3:DeleteBucket"];
/** By its name, or by a pattern or exception that takes the common ones in. */
export const allowsWriting = (statement: Statement) =>
  many(statement.Action ?? []).some((action) => WRITES.test(action)) ||
  COMMON_WRITES.some((action) => speaksOf(statement, action));

export type Exposure = {
  PublicAccessBlock: PublicAccessBlock | null;
  AccountPublicAccessBlock: PublicAccessBlock | null;
  Policy: PolicyDocument | null;
  Acl: Acl;
};

/** Ways in for the public that no block closes. RestrictPublicBuckets mutes the policy, IgnorePublicAcls the ACL. */
export function waysIn(
  bucket: Exposure,
  wanted: { statement: (s: Statement) => boolean; permission: (p: string) => boolean },
): string[] {
  const block = effectiveBlock(bucket.PublicAccessBlock, bucket.AccountPublicAccessBlock);
  const statements = allows(bucket.Policy).filter((s) => isPublic(s) && wanted.statement(s));
  return [
    ...(block.RestrictPublicBuckets
      ? []
      : statements.map((s) => `policy statement ${s.Sid ?? "without Sid"} allows everyone`)),
    ...(block.IgnorePublicAcls ? [] : publicGrants(bucket.Acl, wanted.permission).map((grant) => `ACL gives ${grant}`)),
  ];
}
