import type { Instance, SecurityGroup, Volume } from "@aws-sdk/client-ec2";
import type { Aws } from "../../ports/aws.ts";
import { type Discovered, type Place, resourceType } from "../resource-type.ts";
import { measuresOf, NO_USAGE } from "./ec2-usage.ts";
import { findSecretLines, type LineMatch } from "./environment-secrets.ts";
import {
  allPages,
  arnOf,
  attempt,
  discovered,
  each,
  edges,
  fields,
  mapReading,
  type Reading,
  settle,
  tagsOf,
} from "./reading.ts";
import { readUsage, USAGE_CALL } from "./usage.ts";
import { textOfUserData } from "./user-data.ts";

/** Each instance takes one more request, for its user data. */
const PAGE_SIZE = 40;

export default resourceType({
  type: "AWS::EC2::Instance",
  service: "ec2",
  label: "EC2 instance",
  where: "each-region",
  calls: [
    "ec2:DescribeInstances",
    "ec2:DescribeInstanceAttribute",
    "ec2:DescribeVolumes",
    "ec2:DescribeSecurityGroups",
    USAGE_CALL,
  ],
  async list(aws, place, cursor) {
    const request = { MaxResults: PAGE_SIZE, NextToken: cursor ?? undefined };
    const page = await aws.call("ec2:DescribeInstances", request, place.region);
    const all = (page.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []);
    // EC2 still lists what was terminated within the last hour or so; it is gone.
    const instances = all.filter((instance) => instance.State?.Name !== "terminated");
    const running = instances.filter((instance) => instance.State?.Name === "running");
    const measured = await readUsage(aws, place, running.map(measuresOf));
    const usage = (instance: Instance, unread: Record<string, string>) => measured(running.indexOf(instance), unread);
    const groups = await attempt(() => readGroups(aws, place, instances));
    const volumes = await attempt(() => readVolumes(aws, place, instances));
    const resources = await each(instances, async (instance) => {
      const secrets = await attempt(() => readUserData(aws, place, instance.InstanceId ?? ""));
      return toResource(instance, place, { usage, volumes, secrets, groups });
    });
    return { resources, next: page.NextToken || null };
  },
});

type Beside = {
  usage: (instance: Instance, unread: Record<string, string>) => Record<string, number | null>;
  groups: Reading<Map<string, SecurityGroup>>;
  volumes: Reading<Map<string, Volume>>;
  secrets: Reading<LineMatch[]>;
};

function toResource(instance: Instance, place: Place, { usage, volumes: known, secrets, groups }: Beside): Discovered {
  const id = instance.InstanceId ?? "";
  const { CoreCount: cores, ThreadsPerCore: threads } = instance.CpuOptions ?? {};
  const volumes = (instance.BlockDeviceMappings ?? []).map((mapping) => mapping.Ebs?.VolumeId);
  const settled = settle({
    UserDataSecrets: secrets,
    OpenToInternet: openToInternet(instance, groups),
    // What a stopped instance still pays for stands beside its devices: without it they are not known whole.
    BlockDeviceMappings: mapReading(instance.State?.Name === "stopped" ? known : { value: new Map() }, (sizes) =>
      (instance.BlockDeviceMappings ?? []).map((mapping) => ({
        ...fields(mapping, "DeviceName"),
        Ebs: { ...fields(mapping.Ebs ?? {}, "VolumeId"), ...sizeOf(sizes.get(mapping.Ebs?.VolumeId ?? "")) },
      })),
    ),
  });
  const { networkInPerDay14d: received, networkOutPerDay14d: sent, ...measured } = usage(instance, settled.unread);
  const traffic = received == null && sent == null ? null : (received ?? 0) + (sent ?? 0);
  const metrics = { ...NO_USAGE, ...measured, networkBytesPerDay14d: traffic };
  return discovered(place, {
    type: "AWS::EC2::Instance",
    nativeId: id,
    arn: arnOf(place, "ec2", `instance/${id}`),
    tags: tagsOf(instance.Tags),
    config: {
      ...fields(instance, "InstanceId", "InstanceType", "ImageId", "LaunchTime", "StateTransitionReason"),
      ...fields(
        instance,
        "PublicIpAddress",
        "PrivateIpAddress",
        "SubnetId",
        "VpcId",
        "Architecture",
        "PlatformDetails",
      ),
      ...fields(instance, "InstanceLifecycle"),
      State: fields(instance.State ?? {}, "Name"),
      ...(instance.IamInstanceProfile ? { IamInstanceProfile: fields(instance.IamInstanceProfile, "Arn") } : {}),
      // Its `State` only says whether a change has been applied yet.
      MetadataOptions: fields(
        instance.MetadataOptions ?? {},
        ...([
          "HttpTokens",
          "HttpEndpoint",
          "HttpPutResponseHopLimit",
          "HttpProtocolIpv6",
          "InstanceMetadataTags",
        ] as const),
      ),
      SecurityGroups: (instance.SecurityGroups ?? []).map((group) => fields(group, "GroupId", "GroupName")),
      Placement: fields(instance.Placement ?? {}, "AvailabilityZone", "Tenancy"),
      Monitoring: fields(instance.Monitoring ?? {}, "State"),
      ...settled.config,
    },
    metrics: {
      ...(cores && threads ? { vcpus: cores * threads } : {}),
      ...metrics,
    },
    unread: settled.unread,
    status: instance.State?.Name ?? null,
    public: Boolean(instance.PublicIpAddress),
    relations: [
      ...edges("partOf", "AWS::EC2::Subnet", [instance.SubnetId]),
      ...edges("dependsOn", "AWS::EC2::Volume", volumes),
      ...edges(
        "dependsOn",
        "AWS::EC2::SecurityGroup",
        (instance.SecurityGroups ?? []).map((group) => group.GroupId),
      ),
      ...edges("dependsOn", "AWS::IAM::InstanceProfile", [instance.IamInstanceProfile?.Arn]),
    ],
  });
}

/** What a stopped instance still pays for. */
async function readVolumes(aws: Aws, { region }: Place, instances: readonly Instance[]): Promise<Map<string, Volume>> {
  const stopped = instances.filter((instance) => instance.State?.Name === "stopped");
  const Values = stopped.flatMap(({ InstanceId }) => InstanceId ?? []);
  if (Values.length === 0) return new Map();
  // By filter, because one volume that is gone would fail the whole request by id.
  const volumes = await allPages(PAGES_MAX, async (NextToken) => {
    const Filters = [{ Name: "attachment.instance-id", Values }];
    const answer = await aws.call("ec2:DescribeVolumes", { Filters, NextToken }, region);
    return { items: answer.Volumes, next: answer.NextToken };
  });
  return new Map(volumes.map((volume) => [volume.VolumeId ?? "", volume]));
}

const sizeOf = (volume: Volume | undefined) =>
  volume ? fields(volume, "VolumeType", "Size", "Iops", "Throughput") : {};

/** User data may hold anything: what looks like a credential is told by line and kind, and the text is dropped here. */
async function readUserData(aws: Aws, { region }: Place, InstanceId: string): Promise<LineMatch[]> {
  const answer = await aws.call("ec2:DescribeInstanceAttribute", { InstanceId, Attribute: "userData" }, region);
  return findSecretLines(await textOfUserData(answer.UserData?.Value ?? ""));
}

const PAGES_MAX = 10;
/** Values of one filter (EC2 API reference, Filter). */
const FILTER_VALUES_MAX = 200;

/** The security groups of what has a public address: whether the internet may come in. */
async function readGroups(
  aws: Aws,
  { region }: Place,
  instances: readonly Instance[],
): Promise<Map<string, SecurityGroup>> {
  const open = instances.filter(({ PublicIpAddress }) => PublicIpAddress);
  const ids = new Set(
    open.flatMap(({ SecurityGroups = [] }) => SecurityGroups.flatMap(({ GroupId }) => GroupId ?? [])),
  );
  if (ids.size === 0) return new Map();
  const Filters = [{ Name: "group-id", Values: [...ids].slice(0, FILTER_VALUES_MAX) }];
  const groups = await allPages(PAGES_MAX, async (NextToken) => {
    const answer = await aws.call("ec2:DescribeSecurityGroups", { Filters, NextToken }, region);
    return { items: answer.SecurityGroups, next: answer.NextToken };
  });
  return new Map(groups.map((group) => [group.GroupId ?? "", group]));
}

/** null: it has no public address, so the question is idle. */
function openToInternet(instance: Instance, groups: Reading<Map<string, SecurityGroup>>): Reading<boolean> {
  if (!instance.PublicIpAddress) return { value: null };
  return mapReading(groups, (known) =>
    (instance.SecurityGroups ?? []).some(({ GroupId }) =>
      (known.get(GroupId ?? "")?.IpPermissions ?? []).some(
        ({ IpRanges = [], Ipv6Ranges = [] }) =>
          IpRanges.some(({ CidrIp }) => CidrIp === "0.0.0.0/0") ||
          Ipv6Ranges.some(({ CidrIpv6 }) => CidrIpv6 === "::/0"),
      ),
    ),
  );
}
