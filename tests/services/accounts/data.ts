import { type Account, block, bucket, bucketPolicy, every, letsEveryone, letsOwn, policy, step } from "./account.ts";

const secret = "not-a-real-pw1";
const database = (id: string, more: Record<string, unknown> = {}) =>
  step("rds", "CreateDBInstance", {
    ...{ DBInstanceIdentifier: id, AllocatedStorage: 10, Engine: "postgres", DBInstanceClass: "db.t3.micro" },
    ...{ MasterUsername: "owner1", MasterUserPassword: secret },
    ...more,
  });
const cluster = (id: string, more: Record<string, unknown>) => [
  step("rds", "CreateDBCluster", {
    ...{ DBClusterIdentifier: id, Engine: "aurora-postgresql", MasterUsername: "owner1", MasterUserPassword: secret },
    ...more,
  }),
  step("rds", "CreateDBInstance", {
    ...{ DBInstanceIdentifier: `of-${id}`, DBClusterIdentifier: id, Engine: "aurora-postgresql" },
    DBInstanceClass: "db.r5.large",
  }),
];
const table = (TableName: string, more: Record<string, unknown> = { BillingMode: "PAY_PER_REQUEST" }) =>
  step("dynamodb", "CreateTable", {
    TableName,
    AttributeDefinitions: [{ AttributeName: "a", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "a", KeyType: "HASH" }],
    ...more,
  });
const warehouse = (ClusterIdentifier: string, more: Record<string, unknown>) =>
  step("redshift", "CreateCluster", {
    ...{ ClusterIdentifier, NodeType: "ra3.xlplus", MasterUserPassword: "Aa1aaaaaaaa", MasterUsername: "owner" },
    ...more,
  });
const grants = (Bucket: string, Permission: string, group: string) => [
  bucket(Bucket, { ObjectOwnership: "ObjectWriter" }),
  block(Bucket, false),
  step("s3", "PutBucketAcl", {
    Bucket,
    AccessControlPolicy: {
      Owner: { DisplayName: "owner", ID: "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a" },
      Grants: [{ Grantee: { Type: "Group", URI: `http://acs.amazonaws.com/groups/global/${group}` }, Permission }],
    },
  }),
];
const opened = (Bucket: string, Action: string, more: Record<string, unknown> = {}) => [
  bucket(Bucket, { ObjectOwnership: "ObjectWriter" }),
  block(Bucket, false),
  bucketPolicy(Bucket, {
    ...letsEveryone(Action),
    Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
    ...more,
  }),
];
const refuses = (Bucket: string, Action: string, Resource: string | string[]) => [
  bucket(Bucket),
  bucketPolicy(Bucket, {
    ...{ Effect: "Deny", Principal: { AWS: "*" }, Action, Resource },
    Condition: { Bool: { "aws:securetransport": "false" } },
  }),
];
const encrypted = (Bucket: string, SSEAlgorithm: string) => [
  bucket(Bucket),
  step("s3", "PutBucketEncryption", {
    Bucket,
    ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm } }] },
  }),
];
const accessPoint = (Name: string, more: Record<string, unknown>) =>
  step("s3control", "CreateAccessPoint", { AccountId: "123456789012", Name, Bucket: "plain", ...more });

export const DATA: Account[] = [
  {
    name: "relational databases",
    setup: [
      database("plain"),
      database("open", {
        ...{ PubliclyAccessible: true, BackupRetentionPeriod: 6, MultiAZ: true, DeletionProtection: true },
        ...{ EnableIAMDatabaseAuthentication: true, MasterUsername: "postgres" },
      }),
      database("closed", { PubliclyAccessible: false, BackupRetentionPeriod: 7, MasterUsername: "admin" }),
      database("oracle", { Engine: "oracle-se2" }),
      ...cluster("sealed", { StorageEncrypted: true, DeletionProtection: true }),
      ...cluster("clear", { StorageEncrypted: false }),
    ],
    verdicts: {
      "RDS-002 plain": "PASS",
      "RDS-002 open": "FAIL",
      "RDS-002 closed": "PASS",
      "RDS-003 open": "FAIL",
      "RDS-003 closed": "PASS",
      "RDS-004 plain": "FAIL",
      "RDS-004 open": "PASS",
      "RDS-004 of-clear": "FAIL",
      "RDS-005 plain": "FAIL",
      "RDS-005 open": "PASS",
      "RDS-005 of-sealed": "PASS",
      "RDS-005 of-clear": "FAIL",
      "RDS-008 plain": "FAIL",
      "RDS-009 plain": "FAIL",
      "RDS-009 open": "PASS",
      "RDS-009 oracle": "NOT_APPLICABLE",
      "RDS-011 plain": "PASS",
      "RDS-011 open": "FAIL",
      "RDS-011 closed": "FAIL",
      "RDS-016 sealed": "PASS",
      "RDS-016 clear": "FAIL",
    },
  },
  {
    name: "tables, searches and warehouses",
    setup: [
      table("plain"),
      table("sealed", {
        ...{ BillingMode: "PAY_PER_REQUEST", DeletionProtectionEnabled: true },
        SSESpecification: { Enabled: true, SSEType: "KMS" },
      }),
      table("fixed", { ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } }),
      step("dynamodb", "PutResourcePolicy", {
        ResourceArn: "arn:aws:dynamodb:us-east-1:123456789012:table/plain",
        Policy: policy(letsEveryone("dynamodb:*", { Principal: { AWS: "arn:aws:iam::999988887777:root" } })),
      }),
      step("dynamodb", "PutResourcePolicy", {
        ResourceArn: "arn:aws:dynamodb:us-east-1:123456789012:table/sealed",
        Policy: policy(letsOwn("dynamodb:*")),
      }),
      step("opensearch", "CreateDomain", { DomainName: "quiet" }),
      step("opensearch", "CreateDomain", {
        DomainName: "audited",
        LogPublishingOptions: {
          AUDIT_LOGS: {
            ...{ Enabled: true, CloudWatchLogsLogGroupArn: "arn:aws:logs:us-east-1:123456789012:log-group:x" },
          },
        },
        AccessPolicies: policy(letsEveryone("es:*", { Principal: { AWS: "*" } })),
      }),
      warehouse("kept", { AutomatedSnapshotRetentionPeriod: 7, PubliclyAccessible: true }),
      warehouse("short", { AutomatedSnapshotRetentionPeriod: 6 }),
    ],
    verdicts: {
      "DDB-002 plain": "FAIL",
      "DDB-002 sealed": "PASS",
      "DDB-003 plain": "FAIL",
      "DDB-003 sealed": "PASS",
      "DDB-004 fixed": "FAIL",
      "DDB-005 plain": "FAIL",
      "DDB-005 sealed": "PASS",
      "DDB-005 fixed": "NOT_APPLICABLE",
      "OSS-002 quiet": "PASS",
      "OSS-002 audited": "FAIL",
      "OSS-005 quiet": "FAIL",
      "OSS-005 audited": "PASS",
      "RSH-001 kept": "FAIL",
      "RSH-001 short": "PASS",
      "RSH-003 kept": "FAIL",
      "RSH-004 kept": "FAIL",
      "RSH-005 kept": "PASS",
      "RSH-005 short": "FAIL",
    },
  },
  {
    name: "buckets",
    setup: [
      bucket("plain"),
      ...opened("open", "s3:GetObject"),
      ...opened("writable", "s3:PutObject"),
      ...opened("settable", "s3:PutBucketVersioning"),
      ...opened("in-network", "s3:*", { Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } } }),
      ...opened("blocked", "s3:*"),
      block("blocked", true),
      ...grants("readable", "READ", "AllUsers"),
      ...grants("signed-in", "READ", "AuthenticatedUsers"),
      ...grants("acl-writable", "WRITE", "AllUsers"),
      ...refuses("tls-only", "s3:*", ["arn:aws:s3:::tls-only", "arn:aws:s3:::tls-only/*"]),
      ...refuses("tls-uploads", "s3:PutObject", "arn:aws:s3:::tls-uploads/*"),
      ...encrypted("kms", "aws:kms"),
      ...encrypted("aes", "AES256"),
      accessPoint("ajar", { PublicAccessBlockConfiguration: { ...every(true), BlockPublicPolicy: false } }),
      accessPoint("shut", { PublicAccessBlockConfiguration: every(true) }),
    ],
    verdicts: {
      "S3-001 123456789012": "FAIL",
      "S3-002 blocked": "PASS",
      "S3-002 plain": "FAIL",
      "S3-003 plain": "PASS",
      "S3-003 open": "FAIL",
      "S3-003 blocked": "PASS",
      "S3-003 in-network": "PASS",
      "S3-003 readable": "FAIL",
      "S3-003 signed-in": "FAIL",
      "S3-003 tls-only": "PASS",
      "S3-004 plain": "PASS",
      "S3-004 open": "PASS",
      "S3-004 readable": "PASS",
      "S3-004 writable": "FAIL",
      "S3-004 settable": "FAIL",
      "S3-004 acl-writable": "FAIL",
      "S3-004 blocked": "PASS",
      "S3-005 plain": "FAIL",
      "S3-005 tls-only": "PASS",
      "S3-005 tls-uploads": "FAIL",
      "S3-006 aes": "PASS",
      "S3-007 kms": "PASS",
      "S3-007 aes": "FAIL",
      "S3-007 plain": "FAIL",
      "S3-010 plain": "FAIL",
      "S3-016 ajar": "FAIL",
      "S3-016 shut": "PASS",
    },
  },
  {
    name: "buckets that the account shuts",
    setup: [
      step("s3control", "PutPublicAccessBlock", {
        AccountId: "123456789012",
        PublicAccessBlockConfiguration: every(true),
      }),
      ...opened("open", "s3:*"),
      ...grants("acl-writable", "WRITE", "AllUsers"),
    ],
    verdicts: {
      "S3-001 123456789012": "PASS",
      "S3-002 open": "PASS",
      "S3-003 open": "PASS",
      "S3-003 acl-writable": "PASS",
      "S3-004 open": "PASS",
      "S3-004 acl-writable": "PASS",
    },
  },
  {
    name: "file systems",
    setup: [
      step("efs", "CreateFileSystem", { CreationToken: "open" }, { open: "FileSystemId" }),
      step("efs", "CreateFileSystem", { CreationToken: "none" }, { none: "FileSystemId" }),
      step("efs", "CreateFileSystem", { CreationToken: "mounted" }, { mounted: "FileSystemId" }),
      step("efs", "PutFileSystemPolicy", { FileSystemId: "${open}", Policy: policy(letsEveryone("*")) }),
      step("efs", "PutFileSystemPolicy", {
        FileSystemId: "${mounted}",
        Policy: policy(
          letsEveryone("*", { Condition: { Bool: { "elasticfilesystem:AccessedViaMountTarget": "true" } } }),
        ),
      }),
      step("backup", "CreateBackupPlan", {
        BackupPlan: { BackupPlanName: "p", Rules: [{ RuleName: "r", TargetBackupVaultName: "v" }] },
      }),
    ],
    verdicts: {
      "EFS-003 ${open}": "FAIL",
      "EFS-003 ${none}": "FAIL",
      "EFS-003 ${mounted}": "PASS",
      "BKP-001 *": "PASS",
    },
  },
];
