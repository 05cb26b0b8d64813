import { type Account, letsEveryone, NETWORK, policy, step } from "./account.ts";

const image = { ImageId: "ami-12c6146b", MinCount: 1, MaxCount: 1 };
const instance = (name: string, more: Record<string, unknown>) =>
  step("ec2", "RunInstances", { ...image, ...more }, { [name]: "Instances[0].InstanceId" });
const withAddress = (AssociatePublicIpAddress: boolean) => ({
  NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: "${a}", AssociatePublicIpAddress }],
});
const group = (name: string, ...IpPermissions: Record<string, unknown>[]) => [
  step("ec2", "CreateSecurityGroup", { GroupName: name, Description: name, VpcId: "${vpc}" }, { [name]: "GroupId" }),
  step("ec2", "AuthorizeSecurityGroupIngress", { GroupId: `\${${name}}`, IpPermissions }),
];
const tcp = (FromPort: number, ToPort: number, cidrs: string[]) => ({
  IpProtocol: "tcp",
  FromPort,
  ToPort,
  IpRanges: cidrs.filter((cidr) => !cidr.includes(":")).map((CidrIp) => ({ CidrIp })),
  Ipv6Ranges: cidrs.filter((cidr) => cidr.includes(":")).map((CidrIpv6) => ({ CidrIpv6 })),
});
const defaultGroup = (vpc: string, name: string) => [
  step(
    "ec2",
    "DescribeSecurityGroups",
    {
      Filters: [
        { Name: "vpc-id", Values: [`\${${vpc}}`] },
        { Name: "group-name", Values: ["default"] },
      ],
    },
    { [name]: "SecurityGroups[0].GroupId" },
  ),
  step("ec2", "RevokeSecurityGroupEgress", {
    GroupId: `\${${name}}`,
    IpPermissions: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }],
  }),
];
const aclEntry = (RuleNumber: number, RuleAction: string) =>
  step("ec2", "CreateNetworkAclEntry", {
    ...{ NetworkAclId: "${acl}", RuleNumber, RuleAction, Protocol: "6", Egress: false, CidrBlock: "0.0.0.0/0" },
    PortRange: { From: 22, To: 22 },
  });
const endpoint = (name: string, vpc: string, service: string, statement?: Record<string, unknown>) =>
  step(
    "ec2",
    "CreateVpcEndpoint",
    {
      VpcId: `\${${vpc}}`,
      ServiceName: `com.amazonaws.us-east-1.${service}`,
      VpcEndpointType: service === "ec2" ? "Interface" : "Gateway",
      ...(statement ? { PolicyDocument: policy(statement) } : {}),
    },
    { [name]: "VpcEndpoint.VpcEndpointId" },
  );

export const NETWORKS: Account[] = [
  {
    name: "machines and what they start from",
    setup: [
      ...NETWORK,
      step("ec2", "CreateVolume", { Size: 1, AvailabilityZone: "us-east-1a", Encrypted: true }, { sealed: "VolumeId" }),
      step("ec2", "CreateVolume", { Size: 1, AvailabilityZone: "us-east-1a" }, { clear: "VolumeId" }),
      step("ec2", "EnableEbsEncryptionByDefault"),
      instance("open", withAddress(true)),
      instance("closed", withAddress(false)),
      instance("leaky", {
        SubnetId: "${a}",
        UserData: Buffer.from("#!/bin/sh\nexport DB_PASSWORD=hunter2Xk92mm\n").toString("base64"),
      }),
      step("ec2", "CreateImage", { InstanceId: "${closed}", Name: "shared" }, { shared: "ImageId" }),
      step("ec2", "CreateImage", { InstanceId: "${closed}", Name: "own" }, { own: "ImageId" }),
      step("ec2", "ModifyImageAttribute", {
        ...{ ImageId: "${shared}", Attribute: "launchPermission", OperationType: "add", UserGroups: ["all"] },
      }),
      ...[
        { LaunchTemplateName: "v2", MetadataOptions: { HttpTokens: "required" } },
        { LaunchTemplateName: "v1", MetadataOptions: undefined },
      ].map(({ LaunchTemplateName, MetadataOptions }) =>
        step(
          "ec2",
          "CreateLaunchTemplate",
          { LaunchTemplateName, LaunchTemplateData: { ImageId: image.ImageId, MetadataOptions } },
          { [LaunchTemplateName]: "LaunchTemplate.LaunchTemplateId" },
        ),
      ),
    ],
    verdicts: {
      "EC2-001 ${sealed}": "PASS",
      "EC2-001 ${clear}": "FAIL",
      "EC2-002 123456789012": "PASS",
      "EC2-008 ${open}": "FAIL",
      "EC2-008 ${closed}": "PASS",
      "EC2-021 ${shared}": "FAIL",
      "EC2-021 ${own}": "PASS",
      "EC2-023 ${v2}": "PASS",
      "EC2-023 ${v1}": "FAIL",
      "EC2-025 ${leaky}": "FAIL",
      "EC2-025 ${closed}": "PASS",
    },
  },
  {
    name: "doors of a network",
    setup: [
      ...NETWORK,
      step("ec2", "CreateVpc", { CidrBlock: "10.1.0.0/16" }, { peer: "Vpc.VpcId" }),
      ...defaultGroup("vpc", "empty"),
      ...defaultGroup("peer", "itself"),
      step("ec2", "AuthorizeSecurityGroupIngress", {
        GroupId: "${itself}",
        IpPermissions: [{ IpProtocol: "-1", UserIdGroupPairs: [{ GroupId: "${itself}" }] }],
      }),
      ...group("halves", tcp(22, 22, ["0.0.0.0/1", "128.0.0.0/1"])),
      ...group("half", tcp(22, 22, ["0.0.0.0/1"])),
      ...group("six", tcp(3300, 3400, ["::/0"])),
      ...group("udp", { IpProtocol: "udp", FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }),
      step("ec2", "CreateNetworkAcl", { VpcId: "${vpc}" }, { acl: "NetworkAcl.NetworkAclId" }),
      aclEntry(110, "allow"),
      aclEntry(100, "deny"),
      endpoint("calls", "vpc", "ec2"),
      endpoint("own", "peer", "s3", letsEveryone("*", { Condition: accountIs("123456789012") })),
      endpoint("other", "peer", "dynamodb", letsEveryone("*", { Condition: accountIs("999988887777") })),
      step(
        "ec2",
        "CreateVpcPeeringConnection",
        { VpcId: "${vpc}", PeerVpcId: "${peer}" },
        { pcx: "VpcPeeringConnection.VpcPeeringConnectionId" },
      ),
      step("ec2", "AcceptVpcPeeringConnection", { VpcPeeringConnectionId: "${pcx}" }),
      step("ec2", "CreateRouteTable", { VpcId: "${vpc}" }, { routes: "RouteTable.RouteTableId" }),
      step("ec2", "CreateRoute", {
        ...{ RouteTableId: "${routes}", DestinationCidrBlock: "10.1.0.0/16", VpcPeeringConnectionId: "${pcx}" },
      }),
    ],
    verdicts: {
      "EC2-011 ${halves}": "FAIL",
      "EC2-011 ${half}": "PASS",
      "EC2-011 ${six}": "PASS",
      "EC2-011 ${udp}": "PASS",
      "EC2-012 ${six}": "FAIL",
      "EC2-014 ${six}": "FAIL",
      "EC2-017 ${empty}": "PASS",
      "EC2-017 ${itself}": "FAIL",
      "EC2-019 ${acl}": "PASS",
      "VPC-003 ${vpc}": "PASS",
      "VPC-003 ${peer}": "FAIL",
      "VPC-004 ${pcx}": "FAIL",
      "VPC-005 ${calls}": "FAIL",
      "VPC-005 ${own}": "PASS",
      "VPC-005 ${other}": "FAIL",
    },
  },
  {
    name: "what scales",
    setup: [
      step("elb", "CreateLoadBalancer", {
        LoadBalancerName: "clb",
        Listeners: [{ Protocol: "HTTP", LoadBalancerPort: 80, InstancePort: 80 }],
        AvailabilityZones: ["us-east-1a"],
      }),
      step("autoscaling", "CreateLaunchConfiguration", {
        ...{ LaunchConfigurationName: "lc", ImageId: image.ImageId, InstanceType: "t3.micro" },
      }),
      ...[
        { AutoScalingGroupName: "one-zone", AvailabilityZones: ["us-east-1a"] },
        { AutoScalingGroupName: "checked", HealthCheckType: "ELB", LoadBalancerNames: ["clb"] },
        { AutoScalingGroupName: "unchecked", HealthCheckType: "EC2", LoadBalancerNames: ["clb"] },
      ].map((more) =>
        step("autoscaling", "CreateAutoScalingGroup", {
          ...{ LaunchConfigurationName: "lc", MinSize: 0, MaxSize: 0 },
          AvailabilityZones: ["us-east-1a", "us-east-1b"],
          ...more,
        }),
      ),
    ],
    verdicts: {
      "ASG-001 one-zone": "FAIL",
      "ASG-001 checked": "PASS",
      "ASG-002 one-zone": "NOT_APPLICABLE",
      "ASG-002 checked": "PASS",
      "ASG-002 unchecked": "FAIL",
    },
  },
];

function accountIs(id: string) {
  return { StringEquals: { "aws:PrincipalAccount": id } };
}
