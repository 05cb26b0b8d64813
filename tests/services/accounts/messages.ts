import { type Account, block, bucket, bucketPolicy, letsEveryone, policy, role, step } from "./account.ts";

const topic = (Name: string, Attributes: Record<string, unknown> = {}) =>
  step("sns", "CreateTopic", { Name, Attributes }, { [Name]: "TopicArn" });
const subscribe = (Protocol: string, Endpoint: string) =>
  step(
    "sns",
    "Subscribe",
    { TopicArn: "${plain}", Protocol, Endpoint, ReturnSubscriptionArn: true },
    { [Protocol]: "SubscriptionArn" },
  );
const queue = (QueueName: string, Attributes: Record<string, unknown> = {}) =>
  step("sqs", "CreateQueue", { QueueName, Attributes }, { [QueueName.replace("-", "_")]: "QueueUrl" });
const alarm = (AlarmName: string, MetricName: string, more: Record<string, unknown> = {}) =>
  step("cloudwatch", "PutMetricAlarm", {
    ...{ AlarmName, MetricName, Namespace: "ns", Period: 10, EvaluationPeriods: 5, Statistic: "Average" },
    ...{ Threshold: 2, ComparisonOperator: "GreaterThanThreshold" },
    ...more,
  });
const filter = (metricName: string, filterPattern: string) =>
  step("logs", "PutMetricFilter", {
    ...{ logGroupName: "/trail", filterName: metricName, filterPattern },
    metricTransformations: [{ metricName, metricNamespace: "ns", metricValue: "1" }],
  });

export const MESSAGES: Account[] = [
  {
    name: "topics and queues",
    setup: [
      topic("plain"),
      topic("sealed", { KmsMasterKeyId: "alias/k" }),
      topic("open", { Policy: policy(letsEveryone("sns:Publish")) }),
      topic("owned", {
        Policy: policy(
          letsEveryone("sns:Publish", { Condition: { StringEquals: { "AWS:SourceOwner": "123456789012" } } }),
        ),
      }),
      subscribe("http", "http://example.com/a"),
      subscribe("https", "https://example.com/a"),
      queue("q-kms", { KmsMasterKeyId: "alias/k", SqsManagedSseEnabled: "false" }),
      queue("q-sse", { SqsManagedSseEnabled: "true" }),
      queue("q-clear", { SqsManagedSseEnabled: "false" }),
      queue("q-open", { Policy: policy(letsEveryone("sqs:SendMessage")) }),
      queue("q-topic", {
        Policy: policy(
          letsEveryone("sqs:SendMessage", {
            Condition: { ArnEquals: { "aws:SourceArn": "arn:aws:sns:us-east-1:123456789012:plain" } },
          }),
        ),
      }),
    ],
    verdicts: {
      "SNS-001 plain": "FAIL",
      "SNS-001 sealed": "PASS",
      "SNS-002 plain": "PASS",
      "SNS-002 open": "FAIL",
      "SNS-002 owned": "PASS",
      "SNS-003 ${http}": "FAIL",
      "SNS-003 ${https}": "PASS",
      "SQS-001 ${q_kms}": "PASS",
      "SQS-001 q-sse": "PASS",
      "SQS-001 q-clear": "FAIL",
      "SQS-002 q-clear": "PASS",
      "SQS-002 q-open": "FAIL",
      "SQS-002 q-topic": "PASS",
    },
  },
  {
    name: "trails and alarms without each other",
    setup: [
      alarm("silent", "m"),
      alarm("telling", "m", { AlarmActions: ["arn:aws:sns:us-east-1:123456789012:t"] }),
      alarm("elsewhere", "m", { OKActions: ["arn:aws:sns:us-east-1:123456789012:t"], ActionsEnabled: false }),
      bucket("trail-logs"),
      step("cloudtrail", "CreateTrail", { Name: "whole", S3BucketName: "trail-logs" }),
      step("cloudtrail", "PutEventSelectors", {
        TrailName: "whole",
        EventSelectors: [
          {
            ...{ ReadWriteType: "All", IncludeManagementEvents: true },
            DataResources: [{ Type: "AWS::S3::Object", Values: ["arn:aws:s3"] }],
          },
        ],
      }),
      bucket("open-logs"),
      block("open-logs", false),
      bucketPolicy("open-logs", { ...letsEveryone("s3:GetObject"), Resource: "arn:aws:s3:::open-logs/*" }),
      step("cloudtrail", "CreateTrail", { Name: "open", S3BucketName: "open-logs" }),
    ],
    verdicts: {
      "CTR-001 *": "FAIL",
      "CTR-004 whole": "FAIL",
      "CTR-005 whole": "PASS",
      "CTR-005 open": "FAIL",
      "CTR-007 whole": "PASS",
      "CTR-007 open": "FAIL",
      "CTR-008 whole": "PASS",
      "CWL-003 elsewhere": "FAIL",
      "CWL-004 silent": "FAIL",
      "CWL-004 telling": "PASS",
      "CWL-004 elsewhere": "FAIL",
      "CWL-009 *": "FAIL",
    },
  },
  {
    name: "a trail that raises alarms",
    setup: [
      bucket("trail-logs"),
      step("logs", "CreateLogGroup", { logGroupName: "/trail" }),
      step("logs", "DescribeLogGroups", { logGroupNamePrefix: "/trail" }, { group: "logGroups[0].arn" }),
      role("delivers", "cloudtrail.amazonaws.com"),
      step("cloudtrail", "CreateTrail", {
        ...{ Name: "main", S3BucketName: "trail-logs", CloudWatchLogsLogGroupArn: "${group}" },
        CloudWatchLogsRoleArn: "${role}",
      }),
      filter(
        "trails",
        "{ ($.eventName = CreateTrail) || ($.eventName = UpdateTrail) || ($.eventName = DeleteTrail) || ($.eventName = StartLogging) || ($.eventName = StopLogging) }",
      ),
      alarm("trails", "trails"),
      filter("sign-ins", '{($.eventName="ConsoleLogin") && ($.additionalEventData.MFAUsed!="Yes")}'),
      alarm("sign-ins", "sign-ins"),
      filter(
        "root",
        '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }',
      ),
    ],
    verdicts: { "CWL-005 *": "FAIL", "CWL-007 *": "PASS", "CWL-009 *": "PASS", "CWL-010 *": "FAIL" },
  },
];
