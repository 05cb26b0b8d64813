import { ACCOUNT_PATCHES } from "./patches-account.ts";
import { SERVICE_PATCHES } from "./patches-services.ts";

/** What to merge into the code that owns the resource. `<id>` and `<arn>` stand for quoted values of the resource. */
export type Patch = {
  /** Resource type of the AWS provider, and what its block holds. */
  terraform?: readonly [type: string, body: string];
  /** Properties of the rule's own resource type. */
  cloudFormation?: Readonly<Record<string, unknown>>;
};

/** The property that holds the native id, where it is the template's author who names the resource. */
export const ID_PROPERTY: Readonly<Record<string, string>> = {
  "AWS::S3::Bucket": "BucketName",
  "AWS::RDS::DBInstance": "DBInstanceIdentifier",
  "AWS::RDS::DBCluster": "DBClusterIdentifier",
  "AWS::DynamoDB::Table": "TableName",
  "AWS::Lambda::Function": "FunctionName",
  "AWS::ECR::Repository": "RepositoryName",
  "AWS::EKS::Cluster": "Name",
  "AWS::ECS::Cluster": "ClusterName",
  "AWS::Logs::LogGroup": "LogGroupName",
  "AWS::SNS::Topic": "TopicName",
  "AWS::SQS::Queue": "QueueName",
  "AWS::Kinesis::Stream": "Name",
  "AWS::CloudTrail::Trail": "TrailName",
  "AWS::CloudWatch::Alarm": "AlarmName",
  "AWS::ElastiCache::ReplicationGroup": "ReplicationGroupId",
  "AWS::OpenSearchService::Domain": "DomainName",
  "AWS::Redshift::Cluster": "ClusterIdentifier",
  "AWS::AutoScaling::AutoScalingGroup": "AutoScalingGroupName",
};

const attribute = (type: string, id: string, line: string, cloudFormation?: Record<string, unknown>): Patch => ({
  terraform: [type, `${id} = <id>\n\n${line}`],
  ...(cloudFormation && { cloudFormation }),
});
const instance = (line: string, properties: Record<string, unknown>) =>
  attribute("aws_db_instance", "identifier", line, properties);
const cluster = (line: string, properties: Record<string, unknown>) =>
  attribute("aws_rds_cluster", "cluster_identifier", line, properties);
const redshift = (line: string, properties: Record<string, unknown>) =>
  attribute("aws_redshift_cluster", "cluster_identifier", line, properties);
const cache = (line: string, properties: Record<string, unknown>) =>
  attribute("aws_elasticache_replication_group", "replication_group_id", line, properties);
const domain = (line: string, properties: Record<string, unknown>) =>
  attribute("aws_opensearch_domain", "domain_name", line, properties);
const table = (line: string, properties: Record<string, unknown>) =>
  attribute("aws_dynamodb_table", "name", line, properties);
const lambda = (line: string, properties: Record<string, unknown>) =>
  attribute("aws_lambda_function", "function_name", line, properties);
const balancer = (line: string, key: string, value: string): Patch => ({
  terraform: ["aws_lb", `name = <id>\n\n${line}`],
  cloudFormation: { LoadBalancerAttributes: [{ Key: key, Value: value }] },
});

const BLOCK =
  "block_public_acls       = true\nblock_public_policy     = true\nignore_public_acls      = true\nrestrict_public_buckets = true";
const BLOCK_CONFIGURATION = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
};
const bucketBlock: Patch = {
  terraform: ["aws_s3_bucket_public_access_block", `bucket = <id>\n\n${BLOCK}`],
  cloudFormation: { PublicAccessBlockConfiguration: BLOCK_CONFIGURATION },
};
const bucketEncryption = (algorithm: string): Patch => ({
  terraform: [
    "aws_s3_bucket_server_side_encryption_configuration",
    `bucket = <id>\n\nrule {\n  bucket_key_enabled = true\n\n  apply_server_side_encryption_by_default {\n    sse_algorithm = "${algorithm}"\n  }\n}`,
  ],
  cloudFormation: {
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: algorithm } },
      ],
    },
  },
});

/** Rule id → its patch. A rule without one is mended by replacing the resource, or by a decision that only people can take. */
export const PATCHES: Readonly<Record<string, Patch>> = {
  ...SERVICE_PATCHES,
  ...ACCOUNT_PATCHES,
  "S3-001": { terraform: ["aws_s3_account_public_access_block", `account_id = <id>\n\n${BLOCK}`] },
  "S3-002": bucketBlock,
  "S3-003": bucketBlock,
  "S3-004": bucketBlock,
  "S3-006": bucketEncryption("AES256"),
  "S3-007": bucketEncryption("aws:kms"),
  "S3-008": {
    terraform: ["aws_s3_bucket_versioning", `bucket = <id>\n\nversioning_configuration {\n  status = "Enabled"\n}`],
    cloudFormation: { VersioningConfiguration: { Status: "Enabled" } },
  },
  "S3-009": {
    terraform: ["aws_s3_bucket_logging", `bucket = <id>\n\ntarget_bucket = "LOG_BUCKET"\ntarget_prefix = "s3/"`],
    cloudFormation: { LoggingConfiguration: { DestinationBucketName: "LOG_BUCKET", LogFilePrefix: "s3/" } },
  },
  "S3-011": {
    terraform: [
      "aws_s3_bucket_ownership_controls",
      `bucket = <id>\n\nrule {\n  object_ownership = "BucketOwnerEnforced"\n}`,
    ],
    cloudFormation: { OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] } },
  },
  "S3-012": {
    terraform: [
      "aws_s3_bucket_lifecycle_configuration",
      `bucket = <id>\n\nrule {\n  id     = "old-versions"\n  status = "Enabled"\n\n  filter {}\n\n  noncurrent_version_expiration {\n    noncurrent_days = 90\n  }\n\n  abort_incomplete_multipart_upload {\n    days_after_initiation = 7\n  }\n}`,
    ],
    cloudFormation: {
      LifecycleConfiguration: {
        Rules: [
          {
            Id: "old-versions",
            Status: "Enabled",
            NoncurrentVersionExpiration: { NoncurrentDays: 90 },
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
          },
        ],
      },
    },
  },
  "EC2-001": {
    terraform: [
      "aws_ebs_volume",
      "# Replaces the volume: restore it from an encrypted copy of its snapshot.\nencrypted = true",
    ],
    cloudFormation: { Encrypted: true },
  },
  "EC2-002": { terraform: ["aws_ebs_encryption_by_default", "enabled = true"] },
  "EC2-005": { terraform: ["aws_ebs_snapshot_block_public_access", `state = "block-all-sharing"`] },
  "EC2-006": {
    terraform: ["aws_instance", `metadata_options {\n  http_endpoint = "enabled"\n  http_tokens   = "required"\n}`],
    cloudFormation: { MetadataOptions: { HttpEndpoint: "enabled", HttpTokens: "required" } },
  },
  "EC2-007": { terraform: ["aws_ec2_instance_metadata_defaults", `http_tokens = "required"`] },
  "EC2-017": {
    terraform: [
      "aws_default_security_group",
      "# No ingress and no egress block: Terraform removes every rule.\nvpc_id = VPC_ID",
    ],
  },
  "EC2-023": {
    terraform: [
      "aws_launch_template",
      `metadata_options {\n  http_tokens = "required"\n}\nupdate_default_version = true`,
    ],
    cloudFormation: { LaunchTemplateData: { MetadataOptions: { HttpTokens: "required" } } },
  },
  "EC2-024": {
    terraform: ["aws_ec2_transit_gateway", `auto_accept_shared_attachments = "disable"`],
    cloudFormation: { AutoAcceptSharedAttachments: "disable" },
  },
  "VPC-001": {
    terraform: [
      "aws_flow_log",
      `vpc_id               = <id>\ntraffic_type         = "REJECT"\nlog_destination_type = "s3"\nlog_destination      = "LOG_BUCKET_ARN"`,
    ],
  },
  "VPC-002": {
    terraform: ["aws_subnet", "map_public_ip_on_launch = false"],
    cloudFormation: { MapPublicIpOnLaunch: false },
  },
  "ASG-002": attribute(
    "aws_autoscaling_group",
    "name",
    `health_check_type         = "ELB"\nhealth_check_grace_period = 300`,
    { HealthCheckType: "ELB", HealthCheckGracePeriod: 300 },
  ),
  "RDS-002": instance("publicly_accessible = false", { PubliclyAccessible: false }),
  "RDS-003": instance("backup_retention_period = 7", { BackupRetentionPeriod: 7 }),
  "RDS-004": instance("multi_az = true", { MultiAZ: true }),
  "RDS-005": instance("deletion_protection = true", { DeletionProtection: true }),
  "RDS-006": instance("auto_minor_version_upgrade = true", { AutoMinorVersionUpgrade: true }),
  "RDS-008": instance(`monitoring_interval = 60\nmonitoring_role_arn = "MONITORING_ROLE_ARN"`, {
    MonitoringInterval: 60,
    MonitoringRoleArn: "MONITORING_ROLE_ARN",
  }),
  "RDS-009": instance("iam_database_authentication_enabled = true", { EnableIAMDatabaseAuthentication: true }),
  "RDS-010": instance("copy_tags_to_snapshot = true", { CopyTagsToSnapshot: true }),
  "RDS-017": cluster("deletion_protection = true", { DeletionProtection: true }),
  "RDS-019": cluster("iam_database_authentication_enabled = true", { EnableIAMDatabaseAuthentication: true }),
  "RDS-020": cluster("copy_tags_to_snapshot = true", { CopyTagsToSnapshot: true }),
  "LAM-008": lambda(`dead_letter_config {\n  target_arn = "QUEUE_ARN"\n}`, {
    DeadLetterConfig: { TargetArn: "QUEUE_ARN" },
  }),
  "LAM-009": lambda(`tracing_config {\n  mode = "Active"\n}`, { TracingConfig: { Mode: "Active" } }),
  "LAM-004": { terraform: ["aws_lambda_function_url", `function_name      = <id>\nauthorization_type = "AWS_IAM"`] },
  "ECS-009": attribute("aws_ecs_cluster", "name", `setting {\n  name  = "containerInsights"\n  value = "enabled"\n}`, {
    ClusterSettings: [{ Name: "containerInsights", Value: "enabled" }],
  }),
  "ECS-007": {
    terraform: ["aws_ecs_service", "network_configuration {\n  assign_public_ip = false\n}"],
    cloudFormation: { NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: "DISABLED" } } },
  },
  "ELB-002": {
    terraform: ["aws_lb_listener", `ssl_policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"`],
    cloudFormation: { SslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" },
  },
  "ELB-003": balancer(`access_logs {\n  bucket  = "LOG_BUCKET"\n  enabled = true\n}`, "access_logs.s3.enabled", "true"),
  "ELB-004": balancer("enable_deletion_protection = true", "deletion_protection.enabled", "true"),
  "ELB-005": balancer(`desync_mitigation_mode = "defensive"`, "routing.http.desync_mitigation_mode", "defensive"),
  "ELB-006": balancer("drop_invalid_header_fields = true", "routing.http.drop_invalid_header_fields.enabled", "true"),
  "ELB-008": { terraform: ["aws_wafv2_web_acl_association", `resource_arn = <arn>\nweb_acl_arn  = "WEB_ACL_ARN"`] },
  "APG-002": { terraform: ["aws_wafv2_web_acl_association", `resource_arn = <arn>\nweb_acl_arn  = "WEB_ACL_ARN"`] },
  "APG-003": {
    terraform: ["aws_api_gateway_stage", "xray_tracing_enabled = true"],
    cloudFormation: { TracingEnabled: true },
  },
  "KMS-001": {
    terraform: ["aws_kms_key", "enable_key_rotation = true"],
    cloudFormation: { EnableKeyRotation: true },
  },
  "SEC-001": {
    terraform: [
      "aws_secretsmanager_secret_rotation",
      `secret_id           = <id>\nrotation_lambda_arn = "ROTATION_FUNCTION_ARN"\n\nrotation_rules {\n  automatically_after_days = 30\n}`,
    ],
  },
  "GDY-001": { terraform: ["aws_guardduty_detector", "enable = true"], cloudFormation: { Enable: true } },
  "SHB-001": {
    terraform: ["aws_securityhub_account", "enable_default_standards = true"],
    cloudFormation: { EnableDefaultStandards: true },
  },
  "IAM-011": { terraform: ["aws_iam_account_password_policy", "minimum_password_length = 14"] },
  "IAM-012": { terraform: ["aws_iam_account_password_policy", "password_reuse_prevention = 24"] },
  "IAM-023": {
    terraform: ["aws_accessanalyzer_analyzer", `analyzer_name = "external"\ntype          = "ACCOUNT"`],
    cloudFormation: { AnalyzerName: "external", Type: "ACCOUNT" },
  },
  "CTR-001": attribute("aws_cloudtrail", "name", "is_multi_region_trail = true\nenable_logging        = true", {
    IsMultiRegionTrail: true,
    IsLogging: true,
  }),
  "CTR-002": attribute("aws_cloudtrail", "name", "enable_log_file_validation = true", {
    EnableLogFileValidation: true,
  }),
  "CTR-003": attribute("aws_cloudtrail", "name", `kms_key_id = "KMS_KEY_ARN"`, { KMSKeyId: "KMS_KEY_ARN" }),
  "CWL-001": attribute("aws_cloudwatch_log_group", "name", "retention_in_days = 365", { RetentionInDays: 365 }),
  "CWL-002": attribute("aws_cloudwatch_log_group", "name", `kms_key_id = "KMS_KEY_ARN"`, { KmsKeyId: "KMS_KEY_ARN" }),
  "CWL-003": attribute("aws_cloudwatch_metric_alarm", "alarm_name", "actions_enabled = true", { ActionsEnabled: true }),
  "CWL-004": attribute("aws_cloudwatch_metric_alarm", "alarm_name", `alarm_actions = ["TOPIC_ARN"]`, {
    AlarmActions: ["TOPIC_ARN"],
  }),
  "DDB-001": table("point_in_time_recovery {\n  enabled = true\n}", {
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  }),
  "DDB-002": table(`server_side_encryption {\n  enabled     = true\n  kms_key_arn = "KMS_KEY_ARN"\n}`, {
    SSESpecification: { SSEEnabled: true, SSEType: "KMS", KMSMasterKeyId: "KMS_KEY_ARN" },
  }),
  "DDB-003": table("deletion_protection_enabled = true", { DeletionProtectionEnabled: true }),
  "DDB-004": table(`billing_mode = "PAY_PER_REQUEST"`, { BillingMode: "PAY_PER_REQUEST" }),
  "ELC-002": cache(`transit_encryption_enabled = true\ntransit_encryption_mode    = "preferred"`, {
    TransitEncryptionEnabled: true,
    TransitEncryptionMode: "preferred",
  }),
  "ELC-003": cache("automatic_failover_enabled = true", { AutomaticFailoverEnabled: true }),
  "ELC-004": cache("snapshot_retention_limit = 7", { SnapshotRetentionLimit: 7 }),
  "OSS-001": domain("encrypt_at_rest {\n  enabled = true\n}", { EncryptionAtRestOptions: { Enabled: true } }),
  "OSS-003": domain("node_to_node_encryption {\n  enabled = true\n}", {
    NodeToNodeEncryptionOptions: { Enabled: true },
  }),
  "OSS-004": domain(
    `domain_endpoint_options {\n  enforce_https       = true\n  tls_security_policy = "Policy-Min-TLS-1-2-2019-07"\n}`,
    { DomainEndpointOptions: { EnforceHTTPS: true, TLSSecurityPolicy: "Policy-Min-TLS-1-2-2019-07" } },
  ),
  "RSH-001": redshift("publicly_accessible = false", { PubliclyAccessible: false }),
  "RSH-002": redshift("encrypted = true", { Encrypted: true }),
  "RSH-005": redshift("automated_snapshot_retention_period = 7", { AutomatedSnapshotRetentionPeriod: 7 }),
  "KIN-001": attribute("aws_kinesis_stream", "name", `encryption_type = "KMS"\nkms_key_id      = "alias/aws/kinesis"`, {
    StreamEncryption: { EncryptionType: "KMS", KeyId: "alias/aws/kinesis" },
  }),
  "SNS-001": attribute("aws_sns_topic", "name", `kms_master_key_id = "alias/aws/sns"`, {
    KmsMasterKeyId: "alias/aws/sns",
  }),
  "SQS-001": attribute("aws_sqs_queue", "name", "sqs_managed_sse_enabled = true", { SqsManagedSseEnabled: true }),
  "ECR-001": attribute("aws_ecr_repository", "name", "image_scanning_configuration {\n  scan_on_push = true\n}", {
    ImageScanningConfiguration: { ScanOnPush: true },
  }),
  "ECR-002": attribute("aws_ecr_repository", "name", `image_tag_mutability = "IMMUTABLE"`, {
    ImageTagMutability: "IMMUTABLE",
  }),
  "EKS-001": attribute(
    "aws_eks_cluster",
    "name",
    "vpc_config {\n  endpoint_public_access  = false\n  endpoint_private_access = true\n}",
    { ResourcesVpcConfig: { EndpointPublicAccess: false, EndpointPrivateAccess: true } },
  ),
  "EKS-004": attribute(
    "aws_eks_cluster",
    "name",
    `enabled_cluster_log_types = ["api", "audit", "authenticator", "controllerManager", "scheduler"]`,
    {
      Logging: {
        ClusterLogging: {
          EnabledTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"].map((Type) => ({ Type })),
        },
      },
    },
  ),
  "EFS-002": {
    terraform: ["aws_efs_backup_policy", `file_system_id = <id>\n\nbackup_policy {\n  status = "ENABLED"\n}`],
    cloudFormation: { BackupPolicy: { Status: "ENABLED" } },
  },
};
