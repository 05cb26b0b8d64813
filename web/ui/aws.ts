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
