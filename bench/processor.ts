import { readFileSync } from "node:fs";
import type { Stack } from "../tests/faults/stack.ts";
import { familyOf } from "../tests/faults/stack.ts";

/** Linux counts in hundredths of a second (USER_HZ). */
const TICK_MS = 10;
const PARTS = ["workerd", "neon", "postgres"] as const;

/**
 * Processor time that each part of the stack has taken so far, in ms: unlike requests a second, it says nearly the same
 * on a busy machine. Undefined where there is no /proc.
 */
export function processorMs(stack: Stack): number[] | undefined {
  try {
    return PARTS.map((part) =>
      familyOf(stack.pidOf(part))
        .map(ticksOf)
        .reduce((sum, ticks) => sum + ticks * TICK_MS, 0),
    );
  } catch {
    return undefined;
  }
}

/**
 * Fields 14 to 17 of proc_pid_stat(5): user and system time, its own and of children that have ended (Postgres's
 * connections come and go). The name before them may hold spaces.
 */
function ticksOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
  } catch {
    return 0; // It has just ended.
  }
}
