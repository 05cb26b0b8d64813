import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { FLAGS, isFull, PublicAccessBlock } from "./public-access.ts";
import { related } from "./related.ts";

const ALL = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };

export default rule({
  id: "S3-002",
  pack: "compliance",
  title: "Bucket-level Block Public Access must be on",
  category: "public-exposure",
  severity: "high",
  resourceType: "AWS::S3::Bucket",
  remedy: "Switch on all four flags of Block Public Access for the bucket, or for the account.",
  cli: "aws s3api put-public-access-block --bucket <id> --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true",
  config: z.object({
    PublicAccessBlock: PublicAccessBlock.nullable(),
    AccountPublicAccessBlock: PublicAccessBlock.nullable(),
  }),
  evaluate({ PublicAccessBlock: bucket, AccountPublicAccessBlock: account }) {
    if (isFull(account)) return pass("The account blocks public access.");
    if (isFull(bucket)) return pass("The bucket blocks public access.");
    const missing = FLAGS.filter((flag) => bucket?.[flag] !== true);
    return fail(
      bucket ? `Not switched on: ${missing.join(", ")}.` : "Neither bucket nor account blocks public access.",
      // The account's block would do for all its buckets.
      { cause: "S3-001" },
    );
  },
  examples: {
    pass: [
      { PublicAccessBlock: ALL, AccountPublicAccessBlock: null },
      { PublicAccessBlock: null, AccountPublicAccessBlock: ALL },
    ],
    fail: [
      { PublicAccessBlock: null, AccountPublicAccessBlock: null },
      { PublicAccessBlock: { ...ALL, IgnorePublicAcls: false }, AccountPublicAccessBlock: null },
      {
        PublicAccessBlock: { ...ALL, BlockPublicAcls: false },
        AccountPublicAccessBlock: { ...ALL, BlockPublicPolicy: false },
      },
    ],
  },
  requirements: related({
    "cis-aws-1.4": "2.1.5",
    "cis-aws-1.5": "2.1.5",
    "cis-aws-2.0": "2.1.4",
    "cis-aws-3.0": "2.1.4",
    "cis-aws-5.0": "2.1.4",
    "cis-aws-7.0": "3.1.4",
    "aws-fsbp": "S3.8",
  }),
});
