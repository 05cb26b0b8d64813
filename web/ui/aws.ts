/** Words of people for CloudFormation's names; a type that has none yet is shown by its last two parts. */
const LABELS: Record<string, string> = {
  "AWS::EC2::Instance": "EC2 instance",
  "AWS::EC2::Volume": "EBS volume",
  "AWS::EC2::SecurityGroup": "Security group",
  "AWS::EC2::VPC": "VPC",
  "AWS::EC2::Subnet": "Subnet",
  "AWS::RDS::DBInstance": "RDS instance",
  "AWS::S3::Bucket": "S3 bucket",
  "AWS::Lambda::Function": "Lambda function",
  "AWS::ECS::Service": "ECS service",
  "AWS::ElasticLoadBalancingV2::LoadBalancer": "Load balancer",
  "AWS::ApiGateway::RestApi": "REST API",
  "AWS::ApiGatewayV2::Api": "HTTP API",
  "AWS::Backup::BackupPlan": "Backup plan",
  "AWS::Config::ConfigurationRecorder": "Config recorder",
  "AWS::EC2::EIP": "Elastic IP",
  "AWS::EC2::Image": "AMI",
  "AWS::EC2::NatGateway": "NAT gateway",
  "AWS::EC2::NetworkAcl": "Network ACL",
  "AWS::EC2::Snapshot": "EBS snapshot",
  "AWS::EC2::VPCEndpoint": "VPC endpoint",
  "AWS::EC2::VPCPeeringConnection": "VPC peering",
  "AWS::RDS::DBCluster": "RDS cluster",
  "AWS::RDS::DBSnapshot": "RDS snapshot",
  "AWS::S3::AccountPublicAccessBlock": "S3 public access block",
};

/** Where CloudFormation runs words together, or says what the next word says again. */
const FAMILIES: Record<string, string> = {
  AccessAnalyzer: "Access Analyzer",
  Account: "",
  ApiGateway: "REST API",
  ApiGatewayV2: "HTTP API",
  AutoScaling: "",
  CertificateManager: "ACM",
  Config: "AWS Config",
  ElasticLoadBalancing: "Classic",
  ElasticLoadBalancingV2: "",
  Logs: "",
  OpenSearchService: "OpenSearch",
  SecretsManager: "",
  SecurityHub: "Security Hub",
  StepFunctions: "",
};

/** "AWS::ECS::TaskDefinition" → "ECS task definition" */
export function typeLabel(type: string): string {
  const [, family = "", thing = ""] = type.split("::");
  const noun = thing.replaceAll(/([a-z])([A-Z])/g, "$1 $2").replaceAll(/\b[A-Z][a-z]/g, (word) => word.toLowerCase());
  const label = LABELS[type] ?? `${FAMILIES[family] ?? family} ${noun}`.trim();
  return label.slice(0, 1).toUpperCase() + label.slice(1);
}

/** Cost Explorer's names are long; these are the ones that everybody says. */
const SERVICES: Record<string, string> = {
  "Amazon Elastic Compute Cloud - Compute": "EC2",
  "EC2 - Other": "EC2, other",
  "Amazon Relational Database Service": "RDS",
  "Amazon Simple Storage Service": "S3",
  "AWS Lambda": "Lambda",
  "Amazon Elastic Container Service": "ECS",
  "Amazon Elastic Load Balancing": "Load balancing",
  "Amazon Virtual Private Cloud": "VPC",
  "Savings Plans for AWS Compute usage": "Savings Plans",
  AmazonCloudWatch: "CloudWatch",
  "Amazon DynamoDB": "DynamoDB",
  "AWS Key Management Service": "KMS",
  "Amazon Simple Notification Service": "SNS",
  "Amazon Simple Queue Service": "SQS",
};

export const serviceLabel = (service: string) => SERVICES[service] ?? service.replace(/^(Amazon|AWS) /, "");
