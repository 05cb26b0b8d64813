import type { AnyRule } from "../rule.ts";
import ebsEncrypted from "./compliance/ebs-encrypted.ts";
import ec2Imdsv2 from "./compliance/ec2-imdsv2.ts";
import ec2InstanceProfile from "./compliance/ec2-instance-profile.ts";
import ec2PublicAddress from "./compliance/ec2-public-address.ts";
import ec2StoppedLong from "./compliance/ec2-stopped-long.ts";
import ecsPlatformVersion from "./compliance/ecs-platform-version.ts";
import ecsPublicAddress from "./compliance/ecs-public-address.ts";
import elbAccessLogs from "./compliance/elb-access-logs.ts";
import elbDeletionProtection from "./compliance/elb-deletion-protection.ts";
import elbDesync from "./compliance/elb-desync.ts";
import elbInvalidHeaders from "./compliance/elb-invalid-headers.ts";
import elbTls from "./compliance/elb-tls.ts";
import elbZones from "./compliance/elb-zones.ts";
import lambdaDeadLetters from "./compliance/lambda-dead-letters.ts";
import lambdaEnvironmentSecrets from "./compliance/lambda-environment-secrets.ts";
import lambdaPublicPolicy from "./compliance/lambda-public-policy.ts";
import lambdaRuntime from "./compliance/lambda-runtime.ts";
import lambdaTracing from "./compliance/lambda-tracing.ts";
import lambdaUrlIam from "./compliance/lambda-url-iam.ts";
import lambdaUrlOrigins from "./compliance/lambda-url-origins.ts";
import lambdaVpc from "./compliance/lambda-vpc.ts";
import lambdaZones from "./compliance/lambda-zones.ts";
import owner from "./compliance/owner.ts";
import rdsAdministratorName from "./compliance/rds-administrator-name.ts";
import rdsBackups from "./compliance/rds-backups.ts";
import rdsDefaultPort from "./compliance/rds-default-port.ts";
import rdsDeletionProtection from "./compliance/rds-deletion-protection.ts";
import rdsEncrypted from "./compliance/rds-encrypted.ts";
import rdsEnhancedMonitoring from "./compliance/rds-enhanced-monitoring.ts";
import rdsIamAuthentication from "./compliance/rds-iam-authentication.ts";
import rdsLogExports from "./compliance/rds-log-exports.ts";
import rdsMinorUpgrades from "./compliance/rds-minor-upgrades.ts";
import rdsMultiAz from "./compliance/rds-multi-az.ts";
import rdsPublic from "./compliance/rds-public.ts";
import rdsSnapshotTags from "./compliance/rds-snapshot-tags.ts";
import rdsTls from "./compliance/rds-tls.ts";
import rdsVersionOffered from "./compliance/rds-version-offered.ts";
import requiredTags from "./compliance/required-tags.ts";
import s3AccessLogs from "./compliance/s3-access-logs.ts";
import s3AclsDisabled from "./compliance/s3-acls-disabled.ts";
import s3DefaultEncryption from "./compliance/s3-default-encryption.ts";
import s3ForeignAccess from "./compliance/s3-foreign-access.ts";
import s3Kms from "./compliance/s3-kms.ts";
import s3Lifecycle from "./compliance/s3-lifecycle.ts";
import s3MfaDelete from "./compliance/s3-mfa-delete.ts";
import s3ObjectLock from "./compliance/s3-object-lock.ts";
import s3PublicAccessBlock from "./compliance/s3-public-access-block.ts";
import s3PublicRead from "./compliance/s3-public-read.ts";
import s3PublicWrite from "./compliance/s3-public-write.ts";
import s3Replication from "./compliance/s3-replication.ts";
import s3TlsOnly from "./compliance/s3-tls-only.ts";
import s3Versioning from "./compliance/s3-versioning.ts";
import sgDataStores from "./compliance/sg-data-stores.ts";
import sgDefaultEmpty from "./compliance/sg-default-empty.ts";
import sgEveryPort from "./compliance/sg-every-port.ts";
import sgRdp from "./compliance/sg-rdp.ts";
import sgRelationalDatabases from "./compliance/sg-relational-databases.ts";
import sgRiskyPorts from "./compliance/sg-risky-ports.ts";
import sgSsh from "./compliance/sg-ssh.ts";
import sgUnused from "./compliance/sg-unused.ts";
import subnetPublicAddresses from "./compliance/subnet-public-addresses.ts";
import vpcEc2Endpoint from "./compliance/vpc-ec2-endpoint.ts";
import vpcFlowLogs from "./compliance/vpc-flow-logs.ts";
import ebsGp2Gp3 from "./savings/ebs-gp2-gp3.ts";
import ebsUnattached from "./savings/ebs-unattached.ts";
import ec2Graviton from "./savings/ec2-graviton.ts";
import ec2Idle from "./savings/ec2-idle.ts";
import ec2Prevgen from "./savings/ec2-prevgen.ts";
import ec2Stopped30d from "./savings/ec2-stopped-30d.ts";
import rdsExtendedSupport from "./savings/rds-extended-support.ts";
import rdsGraviton from "./savings/rds-graviton.ts";
import rdsMultiAzNonprod from "./savings/rds-multi-az-nonprod.ts";
import rdsPrevgen from "./savings/rds-prevgen.ts";
import rdsStopped from "./savings/rds-stopped.ts";

/** Every rule there is: one file, one import, one line. */
export const RULES: readonly AnyRule[] = [
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
  // Savings
  ec2Idle,
  ec2Stopped30d,
  ec2Graviton,
  ec2Prevgen,
  ebsUnattached,
  ebsGp2Gp3,
  rdsStopped,
  rdsMultiAzNonprod,
  rdsExtendedSupport,
  rdsGraviton,
  rdsPrevgen,
];
