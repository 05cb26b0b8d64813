import type { AnyRule } from "../../rule.ts";
import amiPublic from "./ami-public.ts";
import asgHealthCheck from "./asg-health-check.ts";
import asgZones from "./asg-zones.ts";
import classicElbAccessLogs from "./classic-elb-access-logs.ts";
import classicElbTls from "./classic-elb-tls.ts";
import classicElbZones from "./classic-elb-zones.ts";
import ebsDefaultEncryption from "./ebs-default-encryption.ts";
import ebsEncrypted from "./ebs-encrypted.ts";
import ebsSnapshotEncrypted from "./ebs-snapshot-encrypted.ts";
import ebsSnapshotPublic from "./ebs-snapshot-public.ts";
import ebsSnapshotSharing from "./ebs-snapshot-sharing.ts";
import ec2DefaultImdsv2 from "./ec2-default-imdsv2.ts";
import ec2Imdsv2 from "./ec2-imdsv2.ts";
import ec2InstanceProfile from "./ec2-instance-profile.ts";
import ec2PublicAddress from "./ec2-public-address.ts";
import ec2StoppedLong from "./ec2-stopped-long.ts";
import ec2UserDataSecrets from "./ec2-user-data-secrets.ts";
import ecsContainerInsights from "./ecs-container-insights.ts";
import ecsEnvironmentSecrets from "./ecs-environment-secrets.ts";
import ecsHostProcesses from "./ecs-host-processes.ts";
import ecsHostRoot from "./ecs-host-root.ts";
import ecsLogging from "./ecs-logging.ts";
import ecsPlatformVersion from "./ecs-platform-version.ts";
import ecsPrivileged from "./ecs-privileged.ts";
import ecsPublicAddress from "./ecs-public-address.ts";
import ecsReadOnlyRoot from "./ecs-read-only-root.ts";
import eipUnused from "./eip-unused.ts";
import elbAccessLogs from "./elb-access-logs.ts";
import elbDeletionProtection from "./elb-deletion-protection.ts";
import elbDesync from "./elb-desync.ts";
import elbInvalidHeaders from "./elb-invalid-headers.ts";
import elbListenerPolicy from "./elb-listener-policy.ts";
import elbTls from "./elb-tls.ts";
import elbWebAcl from "./elb-web-acl.ts";
import elbZones from "./elb-zones.ts";
import lambdaDeadLetters from "./lambda-dead-letters.ts";
import lambdaEnvironmentSecrets from "./lambda-environment-secrets.ts";
import lambdaPublicPolicy from "./lambda-public-policy.ts";
import lambdaRuntime from "./lambda-runtime.ts";
import lambdaTracing from "./lambda-tracing.ts";
import lambdaUrlIam from "./lambda-url-iam.ts";
import lambdaUrlOrigins from "./lambda-url-origins.ts";
import lambdaVpc from "./lambda-vpc.ts";
import lambdaZones from "./lambda-zones.ts";
import launchTemplateImdsv2 from "./launch-template-imdsv2.ts";
import launchTemplatePublicAddress from "./launch-template-public-address.ts";
import naclOpenPorts from "./nacl-open-ports.ts";
import owner from "./owner.ts";
import rdsAdministratorName from "./rds-administrator-name.ts";
import rdsBackups from "./rds-backups.ts";
import rdsClusterDeletionProtection from "./rds-cluster-deletion-protection.ts";
import rdsClusterEncrypted from "./rds-cluster-encrypted.ts";
import rdsClusterIamAuthentication from "./rds-cluster-iam-authentication.ts";
import rdsClusterSnapshotTags from "./rds-cluster-snapshot-tags.ts";
import rdsClusterZones from "./rds-cluster-zones.ts";
import rdsDefaultPort from "./rds-default-port.ts";
import rdsDeletionProtection from "./rds-deletion-protection.ts";
import rdsEncrypted from "./rds-encrypted.ts";
import rdsEnhancedMonitoring from "./rds-enhanced-monitoring.ts";
import rdsIamAuthentication from "./rds-iam-authentication.ts";
import rdsLogExports from "./rds-log-exports.ts";
import rdsMinorUpgrades from "./rds-minor-upgrades.ts";
import rdsMultiAz from "./rds-multi-az.ts";
import rdsPublic from "./rds-public.ts";
import rdsSnapshotEncrypted from "./rds-snapshot-encrypted.ts";
import rdsSnapshotPublic from "./rds-snapshot-public.ts";
import rdsSnapshotTags from "./rds-snapshot-tags.ts";
import rdsTls from "./rds-tls.ts";
import rdsVersionOffered from "./rds-version-offered.ts";
import requiredTags from "./required-tags.ts";
import s3AccessLogs from "./s3-access-logs.ts";
import s3AccessPointBlock from "./s3-access-point-block.ts";
import s3AccountBlock from "./s3-account-block.ts";
import s3AclsDisabled from "./s3-acls-disabled.ts";
import s3DefaultEncryption from "./s3-default-encryption.ts";
import s3ForeignAccess from "./s3-foreign-access.ts";
import s3Kms from "./s3-kms.ts";
import s3Lifecycle from "./s3-lifecycle.ts";
import s3MfaDelete from "./s3-mfa-delete.ts";
import s3ObjectLock from "./s3-object-lock.ts";
import s3PublicAccessBlock from "./s3-public-access-block.ts";
import s3PublicRead from "./s3-public-read.ts";
import s3PublicWrite from "./s3-public-write.ts";
import s3Replication from "./s3-replication.ts";
import s3TlsOnly from "./s3-tls-only.ts";
import s3Versioning from "./s3-versioning.ts";
import sgDataStores from "./sg-data-stores.ts";
import sgDefaultEmpty from "./sg-default-empty.ts";
import sgEveryPort from "./sg-every-port.ts";
import sgRdp from "./sg-rdp.ts";
import sgRelationalDatabases from "./sg-relational-databases.ts";
import sgRiskyPorts from "./sg-risky-ports.ts";
import sgSsh from "./sg-ssh.ts";
import sgUnused from "./sg-unused.ts";
import subnetPublicAddresses from "./subnet-public-addresses.ts";
import transitGatewayAutoAccept from "./transit-gateway-auto-accept.ts";
import vpcEc2Endpoint from "./vpc-ec2-endpoint.ts";
import vpcEndpointPolicy from "./vpc-endpoint-policy.ts";
import vpcFlowLogs from "./vpc-flow-logs.ts";
import vpcPeeringRoutes from "./vpc-peering-routes.ts";

/** What runs, its network and its data: one import and one line for each rule. */
export const WORKLOADS: readonly AnyRule[] = [
  // Compute
  ebsEncrypted,
  ec2Imdsv2,
  ec2PublicAddress,
  ec2InstanceProfile,
  ec2StoppedLong,
  // Network
  sgSsh,
  sgRdp,
  sgRelationalDatabases,
  sgDataStores,
  sgRiskyPorts,
  sgEveryPort,
  sgDefaultEmpty,
  sgUnused,
  vpcFlowLogs,
  subnetPublicAddresses,
  vpcEc2Endpoint,
  // Databases
  rdsEncrypted,
  rdsPublic,
  rdsBackups,
  rdsMultiAz,
  rdsDeletionProtection,
  rdsMinorUpgrades,
  rdsLogExports,
  rdsEnhancedMonitoring,
  rdsIamAuthentication,
  rdsSnapshotTags,
  rdsAdministratorName,
  rdsDefaultPort,
  rdsTls,
  rdsVersionOffered,
  // Storage
  s3PublicAccessBlock,
  s3PublicRead,
  s3PublicWrite,
  s3TlsOnly,
  s3DefaultEncryption,
  s3Kms,
  s3Versioning,
  s3AccessLogs,
  s3MfaDelete,
  s3AclsDisabled,
  s3Lifecycle,
  s3ForeignAccess,
  s3ObjectLock,
  s3Replication,
  // Functions
  lambdaPublicPolicy,
  lambdaRuntime,
  lambdaEnvironmentSecrets,
  lambdaUrlIam,
  lambdaUrlOrigins,
  lambdaVpc,
  lambdaZones,
  lambdaDeadLetters,
  lambdaTracing,
  // Services and load balancers
  ecsPublicAddress,
  ecsPlatformVersion,
  elbTls,
  elbAccessLogs,
  elbDeletionProtection,
  elbDesync,
  elbInvalidHeaders,
  elbZones,
  // Ownership
  requiredTags,
  owner,
  // More of compute and network
  ebsDefaultEncryption,
  ebsSnapshotPublic,
  ebsSnapshotEncrypted,
  ebsSnapshotSharing,
  ec2DefaultImdsv2,
  naclOpenPorts,
  eipUnused,
  amiPublic,
  launchTemplatePublicAddress,
  launchTemplateImdsv2,
  transitGatewayAutoAccept,
  ec2UserDataSecrets,
  vpcPeeringRoutes,
  vpcEndpointPolicy,
  // Scaling
  asgZones,
  asgHealthCheck,
  // Clusters and snapshots
  rdsSnapshotPublic,
  rdsSnapshotEncrypted,
  rdsClusterEncrypted,
  rdsClusterDeletionProtection,
  rdsClusterZones,
  rdsClusterIamAuthentication,
  rdsClusterSnapshotTags,
  // Accounts and access points
  s3AccountBlock,
  s3AccessPointBlock,
  // Tasks and clusters
  ecsPrivileged,
  ecsHostRoot,
  ecsHostProcesses,
  ecsReadOnlyRoot,
  ecsEnvironmentSecrets,
  ecsLogging,
  ecsContainerInsights,
  // Listeners and classic load balancers
  elbListenerPolicy,
  elbWebAcl,
  classicElbTls,
  classicElbAccessLogs,
  classicElbZones,
];
