import { CloudWatchClient, DescribeAlarmsCommand, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import {
  CostExplorerClient,
  GetCostAndUsageCommand,
  GetReservationCoverageCommand,
  GetReservationUtilizationCommand,
  GetSavingsPlansCoverageCommand,
  GetSavingsPlansUtilizationCommand,
  GetSavingsPlansUtilizationDetailsCommand,
} from "@aws-sdk/client-cost-explorer";
import {
  DescribeAddressesCommand,
  DescribeCapacityReservationsCommand,
  DescribeFlowLogsCommand,
  DescribeImagesCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRegionsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSnapshotAttributeCommand,
  DescribeSnapshotsCommand,
  DescribeSubnetsCommand,
  DescribeTransitGatewaysCommand,
  DescribeVolumesCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcPeeringConnectionsCommand,
  DescribeVpcsCommand,
  EC2Client,
  GetEbsEncryptionByDefaultCommand,
  GetInstanceMetadataDefaultsCommand,
  GetSnapshotBlockPublicAccessStateCommand,
} from "@aws-sdk/client-ec2";
import {
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListClustersCommand,
  ListServicesCommand,
  ListTaskDefinitionFamiliesCommand,
} from "@aws-sdk/client-ecs";
import {
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import {
  GetFunctionUrlConfigCommand,
  GetPolicyCommand,
  LambdaClient,
  ListFunctionsCommand,
  ListProvisionedConcurrencyConfigsCommand,
  ListTagsCommand,
} from "@aws-sdk/client-lambda";
import { ListAccountsCommand, OrganizationsClient } from "@aws-sdk/client-organizations";
import {
  DescribeDBClusterParametersCommand,
  DescribeDBClusterSnapshotAttributesCommand,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBClustersCommand,
  DescribeDBEngineVersionsCommand,
  DescribeDBInstancesCommand,
  DescribeDBParametersCommand,
  DescribeDBSnapshotAttributesCommand,
  DescribeDBSnapshotsCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import {
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketReplicationCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  GetAccessPointCommand,
  GetPublicAccessBlockCommand as GetAccountPublicAccessBlockCommand,
  ListAccessPointsCommand,
  S3ControlClient,
} from "@aws-sdk/client-s3-control";
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import { type ClientSettings, fixedEndpoint, on, type SdkCall } from "./aws-calls/client.ts";
import { configurationCalls } from "./aws-calls/configuration.ts";
import { dataCalls } from "./aws-calls/data.ts";
import { edgeCalls } from "./aws-calls/edge.ts";
import { securityCalls } from "./aws-calls/security.ts";

/**
 * Every request that the product can make: its name → the SDK's command and client.
 * A call that is missing here cannot be made, and the connector policy is generated from these names.
 * One client per service and region lives as long as the table.
 */
export function sdkCalls(settings: (region: string) => ClientSettings) {
  const sts = on((region) => new STSClient(settings(region)));
  const organizations = on((region) => new OrganizationsClient(settings(region)));
  const ec2 = on((region) => new EC2Client(settings(region)));
  const rds = on((region) => new RDSClient(settings(region)));
  // A custom endpoint has no wildcard name for buckets, so the bucket goes into the path.
  const s3 = on((region) => new S3Client({ ...settings(region), forcePathStyle: Boolean(settings(region).endpoint) }));
  const s3control = on((region) => {
    const { endpoint, ...more } = settings(region);
    // AWS puts the account id in front of the host name, which a custom endpoint does not have; the header carries it too.
    return new S3ControlClient(endpoint ? { ...more, ...fixedEndpoint(endpoint) } : more);
  });
  const lambda = on((region) => new LambdaClient(settings(region)));
  const ecs = on((region) => new ECSClient(settings(region)));
  const elb = on((region) => new ElasticLoadBalancingV2Client(settings(region)));
  const ce = on((region) => new CostExplorerClient(settings(region)));
  const cloudwatch = on((region) => new CloudWatchClient(settings(region)));

  return {
    "sts:GetCallerIdentity": sts(GetCallerIdentityCommand),
    "sts:AssumeRole": sts(AssumeRoleCommand),
    "sts:AssumeRoleWithWebIdentity": sts(AssumeRoleWithWebIdentityCommand),
    "organizations:ListAccounts": organizations(ListAccountsCommand),
    "ec2:DescribeRegions": ec2(DescribeRegionsCommand),
    "ec2:DescribeInstances": ec2(DescribeInstancesCommand),
    "ec2:DescribeVolumes": ec2(DescribeVolumesCommand),
    "ec2:DescribeSecurityGroups": ec2(DescribeSecurityGroupsCommand),
    "ec2:DescribeNetworkInterfaces": ec2(DescribeNetworkInterfacesCommand),
    "ec2:DescribeVpcs": ec2(DescribeVpcsCommand),
    "ec2:DescribeSubnets": ec2(DescribeSubnetsCommand),
    "ec2:DescribeFlowLogs": ec2(DescribeFlowLogsCommand),
    "ec2:DescribeVpcEndpoints": ec2(DescribeVpcEndpointsCommand),
    "ec2:DescribeAddresses": ec2(DescribeAddressesCommand),
    "ec2:DescribeCapacityReservations": ec2(DescribeCapacityReservationsCommand),
    "ec2:DescribeNatGateways": ec2(DescribeNatGatewaysCommand),
    "ec2:DescribeImages": ec2(DescribeImagesCommand),
    "ec2:DescribeInstanceAttribute": ec2(DescribeInstanceAttributeCommand),
    "ec2:DescribeLaunchTemplateVersions": ec2(DescribeLaunchTemplateVersionsCommand),
    "ec2:DescribeLaunchTemplates": ec2(DescribeLaunchTemplatesCommand),
    "ec2:DescribeNetworkAcls": ec2(DescribeNetworkAclsCommand),
    "ec2:DescribeRouteTables": ec2(DescribeRouteTablesCommand),
    "ec2:DescribeSnapshotAttribute": ec2(DescribeSnapshotAttributeCommand),
    "ec2:DescribeSnapshots": ec2(DescribeSnapshotsCommand),
    "ec2:DescribeTransitGateways": ec2(DescribeTransitGatewaysCommand),
    "ec2:DescribeVpcPeeringConnections": ec2(DescribeVpcPeeringConnectionsCommand),
    "ec2:GetEbsEncryptionByDefault": ec2(GetEbsEncryptionByDefaultCommand),
    "ec2:GetInstanceMetadataDefaults": ec2(GetInstanceMetadataDefaultsCommand),
    "ec2:GetSnapshotBlockPublicAccessState": ec2(GetSnapshotBlockPublicAccessStateCommand),
    "rds:DescribeDBInstances": rds(DescribeDBInstancesCommand),
    "rds:DescribeDBParameters": rds(DescribeDBParametersCommand),
    "rds:DescribeDBEngineVersions": rds(DescribeDBEngineVersionsCommand),
    "rds:DescribeDBClusters": rds(DescribeDBClustersCommand),
    "rds:DescribeDBSnapshots": rds(DescribeDBSnapshotsCommand),
    "rds:DescribeDBSnapshotAttributes": rds(DescribeDBSnapshotAttributesCommand),
    "rds:DescribeDBClusterSnapshots": rds(DescribeDBClusterSnapshotsCommand),
    "rds:DescribeDBClusterSnapshotAttributes": rds(DescribeDBClusterSnapshotAttributesCommand),
    "rds:DescribeDBClusterParameters": rds(DescribeDBClusterParametersCommand),
    "s3:ListBuckets": s3(ListBucketsCommand),
    "s3:GetBucketLocation": s3(GetBucketLocationCommand),
    "s3:GetPublicAccessBlock": s3(GetPublicAccessBlockCommand),
    "s3:GetBucketPolicyStatus": s3(GetBucketPolicyStatusCommand),
    "s3:GetBucketPolicy": s3(GetBucketPolicyCommand),
    "s3:GetBucketAcl": s3(GetBucketAclCommand),
    "s3:GetBucketEncryption": s3(GetBucketEncryptionCommand),
    "s3:GetBucketVersioning": s3(GetBucketVersioningCommand),
    "s3:GetBucketLogging": s3(GetBucketLoggingCommand),
    "s3:GetBucketLifecycleConfiguration": s3(GetBucketLifecycleConfigurationCommand),
    "s3:GetBucketOwnershipControls": s3(GetBucketOwnershipControlsCommand),
    "s3:GetBucketReplication": s3(GetBucketReplicationCommand),
    "s3:GetObjectLockConfiguration": s3(GetObjectLockConfigurationCommand),
    "s3:GetBucketTagging": s3(GetBucketTaggingCommand),
    "s3:ListMultipartUploads": s3(ListMultipartUploadsCommand),
    "s3:ListParts": s3(ListPartsCommand),
    // Cost exports only: the policy denies every other object.
    "s3:ListObjectsV2": s3(ListObjectsV2Command),
    "s3:GetObject": s3(GetObjectCommand),
    "s3control:GetPublicAccessBlock": s3control(GetAccountPublicAccessBlockCommand),
    "s3control:ListAccessPoints": s3control(ListAccessPointsCommand),
    "s3control:GetAccessPoint": s3control(GetAccessPointCommand),
    "lambda:ListFunctions": lambda(ListFunctionsCommand),
    "lambda:ListProvisionedConcurrencyConfigs": lambda(ListProvisionedConcurrencyConfigsCommand),
    "lambda:ListTags": lambda(ListTagsCommand),
    "lambda:GetPolicy": lambda(GetPolicyCommand),
    "lambda:GetFunctionUrlConfig": lambda(GetFunctionUrlConfigCommand),
    "ecs:ListClusters": ecs(ListClustersCommand),
    "ecs:ListServices": ecs(ListServicesCommand),
    "ecs:DescribeServices": ecs(DescribeServicesCommand),
    "ecs:DescribeClusters": ecs(DescribeClustersCommand),
    "ecs:ListTaskDefinitionFamilies": ecs(ListTaskDefinitionFamiliesCommand),
    "ecs:DescribeTaskDefinition": ecs(DescribeTaskDefinitionCommand),
    "elasticloadbalancing:DescribeLoadBalancers": elb(DescribeLoadBalancersCommand),
    "elasticloadbalancing:DescribeLoadBalancerAttributes": elb(DescribeLoadBalancerAttributesCommand),
    "elasticloadbalancing:DescribeListeners": elb(DescribeListenersCommand),
    "elasticloadbalancing:DescribeTags": elb(DescribeTagsCommand),
    "elasticloadbalancing:DescribeTargetGroups": elb(DescribeTargetGroupsCommand),
    "elasticloadbalancing:DescribeTargetHealth": elb(DescribeTargetHealthCommand),
    "ce:GetCostAndUsage": ce(GetCostAndUsageCommand),
    "ce:GetReservationCoverage": ce(GetReservationCoverageCommand),
    "ce:GetReservationUtilization": ce(GetReservationUtilizationCommand),
    "ce:GetSavingsPlansCoverage": ce(GetSavingsPlansCoverageCommand),
    "ce:GetSavingsPlansUtilization": ce(GetSavingsPlansUtilizationCommand),
    "ce:GetSavingsPlansUtilizationDetails": ce(GetSavingsPlansUtilizationDetailsCommand),
    "cloudwatch:GetMetricData": cloudwatch(GetMetricDataCommand),
    "cloudwatch:DescribeAlarms": cloudwatch(DescribeAlarmsCommand),
    ...securityCalls(settings),
    ...configurationCalls(settings),
    ...dataCalls(settings),
    ...edgeCalls(settings),
  };
}

type SdkCalls = ReturnType<typeof sdkCalls>;
/** Request and answer of every call, as the SDK types them. */
export type AwsCalls = {
  [C in keyof SdkCalls]: SdkCalls[C] extends SdkCall<infer Input, infer Output>
    ? { input: Input; output: Omit<Output, "$metadata"> }
    : never;
};

export { type ClientSettings, fixedEndpoint, type SdkCall } from "./aws-calls/client.ts";
