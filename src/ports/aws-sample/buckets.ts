import type { GetBucketAclOutput, LifecycleRule, ReplicationRule, ServerSideEncryptionRule } from "@aws-sdk/client-s3";
import { ACCOUNT_ID, type Environment, keyArn, longAgo, type Region, roleArn, type Tags, tagsOf } from "./company.ts";
import { random } from "./random.ts";

type Wrong =
  /** A policy that lets everybody read, and nothing that blocks it. */
  | "public-policy"
  /** A grant to everybody in the access list. */
  | "public-acl"
  /** Everybody may write. */
  | "public-write"
  /** Another account reads, and nobody wrote down why. */
  | "stranger"
  /** Its policy refuses even the auditor: those answers stay unread. */
  | "sealed";
type Row = readonly [service: string, purpose: string, environment: Environment, ...wrong: Wrong[]];

const BUCKETS: Record<Region, readonly Row[]> = {
  "us-east-1": [
    ["web", "assets", "production", "public-policy"],
    ["web", "assets", "staging"],
    ["web", "marketing-2021", "production", "public-acl"],
    ["media", "originals", "production"],
    ["media", "thumbnails", "production"],
    ["media", "uploads", "staging", "public-write"],
    ["checkout", "receipts", "production"],
    ["checkout", "event-archive", "production"],
    ["billing", "invoices", "production"],
    ["billing", "tax-exports", "production"],
    ["catalog", "feeds", "production", "stranger"],
    ["search", "snapshots", "production"],
    ["notifications", "templates", "production"],
    ["recommendations", "models", "production"],
    ["identity", "audit-evidence", "production", "sealed"],
    ["platform", "access-logs", "production"],
    ["platform", "cloudtrail", "production"],
    ["platform", "terraform-state", "production"],
    ["platform", "build-artifacts", "development"],
    ["platform", "database-backups", "production"],
    ["analytics", "reports", "production"],
  ],
  "us-west-2": [
    ["data-lake", "raw", "production"],
    ["data-lake", "curated", "production", "stranger"],
    ["data-lake", "sandbox", "development"],
    ["platform", "backups-copy", "production"],
    ["analytics", "exports", "production"],
  ],
  "eu-west-1": [
    ["web", "assets-eu", "production"],
    ["checkout", "receipts-eu", "production"],
    ["identity", "gdpr-exports", "production"],
    ["erp", "files", "production"],
    ["platform", "access-logs-eu", "production"],
    ["media", "originals-eu", "production"],
  ],
  "ap-southeast-1": [
    ["web", "assets-ap", "production"],
    ["platform", "access-logs-ap", "production"],
  ],
};

export type Blocks = {
  BlockPublicAcls: boolean;
  IgnorePublicAcls: boolean;
  BlockPublicPolicy: boolean;
  RestrictPublicBuckets: boolean;
};
/** A bucket and what each of S3's questions answers; null = AWS says that there is none. */
export type Bucket = {
  name: string;
  region: Region;
  created: Date;
  isSealed: boolean;
  tags: Tags;
  blocks: Blocks | null;
  policy: string | null;
  isPolicyPublic: boolean;
  acl: Pick<GetBucketAclOutput, "Owner" | "Grants">;
  encryption: ServerSideEncryptionRule[];
  versioning: { Status?: "Enabled" | "Suspended"; MFADelete?: "Enabled" | "Disabled" };
  logging: { TargetBucket: string; TargetPrefix: string } | null;
  lifecycle: LifecycleRule[] | null;
  ownership: "BucketOwnerEnforced" | "BucketOwnerPreferred" | "ObjectWriter" | null;
  replication: { Role: string; Rules: ReplicationRule[] } | null;
  isLocked: boolean;
};

export const bucketsOf = (now: Date): Bucket[] =>
  REGION_ORDER.flatMap((region) => BUCKETS[region].map((row) => bucketOf(region, row, now))).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
const REGION_ORDER = ["us-east-1", "us-west-2", "eu-west-1", "ap-southeast-1"] as const satisfies Region[];

const ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers";
const OWNER = random("canonical", ACCOUNT_ID).hex(64);

function bucketOf(region: Region, [service, purpose, environment, ...wrong]: Row, now: Date): Bucket {
  const name = `juniper-${service}-${purpose}${environment === "production" ? "" : `-${environment}`}`;
  const luck = random("bucket", name);
  const isOpen = wrong.some((one) => one.startsWith("public"));
  const isEvidence = /evidence|cloudtrail|backups/.test(purpose);
  const statements = statementsOf(name, wrong, luck.chance(0.65));
  return {
    name,
    region,
    created: longAgo(now, name),
    isSealed: wrong.includes("sealed"),
    tags: tagsOf(service, environment, name),
    blocks: isOpen ? null : blocksOf(luck.chance(0.88)),
    policy: statements.length ? JSON.stringify({ Version: "2012-10-17", Statement: statements }) : null,
    isPolicyPublic: wrong.includes("public-policy") || wrong.includes("public-write"),
    acl: {
      Owner: { ID: OWNER },
      Grants: [
        { Grantee: { Type: "CanonicalUser", ID: OWNER }, Permission: "FULL_CONTROL" },
        ...(wrong.includes("public-acl")
          ? [{ Grantee: { Type: "Group" as const, URI: ALL_USERS }, Permission: "READ" as const }]
          : []),
      ],
    },
    // Since January 2023 every bucket has a rule; KMS is a choice (Amazon S3 User Guide, default encryption).
    encryption: [
      luck.chance(0.35)
        ? {
            ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: keyArn(region, "s3") },
            BucketKeyEnabled: true,
          }
        : { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false },
    ],
    versioning:
      isEvidence || luck.chance(0.55)
        ? { Status: "Enabled", MFADelete: isEvidence && luck.chance(0.5) ? "Enabled" : "Disabled" }
        : {},
    logging: luck.chance(0.45) ? { TargetBucket: "juniper-platform-access-logs", TargetPrefix: `${name}/` } : null,
    lifecycle: luck.chance(0.5) ? [expiry(luck.pick([30, 90, 365]), luck.chance(0.9))] : null,
    ownership: wrong.includes("public-acl")
      ? "ObjectWriter"
      : luck.pick(["BucketOwnerEnforced", "BucketOwnerEnforced", "BucketOwnerPreferred", null]),
    replication:
      purpose === "database-backups" || purpose === "invoices" ? replicationTo("juniper-platform-backups-copy") : null,
    isLocked: purpose === "cloudtrail" || purpose === "backups-copy",
  };
}

const blocksOf = (isOn: boolean): Blocks => ({
  BlockPublicAcls: isOn,
  IgnorePublicAcls: isOn,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
});

function statementsOf(name: string, wrong: readonly Wrong[], refusesPlainHttp: boolean): unknown[] {
  const bucket = `arn:aws:s3:::${name}`;
  const allow = (Sid: string, Principal: unknown, Action: string | string[]) => ({
    Sid,
    Effect: "Allow",
    Principal,
    Action,
    Resource: `${bucket}/*`,
  });
  return [
    ...(refusesPlainHttp
      ? [
          {
            Sid: "TlsOnly",
            Effect: "Deny",
            Principal: "*",
            Action: "s3:*",
            Resource: [bucket, `${bucket}/*`],
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        ]
      : []),
    ...(wrong.includes("public-policy") ? [allow("PublicRead", "*", "s3:GetObject")] : []),
    ...(wrong.includes("public-write") ? [allow("Uploads", "*", ["s3:PutObject", "s3:GetObject"])] : []),
    ...(wrong.includes("stranger")
      ? [allow("Partner", { AWS: "arn:aws:iam::210000000991:root" }, "s3:GetObject")]
      : []),
  ];
}

const expiry = (days: number, isOn: boolean): LifecycleRule => ({
  ID: `expire-after-${days}-days`,
  Status: isOn ? "Enabled" : "Disabled",
  Filter: { Prefix: "" },
  Expiration: { Days: days },
});

const replicationTo = (bucket: string) => ({
  Role: roleArn("s3-replication"),
  Rules: [
    {
      ID: "to-us-west-2",
      Status: "Enabled" as const,
      Priority: 1,
      Filter: { Prefix: "" },
      Destination: { Bucket: `arn:aws:s3:::${bucket}` },
    },
  ],
});
