import * as z from "zod";
import { monthly, onDemand, total, volumeMonthly } from "../../../inventory/prices.ts";
import { fail, notApplicable, pass, rule, unknown } from "../../rule.ts";
import { STOPPED_DAYS_MAX, stoppedFor } from "../compliance/stopped.ts";
import { savesBeside } from "./saving.ts";

const RESERVE = ["dr", "backup", "disaster-recovery", "standby"];

/** Size and type are there where the discovery has joined the volume. */
const Mapping = z.object({
  DeviceName: z.string().optional(),
  Ebs: z
    .object({
      VolumeId: z.string(),
      VolumeType: z.string().optional(),
      Size: z.number().optional(),
      Iops: z.number().nullish(),
      Throughput: z.number().nullish(),
    })
    .optional(),
});
const volume = (id: string, size: number) => ({ Ebs: { VolumeId: id, VolumeType: "gp3", Size: size } });
const STOPPED = {
  State: { Name: "stopped" },
  StateTransitionReason: "User initiated (2026-10-01 08:00:00 GMT)",
  BlockDeviceMappings: [volume("vol-1", 100), volume("vol-2", 20)],
};

export default rule({
  id: "ec2-stopped-30d",
  pack: "savings",
  title: "Stopped instance still pays for its volumes",
  category: "idle",
  severity: "medium",
  resourceType: "AWS::EC2::Instance",
  remedy: "Snapshot the volumes, then terminate the instance and delete them.",
  cli: "aws ec2 terminate-instances --instance-ids <id>",
  needs: ["tags"],
  config: z.object({
    State: z.object({ Name: z.string() }),
    StateTransitionReason: z.string().nullish(),
    PublicIpAddress: z.string().nullish(),
    BlockDeviceMappings: z.array(Mapping),
  }),
  evaluate({ State, StateTransitionReason, PublicIpAddress, BlockDeviceMappings }, { now, tags, region }) {
    if (State.Name !== "stopped") return notApplicable(`Is ${State.Name}.`);
    const words = Object.entries(tags ?? {})
      .flat()
      .map((word) => word.toLowerCase());
    if (words.some((word) => RESERVE.includes(word))) return notApplicable("A tag marks it as a reserve.");
    const stopped = stoppedFor(StateTransitionReason, now);
    if (!stopped) return unknown("Stopped, but AWS does not say since when.");
    const since = `Stopped since ${stopped.since}`;
    if (stopped.days < STOPPED_DAYS_MAX) return pass(`${since}.`);
    const volumes = BlockDeviceMappings.flatMap(({ Ebs }) => Ebs ?? []);
    if (volumes.length === 0 && !PublicIpAddress) return pass(`${since}; it keeps no volumes.`);
    const price = total(
      ...volumes.map(({ Size, VolumeType, Iops, Throughput }) =>
        Size === undefined || VolumeType === undefined
          ? null
          : volumeMonthly({ Size, VolumeType, Iops, Throughput }, region),
      ),
      ...(PublicIpAddress ? [monthly(onDemand({ service: "public-ipv4", region }))] : []),
    );
    const message = `${since}; its ${volumes.length} volume${volumes.length === 1 ? " is" : "s are"} still billed.`;
    const evidence = { since: stopped.since, volumes: volumes.map(({ VolumeId }) => VolumeId) };
    return price
      ? savesBeside(price, message, "its volumes, and its public address if any", { evidence, beside: "attached" })
      : fail(message, { evidence });
  },
  examples: {
    pass: [
      { config: { ...STOPPED, BlockDeviceMappings: [{}] }, context: { tags: {} } },
      {
        config: { ...STOPPED, StateTransitionReason: "User initiated (2026-10-21 12:00:01 GMT)" },
        context: { tags: {} },
      },
      { config: { ...STOPPED, BlockDeviceMappings: [] }, context: { tags: {} } },
    ],
    fail: [
      { config: { ...STOPPED, BlockDeviceMappings: [], PublicIpAddress: "192.0.2.1" }, context: { tags: {} } },
      {
        config: {
          ...STOPPED,
          BlockDeviceMappings: [
            { Ebs: { VolumeId: "vol-1", Size: 8 } },
            { Ebs: { VolumeId: "vol-2", VolumeType: "gp3" } },
          ],
        },
        context: { tags: {} },
      },
      { config: STOPPED, context: { tags: {}, region: "eu-nowhere-1" } },
      { config: STOPPED, context: { tags: {} }, saves: "(100 + 20) × 0.08 = 9.6" },
      {
        config: { ...STOPPED, PublicIpAddress: "203.0.113.7" },
        context: { tags: {} },
        saves: "(100 + 20) × 0.08 + 0.005 × 730 = 13.25",
      },
      {
        config: { ...STOPPED, StateTransitionReason: "User initiated (2026-10-21 12:00:00 GMT)" },
        context: { tags: {} },
      },
      { config: { ...STOPPED, BlockDeviceMappings: [{ Ebs: { VolumeId: "vol-1" } }] }, context: { tags: {} } },
    ],
    notApplicable: [
      { config: { ...STOPPED, State: { Name: "running" } }, context: { tags: {} } },
      { config: STOPPED, context: { tags: { Purpose: "DR" } } },
    ],
    unknown: [{ config: { ...STOPPED, StateTransitionReason: "" }, context: { tags: {} } }],
  },
  requirements: {},
});
