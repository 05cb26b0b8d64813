import type { SetupStep } from "./moto.ts";

/** More than a page of five of every type, and every relation; the same in each region. */
export function accountSetup(region: string): SetupStep[] {
  const step = (service: string, op: string, params: unknown, save?: Record<string, string>): SetupStep => ({
    service,
    op,
    region,
    params,
    save,
  });
  const times = (count: number, make: (index: number) => SetupStep | SetupStep[]) =>
    Array.from({ length: count }, (_, index) => make(index)).flat();
  const tags = [{ Key: "Team", Value: "shop" }];
  const tagged = (type: string) => ({ TagSpecifications: [{ ResourceType: type, Tags: tags }] });
  const role = `app-${region}`;
  /** What an earlier step saved. */
  const saved = (name: string) => `\${${name}}`;
  const json = (value: unknown) => ({ $json: value });
  return [
    step(
      "iam",
      "CreateRole",
      { RoleName: role, AssumeRolePolicyDocument: json({ Version: "2012-10-17", Statement: [] }) },
      { role: "Role.Arn" },
    ),
    step("iam", "CreateInstanceProfile", { InstanceProfileName: role }, { profile: "InstanceProfile.Arn" }),
    ...times(6, (i) =>
      step("ec2", "CreateVpc", { CidrBlock: `10.${i}.0.0/16`, ...tagged("vpc") }, { vpc: "Vpc.VpcId" }),
    ),
    ...times(2, (i) =>
      step(
        "ec2",
        "CreateSubnet",
        {
          VpcId: saved("vpc"),
          CidrBlock: `10.5.${i}.0/24`,
          AvailabilityZone: `${region}${"ab"[i]}`,
          ...tagged("subnet"),
        },
        { [`subnet${i}`]: "Subnet.SubnetId" },
      ),
    ),
    ...times(7, (i) =>
      step(
        "ec2",
        "CreateSecurityGroup",
        { GroupName: `group-${i}`, Description: "d", VpcId: saved("vpc"), ...tagged("security-group") },
        { [`group${i}`]: "GroupId" },
      ),
    ),
    // group1 is named by group2, group3 is attached to the instances, group4 is set on a function.
    step("ec2", "AuthorizeSecurityGroupIngress", {
      GroupId: saved("group2"),
      IpPermissions: [
        { IpProtocol: "tcp", FromPort: 5432, ToPort: 5432, UserIdGroupPairs: [{ GroupId: saved("group1") }] },
      ],
    }),
    ...times(7, (i) =>
      step("ec2", "CreateVolume", { Size: 10 + i, AvailabilityZone: `${region}a`, ...tagged("volume") }),
    ),
    ...times(6, () =>
      step(
        "ec2",
        "RunInstances",
        {
          ImageId: "ami-12c6146b",
          InstanceType: "t3.micro",
          MinCount: 1,
          MaxCount: 1,
          SubnetId: saved("subnet0"),
          SecurityGroupIds: [saved("group3")],
          IamInstanceProfile: { Arn: saved("profile") },
          ...tagged("instance"),
        },
        { instance: "Instances[0].InstanceId" },
      ),
    ),
    ...times(6, (i) =>
      step("rds", "CreateDBInstance", {
        DBInstanceIdentifier: `db-${i}`,
        AllocatedStorage: 20,
        Engine: "postgres",
        DBInstanceClass: "db.t3.micro",
        MasterUsername: "owner1",
        MasterUserPassword: "not-a-real-pw1",
        Tags: tags,
      }),
    ),
    ...times(12, (i) => {
      const Bucket = `shop-${region}-${i}`;
      const place = region === "us-east-1" ? {} : { CreateBucketConfiguration: { LocationConstraint: region } };
      return [
        step("s3", "CreateBucket", { Bucket, ...place }),
        step("s3", "PutBucketTagging", { Bucket, Tagging: { TagSet: tags } }),
      ];
    }),
    ...times(7, (i) =>
      step("lambda", "CreateFunction", {
        FunctionName: `fn-${i}`,
        Runtime: "python3.12",
        Role: saved("role"),
        Handler: "a.h",
        Code: { ZipFile: { $zip: { "a.py": "def h(e, c): pass\n" } } },
        Environment: { Variables: i === 0 ? { DB_PASSWORD: "hunter2" } : { LOG_LEVEL: "info" } },
        ...(i === 1
          ? { VpcConfig: { SubnetIds: [saved("subnet0"), saved("subnet1")], SecurityGroupIds: [saved("group4")] } }
          : {}),
        Tags: { Team: "shop" },
      }),
    ),
    step("ecs", "RegisterTaskDefinition", {
      family: "web",
      containerDefinitions: [{ name: "web", image: "web:1", memory: 64 }],
    }),
    ...times(3, (cluster) => step("ecs", "CreateCluster", { clusterName: `cluster-${cluster}` })),
    // The middle cluster is empty, and one is longer than a page.
    ...[0, 2].flatMap((cluster) =>
      times(cluster === 0 ? 7 : 1, (i) =>
        step("ecs", "CreateService", {
          cluster: `cluster-${cluster}`,
          serviceName: `web-${i}`,
          taskDefinition: "web",
          desiredCount: 1,
          tags: [{ key: "Team", value: "shop" }],
        }),
      ),
    ),
    ...times(6, (i) =>
      step(
        "elbv2",
        "CreateLoadBalancer",
        {
          Name: `lb-${i}`,
          Subnets: [saved("subnet0"), saved("subnet1")],
          SecurityGroups: [saved("group5")],
          Tags: tags,
        },
        { balancer: "LoadBalancers[0].LoadBalancerArn" },
      ),
    ),
    step(
      "elbv2",
      "CreateTargetGroup",
      { Name: "web", Protocol: "HTTP", Port: 80, VpcId: saved("vpc"), TargetType: "instance" },
      { targets: "TargetGroups[0].TargetGroupArn" },
    ),
    step("elbv2", "RegisterTargets", {
      TargetGroupArn: saved("targets"),
      Targets: [{ Id: saved("instance"), Port: 80 }],
    }),
    step("elbv2", "CreateListener", {
      LoadBalancerArn: saved("balancer"),
      Protocol: "HTTP",
      Port: 80,
      DefaultActions: [{ Type: "forward", TargetGroupArn: saved("targets") }],
    }),
  ];
}
