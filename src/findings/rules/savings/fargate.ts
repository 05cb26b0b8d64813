import * as z from "zod";
import { monthly, type Price, scaled, total, unit, units } from "../../../inventory/prices.ts";

/** What the rules about ECS services read. */
export const Service = z.object({
  launchType: z.string().nullish(),
  TaskCpu: z.string().nullable(),
  TaskMemory: z.string().nullable(),
  createdAt: z.string().nullish(),
  loadBalancers: z.array(z.unknown()),
});
export type Service = z.infer<typeof Service>;
export type Task = { vcpus: number; gigabytes: number };

/** CPU units and MiB as a task definition writes them; null = it is not sized, or does not run on Fargate. */
export function taskOf({ launchType, TaskCpu, TaskMemory }: Service): Task | null {
  if (launchType !== "FARGATE" || !TaskCpu || !TaskMemory) return null;
  return { vcpus: Number(TaskCpu) / 1024, gigabytes: Number(TaskMemory) / 1024 };
}

/** Linux on x86. */
export const taskMonthly = ({ vcpus, gigabytes }: Task, region: string): Price | null =>
  total(
    scaled(monthly(unit(units.fargate.vcpuHour, region)), vcpus),
    scaled(monthly(unit(units.fargate.gbHour, region)), gigabytes),
  );

/** Half of it, if Fargate has such a size: 0.25 vCPU takes 0.5, 1 or 2 GB, more take whole gigabytes. */
export function halfTask({ vcpus, gigabytes }: Task): Task | null {
  if (vcpus < 0.5) return null;
  const half = { vcpus: vcpus / 2, gigabytes: gigabytes / 2 };
  if (half.vcpus > 0.25) return { ...half, gigabytes: Math.ceil(half.gigabytes) };
  const fitting = [0.5, 1, 2].find((size) => size >= half.gigabytes);
  return fitting ? { ...half, gigabytes: fitting } : null;
}

/** For the examples: 1 vCPU and 2 GB. */
export const SERVICE: Service = {
  launchType: "FARGATE",
  TaskCpu: "1024",
  TaskMemory: "2048",
  createdAt: "2026-01-01T00:00:00Z",
  loadBalancers: [{}],
};
