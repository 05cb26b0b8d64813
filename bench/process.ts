import { readFileSync } from "node:fs";
import type { Part, Stack } from "../tests/faults/stack.ts";

const TICKS_PER_SECOND = 100;

/** Of the process and those of its children that have ended, as each connection's does (proc_pid_stat(5)). */
export function cpuSeconds(stack: Stack, part: Part): number {
  const fields =
    readFileSync(`/proc/${stack.pidOf(part)}/stat`, "utf8")
      .split(") ")[1]
      ?.split(" ") ?? [];
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_PER_SECOND;
}

/** The most memory that workerd has held since it started (VmHWM of proc_pid_status(5)). */
export function peakMb(stack: Stack): number {
  const status = readFileSync(`/proc/${stack.pidOf("workerd")}/status`, "utf8");
  return Math.round(Number(/^VmHWM:\s*(\d+)/m.exec(status)?.[1]) / 1024);
}
