import type { AnyRule } from "../../rule.ts";
import accessAnalyzerActive from "./access-analyzer-active.ts";
import alarmEnabled from "./alarm-enabled.ts";
import alarmIamChanges from "./alarm-iam-changes.ts";
import alarmNotifies from "./alarm-notifies.ts";
import alarmRefusedCalls from "./alarm-refused-calls.ts";
import alarmRootUse from "./alarm-root-use.ts";
import alarmSecurityGroupChanges from "./alarm-security-group-changes.ts";
import alarmSignInWithoutMfa from "./alarm-sign-in-without-mfa.ts";
import alarmTrailChanges from "./alarm-trail-changes.ts";
import apiStageCache from "./api-stage-cache.ts";
import apiStageLogs from "./api-stage-logs.ts";
import apiStageTracing from "./api-stage-tracing.ts";
import apiStageWebAcl from "./api-stage-web-acl.ts";
import backupPlan from "./backup-plan.ts";
import certificateExpiry from "./certificate-expiry.ts";
import certificateKey from "./certificate-key.ts";
import cloudfrontAccessLogs from "./cloudfront-access-logs.ts";
import cloudfrontHttps from "./cloudfront-https.ts";
import cloudfrontOriginAccess from "./cloudfront-origin-access.ts";
import cloudfrontOriginProtocols from "./cloudfront-origin-protocols.ts";
import cloudfrontOriginTls from "./cloudfront-origin-tls.ts";
import cloudfrontRootObject from "./cloudfront-root-object.ts";
import cloudfrontWebAcl from "./cloudfront-web-acl.ts";
import configRecording from "./config-recording.ts";
import dynamodbDeletionProtection from "./dynamodb-deletion-protection.ts";
import dynamodbForeignAccess from "./dynamodb-foreign-access.ts";
import dynamodbKms from "./dynamodb-kms.ts";
import dynamodbRecovery from "./dynamodb-recovery.ts";
import dynamodbScaling from "./dynamodb-scaling.ts";
import ecrImmutableTags from "./ecr-immutable-tags.ts";
import ecrLifecycle from "./ecr-lifecycle.ts";
import ecrPublicPolicy from "./ecr-public-policy.ts";
import ecrScan from "./ecr-scan.ts";
import efsAccessPointUser from "./efs-access-point-user.ts";
import efsBackups from "./efs-backups.ts";
import efsEncrypted from "./efs-encrypted.ts";
import efsPublicPolicy from "./efs-public-policy.ts";
import eksLogs from "./eks-logs.ts";
import eksPublicEndpoint from "./eks-public-endpoint.ts";
import eksSecretsEncrypted from "./eks-secrets-encrypted.ts";
import eksVersion from "./eks-version.ts";
import elasticacheBackups from "./elasticache-backups.ts";
import elasticacheEncrypted from "./elasticache-encrypted.ts";
import elasticacheFailover from "./elasticache-failover.ts";
import elasticacheTls from "./elasticache-tls.ts";
import guarddutyFindings from "./guardduty-findings.ts";
import guarddutyOn from "./guardduty-on.ts";
import guarddutyS3 from "./guardduty-s3.ts";
import httpApiAuthorizer from "./http-api-authorizer.ts";
import httpStageLogs from "./http-stage-logs.ts";
import iamAdministratorsMfa from "./iam-administrators-mfa.ts";
import iamAttachedAdmin from "./iam-attached-admin.ts";
import iamExpiredCertificate from "./iam-expired-certificate.ts";
import iamExternalId from "./iam-external-id.ts";
import iamForeignReadOnly from "./iam-foreign-read-only.ts";
import iamInlineAdmin from "./iam-inline-admin.ts";
import iamKeyAge from "./iam-key-age.ts";
import iamKeyNeverUsed from "./iam-key-never-used.ts";
import iamKeyUnused from "./iam-key-unused.ts";
import iamOneKey from "./iam-one-key.ts";
import iamPasswordLength from "./iam-password-length.ts";
import iamPasswordReuse from "./iam-password-reuse.ts";
import iamPasswordUnused from "./iam-password-unused.ts";
import iamPrivilegeEscalation from "./iam-privilege-escalation.ts";
import iamRootHardwareMfa from "./iam-root-hardware-mfa.ts";
import iamRootKeys from "./iam-root-keys.ts";
import iamRootMfa from "./iam-root-mfa.ts";
import iamRootUsed from "./iam-root-used.ts";
import iamServiceTrust from "./iam-service-trust.ts";
import iamSupportRole from "./iam-support-role.ts";
import iamUserMfa from "./iam-user-mfa.ts";
import iamUserPolicies from "./iam-user-policies.ts";
import kinesisEncrypted from "./kinesis-encrypted.ts";
import kmsDisabled from "./kms-disabled.ts";
import kmsPendingDeletion from "./kms-pending-deletion.ts";
import kmsPublicPolicy from "./kms-public-policy.ts";
import kmsRotation from "./kms-rotation.ts";
import logKms from "./log-kms.ts";
import logRetention from "./log-retention.ts";
import opensearchAuditLogs from "./opensearch-audit-logs.ts";
import opensearchEncrypted from "./opensearch-encrypted.ts";
import opensearchNodeEncryption from "./opensearch-node-encryption.ts";
import opensearchPublic from "./opensearch-public.ts";
import opensearchTls from "./opensearch-tls.ts";
import redshiftAdministratorName from "./redshift-administrator-name.ts";
import redshiftAuditLogs from "./redshift-audit-logs.ts";
import redshiftEncrypted from "./redshift-encrypted.ts";
import redshiftPublic from "./redshift-public.ts";
import redshiftSnapshots from "./redshift-snapshots.ts";
import redshiftTls from "./redshift-tls.ts";
import restApiAuthorizer from "./rest-api-authorizer.ts";
import secretPublicPolicy from "./secret-public-policy.ts";
import secretRotatedLately from "./secret-rotated-lately.ts";
import secretRotation from "./secret-rotation.ts";
import secretUnused from "./secret-unused.ts";
import securityContact from "./security-contact.ts";
import securityHubOn from "./security-hub-on.ts";
import snsKms from "./sns-kms.ts";
import snsPlainHttp from "./sns-plain-http.ts";
import snsPublicPolicy from "./sns-public-policy.ts";
import sqsEncrypted from "./sqs-encrypted.ts";
import sqsPublicPolicy from "./sqs-public-policy.ts";
import stateMachineLogs from "./state-machine-logs.ts";
import trailBucketLogs from "./trail-bucket-logs.ts";
import trailEveryRegion from "./trail-every-region.ts";
import trailKms from "./trail-kms.ts";
import trailLogDelivery from "./trail-log-delivery.ts";
import trailObjectReads from "./trail-object-reads.ts";
import trailObjectWrites from "./trail-object-writes.ts";
import trailPublicBucket from "./trail-public-bucket.ts";
import trailValidation from "./trail-validation.ts";

/** Who may do what, what watches, and the services around the workloads: one import and one line for each rule. */
export const PLATFORM: readonly AnyRule[] = [
  // Identity
  securityContact,
  iamRootKeys,
  iamRootMfa,
  iamRootHardwareMfa,
  iamRootUsed,
  iamUserMfa,
  iamKeyAge,
  iamKeyUnused,
  iamPasswordUnused,
  iamOneKey,
  iamKeyNeverUsed,
  iamPasswordLength,
  iamPasswordReuse,
  iamUserPolicies,
  iamAttachedAdmin,
  iamInlineAdmin,
  iamSupportRole,
  iamExpiredCertificate,
  iamPrivilegeEscalation,
  iamServiceTrust,
  iamForeignReadOnly,
  iamExternalId,
  iamAdministratorsMfa,
  accessAnalyzerActive,
  // Keys, secrets and certificates
  certificateExpiry,
  certificateKey,
  kmsRotation,
  kmsPendingDeletion,
  kmsPublicPolicy,
  kmsDisabled,
  secretRotation,
  secretRotatedLately,
  secretUnused,
  secretPublicPolicy,
  // Watching
  configRecording,
  guarddutyOn,
  guarddutyS3,
  guarddutyFindings,
  securityHubOn,
  // Trails, logs and alarms
  trailEveryRegion,
  trailValidation,
  trailKms,
  trailLogDelivery,
  trailPublicBucket,
  trailBucketLogs,
  trailObjectWrites,
  trailObjectReads,
  logRetention,
  logKms,
  alarmEnabled,
  alarmNotifies,
  alarmRootUse,
  alarmRefusedCalls,
  alarmSignInWithoutMfa,
  alarmIamChanges,
  alarmTrailChanges,
  alarmSecurityGroupChanges,
  // Databases
  dynamodbRecovery,
  dynamodbKms,
  dynamodbDeletionProtection,
  dynamodbScaling,
  dynamodbForeignAccess,
  elasticacheEncrypted,
  elasticacheTls,
  elasticacheFailover,
  elasticacheBackups,
  opensearchEncrypted,
  opensearchPublic,
  opensearchNodeEncryption,
  opensearchTls,
  opensearchAuditLogs,
  redshiftPublic,
  redshiftEncrypted,
  redshiftTls,
  redshiftAuditLogs,
  redshiftSnapshots,
  redshiftAdministratorName,
  // Messages and streams
  kinesisEncrypted,
  stateMachineLogs,
  snsKms,
  snsPublicPolicy,
  snsPlainHttp,
  sqsEncrypted,
  sqsPublicPolicy,
  // Containers
  ecrScan,
  ecrImmutableTags,
  ecrLifecycle,
  ecrPublicPolicy,
  eksPublicEndpoint,
  eksVersion,
  eksSecretsEncrypted,
  eksLogs,
  // Storage
  backupPlan,
  efsEncrypted,
  efsBackups,
  efsPublicPolicy,
  efsAccessPointUser,
  // Edge
  apiStageLogs,
  apiStageWebAcl,
  apiStageTracing,
  apiStageCache,
  restApiAuthorizer,
  httpStageLogs,
  httpApiAuthorizer,
  cloudfrontHttps,
  cloudfrontOriginTls,
  cloudfrontWebAcl,
  cloudfrontAccessLogs,
  cloudfrontOriginAccess,
  cloudfrontRootObject,
  cloudfrontOriginProtocols,
];
