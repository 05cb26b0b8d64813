import type { Volume } from "@aws-sdk/client-ec2";
import { keyArn, keyValues, longAgo, type Region, type Tags, tagsOf } from "./company.ts";
import { type Random, random } from "./random.ts";

export type Disk = { type: "gp2" | "gp3" | "io1"; size: number };
type Attached = Disk & {
  region: Region;
  instanceId: string;
  device: "root" | "data";
  attachedAt: Date;
  zone: string | undefined;
  tags: Tags;
};

export function volumeOf({ region, instanceId, device, attachedAt, zone, tags, ...disk }: Attached): Volume {
  const luck = random("volume", instanceId, device);
  const id = `vol-0${luck.hex(16)}`;
  return {
    ...sizing(disk),
    ...encryption(region, luck, 0.85),
    VolumeId: id,
    State: "in-use",
    CreateTime: attachedAt,
    AvailabilityZone: zone,
    Attachments: [
      {
        InstanceId: instanceId,
        VolumeId: id,
        State: "attached",
        Device: device === "root" ? "/dev/xvda" : "/dev/sdf",
        AttachTime: attachedAt,
        DeleteOnTermination: true,
      },
    ],
    SnapshotId: device === "root" ? `snap-0${luck.hex(16)}` : "",
    MultiAttachEnabled: false,
    Tags: keyValues({ ...tags, Name: `${tags.Name}-${device}` }),
  };
}

/** What was left when its instance went. */
const LEFT_BEHIND: Record<Region, readonly (Disk & { service: string })[]> = {
  "us-east-1": [
    { service: "search", type: "gp2", size: 500 },
    { service: "data-lake", type: "io1", size: 400 },
    { service: "checkout", type: "gp3", size: 100 },
    { service: "platform", type: "gp2", size: 80 },
  ],
  "us-west-2": [{ service: "data-lake", type: "gp3", size: 1000 }],
  "eu-west-1": [
    { service: "erp", type: "gp2", size: 250 },
    { service: "search", type: "gp3", size: 300 },
    { service: "web", type: "gp2", size: 30 },
  ],
  "ap-southeast-1": [{ service: "web", type: "gp2", size: 100 }],
};

export const leftBehindIn = (region: Region, now: Date): Volume[] =>
  LEFT_BEHIND[region].map(({ service, ...disk }) => {
    const name = `${service}-old-data`;
    const luck = random("left-behind", region, name);
    return {
      ...sizing(disk),
      ...encryption(region, luck, 0.4),
      VolumeId: `vol-0${luck.hex(16)}`,
      State: "available",
      CreateTime: longAgo(now, region, name),
      AvailabilityZone: `${region}a`,
      Attachments: [],
      SnapshotId: "",
      MultiAttachEnabled: false,
      Tags: luck.chance(0.3) ? [] : keyValues(tagsOf(service, "production", name)),
    };
  });

/** gp2 gets 3 IOPS per GiB (100 to 16,000), gp3 starts at 3,000 and 125 MiB/s, io1 has what was bought. */
function sizing({ type, size }: Disk): Pick<Volume, "Size" | "VolumeType" | "Iops" | "Throughput"> {
  if (type === "gp2") return { Size: size, VolumeType: type, Iops: Math.min(16_000, Math.max(100, 3 * size)) };
  if (type === "io1") return { Size: size, VolumeType: type, Iops: 2000 };
  return { Size: size, VolumeType: type, Iops: 3000, Throughput: 125 };
}

const encryption = (region: Region, luck: Random, share: number): Pick<Volume, "Encrypted" | "KmsKeyId"> =>
  luck.chance(share) ? { Encrypted: true, KmsKeyId: keyArn(region, "ebs") } : { Encrypted: false };
