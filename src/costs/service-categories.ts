import type { ServiceCategory } from "./focus/columns.ts";

/** FOCUS's service category by the names that AWS bills under; the first that matches. */
const CATEGORIES: readonly [RegExp, ServiceCategory][] = [
  [
    /EC2 - Other|Elastic Block Store|Simple Storage|Elastic File|FSx|Glacier|Backup|Storage Gateway|Snowball/i,
    "Storage",
  ],
  [
    /Elastic Compute Cloud|EC2|Lambda|Container Service|Kubernetes|Fargate|Lightsail|Batch|App Runner|Elastic Beanstalk|AWS Compute|Container Registry/i,
    "Compute",
  ],
  [
    /Relational Database|RDS|DynamoDB|ElastiCache|MemoryDB|DocumentDB|Neptune|Aurora|Keyspaces|Timestream/i,
    "Databases",
  ],
  [
    /Load Balancing|CloudFront|Virtual Private Cloud|Route 53|Direct Connect|VPN|Transit Gateway|Global Accelerator|API Gateway|Data Transfer|NAT Gateway/i,
    "Networking",
  ],
  [
    /Key Management|Secrets Manager|GuardDuty|Security Hub|WAF|Inspector|Macie|Shield|Certificate Manager|Detective/i,
    "Security",
  ],
  [/Cognito|Directory Service|Identity/i, "Identity"],
  [
    /Redshift|Athena|Glue|Kinesis|OpenSearch|Elasticsearch|QuickSight|EMR|Elastic MapReduce|Lake Formation/i,
    "Analytics",
  ],
  [
    /SageMaker|Bedrock|Rekognition|Comprehend|Textract|Polly|Transcribe|Translate|Lex|Q Developer/i,
    "AI and Machine Learning",
  ],
  [
    /Simple Queue|Simple Notification|EventBridge|CloudWatch Events|MQ|Step Functions|AppFlow|Managed Streaming/i,
    "Integration",
  ],
  [
    /CloudWatch|CloudTrail|Config|Systems Manager|Support|Cost Explorer|Organizations|Trusted Advisor|X-Ray|Service Catalog/i,
    "Management and Governance",
  ],
  [/CodeBuild|CodePipeline|CodeCommit|CodeDeploy|CodeArtifact|Cloud9/i, "Developer Tools"],
  [/Database Migration|DataSync|Migration/i, "Migration"],
  [/MediaConvert|MediaLive|Elemental|Interactive Video/i, "Media"],
  [/WorkSpaces|WorkMail|Chime|Connect/i, "Business Applications"],
  [/IoT|Greengrass/i, "Internet of Things"],
  [/Amplify|AppSync|Simple Email/i, "Web"],
];

export const serviceCategoryOf = (service: string): ServiceCategory =>
  CATEGORIES.find(([names]) => names.test(service))?.[1] ?? "Other";

export const COST_KINDS = ["compute", "storage", "network", "other"] as const;
/** Four kinds that people ask for first; databases are machines with disks, and count as other. */
export function costKindOf(service: string): (typeof COST_KINDS)[number] {
  const category = serviceCategoryOf(service);
  return category === "Compute"
    ? "compute"
    : category === "Storage"
      ? "storage"
      : category === "Networking"
        ? "network"
        : "other";
}
