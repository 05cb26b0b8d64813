import { ApplicationAutoScalingClient, DescribeScalableTargetsCommand } from "@aws-sdk/client-application-auto-scaling";
import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { BackupClient, ListBackupPlansCommand } from "@aws-sdk/client-backup";
import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
} from "@aws-sdk/client-cloudtrail";
import {
  CloudWatchLogsClient,
  DescribeDeliverySourcesCommand,
  DescribeLogGroupsCommand,
  DescribeMetricFiltersCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  ConfigServiceClient,
  DescribeConfigurationRecorderStatusCommand,
  DescribeConfigurationRecordersCommand,
} from "@aws-sdk/client-config-service";
import {
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetLifecyclePolicyCommand,
  GetRegistryScanningConfigurationCommand,
  GetRepositoryPolicyCommand,
} from "@aws-sdk/client-ecr";
import {
  DescribeClusterCommand,
  DescribeNodegroupCommand,
  EKSClient,
  ListClustersCommand,
  ListNodegroupsCommand,
} from "@aws-sdk/client-eks";
import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";
import { DescribeStateMachineCommand, ListStateMachinesCommand, SFNClient } from "@aws-sdk/client-sfn";
import { type ClientSettings, on } from "./client.ts";

/** What records, logs and raises alarms, and what scales and backs up. */
export function configurationCalls(settings: (region: string) => ClientSettings) {
  const config = on((region) => new ConfigServiceClient(settings(region)));
  const trail = on((region) => new CloudTrailClient(settings(region)));
  const logs = on((region) => new CloudWatchLogsClient(settings(region)));
  const autoscaling = on((region) => new AutoScalingClient(settings(region)));
  const scaling = on((region) => new ApplicationAutoScalingClient(settings(region)));
  const backup = on((region) => new BackupClient(settings(region)));
  const states = on((region) => new SFNClient(settings(region)));
  const ecr = on((region) => new ECRClient(settings(region)));
  const eks = on((region) => new EKSClient(settings(region)));
  const tagging = on((region) => new ResourceGroupsTaggingAPIClient(settings(region)));
  return {
    "tag:GetResources": tagging(GetResourcesCommand),
    "config:DescribeConfigurationRecorders": config(DescribeConfigurationRecordersCommand),
    "config:DescribeConfigurationRecorderStatus": config(DescribeConfigurationRecorderStatusCommand),
    "cloudtrail:DescribeTrails": trail(DescribeTrailsCommand),
    "cloudtrail:GetTrailStatus": trail(GetTrailStatusCommand),
    "cloudtrail:GetEventSelectors": trail(GetEventSelectorsCommand),
    "logs:DescribeLogGroups": logs(DescribeLogGroupsCommand),
    "logs:DescribeMetricFilters": logs(DescribeMetricFiltersCommand),
    "logs:DescribeDeliverySources": logs(DescribeDeliverySourcesCommand),
    "autoscaling:DescribeAutoScalingGroups": autoscaling(DescribeAutoScalingGroupsCommand),
    "application-autoscaling:DescribeScalableTargets": scaling(DescribeScalableTargetsCommand),
    "backup:ListBackupPlans": backup(ListBackupPlansCommand),
    "states:ListStateMachines": states(ListStateMachinesCommand),
    "states:DescribeStateMachine": states(DescribeStateMachineCommand),
    "ecr:DescribeImages": ecr(DescribeImagesCommand),
    "ecr:DescribeRepositories": ecr(DescribeRepositoriesCommand),
    "ecr:GetRegistryScanningConfiguration": ecr(GetRegistryScanningConfigurationCommand),
    "ecr:GetLifecyclePolicy": ecr(GetLifecyclePolicyCommand),
    "ecr:GetRepositoryPolicy": ecr(GetRepositoryPolicyCommand),
    "eks:ListClusters": eks(ListClustersCommand),
    "eks:DescribeCluster": eks(DescribeClusterCommand),
    "eks:ListNodegroups": eks(ListNodegroupsCommand),
    "eks:DescribeNodegroup": eks(DescribeNodegroupCommand),
  };
}
