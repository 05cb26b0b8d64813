import { metricFilters } from "./commands.ts";
import type { Patch } from "./patches.ts";
import { POLICY_FILE, policyOf } from "./patches-services.ts";

const distribution = (body: string, config: Record<string, unknown>): Patch => ({
  terraform: ["aws_cloudfront_distribution", body],
  cloudFormation: { DistributionConfig: config },
});
const objectEvents: Patch = {
  terraform: [
    "aws_cloudtrail",
    `name = <id>\n\nadvanced_event_selector {\n  name = "S3 objects"\n\n  field_selector {\n    field  = "eventCategory"\n    equals = ["Data"]\n  }\n  field_selector {\n    field  = "resources.type"\n    equals = ["AWS::S3::Object"]\n  }\n}`,
  ],
  cloudFormation: {
    AdvancedEventSelectors: [
      {
        Name: "S3 objects",
        FieldSelectors: [
          { Field: "eventCategory", Equals: ["Data"] },
          { Field: "resources.type", Equals: ["AWS::S3::Object"] },
        ],
      },
    ],
  },
};

/** Of rules on identities, logs, what watches the account, and the edge. */
export const ACCOUNT_PATCHES: Readonly<Record<string, Patch>> = {
  "ACC-001": {
    terraform: [
      "aws_account_alternate_contact",
      `alternate_contact_type = "SECURITY"\nname                   = "NAME"\ntitle                  = "TITLE"\nemail_address          = "EMAIL"\nphone_number           = "PHONE"`,
    ],
  },
  "IAM-013": {
    terraform: ["aws_iam_user_group_membership", `user   = <id>\ngroups = ["GROUP"]`],
    cloudFormation: { Groups: ["GROUP"] },
  },
  "IAM-014": { terraform: ["aws_iam_policy", POLICY_FILE] },
  "IAM-016": {
    terraform: [
      "aws_iam_role_policy_attachment",
      `role       = "ROLE"\npolicy_arn = "arn:aws:iam::aws:policy/AWSSupportAccess"`,
    ],
  },
  "IAM-018": { terraform: ["aws_iam_policy", POLICY_FILE] },
  "IAM-019": {
    terraform: ["aws_iam_role", `name               = <id>\nassume_role_policy = file("trust-policy.json")`],
  },
  "IAM-021": {
    terraform: ["aws_iam_role", `name               = <id>\nassume_role_policy = file("trust-policy.json")`],
  },
  "ACM-002": {
    terraform: [
      "aws_acm_certificate",
      `domain_name       = "DOMAIN"\nvalidation_method = "DNS"\nkey_algorithm     = "EC_prime256v1"`,
    ],
    cloudFormation: { DomainName: "DOMAIN", ValidationMethod: "DNS", KeyAlgorithm: "EC_prime256v1" },
  },
  "KMS-003": policyOf("aws_kms_key_policy", "key_id = <id>"),
  "SEC-004": policyOf("aws_secretsmanager_secret_policy", "secret_arn = <arn>"),
  "CFG-001": {
    terraform: [
      "aws_config_configuration_recorder",
      `name     = "default"\nrole_arn = "ROLE_ARN"\n\nrecording_group {\n  all_supported                 = true\n  include_global_resource_types = true\n}`,
    ],
    cloudFormation: {
      RoleARN: "ROLE_ARN",
      RecordingGroup: { AllSupported: true, IncludeGlobalResourceTypes: true },
    },
  },
  "GDY-002": {
    terraform: [
      "aws_guardduty_detector_feature",
      `detector_id = <id>\nname        = "S3_DATA_EVENTS"\nstatus      = "ENABLED"`,
    ],
    cloudFormation: { Enable: true, Features: [{ Name: "S3_DATA_EVENTS", Status: "ENABLED" }] },
  },
  "CTR-004": {
    terraform: [
      "aws_cloudtrail",
      `name                       = <id>\ncloud_watch_logs_group_arn = "LOG_GROUP_ARN:*"\ncloud_watch_logs_role_arn  = "ROLE_ARN"`,
    ],
    cloudFormation: { CloudWatchLogsLogGroupArn: "LOG_GROUP_ARN", CloudWatchLogsRoleArn: "ROLE_ARN" },
  },
  "CTR-005": {
    terraform: [
      "aws_s3_bucket_public_access_block",
      `bucket                  = "TRAIL_BUCKET"\nblock_public_acls       = true\nblock_public_policy     = true\nignore_public_acls      = true\nrestrict_public_buckets = true`,
    ],
  },
  "CTR-006": {
    terraform: [
      "aws_s3_bucket_logging",
      `bucket        = "TRAIL_BUCKET"\ntarget_bucket = "LOG_BUCKET"\ntarget_prefix = "s3/"`,
    ],
  },
  "CTR-007": objectEvents,
  "CTR-008": objectEvents,
  ...Object.fromEntries(
    Object.entries(metricFilters()).map(([rule, { name, pattern }]): [string, Patch] => [
      rule,
      {
        terraform: [
          "aws_cloudwatch_log_metric_filter",
          `name           = "${name}"\nlog_group_name = "LOG_GROUP_OF_THE_TRAIL"\npattern        = ${JSON.stringify(pattern)}\n\nmetric_transformation {\n  name      = "${name}"\n  namespace = "CloudTrailMetrics"\n  value     = "1"\n}`,
        ],
        cloudFormation: {
          LogGroupName: "LOG_GROUP_OF_THE_TRAIL",
          FilterPattern: pattern,
          MetricTransformations: [{ MetricName: name, MetricNamespace: "CloudTrailMetrics", MetricValue: "1" }],
        },
      },
    ]),
  ),
  "ELC-001": {
    terraform: [
      "aws_elasticache_replication_group",
      "replication_group_id = <id>\n\n# Replaces the group: restore it from a snapshot.\nat_rest_encryption_enabled = true",
    ],
    cloudFormation: { AtRestEncryptionEnabled: true },
  },
  "OSS-002": {
    terraform: ["aws_opensearch_domain_policy", `domain_name     = <id>\naccess_policies = file("policy.json")`],
  },
  "OSS-005": {
    terraform: [
      "aws_opensearch_domain",
      `domain_name = <id>\n\nlog_publishing_options {\n  log_type                 = "AUDIT_LOGS"\n  cloudwatch_log_group_arn = "LOG_GROUP_ARN"\n}`,
    ],
    cloudFormation: {
      LogPublishingOptions: { AUDIT_LOGS: { CloudWatchLogsLogGroupArn: "LOG_GROUP_ARN", Enabled: true } },
    },
  },
  "RSH-003": {
    terraform: [
      "aws_redshift_parameter_group",
      `name   = "PARAMETER_GROUP"\nfamily = "redshift-1.0"\n\nparameter {\n  name  = "require_ssl"\n  value = "true"\n}`,
    ],
  },
  "RSH-004": {
    terraform: [
      "aws_redshift_logging",
      `cluster_identifier   = <id>\nlog_destination_type = "s3"\nbucket_name          = "LOG_BUCKET"`,
    ],
    cloudFormation: { LoggingProperties: { BucketName: "LOG_BUCKET" } },
  },
  "SFN-001": {
    terraform: [
      "aws_sfn_state_machine",
      `logging_configuration {\n  log_destination        = "LOG_GROUP_ARN:*"\n  level                  = "ERROR"\n  include_execution_data = false\n}`,
    ],
    cloudFormation: {
      LoggingConfiguration: {
        Level: "ERROR",
        IncludeExecutionData: false,
        Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: "LOG_GROUP_ARN" } }],
      },
    },
  },
  "SNS-002": policyOf("aws_sns_topic_policy", "arn = <arn>"),
  "SNS-003": {
    terraform: [
      "aws_sns_topic_subscription",
      `topic_arn = "TOPIC_ARN"\nprotocol  = "https"\nendpoint  = "https://ENDPOINT"`,
    ],
    cloudFormation: { TopicArn: "TOPIC_ARN", Protocol: "https", Endpoint: "https://ENDPOINT" },
  },
  "SQS-002": { terraform: ["aws_sqs_queue_policy", `queue_url = "QUEUE_URL"\n${POLICY_FILE}`] },
  "ECR-003": {
    terraform: ["aws_ecr_lifecycle_policy", `repository = <id>\npolicy     = file("lifecycle-policy.json")`],
  },
  "ECR-004": policyOf("aws_ecr_repository_policy", "repository = <id>"),
  "EKS-002": {
    terraform: ["aws_eks_cluster", `name = <id>\n\nversion = "KUBERNETES_VERSION"`],
    cloudFormation: { Version: "KUBERNETES_VERSION" },
  },
  "EKS-003": {
    terraform: [
      "aws_eks_cluster",
      `name = <id>\n\nencryption_config {\n  resources = ["secrets"]\n\n  provider {\n    key_arn = "KMS_KEY_ARN"\n  }\n}`,
    ],
    cloudFormation: { EncryptionConfig: [{ Resources: ["secrets"], Provider: { KeyArn: "KMS_KEY_ARN" } }] },
  },
  "DDB-005": policyOf("aws_dynamodb_resource_policy", "resource_arn = <arn>"),
  "BKP-001": {
    terraform: [
      "aws_backup_plan",
      `name = "daily"\n\nrule {\n  rule_name         = "daily"\n  target_vault_name = "Default"\n  schedule          = "cron(0 5 * * ? *)"\n\n  lifecycle {\n    delete_after = 35\n  }\n}`,
    ],
    cloudFormation: {
      BackupPlan: {
        BackupPlanName: "daily",
        BackupPlanRule: [
          {
            RuleName: "daily",
            TargetBackupVault: "Default",
            ScheduleExpression: "cron(0 5 * * ? *)",
            Lifecycle: { DeleteAfterDays: 35 },
          },
        ],
      },
    },
  },
  "EFS-001": {
    terraform: ["aws_efs_file_system", "# Replaces the file system: copy the files first.\nencrypted = true"],
    cloudFormation: { Encrypted: true },
  },
  "EFS-003": policyOf("aws_efs_file_system_policy", "file_system_id = <id>"),
  "EFS-004": {
    terraform: ["aws_efs_access_point", "# Replaces the access point.\nposix_user {\n  uid = 1000\n  gid = 1000\n}"],
    cloudFormation: { PosixUser: { Uid: "1000", Gid: "1000" } },
  },
  "APG-001": {
    terraform: [
      "aws_api_gateway_method_settings",
      `rest_api_id = "REST_API_ID"\nstage_name  = "STAGE"\nmethod_path = "*/*"\n\nsettings {\n  logging_level = "ERROR"\n}`,
    ],
    cloudFormation: { MethodSettings: [{ HttpMethod: "*", ResourcePath: "/*", LoggingLevel: "ERROR" }] },
  },
  "APG-004": {
    terraform: [
      "aws_api_gateway_method_settings",
      `rest_api_id = "REST_API_ID"\nstage_name  = "STAGE"\nmethod_path = "*/*"\n\nsettings {\n  cache_data_encrypted = true\n}`,
    ],
    cloudFormation: { MethodSettings: [{ HttpMethod: "*", ResourcePath: "/*", CacheDataEncrypted: true }] },
  },
  "APG-005": {
    terraform: [
      "aws_api_gateway_method",
      `rest_api_id   = <id>\nresource_id   = "RESOURCE_ID"\nhttp_method   = "HTTP_METHOD"\nauthorization = "AWS_IAM"`,
    ],
  },
  "APG-006": {
    terraform: [
      "aws_apigatewayv2_stage",
      `access_log_settings {\n  destination_arn = "LOG_GROUP_ARN"\n  format          = "$context.requestId $context.status"\n}`,
    ],
    cloudFormation: {
      AccessLogSettings: { DestinationArn: "LOG_GROUP_ARN", Format: "$context.requestId $context.status" },
    },
  },
  "APG-007": {
    terraform: [
      "aws_apigatewayv2_route",
      `api_id             = <id>\nroute_key          = "ROUTE_KEY"\nauthorization_type = "AWS_IAM"`,
    ],
  },
  "CFR-001": distribution(`default_cache_behavior {\n  viewer_protocol_policy = "redirect-to-https"\n}`, {
    DefaultCacheBehavior: { ViewerProtocolPolicy: "redirect-to-https" },
  }),
  "CFR-002": distribution(`origin {\n  custom_origin_config {\n    origin_protocol_policy = "https-only"\n  }\n}`, {
    Origins: [{ Id: "ORIGIN", CustomOriginConfig: { OriginProtocolPolicy: "https-only" } }],
  }),
  "CFR-003": distribution(`web_acl_id = "WEB_ACL_ARN"`, { WebACLId: "WEB_ACL_ARN" }),
  "CFR-004": distribution(`logging_config {\n  bucket = "LOG_BUCKET.s3.amazonaws.com"\n}`, {
    Logging: { Bucket: "LOG_BUCKET.s3.amazonaws.com" },
  }),
  "CFR-005": distribution(`origin {\n  origin_access_control_id = "ORIGIN_ACCESS_CONTROL_ID"\n}`, {
    Origins: [{ Id: "ORIGIN", OriginAccessControlId: "ORIGIN_ACCESS_CONTROL_ID" }],
  }),
  "CFR-006": distribution(`default_root_object = "index.html"`, { DefaultRootObject: "index.html" }),
  "CFR-007": distribution(`origin {\n  custom_origin_config {\n    origin_ssl_protocols = ["TLSv1.2"]\n  }\n}`, {
    Origins: [{ Id: "ORIGIN", CustomOriginConfig: { OriginSSLProtocols: ["TLSv1.2"] } }],
  }),
};
