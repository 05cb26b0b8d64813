import type { Volume } from "@aws-sdk/client-ec2";
import type { Aws } from "../../ports/aws.ts";
import type { Place } from "../resource-type.ts";
import { resourceType } from "../resource-type.ts";
import { allPages, arnOf, attempt, chunks, discovered, fields, mapReading, settle, tagsOf } from "./reading.ts";
import { FIVE_MINUTES, HOUR, type Measures, p99, perSecond, readUsage, sum, USAGE_CALL } from "./usage.ts";

/** AWS takes 1,000; half of it keeps an answer below a megabyte. */
const PAGE_SIZE = 500;

export default resourceType({
  type: "AWS::EC2::Volume",
  service: "ec2",
  label: "EBS volume",
  where: "each-region",
  calls: ["ec2:DescribeVolumes", "ec2:DescribeInstances", USAGE_CALL],
  async list(aws, place, cursor) {
    const request = { MaxResults: PAGE_SIZE, NextToken: cursor ?? undefined };
    const page = await aws.call("ec2:DescribeVolumes", request, place.region);
    const volumes = page.Volumes ?? [];
    const usage = await readUsage(aws, place, volumes.map(measuresOf));
    const stopped = await attempt(() => readStopped(aws, place, volumes));
    const resources = volumes.map((volume, index) => {
      const { config, unread } = settle({
        InstanceIsStopped: mapReading(stopped, (ids) =>
          (volume.Attachments ?? []).some((to) => ids.has(to.InstanceId)),
        ),
      });
      const metrics = usage(index, unread);
      return discovered(place, {
        type: "AWS::EC2::Volume",
        nativeId: volume.VolumeId ?? "",
        arn: arnOf(place, "ec2", `volume/${volume.VolumeId}`),
        tags: tagsOf(volume.Tags),
        config: {
          ...fields(volume, "VolumeId", "Size", "VolumeType", "Iops", "Throughput", "Encrypted", "KmsKeyId", "State"),
          ...fields(volume, "CreateTime", "AvailabilityZone", "SnapshotId", "MultiAttachEnabled"),
          ...config,
          Attachments: (volume.Attachments ?? []).map((item) => fields(item, "InstanceId", "State", "Device")),
        },
        metrics,
        unread,
        status: volume.State ?? null,
        encrypted: volume.Encrypted ?? null,
      });
    });
    return { resources, next: page.NextToken || null };
  },
});

const PAGES_MAX = 20;
/** Values of one filter (EC2 API reference, Filter). */
const FILTER_VALUES_MAX = 200;

/** The stopped ones among the instances that these volumes are attached to: what they cost is told there. */
async function readStopped(aws: Aws, { region }: Place, volumes: readonly Volume[]): Promise<Set<string | undefined>> {
  const ids = new Set(
    volumes.flatMap(({ Attachments = [] }) => Attachments.flatMap(({ InstanceId }) => InstanceId ?? [])),
  );
  const stopped = new Set<string | undefined>();
  for (const Values of chunks([...ids], FILTER_VALUES_MAX)) {
    const Filters = [
      { Name: "instance-id", Values },
      { Name: "instance-state-name", Values: ["stopped"] },
    ];
    const found = await allPages(PAGES_MAX, async (NextToken) => {
      const answer = await aws.call("ec2:DescribeInstances", { Filters, NextToken }, region);
      return { items: answer.Reservations, next: answer.NextToken };
    });
    for (const { Instances = [] } of found) for (const { InstanceId } of Instances) stopped.add(InstanceId);
  }
  return stopped;
}

/** Reads and writes of what is attached; the peaks of what pays for IOPS. */
function measuresOf({ VolumeId = "", VolumeType, State, Iops = 0 }: Volume): Measures {
  if (State !== "in-use") return {};
  const of = (metric: string) => ({ namespace: "AWS/EBS", metric, dimensions: { VolumeId }, stat: "Sum" as const });
  const peak = { days: 14, periodSeconds: FIVE_MINUTES, reduce: perSecond(FIVE_MINUTES, p99) };
  const paysIops = VolumeType?.startsWith("io") || (VolumeType === "gp3" && Iops > 3000);
  return {
    readOps7d: { ...of("VolumeReadOps"), days: 7, periodSeconds: HOUR, reduce: sum },
    writeOps7d: { ...of("VolumeWriteOps"), days: 7, periodSeconds: HOUR, reduce: sum },
    ...(paysIops
      ? {
          readIopsP99: { ...of("VolumeReadOps"), ...peak },
          writeIopsP99: { ...of("VolumeWriteOps"), ...peak },
          readBytesP99: { ...of("VolumeReadBytes"), ...peak },
          writeBytesP99: { ...of("VolumeWriteBytes"), ...peak },
        }
      : {}),
  };
}
