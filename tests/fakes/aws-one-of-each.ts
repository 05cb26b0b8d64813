import { type Aws, type AwsCall, type AwsCalls, AwsError } from "../../src/ports/aws.ts";
import { ACCOUNT_ID as SAMPLE_ACCOUNT_ID } from "../../src/ports/aws-sample/company.ts";
import { sampleAws } from "../../src/ports/aws-sample.ts";

const REGION = "eu-west-1";
const ACCOUNT = SAMPLE_ACCOUNT_ID;
const AT = new Date("2026-03-01T08:00:00Z");
const POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: "*", Resource: "*" }],
});
const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
const TRAIL = {
  Name: "all",
  TrailARN: arn("cloudtrail", "trail/all"),
  HomeRegion: REGION,
  IsMultiRegionTrail: true,
  S3BucketName: "juniper-platform-cloudtrail",
  CloudWatchLogsLogGroupArn: arn("logs", "log-group:/trail:*"),
};

type Answers = { [C in AwsCall]?: (input: AwsCalls[C]["input"]) => AwsCalls[C]["output"] };

/** One of each kind that the sample's shop does not use, as AWS would describe it. */
const ANSWERS: Answers = {
  "access-analyzer:ListAnalyzers": () => ({
    analyzers: [
      { arn: arn("access-analyzer", "analyzer/a"), name: "a", type: "ACCOUNT", createdAt: AT, status: "ACTIVE" },
    ],
  }),
  "acm:ListCertificates": () => ({
    CertificateSummaryList: [
      { CertificateArn: arn("acm", "certificate/1"), DomainName: "shop.example", NotAfter: AT, InUse: true },
    ],
  }),
  "apigateway:GetRestApis": () => ({ items: [{ id: "rest1", name: "orders" }] }),
  "apigateway:GetStages": () => ({ item: [{ stageName: "live", cacheClusterEnabled: true, tracingEnabled: true }] }),
  "apigateway:GetAuthorizers": () => ({ items: [] }),
  "apigateway:GetResources": () => ({
    items: [{ path: "/", resourceMethods: { GET: { authorizationType: "NONE" } } }],
  }),
  "apigatewayv2:GetApis": () => ({
    Items: [{ ApiId: "http1", Name: "web", ProtocolType: "HTTP", RouteSelectionExpression: "$request.method" }],
  }),
  "apigatewayv2:GetStages": () => ({ Items: [{ StageName: "live" }] }),
  "apigatewayv2:GetAuthorizers": () => ({ Items: [] }),
  "apigatewayv2:GetRoutes": () => ({ Items: [{ RouteKey: "GET /", AuthorizationType: "NONE" }] }),
  "application-autoscaling:DescribeScalableTargets": () => ({ ScalableTargets: [] }),
  "autoscaling:DescribeAutoScalingGroups": () => ({
    AutoScalingGroups: [
      {
        AutoScalingGroupName: "web",
        AutoScalingGroupARN: arn("autoscaling", "autoScalingGroup:1:autoScalingGroupName/web"),
        MinSize: 1,
        MaxSize: 2,
        DesiredCapacity: 1,
        DefaultCooldown: 300,
        AvailabilityZones: ["eu-west-1a"],
        HealthCheckType: "EC2",
        CreatedTime: AT,
        LoadBalancerNames: ["web"],
      },
    ],
  }),
  "backup:ListBackupPlans": () => ({
    BackupPlansList: [{ BackupPlanArn: arn("backup", "backup-plan:1"), BackupPlanId: "1", BackupPlanName: "daily" }],
  }),
  "cloudfront:ListDistributions": () => ({
    DistributionList: {
      Marker: "",
      MaxItems: 30,
      IsTruncated: false,
      Quantity: 1,
      Items: [
        {
          Id: "E1",
          ARN: `arn:aws:cloudfront::${ACCOUNT}:distribution/E1`,
          ETag: "1",
          Status: "Deployed",
          LastModifiedTime: AT,
          DomainName: "d1.cloudfront.net",
          Aliases: { Quantity: 0 },
          Origins: {
            Quantity: 1,
            Items: [
              {
                Id: "s3",
                DomainName: "assets.s3.eu-west-1.amazonaws.com",
                S3OriginConfig: { OriginAccessIdentity: "" },
              },
            ],
          },
          DefaultCacheBehavior: { TargetOriginId: "s3", ViewerProtocolPolicy: "allow-all" },
          CacheBehaviors: { Quantity: 0 },
          CustomErrorResponses: { Quantity: 0 },
          Comment: "",
          PriceClass: "PriceClass_100",
          Enabled: true,
          ViewerCertificate: { CloudFrontDefaultCertificate: true },
          Restrictions: { GeoRestriction: { RestrictionType: "none", Quantity: 0 } },
          WebACLId: "",
          HttpVersion: "http2",
          IsIPV6Enabled: true,
          Staging: false,
        },
      ],
    },
  }),
  "cloudfront:GetDistributionConfig": () => ({
    DistributionConfig: {
      CallerReference: "1",
      Origins: { Quantity: 0, Items: [] },
      DefaultCacheBehavior: { TargetOriginId: "s3", ViewerProtocolPolicy: "allow-all" },
      Comment: "",
      Enabled: true,
      Logging: { Enabled: true, IncludeCookies: false, Bucket: "logs", Prefix: "" },
    },
  }),
  "cloudtrail:DescribeTrails": () => ({ trailList: [TRAIL] }),
  "cloudtrail:GetTrailStatus": () => ({ IsLogging: true, LatestCloudWatchLogsDeliveryTime: AT }),
  "cloudtrail:GetEventSelectors": () => ({
    EventSelectors: [{ ReadWriteType: "All", IncludeManagementEvents: true, DataResources: [] }],
  }),
  "cloudwatch:DescribeAlarms": () => ({
    MetricAlarms: [
      {
        AlarmName: "changes",
        AlarmArn: arn("cloudwatch", "alarm:changes"),
        MetricName: "changes",
        Namespace: "trail",
        ActionsEnabled: true,
        AlarmActions: [arn("sns", "orders")],
      },
    ],
  }),
  "config:DescribeConfigurationRecorders": () => ({ ConfigurationRecorders: [{ name: "default", roleARN: "r" }] }),
  "config:DescribeConfigurationRecorderStatus": () => ({
    ConfigurationRecordersStatus: [{ name: "default", recording: true, lastStatus: "Success" }],
  }),
  "dynamodb:ListTables": () => ({ TableNames: ["orders"] }),
  "dynamodb:DescribeTable": () => ({
    Table: { TableName: "orders", TableArn: arn("dynamodb", "table/orders"), TableStatus: "ACTIVE" },
  }),
  "dynamodb:DescribeContinuousBackups": () => ({
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: "ENABLED",
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "ENABLED" },
    },
  }),
  "dynamodb:GetResourcePolicy": () => ({ Policy: POLICY }),
  "ec2:DescribeAddresses": () => ({ Addresses: [{ AllocationId: "eipalloc-1", PublicIp: "192.0.2.1" }] }),
  "ec2:DescribeImages": () => ({ Images: [{ ImageId: "ami-1", Name: "base", Public: true, State: "available" }] }),
  "ec2:DescribeLaunchTemplates": () => ({
    LaunchTemplates: [{ LaunchTemplateId: "lt-1", LaunchTemplateName: "web", DefaultVersionNumber: 1 }],
  }),
  "ec2:DescribeLaunchTemplateVersions": () => ({
    LaunchTemplateVersions: [
      { LaunchTemplateId: "lt-1", VersionNumber: 1, DefaultVersion: true, LaunchTemplateData: {} },
    ],
  }),
  "ec2:DescribeRouteTables": () => ({
    RouteTables: [
      { RouteTableId: "rtb-1", Routes: [{ DestinationCidrBlock: "10.1.4.0/24", VpcPeeringConnectionId: "pcx-1" }] },
    ],
  }),
  "ec2:DescribeSnapshots": () => ({
    Snapshots: [{ SnapshotId: "snap-1", VolumeId: "vol-1", Encrypted: true, State: "completed", StartTime: AT }],
  }),
  "ec2:DescribeSnapshotAttribute": () => ({ SnapshotId: "snap-1", CreateVolumePermissions: [{ UserId: ACCOUNT }] }),
  "ec2:DescribeTransitGateways": () => ({
    TransitGateways: [
      {
        TransitGatewayId: "tgw-1",
        TransitGatewayArn: arn("ec2", "transit-gateway/tgw-1"),
        State: "available",
        Options: { AutoAcceptSharedAttachments: "disable" },
      },
    ],
  }),
  "ec2:DescribeVpcEndpoints": () => ({
    VpcEndpoints: [
      { VpcEndpointId: "vpce-1", VpcId: "vpc-1", ServiceName: "com.amazonaws.eu-west-1.s3", PolicyDocument: POLICY },
    ],
  }),
  "ec2:DescribeVpcPeeringConnections": () => ({
    VpcPeeringConnections: [
      {
        VpcPeeringConnectionId: "pcx-1",
        Status: { Code: "active" },
        AccepterVpcInfo: { CidrBlock: "10.1.0.0/16", VpcId: "vpc-1" },
        RequesterVpcInfo: { CidrBlock: "10.0.0.0/16", VpcId: "vpc-2" },
      },
    ],
  }),
  "ecr:DescribeRepositories": () => ({
    repositories: [
      { repositoryArn: arn("ecr", "repository/web"), repositoryName: "web", imageTagMutability: "MUTABLE" },
    ],
  }),
  "ecr:GetLifecyclePolicy": () => ({ lifecyclePolicyText: "{}" }),
  "ecr:GetRegistryScanningConfiguration": () => ({ scanningConfiguration: { scanType: "BASIC", rules: [] } }),
  "ecr:GetRepositoryPolicy": () => ({ policyText: POLICY }),
  "eks:ListClusters": () => ({ clusters: ["main"] }),
  "eks:DescribeCluster": () => ({
    cluster: {
      name: "main",
      arn: arn("eks", "cluster/main"),
      version: "1.34",
      resourcesVpcConfig: { endpointPublicAccess: true, publicAccessCidrs: ["0.0.0.0/0"] },
      logging: { clusterLogging: [] },
    },
  }),
  "elasticache:DescribeReplicationGroups": () => ({
    ReplicationGroups: [
      { ReplicationGroupId: "cache", ARN: arn("elasticache", "replicationgroup:cache"), AtRestEncryptionEnabled: true },
    ],
  }),
  "elasticfilesystem:DescribeFileSystems": () => ({
    FileSystems: [
      {
        FileSystemId: "fs-1",
        FileSystemArn: arn("elasticfilesystem", "file-system/fs-1"),
        OwnerId: ACCOUNT,
        CreationToken: "1",
        CreationTime: AT,
        LifeCycleState: "available",
        NumberOfMountTargets: 1,
        SizeInBytes: { Value: 1 },
        PerformanceMode: "generalPurpose",
        Tags: [],
        Encrypted: true,
      },
    ],
  }),
  "elasticfilesystem:DescribeBackupPolicy": () => ({ BackupPolicy: { Status: "ENABLED" } }),
  "elasticfilesystem:DescribeFileSystemPolicy": () => ({ FileSystemId: "fs-1", Policy: POLICY }),
  "elasticfilesystem:DescribeAccessPoints": () => ({
    AccessPoints: [
      {
        AccessPointId: "fsap-1",
        AccessPointArn: arn("elasticfilesystem", "access-point/fsap-1"),
        FileSystemId: "fs-1",
        PosixUser: { Uid: 1, Gid: 1 },
      },
    ],
  }),
  "elb:DescribeLoadBalancers": () => ({
    LoadBalancerDescriptions: [
      {
        LoadBalancerName: "old",
        Scheme: "internet-facing",
        AvailabilityZones: ["eu-west-1a"],
        ListenerDescriptions: [{ Listener: { Protocol: "HTTP", LoadBalancerPort: 80, InstancePort: 80 } }],
      },
    ],
  }),
  "elb:DescribeLoadBalancerAttributes": () => ({ LoadBalancerAttributes: { AccessLog: { Enabled: true } } }),
  "elb:DescribeTags": () => ({ TagDescriptions: [] }),
  "es:ListDomainNames": () => ({ DomainNames: [{ DomainName: "search" }] }),
  "es:DescribeDomain": () => ({
    DomainStatus: {
      DomainId: "1",
      DomainName: "search",
      ARN: arn("es", "domain/search"),
      ClusterConfig: {},
      AccessPolicies: POLICY,
      EncryptionAtRestOptions: { Enabled: true },
      NodeToNodeEncryptionOptions: { Enabled: true },
      DomainEndpointOptions: { EnforceHTTPS: true, TLSSecurityPolicy: "Policy-Min-TLS-1-2-2019-07" },
    },
  }),
  "guardduty:ListDetectors": () => ({ DetectorIds: ["d1"] }),
  "guardduty:GetDetector": () => ({
    ServiceRole: "r",
    Status: "ENABLED",
    Features: [{ Name: "S3_DATA_EVENTS", Status: "ENABLED" }],
  }),
  "guardduty:ListFindings": () => ({ FindingIds: [] }),
  "iam:ListServerCertificates": () => ({
    ServerCertificateMetadataList: [
      {
        Path: "/",
        ServerCertificateName: "old",
        ServerCertificateId: "ASCA1",
        Arn: `arn:aws:iam::${ACCOUNT}:server-certificate/old`,
        Expiration: AT,
      },
    ],
  }),
  "kinesis:ListStreams": () => ({
    StreamNames: ["clicks"],
    HasMoreStreams: false,
    StreamSummaries: [{ StreamName: "clicks", StreamARN: arn("kinesis", "stream/clicks"), StreamStatus: "ACTIVE" }],
  }),
  "kinesis:DescribeStreamSummary": () => ({
    StreamDescriptionSummary: {
      StreamName: "clicks",
      StreamARN: arn("kinesis", "stream/clicks"),
      StreamStatus: "ACTIVE",
      RetentionPeriodHours: 24,
      StreamCreationTimestamp: AT,
      EnhancedMonitoring: [],
      OpenShardCount: 1,
      EncryptionType: "KMS",
    },
  }),
  "kms:ListKeys": () => ({ Keys: [{ KeyId: "k1", KeyArn: arn("kms", "key/k1") }] }),
  "kms:DescribeKey": () => ({
    KeyMetadata: {
      KeyId: "k1",
      Arn: arn("kms", "key/k1"),
      KeyManager: "CUSTOMER",
      KeyState: "Enabled",
      KeySpec: "SYMMETRIC_DEFAULT",
      Origin: "AWS_KMS",
      Enabled: true,
    },
  }),
  "kms:GetKeyRotationStatus": () => ({ KeyRotationEnabled: true }),
  "kms:GetKeyPolicy": () => ({ Policy: POLICY }),
  "logs:DescribeLogGroups": () => ({
    logGroups: [{ logGroupName: "/trail", arn: arn("logs", "log-group:/trail:*"), retentionInDays: 365 }],
  }),
  "logs:DescribeMetricFilters": () => ({
    metricFilters: [
      {
        filterName: "changes",
        logGroupName: "/trail",
        filterPattern: "{ ($.eventName = StopLogging) }",
        metricTransformations: [{ metricName: "changes", metricNamespace: "trail", metricValue: "1" }],
      },
    ],
  }),
  "logs:DescribeDeliverySources": () => ({ deliverySources: [] }),
  "rds:DescribeDBClusters": () => ({
    DBClusters: [
      {
        DBClusterIdentifier: "books",
        DBClusterArn: arn("rds", "cluster:books"),
        Engine: "aurora-mysql",
        StorageEncrypted: true,
        Status: "available",
        DBClusterParameterGroup: "default.aurora-mysql8.0",
      },
    ],
  }),
  "rds:DescribeDBSnapshots": () => ({
    DBSnapshots: [
      { DBSnapshotIdentifier: "s1", DBSnapshotArn: arn("rds", "snapshot:s1"), Encrypted: true, SnapshotType: "manual" },
    ],
  }),
  "rds:DescribeDBClusterSnapshots": () => ({
    DBClusterSnapshots: [
      {
        DBClusterSnapshotIdentifier: "c1",
        DBClusterSnapshotArn: arn("rds", "cluster-snapshot:c1"),
        StorageEncrypted: true,
        SnapshotType: "manual",
      },
    ],
  }),
  "rds:DescribeDBClusterSnapshotAttributes": () => ({
    DBClusterSnapshotAttributesResult: { DBClusterSnapshotIdentifier: "c1", DBClusterSnapshotAttributes: [] },
  }),
  "rds:DescribeDBSnapshotAttributes": () => ({
    DBSnapshotAttributesResult: { DBSnapshotIdentifier: "s1", DBSnapshotAttributes: [] },
  }),
  "rds:DescribeDBClusterParameters": () => ({
    Parameters: [{ ParameterName: "require_secure_transport", ParameterValue: "ON" }],
  }),
  "redshift:DescribeClusters": () => ({
    Clusters: [
      {
        ClusterIdentifier: "facts",
        ClusterNamespaceArn: arn("redshift", "namespace:1"),
        Encrypted: true,
        PubliclyAccessible: false,
        ClusterParameterGroups: [{ ParameterGroupName: "facts" }],
      },
    ],
  }),
  "redshift:DescribeClusterParameters": () => ({
    Parameters: [{ ParameterName: "require_ssl", ParameterValue: "true" }],
  }),
  "redshift:DescribeLoggingStatus": () => ({ LoggingEnabled: true }),
  "s3control:ListAccessPoints": () => ({
    AccessPointList: [
      { Name: "ap", NetworkOrigin: "Internet", Bucket: "b", AccessPointArn: arn("s3", "accesspoint/ap") },
    ],
  }),
  "s3control:GetAccessPoint": () => ({
    Name: "ap",
    Bucket: "b",
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
  }),
  "secretsmanager:ListSecrets": () => ({
    SecretList: [{ ARN: arn("secretsmanager", "secret:db-1"), Name: "db", CreatedDate: AT }],
  }),
  "secretsmanager:GetResourcePolicy": () => ({ ResourcePolicy: POLICY }),
  "securityhub:DescribeHub": () => ({ HubArn: arn("securityhub", "hub/default"), SubscribedAt: AT.toISOString() }),
  "securityhub:GetEnabledStandards": () => ({ StandardsSubscriptions: [] }),
  "securityhub:ListEnabledProductsForImport": () => ({ ProductSubscriptions: [] }),
  "sns:ListTopics": () => ({ Topics: [{ TopicArn: arn("sns", "orders") }] }),
  "sns:GetTopicAttributes": () => ({ Attributes: { KmsMasterKeyId: "alias/k", Policy: POLICY } }),
  "sns:ListSubscriptions": () => ({
    Subscriptions: [
      {
        SubscriptionArn: arn("sns", "orders:1"),
        TopicArn: arn("sns", "orders"),
        Protocol: "https",
        Endpoint: "https://x.example",
      },
    ],
  }),
  "sqs:ListQueues": () => ({ QueueUrls: [`https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/orders`] }),
  "sqs:GetQueueAttributes": () => ({ Attributes: { SqsManagedSseEnabled: "true" } }),
  "states:ListStateMachines": () => ({
    stateMachines: [
      { stateMachineArn: arn("states", "stateMachine:pay"), name: "pay", type: "STANDARD", creationDate: AT },
    ],
  }),
  "states:DescribeStateMachine": () => ({
    stateMachineArn: arn("states", "stateMachine:pay"),
    name: "pay",
    definition: "{}",
    roleArn: "r",
    type: "STANDARD",
    creationDate: AT,
    loggingConfiguration: { level: "ALL" },
  }),
  "tag:GetResources": () => ({ ResourceTagMappingList: [] }),
  "wafv2:GetWebACLForResource": () => ({ WebACL: undefined }),
};

/** An account that holds something of every type the product reads; `refused` calls are refused as a policy does. */
export function oneOfEach(now: Date) {
  const sample = sampleAws({ now, pageSize: 1000 });
  const refused = new Set<string>();
  const asked = new Set<string>();
  const aws: Aws = {
    async call(call, input, region) {
      asked.add(call);
      if (refused.has(call))
        throw new AwsError(
          "refused",
          call,
          region,
          "AccessDenied",
          `${call} in ${region} is not allowed by the policy.`,
        );
      const answer = ANSWERS[call];
      return answer ? answer(input) : sample.call(call, input, region);
    },
  };
  return { aws, accountId: ACCOUNT, refused, asked };
}
