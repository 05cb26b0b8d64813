import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { PolicyDocument } from "./policy-document.ts";
import { Acl, PublicAccessBlock, waysIn } from "./public-access.ts";
import { related } from "./related.ts";

const CLOSED = { PublicAccessBlock: null, AccountPublicAccessBlock: null, Policy: null, Acl: { Grants: [] } };
const PUBLIC = {
  Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" }],
};
const EVERYONE = {
  Grants: [{ Grantee: { URI: "http://acs.amazonaws.com/groups/global/AllUsers" }, Permission: "READ" }],
};

export default rule({
  id: "S3-003",
  pack: "compliance",
  title: "Bucket must not be readable by the public through policy or ACL",
  category: "public-exposure",
  severity: "critical",
  resourceType: "AWS::S3::Bucket",
  remedy: "Block public access and serve content through CloudFront with origin access control.",
  cli: "aws s3api put-public-access-block --bucket <id> --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true",
  config: z.object({
    PublicAccessBlock: PublicAccessBlock.nullable(),
    AccountPublicAccessBlock: PublicAccessBlock.nullable(),
    Policy: PolicyDocument.nullable(),
    Acl,
  }),
  evaluate(bucket) {
    const ways = waysIn(bucket, { statement: () => true, permission: () => true });
    return ways.length === 0
      ? pass("Nobody outside gets in through policy or ACL.")
      : fail(`Open to the public: ${ways.join("; ")}.`, { evidence: { ways } });
  },
  examples: {
    pass: [
      { ...CLOSED, Policy: { Statement: [{ Effect: "Deny", NotPrincipal: { AWS: "123456789012" }, Action: "s3:*" }] } },
      { ...CLOSED, Policy: { Statement: [{ Effect: "Allow", Action: "s3:GetObject" }] } },
      { ...CLOSED, Policy: { Statement: [{ Effect: "Allow", Principal: { Service: "*" }, Action: "s3:GetObject" }] } },
      {
        ...CLOSED,
        Policy: {
          Statement: [{ Effect: "Allow", Principal: { AWS: "123456789012", Service: "*" }, Action: "s3:GetObject" }],
        },
      },
      {
        ...CLOSED,
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: "*",
              Action: "s3:GetObject",
              Condition: { IpAddress: { "aws:SourceIp": "203.0.113.7" } },
            },
          ],
        },
      },
      {
        ...CLOSED,
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: "*",
              Action: "s3:GetObject",
              Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
            },
          ],
        },
      },
      {
        ...CLOSED,
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: "*",
              Action: "s3:GetObject",
              Condition: { IpAddress: { "aws:SourceIp": "2001:db8::/32" } },
            },
          ],
        },
      },
      {
        ...CLOSED,
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: "*",
              Action: "s3:GetObject",
              Condition: { ArnLike: { "aws:SourceArn": "arn:aws:sns:us-east-1:123456789012:*" } },
            },
          ],
        },
      },
      {
        ...CLOSED,
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: "*",
              Action: "s3:GetObject",
              Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::b" } },
            },
          ],
        },
      },
      {
        ...CLOSED,
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: "*",
              Action: "s3:GetObject",
              Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
            },
          ],
        },
      },
      { ...CLOSED, Acl: {} },
      { ...CLOSED, Acl: { Grants: [{ Permission: "READ" }] } },
      CLOSED,
      { ...CLOSED, Policy: PUBLIC, PublicAccessBlock: { RestrictPublicBuckets: true } },
      { ...CLOSED, Acl: EVERYONE, AccountPublicAccessBlock: { IgnorePublicAcls: true } },
      {
        ...CLOSED,
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: "*",
              Action: "s3:GetObject",
              Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } },
            },
          ],
        },
      },
    ],
    fail: [
      {
        ...CLOSED,
        Policy: { Statement: [{ Effect: "Allow", NotPrincipal: { AWS: "123456789012" }, Action: "s3:GetObject" }] },
      },
      {
        ...CLOSED,
        Policy: { Statement: [{ Effect: "Allow", Principal: { AWS: ["123456789012", "*"] }, Action: "s3:GetObject" }] },
      },
      {
        ...CLOSED,
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: "*",
              Action: "s3:GetObject",
              Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/7" } },
            },
          ],
        },
      },
      {
        ...CLOSED,
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: "*",
              Action: "s3:GetObject",
              Condition: { IpAddress: { "aws:SourceIp": "2001:db8::/31" } },
            },
          ],
        },
      },
      {
        ...CLOSED,
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: "*",
              Action: "s3:GetObject",
              Condition: { IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/0"] } },
            },
          ],
        },
      },
      {
        ...CLOSED,
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: "*",
              Action: "s3:GetObject",
              Condition: { ArnLike: { "aws:SourceArn": "arn:aws:sns:us-east-1:*:topic" } },
            },
          ],
        },
      },
      {
        ...CLOSED,
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: "*",
              Action: "s3:GetObject",
              Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::*" } },
            },
          ],
        },
      },
      {
        ...CLOSED,
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: "*",
              Action: "s3:GetObject",
              Condition: { ArnLike: { "aws:SourceArn": "arn:aws:*:::b" } },
            },
          ],
        },
      },
      {
        ...CLOSED,
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: "*",
              Action: "s3:GetObject",
              Condition: { StringLike: { "aws:SourceAccount": "*" } },
            },
          ],
        },
      },
      {
        ...CLOSED,
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: "*",
              Action: "s3:GetObject",
              Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-1" } },
            },
          ],
        },
      },
      {
        ...CLOSED,
        Policy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: "*",
              Action: "s3:GetObject",
              Condition: { StringEquals: { "s3:prefix": "public/" } },
            },
          ],
        },
      },
      { ...CLOSED, Policy: PUBLIC },
      { ...CLOSED, Acl: EVERYONE },
      { ...CLOSED, Policy: PUBLIC, PublicAccessBlock: { IgnorePublicAcls: true } },
      { ...CLOSED, Acl: EVERYONE, PublicAccessBlock: { RestrictPublicBuckets: true } },
      { ...CLOSED, Policy: { Statement: { Effect: "Allow", Principal: { AWS: ["*"] }, Action: "s3:*" } } },
    ],
  },
  requirements: related({
    "aws-fsbp": "S3.2",
    "pci-dss-4.0": "1.2.8 1.3.1 1.3.2 1.4.2 1.5.1 10.3.2 10.3.3 10.3.4 3.5.1.3 A1.1.2 A1.1.3 A1.2.1 A3.4.1",
    soc2: "CC6.1",
    hipaa: "164.308(a)(1)(ii)(B) 164.308(a)(3)(i) 164.312(a)(1) 164.312(a)(2)(i)",
    "nist-800-53-r5":
      "ac_2_6 ac_3 ac_3_7 ac_4_21 ac_6 ac_17_b ac_17_1 ac_17_4_a ac_17_9 ac_17_10 cm_6_a cm_9_b mp_2 sc_7_2 sc_7_3 sc_7_7 sc_7_9_a sc_7_11 sc_7_12 sc_7_16 sc_7_20 sc_7_21 sc_7_24_b sc_7_25 sc_7_26 sc_7_27 sc_7_28 sc_7_a sc_7_b sc_7_c sc_25",
    "aws-well-architected-security": "permissions:sec_permissions_analyze_cross_account",
    "iso-27001-2022": "A.8.1",
  }),
});
