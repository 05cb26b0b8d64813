import type { DueTimes } from "../../src/ports/queue-times.ts";

/** The queue's sorted set in memory. */
export function memoryTimes(): DueTimes & { size(): number } {
  const members = new Map<string, number>();
  return {
    size: () => members.size,
    async add(member, dueMs) {
      members.set(member, dueMs);
    },
    async due(nowMs, limit) {
      return [...members]
        .map(([member, dueMs]) => ({ member, dueMs }))
        .filter(({ dueMs }) => dueMs <= nowMs)
        .sort((a, b) => a.dueMs - b.dueMs)
        .slice(0, limit);
    },
    async remove(gone) {
      for (const member of gone) members.delete(member);
    },
  };
}
