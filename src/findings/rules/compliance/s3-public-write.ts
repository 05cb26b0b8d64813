import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { PolicyDocument } from "./policy-document.ts";
import { Acl, allowsWriting, isWriting, PublicAccessBlock, waysIn } from "./public-access.ts";
import { related } from "./related.ts";

const CLOSED = { PublicAccessBlock: null, AccountPublicAccessBlock: null, Policy: null, Acl: { Grants: [] } };
const PUBLIC = {
  Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:PutObject", Resource: "arn:aws:s3:::b/*" }],
};
const EVERYONE = {
  Grants: [{ Grantee: { URI: "http://acs.amazonaws.com/groups/global/AllUsers" }, Permission: "WRITE" }],
};

export default rule({
  id: "S3-004",
  pack: "compliance",
  title: "Bucket must not be writable by the public",
  category: "public-exposure",
  severity: "critical",
  resourceType: "AWS::S3::Bucket",
  remedy: "Remove the statement or grant and block public access.",
  cli: "aws s3api put-public-access-block --bucket <id> --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true",
  config: z.object({
    PublicAccessBlock: PublicAccessBlock.nullable(),
    AccountPublicAccessBlock: PublicAccessBlock.nullable(),
    Policy: PolicyDocument.nullable(),
    Acl,
  }),
  evaluate(bucket) {
    const ways = waysIn(bucket, { statement: allowsWriting, permission: isWriting });
    return ways.length === 0
      ? pass("Nobody outside can write through policy or ACL.")
      : fail(`Writable by the public: ${ways.join("; ")}.`, { evidence: { ways } });
  },
  examples: {
    pass: [
      { ...CLOSED, Policy: { Statement: [{ Effect: "Allow", Principal: "*", NotAction: ["s3:Put*", "s3:Delete*"] }] } },
      { ...CLOSED, Policy: { Statement: [{ Effect: "Allow", Principal: "*" }] } },
      CLOSED,
      { ...CLOSED, Policy: PUBLIC, PublicAccessBlock: { RestrictPublicBuckets: true } },
      { ...CLOSED, Acl: EVERYONE, AccountPublicAccessBlock: { IgnorePublicAcls: true } },
      { ...CLOSED, Policy: { Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject" }] } },
      { ...CLOSED, Acl: { Grants: [{ ...EVERYONE.Grants[0], Permission: "READ" }] } },
      {
        ...CLOSED,
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: "*",
              Action: "s3:PutObject",
              Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } },
            },
          ],
        },
      },
    ],
    fail: [
      { ...CLOSED, Policy: { Statement: [{ Effect: "Allow", Principal: "*", NotAction: "s3:Get*" }] } },
      { ...CLOSED, Policy: PUBLIC },
      { ...CLOSED, Acl: EVERYONE },
      { ...CLOSED, Policy: PUBLIC, PublicAccessBlock: { IgnorePublicAcls: true } },
      { ...CLOSED, Acl: EVERYONE, PublicAccessBlock: { RestrictPublicBuckets: true } },
      { ...CLOSED, Policy: { Statement: { Effect: "Allow", Principal: { AWS: ["*"] }, Action: "s3:*" } } },
      { ...CLOSED, Policy: { Statement: { Effect: "Allow", Principal: "*", Action: ["s3:GetObject", "s3:Del*"] } } },
      { ...CLOSED, Policy: { Statement: { Effect: "Allow", Principal: "*", Action: "s3:putBucketVersioning" } } },
      { ...CLOSED, Policy: { Statement: { Effect: "Allow", Principal: "*", Action: "s3:*Object" } } },
    ],
  },
  requirements: related({
    "cis-aws-7.0": "2.21",
    "aws-fsbp": "S3.3",
    "pci-dss-3.2.1": "1.2 1.2.1 1.2.1.a 1.2.1.b 1.2.1.c 1.3 1.3.1 1.3.2 1.3.4 1.3.6 7.2 7.2.1",
    "pci-dss-4.0": "1.2.8 1.3.1 1.3.2 1.4.2 1.5.1 10.3.2 3.5.1.3 A1.1.2 A1.1.3 A3.4.1",
    hipaa: "164.308(a)(1)(ii)(B) 164.308(a)(3)(i) 164.312(a)(1)",
    "nist-800-53-r5":
      "ac_2_6 ac_3 ac_3_7 ac_4_21 ac_6 ac_17_b ac_17_1 ac_17_4_a ac_17_9 ac_17_10 cm_6_a cm_9_b mp_2 sc_7_2 sc_7_3 sc_7_7 sc_7_9_a sc_7_11 sc_7_12 sc_7_16 sc_7_20 sc_7_21 sc_7_24_b sc_7_25 sc_7_26 sc_7_27 sc_7_28 sc_7_a sc_7_b sc_7_c sc_25",
    "aws-well-architected-security": "permissions:sec_permissions_analyze_cross_account",
    "iso-27001-2022": "A.8.1",
  }),
});
