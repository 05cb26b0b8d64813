import * as z from "zod";
import { allows, isPublic, type PolicyDocument, type Statement, speaksOf } from "./policy-document.ts";

export const PublicAccessBlock = z.object({
  BlockPublicAcls: z.boolean().optional(),
  IgnorePublicAcls: z.boolean().optional(),
  BlockPublicPolicy: z.boolean().optional(),
  RestrictPublicBuckets: z.boolean().optional(),
});
export type PublicAccessBlock = z.infer<typeof PublicAccessBlock>;

export const FLAGS = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"] as const;

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

/** Actions that change or remove what a bucket holds or how it is guarded. */
const WRITES = [
  "s3:PutObject",
  "s3:PutObjectAcl",
  "s3:PutObjectTagging",
  "s3:PutBucketAcl",
  "s3:PutBucketPolicy",
  "s3:PutBucketPublicAccessBlock",
  "s3:PutLifecycleConfiguration",
  "s3:DeleteObject",
  "s3:DeleteObjectVersion",
  "s3:DeleteBucket",
  "s3:DeleteBucketPolicy",
];
export const allowsWriting = (statement: Statement) => WRITES.some((action) => speaksOf(statement, action));

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
