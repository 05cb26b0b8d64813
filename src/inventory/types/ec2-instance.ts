import type { Instance, Volume } from "@aws-sdk/client-ec2";
import type { Aws } from "../../ports/aws.ts";
import { type Discovered, type Place, resourceType } from "../resource-type.ts";
import { findSecretLines, type LineMatch } from "./environment-secrets.ts";
import {
  allPages,
  arnOf,
  attempt,
  chunks,
  discovered,
  each,
  edges,
  fields,
  mapReading,
  type Reading,
  settle,
  tagsOf,
} from "./reading.ts";
import { textOfUserData } from "./user-data.ts";

/** Each instance takes one more request, for its user data. */
const PAGE_SIZE = 40;

export default resourceType({
  type: "AWS::EC2::Instance",
  service: "ec2",
  label: "EC2 instance",
  where: "each-region",
  calls: ["ec2:DescribeInstances", "ec2:DescribeInstanceAttribute", "ec2:DescribeVolumes", "cloudwatch:GetMetricData"],
  async list(aws, place, cursor) {
    const request = { MaxResults: PAGE_SIZE, NextToken: cursor ?? undefined };
    const page = await aws.call("ec2:DescribeInstances", request, place.region);
    const all = (page.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []);
    // EC2 still lists what was terminated within the last hour or so; it is gone.
    const instances = all.filter((instance) => instance.State?.Name !== "terminated");
    const running = instances.filter((instance) => instance.State?.Name === "running");
    const usage = await attempt(() =>
      readUsage(
        aws,
        place,
        running.map((instance) => instance.InstanceId ?? ""),
      ),
    );
    const volumes = await attempt(() => readVolumes(aws, place, instances));
    const resources = await each(instances, async (instance) => {
      const secrets = await attempt(() => readUserData(aws, place, instance.InstanceId ?? ""));
      return toResource(instance, place, { usage, volumes, secrets });
    });
    return { resources, next: page.NextToken || null };
  },
});

type Beside = {
  usage: Reading<Map<string, Usage>>;
  volumes: Reading<Map<string, Volume>>;
  secrets: Reading<LineMatch[]>;
};

function toResource(instance: Instance, place: Place, { usage, volumes: known, secrets }: Beside): Discovered {
  const id = instance.InstanceId ?? "";
  const running = instance.State?.Name === "running";
  const { CoreCount: cores, ThreadsPerCore: threads } = instance.CpuOptions ?? {};
  const measured = "unread" in usage ? null : (usage.value?.get(id) ?? NO_USAGE);
  const volumes = (instance.BlockDeviceMappings ?? []).map((mapping) => mapping.Ebs?.VolumeId);
  const settled = settle({
    UserDataSecrets: secrets,
    // What a stopped instance still pays for stands beside its devices: without it they are not known whole.
    BlockDeviceMappings: mapReading(instance.State?.Name === "stopped" ? known : { value: new Map() }, (sizes) =>
      (instance.BlockDeviceMappings ?? []).map((mapping) => ({
        ...fields(mapping, "DeviceName"),
        Ebs: { ...fields(mapping.Ebs ?? {}, "VolumeId"), ...sizeOf(sizes.get(mapping.Ebs?.VolumeId ?? "")) },
      })),
    ),
  });
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
      ...(running ? measured : NO_USAGE),
    },
    unread: { ...settled.unread, ...(running && "unread" in usage ? { metrics: usage.unread } : {}) },
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

type Usage = {
  cpuAverage14d: number | null;
  cpuMaximum14d: number | null;
  networkBytesPerDay14d: number | null;
  cpuDatapoints14d: number | null;
};
const NO_USAGE: Usage = { cpuAverage14d: null, cpuMaximum14d: null, networkBytesPerDay14d: null, cpuDatapoints14d: 0 };

const DAYS = 14;
const HOUR_MS = 3_600_000;
/**
 * One request returns at most 100,800 values (GetMetricData, MaxDatapoints): 75 instances × 4 metrics × 336 hours.
 * AWS charges $0.01 per 1,000 metrics asked for, so a scan of 1,000 running instances costs $0.04.
 */
const INSTANCES_PER_REQUEST = 75;
const PAGES_MAX = 10;
const METRICS = [
  { id: "average", MetricName: "CPUUtilization", Stat: "Average" },
  { id: "maximum", MetricName: "CPUUtilization", Stat: "Maximum" },
  { id: "received", MetricName: "NetworkIn", Stat: "Sum" },
  { id: "sent", MetricName: "NetworkOut", Stat: "Sum" },
] as const;

async function readUsage(aws: Aws, place: Place, ids: readonly string[]): Promise<Map<string, Usage>> {
  const usage = new Map<string, Usage>();
  // Whole hours, so that two scans within an hour read the same values.
  const EndTime = new Date(Math.floor(place.now.getTime() / HOUR_MS) * HOUR_MS);
  const StartTime = new Date(EndTime.getTime() - DAYS * 24 * HOUR_MS);
  for (const batch of chunks(ids, INSTANCES_PER_REQUEST)) {
    const MetricDataQueries = batch.flatMap((id, index) =>
      METRICS.map(({ id: metric, MetricName, Stat }) => ({
        Id: `${metric}${index}`,
        MetricStat: {
          Metric: { Namespace: "AWS/EC2", MetricName, Dimensions: [{ Name: "InstanceId", Value: id }] },
          Period: 3600,
          Stat,
        },
      })),
    );
    const results = await allPages(PAGES_MAX, async (NextToken) => {
      const request = { MetricDataQueries, StartTime, EndTime, NextToken };
      const answer = await aws.call("cloudwatch:GetMetricData", request, place.region);
      return { items: answer.MetricDataResults, next: answer.NextToken };
    });
    batch.forEach((id, index) => {
      const values = (metric: string) =>
        results.filter((result) => result.Id === `${metric}${index}`).flatMap((result) => result.Values ?? []);
      usage.set(id, summarize(values("average"), values("maximum"), [values("received"), values("sent")]));
    });
  }
  return usage;
}

/** Hourly values → what the saving rules read. */
export function summarize(averages: number[], maxima: number[], traffic: [number[], number[]]): Usage {
  const hours = Math.max(traffic[0].length, traffic[1].length);
  const bytes = [...traffic[0], ...traffic[1]].reduce((sum, value) => sum + value, 0);
  return {
    cpuAverage14d: averages.length ? averages.reduce((sum, value) => sum + value, 0) / averages.length : null,
    cpuMaximum14d: maxima.length ? Math.max(...maxima) : null,
    networkBytesPerDay14d: hours ? bytes / (hours / 24) : null,
    cpuDatapoints14d: averages.length,
  };
}
