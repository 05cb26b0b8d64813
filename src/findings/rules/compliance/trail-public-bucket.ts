import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { PolicyDocument } from "./policy-document.ts";
import { Acl, PublicAccessBlock, waysIn } from "./public-access.ts";
import { related } from "./related.ts";

export default rule({
  id: "CTR-005",
  pack: "compliance",
  title: "Bucket with trail logs must not be public",
  category: "public-exposure",
  severity: "critical",
  resourceType: "AWS::CloudTrail::Trail",
  remedy: "Turn on Block Public Access for the bucket of the trail.",
  config: z.object({
    BucketPolicy: PolicyDocument.nullable(),
    BucketAcl: Acl,
    BucketBlock: PublicAccessBlock.nullable(),
    AccountBlock: PublicAccessBlock.nullable(),
  }),
  evaluate({ BucketPolicy, BucketAcl, BucketBlock, AccountBlock }) {
    const bucket = {
      Policy: BucketPolicy,
      Acl: BucketAcl,
      PublicAccessBlock: BucketBlock,
      AccountPublicAccessBlock: AccountBlock,
    };
    const ways = waysIn(bucket, { statement: () => true, permission: () => true });
    return ways.length === 0
      ? pass("The bucket of the trail is not public.")
      : fail(`The bucket of the trail is open: ${ways.join("; ")}.`);
  },
  examples: {
    pass: [
      { BucketPolicy: null, BucketAcl: { Grants: [] }, BucketBlock: null, AccountBlock: null },
      {
        BucketPolicy: null,
        BucketAcl: {
          Grants: [{ Grantee: { URI: "http://acs.amazonaws.com/groups/global/AllUsers" }, Permission: "READ" }],
        },
        BucketBlock: { IgnorePublicAcls: true },
        AccountBlock: null,
      },
    ],
    fail: [
      {
        BucketPolicy: null,
        BucketAcl: {
          Grants: [{ Grantee: { URI: "http://acs.amazonaws.com/groups/global/AllUsers" }, Permission: "READ" }],
        },
        BucketBlock: null,
        AccountBlock: null,
      },
      {
        BucketPolicy: { Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }] },
        BucketAcl: { Grants: [] },
        BucketBlock: null,
        AccountBlock: null,
      },
    ],
  },
  requirements: related({
    "cis-aws-1.4": "3.3",
    "cis-aws-1.5": "3.3",
    "cis-aws-2.0": "3.3",
    "aws-well-architected-security": "permissions:sec_permissions_analyze_cross_account",
    "iso-27001-2022": "A.8.1 A.8.15 A.8.16",
  }),
});
