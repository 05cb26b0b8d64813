import { type AwsCall, AwsError } from "../aws.ts";
import type { Account } from "./account.ts";
import type { Answers } from "./answers-ec2.ts";
import type { quietAnswers } from "./answers-quiet.ts";
import type { Bucket } from "./buckets.ts";
import { ACCOUNT_ID, keyValues } from "./company.ts";
import { type Asked, absent, invalid, pageOf } from "./paging.ts";

type S3Call = Exclude<Extract<AwsCall, `s3:${string}` | `s3control:${string}`>, keyof typeof quietAnswers>;

export function s3Answers(account: Account, sizeMax: number): Answers<S3Call> {
  const bucket = (asked: Asked, name: string | undefined): Bucket => {
    const found = account.buckets().find((one) => one.name === name);
    if (!found) throw absent(asked, "NoSuchBucket", "The specified bucket does not exist");
    return found;
  };
  /** The same, for what a bucket answers in its own region only and refuses when it is sealed. */
  const opened = (asked: Asked, name: string | undefined): Bucket => {
    const found = bucket(asked, name);
    if (found.region !== asked.region) throw invalid(asked, "PermanentRedirect", `The bucket is in ${found.region}`);
    if (found.isSealed)
      throw new AwsError(
        "refused",
        asked.call,
        asked.region,
        "AccessDenied",
        "Access Denied by the bucket's own policy",
      );
    return found;
  };
  /** The answer, or AWS's error code for "there is none". */
  const orAbsent = <T>(asked: Asked, code: string, value: T | null): T => {
    if (value === null) throw absent(asked, code, "The configuration does not exist");
    return value;
  };

  return {
    // The sample company exports no costs: Cost Explorer tells them.
    "s3:ListObjectsV2": () => ({ Contents: [] }),
    "s3:GetObject": (_input, _region, asked) => {
      throw absent(asked, "NoSuchKey", "The specified key does not exist.");
    },
    "s3:ListBuckets": ({ ContinuationToken, MaxBuckets, ...input }, _region, asked) => {
      const all = account
        .buckets()
        .filter(
          ({ name, region }) =>
            name.startsWith(input.Prefix ?? "") && (!input.BucketRegion || region === input.BucketRegion),
        );
      const { items, next } = pageOf(asked, all, {
        token: ContinuationToken,
        size: MaxBuckets,
        sizeMax,
        parameters: input,
        badToken: "InvalidArgument",
      });
      return {
        Buckets: items.map(({ name, region, created }) => ({
          Name: name,
          CreationDate: created,
          BucketRegion: region,
        })),
        Owner: { ID: account.buckets()[0]?.acl.Owner?.ID },
        ContinuationToken: next,
      };
    },
    // us-east-1 answers with no constraint, as S3 has done since before it had other regions.
    "s3:GetBucketLocation": (input, _region, asked) => {
      const { region } = bucket(asked, input.Bucket);
      return { LocationConstraint: region === "us-east-1" ? undefined : region };
    },
    "s3:GetPublicAccessBlock": (input, _region, asked) => ({
      PublicAccessBlockConfiguration: orAbsent(
        asked,
        "NoSuchPublicAccessBlockConfiguration",
        opened(asked, input.Bucket).blocks,
      ),
    }),
    "s3:GetBucketPolicyStatus": (input, _region, asked) => {
      const { policy, isPolicyPublic } = opened(asked, input.Bucket);
      orAbsent(asked, "NoSuchBucketPolicy", policy);
      return { PolicyStatus: { IsPublic: isPolicyPublic } };
    },
    "s3:GetBucketPolicy": (input, _region, asked) => ({
      Policy: orAbsent(asked, "NoSuchBucketPolicy", opened(asked, input.Bucket).policy),
    }),
    "s3:GetBucketAcl": (input, _region, asked) => opened(asked, input.Bucket).acl,
    "s3:GetBucketEncryption": (input, _region, asked) => ({
      ServerSideEncryptionConfiguration: { Rules: opened(asked, input.Bucket).encryption },
    }),
    "s3:GetBucketVersioning": (input, _region, asked) => opened(asked, input.Bucket).versioning,
    "s3:GetBucketLogging": (input, _region, asked) => {
      const { logging } = opened(asked, input.Bucket);
      return logging ? { LoggingEnabled: logging } : {};
    },
    "s3:GetBucketLifecycleConfiguration": (input, _region, asked) => ({
      Rules: orAbsent(asked, "NoSuchLifecycleConfiguration", opened(asked, input.Bucket).lifecycle),
    }),
    "s3:GetBucketOwnershipControls": (input, _region, asked) => {
      const ownership = orAbsent(asked, "OwnershipControlsNotFoundError", opened(asked, input.Bucket).ownership);
      return { OwnershipControls: { Rules: [{ ObjectOwnership: ownership }] } };
    },
    "s3:GetBucketReplication": (input, _region, asked) => ({
      ReplicationConfiguration: orAbsent(
        asked,
        "ReplicationConfigurationNotFoundError",
        opened(asked, input.Bucket).replication,
      ),
    }),
    "s3:GetObjectLockConfiguration": (input, _region, asked) => {
      const isLocked = opened(asked, input.Bucket).isLocked || null;
      orAbsent(asked, "ObjectLockConfigurationNotFoundError", isLocked);
      return { ObjectLockConfiguration: { ObjectLockEnabled: "Enabled" } };
    },
    "s3:GetBucketTagging": (input, _region, asked) => {
      const { tags } = bucket(asked, input.Bucket);
      return { TagSet: keyValues(tags) };
    },
    // The account as a whole blocks nothing, so that each bucket answers for itself.
    "s3control:GetPublicAccessBlock": ({ AccountId }, _region, asked) => {
      if (AccountId !== ACCOUNT_ID) throw invalid(asked, "InvalidRequest", "The account is not the caller's");
      throw absent(
        asked,
        "NoSuchPublicAccessBlockConfiguration",
        "The public access block configuration was not found",
      );
    },
  };
}
