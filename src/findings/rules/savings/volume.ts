import * as z from "zod";
import { notApplicable, type Verdict } from "../../rule.ts";

/** What the EBS saving rules read of a volume. */
export const Volume = z.object({
  State: z.string(),
  VolumeType: z.string(),
  Size: z.number(),
  Iops: z.number().nullish(),
  Throughput: z.number().nullish(),
  CreateTime: z.string(),
  MultiAttachEnabled: z.boolean().nullish(),
  InstanceIsStopped: z.boolean().optional(),
  Attachments: z.array(z.object({ Device: z.string().optional() })),
});
export type Volume = z.infer<typeof Volume>;

/** A volume that nobody uses is told by ebs-unattached, one of a stopped instance with that instance. */
export function unusedVolume({ State, InstanceIsStopped }: Volume): Verdict | null {
  if (State !== "in-use") return notApplicable(`Is ${State}.`);
  return InstanceIsStopped ? notApplicable("Its instance is stopped: that is judged first.") : null;
}

const ROOTS = ["/dev/xvda", "/dev/sda1", "/dev/sda", "/dev/nvme0n1"];
export const isRoot = ({ Attachments }: Volume) => Attachments.some(({ Device = "" }) => ROOTS.includes(Device));

/** For the examples: a data volume of a running instance. */
export const ATTACHED: Volume = {
  State: "in-use",
  VolumeType: "gp3",
  Size: 100,
  Iops: 3000,
  Throughput: 125,
  CreateTime: "2026-10-01T00:00:00Z",
  Attachments: [{ Device: "/dev/sdf" }],
};
