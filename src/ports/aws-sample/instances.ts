import type { _InstanceType, Instance, Volume } from "@aws-sdk/client-ec2";
import {
  arn,
  DAY_MS,
  daysBefore,
  type Environment,
  groupId,
  keyValues,
  lastMonday,
  longAgo,
  type Region,
  tagsOf,
  vpcId,
  vpcOf,
} from "./company.ts";
import { subnetsOf } from "./network.ts";
import { random } from "./random.ts";
import { type Disk, volumeOf } from "./volumes.ts";

/** busy ~45 % CPU, steady ~18 %, idle 1–2 %; old = stopped years ago, resting = stopped nine days ago; weekly = replaced each Monday. */
export type Mood = "busy" | "steady" | "idle" | "old" | "resting" | "weekly";

type Fleet = {
  region: Region;
  service: string;
  role: string;
  environment: Environment;
  type: _InstanceType;
  count: number;
  mood: Mood;
  /** A second volume, in GiB. */
  data?: Disk;
  arm?: true;
  windows?: true;
  /** Has a public address and a group of its own. */
  open?: true;
};

const fleet = (
  region: Region,
  environment: Environment,
  service: string,
  role: string,
  type: _InstanceType,
  count: number,
  mood: Mood,
  more: Pick<Fleet, "data" | "arm" | "windows" | "open"> = {},
): Fleet => ({ region, environment, service, role, type, count, mood, ...more });

export const FLEETS: readonly Fleet[] = [
  fleet("us-east-1", "production", "checkout", "api", "m6i.large", 4, "busy"),
  fleet("us-east-1", "production", "web", "edge", "c6i.large", 4, "busy"),
  fleet("us-east-1", "production", "catalog", "api", "m5.large", 3, "steady"),
  fleet("us-east-1", "production", "search", "node", "r6i.xlarge", 3, "busy", { data: { type: "gp3", size: 300 } }),
  fleet("us-east-1", "production", "billing", "worker", "m6i.large", 2, "steady"),
  fleet("us-east-1", "production", "data-lake", "etl", "r5.2xlarge", 2, "steady", { data: { type: "gp2", size: 500 } }),
  fleet("us-east-1", "production", "identity", "api", "t3.medium", 2, "steady"),
  fleet("us-east-1", "production", "platform", "bastion", "t2.micro", 1, "idle", { open: true }),
  fleet("us-east-1", "production", "platform", "ci-runner", "c5.2xlarge", 2, "idle", {
    data: { type: "gp2", size: 200 },
  }),
  fleet("us-east-1", "staging", "checkout", "api", "t3.large", 2, "idle"),
  fleet("us-east-1", "staging", "web", "edge", "t3.large", 1, "idle"),
  fleet("us-east-1", "development", "data-lake", "notebook", "m4.2xlarge", 1, "old", {
    data: { type: "gp2", size: 1000 },
  }),
  fleet("us-east-1", "development", "recommendations", "training", "g5.xlarge", 1, "resting"),
  fleet("us-west-2", "production", "search", "indexer", "c6g.xlarge", 4, "weekly", { arm: true }),
  fleet("us-west-2", "production", "data-lake", "warehouse", "r6i.large", 2, "steady", {
    data: { type: "gp3", size: 1000 },
  }),
  fleet("us-west-2", "production", "analytics", "report", "m5.xlarge", 1, "idle"),
  fleet("us-west-2", "development", "analytics", "sandbox", "t3.large", 1, "resting"),
  fleet("eu-west-1", "production", "web", "edge", "c7g.large", 2, "busy", { arm: true }),
  fleet("eu-west-1", "production", "checkout", "api", "m6i.large", 2, "busy"),
  fleet("eu-west-1", "production", "catalog", "api", "m7g.large", 2, "steady", { arm: true }),
  fleet("eu-west-1", "production", "search", "node", "r6g.xlarge", 2, "steady", {
    arm: true,
    data: { type: "gp3", size: 300 },
  }),
  fleet("eu-west-1", "production", "erp", "server", "m5.xlarge", 1, "steady", {
    windows: true,
    open: true,
    data: { type: "io1", size: 200 },
  }),
  fleet("eu-west-1", "staging", "checkout", "api", "t3.medium", 2, "idle"),
  fleet("eu-west-1", "staging", "search", "node", "r4.large", 1, "old", { data: { type: "gp2", size: 300 } }),
  fleet("ap-southeast-1", "production", "web", "edge", "t3.large", 2, "steady"),
  fleet("ap-southeast-1", "production", "checkout", "api", "m6i.large", 2, "busy"),
  fleet("ap-southeast-1", "production", "platform", "bastion", "t3.micro", 1, "idle", { open: true }),
];

/** One instance with its disks, and how busy it is. */
export type Machine = { instance: Instance; volumes: Volume[]; mood: Mood };

export const machinesOf = (region: Region, now: Date): Machine[] =>
  FLEETS.filter((fleet) => fleet.region === region).flatMap((fleet) =>
    Array.from({ length: fleet.count }, (_, index) => machineOf(fleet, index, now)),
  );

export const groupNameOf = ({ environment, service, role }: Pick<Fleet, "environment" | "service" | "role">) =>
  `${environment}-${service}-${role}`;

function machineOf(fleet: Fleet, index: number, now: Date): Machine {
  const { region, environment, service, role, mood } = fleet;
  const name = `${environment === "production" ? "" : `${environment}-`}${service}-${role}-${index + 1}`;
  const launched = mood === "weekly" ? lastMonday(now) : longAgo(now, region, name);
  const luck = random("instance", region, name, mood === "weekly" ? launched.getTime() : 0);
  const id = `i-0${luck.hex(16)}`;
  const tags = tagsOf(service, environment, name);

  const vpc = vpcOf(region, environment);
  const subnets = subnetsOf(region, vpc).filter(
    ({ isPublic }) => vpc === "default" || isPublic === Boolean(fleet.open),
  );
  const { id: subnet, zone } = subnets[index % subnets.length] ?? {};

  const volumes = disksOf(fleet).map(({ type, size }, at) =>
    volumeOf({
      region,
      type,
      size,
      instanceId: id,
      attachedAt: launched,
      zone,
      tags,
      device: at === 0 ? "root" : "data",
    }),
  );
  const instance: Instance = {
    InstanceId: id,
    InstanceType: fleet.type,
    ImageId: `ami-0${random("image", region, String(fleet.arm), String(fleet.windows)).hex(16)}`,
    LaunchTime: launched,
    ...stateOf(fleet, launched, now),
    ...(fleet.open ? { PublicIpAddress: `198.51.100.${luck.int(1, 254)}` } : {}),
    PrivateIpAddress: `10.${luck.int(10, 41)}.${luck.int(0, 95)}.${luck.int(4, 250)}`,
    SubnetId: subnet,
    VpcId: vpcId(region, vpc),
    ...(luck.chance(0.85) ? { IamInstanceProfile: profileOf(service, role) } : {}),
    MetadataOptions: {
      State: "applied",
      HttpTokens: mood === "old" || luck.chance(0.2) ? "optional" : "required",
      HttpEndpoint: "enabled",
      HttpPutResponseHopLimit: 2,
      HttpProtocolIpv6: "disabled",
      InstanceMetadataTags: "disabled",
    },
    Architecture: fleet.arm ? "arm64" : "x86_64",
    PlatformDetails: fleet.windows ? "Windows" : "Linux/UNIX",
    ...(fleet.windows ? { Platform: "Windows" as const } : {}),
    SecurityGroups: [{ GroupId: groupId(region, groupNameOf(fleet)), GroupName: groupNameOf(fleet) }],
    Placement: { AvailabilityZone: zone, Tenancy: "default" },
    ...(mood === "weekly" ? { InstanceLifecycle: "spot" as const } : {}),
    BlockDeviceMappings: volumes.map(({ VolumeId, Attachments }) => ({
      DeviceName: Attachments?.[0]?.Device,
      Ebs: { VolumeId, Status: "attached", DeleteOnTermination: true, AttachTime: launched },
    })),
    Monitoring: { State: luck.chance(0.3) ? "enabled" : "disabled" },
    EbsOptimized: true,
    RootDeviceName: "/dev/xvda",
    RootDeviceType: "ebs",
    Tags: keyValues(tags),
  };
  return { instance, volumes, mood };
}

/** The console's own sentence with the moment of the stop is the only place where AWS tells it. */
function stateOf({ mood }: Fleet, launched: Date, now: Date): Pick<Instance, "State" | "StateTransitionReason"> {
  if (mood !== "old" && mood !== "resting") return { State: { Code: 16, Name: "running" }, StateTransitionReason: "" };
  const stopped = mood === "old" ? new Date(launched.getTime() + 15 * DAY_MS) : daysBefore(now, 9);
  const at = stopped.toISOString().slice(0, 19).replace("T", " ");
  return { State: { Code: 80, Name: "stopped" }, StateTransitionReason: `User initiated (${at} GMT)` };
}

function disksOf({ type, windows, data }: Fleet): Disk[] {
  const root: Disk = { type: /^(t2|m4|r4|m5|r5|c5)\./.test(type) ? "gp2" : "gp3", size: windows ? 100 : 30 };
  return data ? [root, data] : [root];
}

const profileOf = (service: string, role: string) => ({
  Arn: arn("iam", "", `instance-profile/juniper-${service}-${role}`),
  Id: `AIPA${random("profile", service, role).hex(17).toUpperCase()}`,
});
