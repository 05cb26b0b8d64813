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
};

export const typeLabel = (type: string) => LABELS[type] ?? type.split("::").slice(1).join(" ");

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
  "Amazon Route 53": "Route 53",
};

export const serviceLabel = (service: string) => SERVICES[service] ?? service;
