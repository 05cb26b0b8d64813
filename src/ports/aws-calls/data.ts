import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetResourcePolicyCommand,
  ListTablesCommand,
} from "@aws-sdk/client-dynamodb";
import {
  DescribeAccessPointsCommand,
  DescribeBackupPolicyCommand,
  DescribeFileSystemPolicyCommand,
  DescribeFileSystemsCommand,
  DescribeLifecycleConfigurationCommand,
  EFSClient,
} from "@aws-sdk/client-efs";
import {
  DescribeCacheClustersCommand,
  DescribeReplicationGroupsCommand,
  ElastiCacheClient,
} from "@aws-sdk/client-elasticache";
import { DescribeStreamSummaryCommand, KinesisClient, ListStreamsCommand } from "@aws-sdk/client-kinesis";
import { DescribeDomainCommand, ListDomainNamesCommand, OpenSearchClient } from "@aws-sdk/client-opensearch";
import {
  DescribeClusterParametersCommand,
  DescribeClustersCommand,
  DescribeLoggingStatusCommand,
  RedshiftClient,
} from "@aws-sdk/client-redshift";
import { GetTopicAttributesCommand, ListSubscriptionsCommand, ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type ClientSettings, on } from "./client.ts";

/** Where data lives and travels: settings only, never contents. */
export function dataCalls(settings: (region: string) => ClientSettings) {
  const dynamodb = on((region) => new DynamoDBClient(settings(region)));
  const elasticache = on((region) => new ElastiCacheClient(settings(region)));
  const es = on((region) => new OpenSearchClient(settings(region)));
  const redshift = on((region) => new RedshiftClient(settings(region)));
  const efs = on((region) => new EFSClient(settings(region)));
  const kinesis = on((region) => new KinesisClient(settings(region)));
  const sns = on((region) => new SNSClient(settings(region)));
  const sqs = on((region) => new SQSClient(settings(region)));
  return {
    "dynamodb:ListTables": dynamodb(ListTablesCommand),
    "dynamodb:DescribeTable": dynamodb(DescribeTableCommand),
    "dynamodb:DescribeContinuousBackups": dynamodb(DescribeContinuousBackupsCommand),
    "dynamodb:GetResourcePolicy": dynamodb(GetResourcePolicyCommand),
    "elasticache:DescribeCacheClusters": elasticache(DescribeCacheClustersCommand),
    "elasticache:DescribeReplicationGroups": elasticache(DescribeReplicationGroupsCommand),
    "es:ListDomainNames": es(ListDomainNamesCommand),
    "es:DescribeDomain": es(DescribeDomainCommand),
    "redshift:DescribeClusters": redshift(DescribeClustersCommand),
    "redshift:DescribeClusterParameters": redshift(DescribeClusterParametersCommand),
    "redshift:DescribeLoggingStatus": redshift(DescribeLoggingStatusCommand),
    "elasticfilesystem:DescribeFileSystems": efs(DescribeFileSystemsCommand),
    "elasticfilesystem:DescribeBackupPolicy": efs(DescribeBackupPolicyCommand),
    "elasticfilesystem:DescribeFileSystemPolicy": efs(DescribeFileSystemPolicyCommand),
    "elasticfilesystem:DescribeLifecycleConfiguration": efs(DescribeLifecycleConfigurationCommand),
    "elasticfilesystem:DescribeAccessPoints": efs(DescribeAccessPointsCommand),
    "kinesis:ListStreams": kinesis(ListStreamsCommand),
    "kinesis:DescribeStreamSummary": kinesis(DescribeStreamSummaryCommand),
    "sns:ListTopics": sns(ListTopicsCommand),
    "sns:GetTopicAttributes": sns(GetTopicAttributesCommand),
    "sns:ListSubscriptions": sns(ListSubscriptionsCommand),
    "sqs:ListQueues": sqs(ListQueuesCommand),
    "sqs:GetQueueAttributes": sqs(GetQueueAttributesCommand),
  };
}
