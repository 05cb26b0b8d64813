/**
 * Commands for rules whose file names none, by rule id; filled and quoted like those. What is not the resource's own is a
 * word for the reader to replace. A policy is replaced as a whole by AWS, so it comes from a file that people have read.
 */
export const COMMANDS: Readonly<Record<string, string>> = {
  "EC2-001":
    "aws ec2 copy-snapshot --source-region <region> --source-snapshot-id <snapshot of the volume> --encrypted --description 'Encrypted copy'",
  "EC2-008":
    "aws ec2 modify-network-interface-attribute --network-interface-id <network interface id> --no-associate-public-ip-address",
  ...each(
    ["EC2-014", "EC2-015", "EC2-016", "EC2-017"],
    "aws ec2 revoke-security-group-ingress --group-id <id> --security-group-rule-ids <rule id>",
  ),
  "EC2-019": "aws ec2 delete-network-acl-entry --network-acl-id <id> --ingress --rule-number <rule number>",
  "EC2-022": launchTemplate({ NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: false }] }),
  "EC2-023": launchTemplate({ MetadataOptions: { HttpTokens: "required" } }),
  "VPC-004":
    "aws ec2 delete-route --route-table-id <route table id> --destination-cidr-block <destination of the whole vpc>",
  "VPC-005": "aws ec2 modify-vpc-endpoint --vpc-endpoint-id <id> --policy-document file://policy.json",
  "ASG-001":
    "aws autoscaling update-auto-scaling-group --auto-scaling-group-name <id> --vpc-zone-identifier <subnet ids>",
  "RDS-001":
    "aws rds copy-db-snapshot --source-db-snapshot-identifier <snapshot id> --target-db-snapshot-identifier <encrypted snapshot id> --kms-key-id alias/aws/rds",
  "RDS-016":
    "aws rds restore-db-cluster-from-snapshot --db-cluster-identifier <new cluster id> --snapshot-identifier <snapshot id> --engine <engine> --kms-key-id alias/aws/rds",
  "RDS-018":
    "aws rds create-db-instance --db-instance-identifier <reader id> --db-cluster-identifier <id> --db-instance-class <instance class> --engine <engine>",
  ...each(["S3-005", "S3-013"], "aws s3api put-bucket-policy --bucket <id> --policy file://policy.json"),
  "S3-006": `aws s3api put-bucket-encryption --bucket <id> --server-side-encryption-configuration ${json({
    Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
  })}`,
  "S3-010":
    "aws s3api put-bucket-versioning --bucket <id> --versioning-configuration Status=Enabled,MFADelete=Enabled --mfa '<root mfa serial> <mfa code>'",
  "S3-012": `aws s3api put-bucket-lifecycle-configuration --bucket <id> --lifecycle-configuration ${json({
    Rules: [
      {
        ID: "old-versions",
        Status: "Enabled",
        Filter: {},
        NoncurrentVersionExpiration: { NoncurrentDays: 90 },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
      },
    ],
  })}`,
  "S3-015": `aws s3api put-bucket-replication --bucket <id> --replication-configuration ${json({
    Role: "<role arn>",
    Rules: [
      {
        ID: "all",
        Status: "Enabled",
        Priority: 1,
        Filter: {},
        DeleteMarkerReplication: { Status: "Disabled" },
        Destination: { Bucket: "<destination bucket arn>" },
      },
    ],
  })}`,
  "LAM-003":
    "aws lambda update-function-configuration --function-name <id> --environment file://environment-without-secrets.json",
  ...each(
    ["LAM-006", "LAM-007"],
    `aws lambda update-function-configuration --function-name <id> --vpc-config ${json({
      SubnetIds: ["<subnet in one zone>", "<subnet in another zone>"],
      SecurityGroupIds: ["<security group id>"],
    })}`,
  ),
  ...each(
    ["ECS-001", "ECS-002", "ECS-003", "ECS-004", "ECS-005", "ECS-006"],
    "aws ecs register-task-definition --cli-input-json file://task-definition.json",
  ),
  "ECS-007": `aws ecs update-service --service <arn> --cluster <cluster> --network-configuration ${json({
    awsvpcConfiguration: {
      subnets: ["<private subnet id>"],
      securityGroups: ["<security group id>"],
      assignPublicIp: "DISABLED",
    },
  })}`,
  "ELB-001": `aws elbv2 modify-listener --listener-arn <listener arn> --default-actions ${json([
    { Type: "redirect", RedirectConfig: { Protocol: "HTTPS", Port: "443", StatusCode: "HTTP_301" } },
  ])}`,
  "ELB-009": `aws elb create-load-balancer-listeners --load-balancer-name <id> --listeners ${json([
    {
      Protocol: "HTTPS",
      LoadBalancerPort: 443,
      InstanceProtocol: "HTTP",
      InstancePort: 80,
      SSLCertificateId: "<certificate arn>",
    },
  ])}`,
  "ELB-010": `aws elb modify-load-balancer-attributes --load-balancer-name <id> --load-balancer-attributes ${json({
    AccessLog: { Enabled: true, S3BucketName: "<log bucket>", EmitInterval: 60 },
  })}`,
  "TAG-001":
    'aws resourcegroupstaggingapi tag-resources --resource-arn-list <arn> --tags \'{"<tag key>":"<tag value>"}\'',
  "TAG-002": 'aws resourcegroupstaggingapi tag-resources --resource-arn-list <arn> --tags \'{"Owner":"<team>"}\'',
  "IAM-005":
    "aws iam enable-mfa-device --user-name <id> --serial-number <mfa serial> --authentication-code1 <first code> --authentication-code2 <second code>",
  ...each(
    ["IAM-009", "IAM-010"],
    "aws iam update-access-key --user-name <id> --access-key-id <access key id> --status Inactive",
  ),
  "IAM-013": "aws iam detach-user-policy --user-name <id> --policy-arn <policy arn>",
  ...each(
    ["IAM-014", "IAM-018"],
    "aws iam create-policy-version --policy-arn <arn> --policy-document file://policy.json --set-as-default",
  ),
  ...each(
    ["IAM-019", "IAM-021"],
    "aws iam update-assume-role-policy --role-name <id> --policy-document file://trust-policy.json",
  ),
  "IAM-020": "aws iam detach-role-policy --role-name <id> --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess",
  "IAM-022":
    "aws iam enable-mfa-device --user-name <member of the group> --serial-number <mfa serial> --authentication-code1 <first code> --authentication-code2 <second code>",
  "ACM-001":
    "aws acm import-certificate --certificate-arn <arn> --certificate fileb://certificate.pem --private-key fileb://private-key.pem --certificate-chain fileb://chain.pem",
  "ACM-002":
    "aws acm request-certificate --domain-name <domain name> --validation-method DNS --key-algorithm EC_prime256v1",
  "KMS-003": "aws kms put-key-policy --key-id <id> --policy-name default --policy file://policy.json",
  "CTR-004":
    "aws cloudtrail update-trail --name <arn> --cloud-watch-logs-log-group-arn <log group arn> --cloud-watch-logs-role-arn <role arn>",
  "CTR-005":
    "aws s3api put-public-access-block --bucket <trail bucket> --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true",
  "CTR-006": `aws s3api put-bucket-logging --bucket <trail bucket> --bucket-logging-status ${json({
    LoggingEnabled: { TargetBucket: "<log bucket>", TargetPrefix: "s3/" },
  })}`,
  ...each(
    ["CTR-007", "CTR-008"],
    `aws cloudtrail put-event-selectors --trail-name <arn> --advanced-event-selectors ${json([
      { Name: "Management", FieldSelectors: [{ Field: "eventCategory", Equals: ["Management"] }] },
      {
        Name: "S3 objects",
        FieldSelectors: [
          { Field: "eventCategory", Equals: ["Data"] },
          { Field: "resources.type", Equals: ["AWS::S3::Object"] },
        ],
      },
    ])}`,
  ),
  "CWL-004":
    "aws cloudwatch put-metric-alarm --cli-input-json file://alarm-with-actions.json --alarm-actions <topic arn>",
  "ELC-001":
    "aws elasticache create-replication-group --replication-group-id <new group id> --replication-group-description 'Encrypted copy' --snapshot-name <snapshot name> --at-rest-encryption-enabled",
  "OSS-002": "aws opensearch update-domain-config --domain-name <id> --access-policies file://policy.json",
  "OSS-005": `aws opensearch update-domain-config --domain-name <id> --log-publishing-options ${json({
    AUDIT_LOGS: { CloudWatchLogsLogGroupArn: "<log group arn>", Enabled: true },
  })}`,
  "SFN-001": `aws stepfunctions update-state-machine --state-machine-arn <arn> --logging-configuration ${json({
    level: "ERROR",
    includeExecutionData: false,
    destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: "<log group arn>:*" } }],
  })}`,
  "SNS-002":
    "aws sns set-topic-attributes --topic-arn <arn> --attribute-name Policy --attribute-value file://policy.json",
  "SQS-002": "aws sqs set-queue-attributes --queue-url <url> --attributes file://attributes-with-policy.json",
  "EKS-004": `aws eks update-cluster-config --name <id> --logging ${json({
    clusterLogging: [{ types: ["api", "audit", "authenticator", "controllerManager", "scheduler"], enabled: true }],
  })}`,
  "BKP-001": `aws backup create-backup-plan --backup-plan ${json({
    BackupPlanName: "daily",
    Rules: [
      {
        RuleName: "daily",
        TargetBackupVaultName: "Default",
        ScheduleExpression: "cron(0 5 * * ? *)",
        Lifecycle: { DeleteAfterDays: 35 },
      },
    ],
  })}`,
  "EFS-003": "aws efs put-file-system-policy --file-system-id <id> --policy file://policy.json",
  "APG-001": restStage("/*/*/logging/loglevel", "ERROR"),
  "APG-003": restStage("/tracingEnabled", "true"),
  "APG-004": restStage("/*/*/caching/dataEncrypted", "true"),
  "APG-005":
    "aws apigateway update-method --rest-api-id <id> --resource-id <resource id> --http-method <http method> --patch-operations op=replace,path=/authorizationType,value=AWS_IAM",
  "APG-006": `aws apigatewayv2 update-stage --api-id <api id> --stage-name <stage name> --access-log-settings ${json({
    DestinationArn: "<log group arn>",
    Format: "$context.requestId $context.httpMethod $context.path $context.status",
  })}`,
  "APG-007": "aws apigatewayv2 update-route --api-id <id> --route-id <route id> --authorization-type AWS_IAM",
  ...each(
    ["CFR-001", "CFR-002", "CFR-003", "CFR-004", "CFR-005", "CFR-007"],
    "aws cloudfront update-distribution --id <id> --distribution-config file://distribution.json --if-match <etag>",
  ),
  "CFR-006": "aws cloudfront update-distribution --id <id> --default-root-object index.html",
  ...Object.fromEntries(
    Object.entries(metricFilters()).map(([rule, { name, pattern }]) => [
      rule,
      `aws logs put-metric-filter --log-group-name <log group of the trail> --filter-name ${name} --filter-pattern '${pattern}' --metric-transformations metricName=${name},metricNamespace=CloudTrailMetrics,metricValue=1`,
    ]),
  ),
};

/** Why nothing can be copied: only people at the console, or a new resource, can do it. */
export const BY_HAND: Readonly<Record<string, string>> = {
  "EC2-025": "Rotate the credential first, then start the instance from user data that reads it from a secret.",
  "RDS-011": "The administrator's name is fixed when the instance is made: restore a snapshot's data into a new one.",
  "IAM-001": "Only the root user can delete its own access keys, in the console.",
  "IAM-002": "Only the root user can register its MFA device, in the console.",
  "IAM-003": "Only the root user can register its MFA device, in the console.",
  "IAM-004": "Use a role instead of the root user; nothing in the account has to change.",
  "IAM-015": "An inline policy is changed where it is attached: at the user, the group or the role.",
  "GDY-003": "Look into the finding in GuardDuty; what is behind it differs each time.",
  "RSH-006": "The administrator's name is fixed when the cluster is made: restore a snapshot's data into a new one.",
  "EFS-001": "Encryption is fixed when the file system is made: copy the files into an encrypted one.",
  "EFS-004": "The POSIX user is fixed when the access point is made: make another one.",
  "S3-016": "Block Public Access is fixed when the access point is made: make another one.",
};

/** CIS AWS Foundations 1.4, section 4: the filters on the trail's log group. */
export function metricFilters() {
  const oneOf = (...events: string[]) => `{ ${events.map((event) => `($.eventName = ${event})`).join(" || ")} }`;
  return {
    "CWL-005": {
      name: "RootUse",
      pattern:
        '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }',
    },
    "CWL-006": {
      name: "RefusedCalls",
      pattern: '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }',
    },
    "CWL-007": {
      name: "SignInWithoutMfa",
      pattern: '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") }',
    },
    "CWL-008": {
      name: "PolicyChanges",
      pattern: oneOf(
        ...["DeleteGroupPolicy", "DeleteRolePolicy", "DeleteUserPolicy", "PutGroupPolicy", "PutRolePolicy"],
        ...["PutUserPolicy", "CreatePolicy", "DeletePolicy", "CreatePolicyVersion", "DeletePolicyVersion"],
        ...["AttachRolePolicy", "DetachRolePolicy", "AttachUserPolicy", "DetachUserPolicy"],
        ...["AttachGroupPolicy", "DetachGroupPolicy"],
      ),
    },
    "CWL-009": {
      name: "TrailChanges",
      pattern: oneOf("CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"),
    },
    "CWL-010": {
      name: "SecurityGroupChanges",
      pattern: oneOf(
        ...["AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "RevokeSecurityGroupIngress"],
        ...["RevokeSecurityGroupEgress", "CreateSecurityGroup", "DeleteSecurityGroup"],
      ),
    },
  } as const;
}

function each(ids: readonly string[], command: string): Record<string, string> {
  return Object.fromEntries(ids.map((id) => [id, command]));
}

/** One word of the shell; our own values hold no single quote. */
function json(value: unknown): string {
  return `'${JSON.stringify(value)}'`;
}

function launchTemplate(data: object): string {
  return `aws ec2 create-launch-template-version --launch-template-id <id> --source-version '$Default' --launch-template-data ${json(data)}`;
}

function restStage(path: string, value: string): string {
  return `aws apigateway update-stage --rest-api-id <rest api id> --stage-name <stage name> --patch-operations 'op=replace,path=${path},value=${value}'`;
}
