import { ACCOUNT, type Answers, AT, arn, POLICY, REGION } from "./aws-one-of-each-words.ts";

/** One of each kind that the sample's shop does not use: containers, data, messages, keys and logs. */
export const DATA_ANSWERS: Answers = {
  "ecr:DescribeRepositories": () => ({
    repositories: [
      { repositoryArn: arn("ecr", "repository/web"), repositoryName: "web", imageTagMutability: "MUTABLE" },
    ],
  }),
  "ecr:GetLifecyclePolicy": () => ({}),
  "ecr:DescribeImages": () => ({ imageDetails: [{ imageSizeInBytes: 5e9 }] }),
  "ecr:GetRegistryScanningConfiguration": () => ({ scanningConfiguration: { scanType: "BASIC", rules: [] } }),
  "ecr:GetRepositoryPolicy": () => ({ policyText: POLICY }),
  "eks:ListClusters": () => ({ clusters: ["main"] }),
  "eks:ListNodegroups": () => ({ nodegroups: ["workers"] }),
  "eks:DescribeNodegroup": () => ({ nodegroup: { nodegroupName: "workers", capacityType: "ON_DEMAND" } }),
  "eks:DescribeCluster": () => ({
    cluster: {
      name: "main",
      arn: arn("eks", "cluster/main"),
      version: "1.34",
      resourcesVpcConfig: { endpointPublicAccess: true, publicAccessCidrs: ["0.0.0.0/0"] },
      logging: { clusterLogging: [] },
    },
  }),
  "elasticache:DescribeCacheClusters": () => ({
    CacheClusters: [{ ReplicationGroupId: "cache", CacheClusterId: "cache-001", EngineVersion: "7.1" }],
  }),
  "elasticache:DescribeReplicationGroups": () => ({
    ReplicationGroups: [
      {
        ReplicationGroupId: "cache",
        ARN: arn("elasticache", "replicationgroup:cache"),
        AtRestEncryptionEnabled: true,
        MemberClusters: ["cache-001"],
      },
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
  "s3:ListMultipartUploads": () => ({
    Uploads: [{ Key: "film", UploadId: "1", Initiated: new Date("2026-01-01T00:00:00Z") }],
  }),
  "s3:ListParts": () => ({ Parts: [{ PartNumber: 1, Size: 5_000_000 }] }),
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
