import { type Aws, AwsError } from "../../src/ports/aws.ts";
import { sampleAws } from "../../src/ports/aws-sample.ts";
import { DATA_ANSWERS } from "./aws-one-of-each-data.ts";
import { ACCOUNT, type Answers, AT, arn, POLICY, REGION } from "./aws-one-of-each-words.ts";

const TRAIL = {
  Name: "all",
  TrailARN: arn("cloudtrail", "trail/all"),
  HomeRegion: REGION,
  IsMultiRegionTrail: true,
  S3BucketName: "juniper-platform-cloudtrail",
  CloudWatchLogsLogGroupArn: arn("logs", "log-group:/trail:*"),
};

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
  "ec2:DescribeCapacityReservations": () => ({
    CapacityReservations: [
      { CapacityReservationId: "cr-1", InstanceType: "m5.large", State: "active", StartDate: AT, OwnerId: ACCOUNT },
    ],
  }),
  "ec2:DescribeNatGateways": () => ({
    NatGateways: [
      { NatGatewayId: "nat-1", VpcId: "vpc-1", SubnetId: "subnet-1", State: "available", CreateTime: AT },
      { NatGatewayId: "nat-2", VpcId: "vpc-1", SubnetId: "subnet-1", State: "available", CreateTime: AT },
    ],
  }),
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
      {
        VpcEndpointId: "vpce-1",
        VpcEndpointType: "Interface",
        VpcId: "vpc-1",
        ServiceName: "com.amazonaws.eu-west-1.sqs",
        PolicyDocument: POLICY,
      },
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
  ...DATA_ANSWERS,
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
