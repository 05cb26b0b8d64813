import type { Patch } from "./patches.ts";

export const POLICY_FILE = `policy = file("policy.json")`;
/** AWS replaces a policy as a whole, so it comes from a file that people have read. */
export const policyOf = (type: string, id: string): Patch => ({ terraform: [type, `${id}\n${POLICY_FILE}`] });

const container = (line: string, properties: Record<string, unknown>): Patch => ({
  terraform: [
    "aws_ecs_task_definition",
    `family = <id>\n\n# Beside what the container has.\ncontainer_definitions = jsonencode([{\n  name = "CONTAINER"\n  ${line}\n}])`,
  ],
  cloudFormation: { ContainerDefinitions: [{ Name: "CONTAINER", ...properties }] },
});
const ingress = (from: number | string, to: number | string): Patch => ({
  terraform: [
    "aws_vpc_security_group_ingress_rule",
    `# Instead of the rule for 0.0.0.0/0.\nsecurity_group_id = <id>\nip_protocol       = "tcp"\nfrom_port         = ${from}\nto_port           = ${to}\ncidr_ipv4         = "ALLOWED_CIDR"`,
  ],
  cloudFormation: {
    SecurityGroupIngress: [{ IpProtocol: "tcp", FromPort: from, ToPort: to, CidrIp: "ALLOWED_CIDR" }],
  },
});
const vpc: Patch = {
  terraform: [
    "aws_lambda_function",
    `function_name = <id>\n\nvpc_config {\n  subnet_ids         = ["SUBNET_IN_ONE_ZONE", "SUBNET_IN_ANOTHER_ZONE"]\n  security_group_ids = ["SECURITY_GROUP_ID"]\n}`,
  ],
  cloudFormation: {
    VpcConfig: {
      SubnetIds: ["SUBNET_IN_ONE_ZONE", "SUBNET_IN_ANOTHER_ZONE"],
      SecurityGroupIds: ["SECURITY_GROUP_ID"],
    },
  },
};
/** Of rules on networks, databases, buckets, functions, containers and load balancers. */
export const SERVICE_PATCHES: Readonly<Record<string, Patch>> = {
  "EC2-008": { terraform: ["aws_instance", "associate_public_ip_address = false"] },
  "EC2-009": {
    terraform: ["aws_instance", `iam_instance_profile = "INSTANCE_PROFILE"`],
    cloudFormation: { IamInstanceProfile: "INSTANCE_PROFILE" },
  },
  "EC2-011": ingress(22, 22),
  "EC2-012": ingress(3389, 3389),
  "EC2-013": ingress("PORT", "PORT"),
  "EC2-014": ingress("PORT", "PORT"),
  "EC2-015": ingress("PORT", "PORT"),
  "EC2-016": ingress("PORT", "PORT"),
  "EC2-019": {
    terraform: [
      "aws_network_acl_rule",
      `network_acl_id = <id>\nrule_number    = RULE_NUMBER\nrule_action    = "allow"\nprotocol       = "tcp"\nfrom_port      = 22\nto_port        = 22\ncidr_block     = "ALLOWED_CIDR"`,
    ],
  },
  "EC2-022": {
    terraform: ["aws_launch_template", "network_interfaces {\n  associate_public_ip_address = false\n}"],
    cloudFormation: {
      LaunchTemplateData: { NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: false }] },
    },
  },
  "VPC-003": {
    terraform: [
      "aws_vpc_endpoint",
      `vpc_id            = <id>\nservice_name      = "com.amazonaws.REGION.ec2"\nvpc_endpoint_type = "Interface"`,
    ],
  },
  "VPC-005": { terraform: ["aws_vpc_endpoint", POLICY_FILE] },
  "ASG-001": {
    terraform: [
      "aws_autoscaling_group",
      `name                = <id>\nvpc_zone_identifier = ["SUBNET_IN_ONE_ZONE", "SUBNET_IN_ANOTHER_ZONE"]`,
    ],
    cloudFormation: { VPCZoneIdentifier: ["SUBNET_IN_ONE_ZONE", "SUBNET_IN_ANOTHER_ZONE"] },
  },
  "RDS-001": {
    terraform: [
      "aws_db_instance",
      "identifier = <id>\n\n# Replaces the instance: restore it from an encrypted copy.\nstorage_encrypted = true",
    ],
    cloudFormation: { StorageEncrypted: true },
  },
  "RDS-007": {
    terraform: ["aws_db_instance", `identifier = <id>\n\nenabled_cloudwatch_logs_exports = ["LOG_TYPE"]`],
    cloudFormation: { EnableCloudwatchLogsExports: ["LOG_TYPE"] },
  },
  "RDS-012": {
    terraform: ["aws_db_instance", "identifier = <id>\n\nport = NEW_PORT"],
    cloudFormation: { Port: "NEW_PORT" },
  },
  "RDS-013": {
    terraform: [
      "aws_db_parameter_group",
      `name = "PARAMETER_GROUP"\n\nparameter {\n  name         = "rds.force_ssl"\n  value        = "1"\n  apply_method = "pending-reboot"\n}`,
    ],
  },
  "RDS-016": {
    terraform: [
      "aws_rds_cluster",
      "cluster_identifier = <id>\n\n# Replaces the cluster: restore it from an encrypted copy.\nstorage_encrypted = true",
    ],
    cloudFormation: { StorageEncrypted: true },
  },
  "RDS-018": {
    terraform: [
      "aws_rds_cluster_instance",
      `cluster_identifier = <id>\nidentifier         = "READER_ID"\ninstance_class     = "INSTANCE_CLASS"\nengine             = "ENGINE"`,
    ],
  },
  "RDS-021": {
    terraform: ["aws_db_instance", `identifier = <id>\n\nengine_version = "ENGINE_VERSION"`],
    cloudFormation: { EngineVersion: "ENGINE_VERSION" },
  },
  "S3-005": policyOf(
    "aws_s3_bucket_policy",
    "# With a statement that denies s3:* where aws:SecureTransport is false.\nbucket = <id>",
  ),
  "S3-013": policyOf("aws_s3_bucket_policy", "bucket = <id>"),
  "S3-014": {
    terraform: [
      "aws_s3_bucket_object_lock_configuration",
      `bucket = <id>\n\nrule {\n  default_retention {\n    mode = "GOVERNANCE"\n    days = 30\n  }\n}`,
    ],
    cloudFormation: {
      ObjectLockEnabled: true,
      ObjectLockConfiguration: {
        ObjectLockEnabled: "Enabled",
        Rule: { DefaultRetention: { Mode: "GOVERNANCE", Days: 30 } },
      },
    },
  },
  "S3-015": {
    terraform: [
      "aws_s3_bucket_replication_configuration",
      `bucket = <id>\nrole   = "ROLE_ARN"\n\nrule {\n  status = "Enabled"\n\n  destination {\n    bucket = "DESTINATION_BUCKET_ARN"\n  }\n}`,
    ],
    cloudFormation: {
      ReplicationConfiguration: {
        Role: "ROLE_ARN",
        Rules: [{ Status: "Enabled", Destination: { Bucket: "DESTINATION_BUCKET_ARN" } }],
      },
    },
  },
  "LAM-002": {
    terraform: ["aws_lambda_function", `function_name = <id>\n\nruntime = "RUNTIME"`],
    cloudFormation: { Runtime: "RUNTIME" },
  },
  "LAM-005": {
    terraform: [
      "aws_lambda_function_url",
      `function_name      = <id>\nauthorization_type = "AWS_IAM"\n\ncors {\n  allow_origins = ["ALLOWED_ORIGIN"]\n}`,
    ],
  },
  "LAM-006": vpc,
  "LAM-007": vpc,
  "ECS-001": container("privileged = false", { Privileged: false }),
  "ECS-002": container(`user = "1000"`, { User: "1000" }),
  "ECS-003": {
    terraform: ["aws_ecs_task_definition", `family   = <id>\npid_mode = "task"`],
    cloudFormation: { PidMode: "task" },
  },
  "ECS-004": container("readonlyRootFilesystem = true", { ReadonlyRootFilesystem: true }),
  "ECS-005": container(`secrets = [{ name = "NAME", valueFrom = "SECRET_ARN" }]`, {
    Secrets: [{ Name: "NAME", ValueFrom: "SECRET_ARN" }],
  }),
  "ECS-006": container(
    `logConfiguration = { logDriver = "awslogs", options = { awslogs-group = "LOG_GROUP", awslogs-region = "REGION", awslogs-stream-prefix = "CONTAINER" } }`,
    {
      LogConfiguration: {
        LogDriver: "awslogs",
        Options: { "awslogs-group": "LOG_GROUP", "awslogs-region": "REGION", "awslogs-stream-prefix": "CONTAINER" },
      },
    },
  ),
  "ECS-008": {
    terraform: ["aws_ecs_service", `platform_version = "LATEST"`],
    cloudFormation: { PlatformVersion: "LATEST" },
  },
  "ELB-001": {
    terraform: [
      "aws_lb_listener",
      `load_balancer_arn = <arn>\nport              = 80\nprotocol          = "HTTP"\n\ndefault_action {\n  type = "redirect"\n\n  redirect {\n    protocol    = "HTTPS"\n    port        = "443"\n    status_code = "HTTP_301"\n  }\n}`,
    ],
  },
  "ELB-007": {
    terraform: ["aws_lb", `subnets = ["SUBNET_IN_ONE_ZONE", "SUBNET_IN_ANOTHER_ZONE"]`],
    cloudFormation: { Subnets: ["SUBNET_IN_ONE_ZONE", "SUBNET_IN_ANOTHER_ZONE"] },
  },
  "ELB-009": {
    terraform: [
      "aws_elb",
      `name = <id>\n\nlistener {\n  lb_port            = 443\n  lb_protocol        = "https"\n  instance_port      = 80\n  instance_protocol  = "http"\n  ssl_certificate_id = "CERTIFICATE_ARN"\n}`,
    ],
    cloudFormation: {
      Listeners: [
        {
          LoadBalancerPort: "443",
          Protocol: "HTTPS",
          InstancePort: "80",
          InstanceProtocol: "HTTP",
          SSLCertificateId: "CERTIFICATE_ARN",
        },
      ],
    },
  },
  "ELB-010": {
    terraform: ["aws_elb", `name = <id>\n\naccess_logs {\n  bucket   = "LOG_BUCKET"\n  interval = 60\n}`],
    cloudFormation: { AccessLoggingPolicy: { Enabled: true, S3BucketName: "LOG_BUCKET", EmitInterval: 60 } },
  },
  "ELB-011": {
    terraform: ["aws_elb", "name = <id>\n\ncross_zone_load_balancing = true"],
    cloudFormation: { CrossZone: true },
  },
};
