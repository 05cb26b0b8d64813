import { AccessAnalyzerClient, ListAnalyzersCommand } from "@aws-sdk/client-accessanalyzer";
import { AccountClient, GetAlternateContactCommand } from "@aws-sdk/client-account";
import { ACMClient, ListCertificatesCommand } from "@aws-sdk/client-acm";
import {
  GetDetectorCommand,
  GuardDutyClient,
  ListDetectorsCommand,
  ListFindingsCommand,
} from "@aws-sdk/client-guardduty";
import {
  GenerateCredentialReportCommand,
  GetAccountAuthorizationDetailsCommand,
  GetAccountPasswordPolicyCommand,
  GetAccountSummaryCommand,
  GetCredentialReportCommand,
  GetGroupCommand,
  IAMClient,
  ListEntitiesForPolicyCommand,
  ListServerCertificatesCommand,
  ListVirtualMFADevicesCommand,
} from "@aws-sdk/client-iam";
import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ListKeysCommand,
} from "@aws-sdk/client-kms";
import { GetResourcePolicyCommand, ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import {
  DescribeHubCommand,
  GetEnabledStandardsCommand,
  ListEnabledProductsForImportCommand,
  SecurityHubClient,
} from "@aws-sdk/client-securityhub";
import { type ClientSettings, on } from "./client.ts";

/** Who may do what, and what watches over it. */
export function securityCalls(settings: (region: string) => ClientSettings) {
  const iam = on((region) => new IAMClient(settings(region)));
  const account = on((region) => new AccountClient(settings(region)));
  const analyzer = on((region) => new AccessAnalyzerClient(settings(region)));
  const kms = on((region) => new KMSClient(settings(region)));
  const secrets = on((region) => new SecretsManagerClient(settings(region)));
  const acm = on((region) => new ACMClient(settings(region)));
  const guardduty = on((region) => new GuardDutyClient(settings(region)));
  const hub = on((region) => new SecurityHubClient(settings(region)));
  return {
    "iam:GetAccountAuthorizationDetails": iam(GetAccountAuthorizationDetailsCommand),
    "iam:GenerateCredentialReport": iam(GenerateCredentialReportCommand),
    "iam:GetCredentialReport": iam(GetCredentialReportCommand),
    "iam:GetAccountSummary": iam(GetAccountSummaryCommand),
    "iam:GetAccountPasswordPolicy": iam(GetAccountPasswordPolicyCommand),
    "iam:ListVirtualMFADevices": iam(ListVirtualMFADevicesCommand),
    "iam:ListServerCertificates": iam(ListServerCertificatesCommand),
    "iam:ListEntitiesForPolicy": iam(ListEntitiesForPolicyCommand),
    "iam:GetGroup": iam(GetGroupCommand),
    "account:GetAlternateContact": account(GetAlternateContactCommand),
    "access-analyzer:ListAnalyzers": analyzer(ListAnalyzersCommand),
    "kms:ListKeys": kms(ListKeysCommand),
    "kms:DescribeKey": kms(DescribeKeyCommand),
    "kms:GetKeyRotationStatus": kms(GetKeyRotationStatusCommand),
    "kms:GetKeyPolicy": kms(GetKeyPolicyCommand),
    "secretsmanager:ListSecrets": secrets(ListSecretsCommand),
    "secretsmanager:GetResourcePolicy": secrets(GetResourcePolicyCommand),
    "acm:ListCertificates": acm(ListCertificatesCommand),
    "guardduty:ListDetectors": guardduty(ListDetectorsCommand),
    "guardduty:GetDetector": guardduty(GetDetectorCommand),
    "guardduty:ListFindings": guardduty(ListFindingsCommand),
    "securityhub:DescribeHub": hub(DescribeHubCommand),
    "securityhub:GetEnabledStandards": hub(GetEnabledStandardsCommand),
    "securityhub:ListEnabledProductsForImport": hub(ListEnabledProductsForImportCommand),
  };
}
