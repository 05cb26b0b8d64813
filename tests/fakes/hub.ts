import type { Hub, Message, Published } from "../../src/ports/hub.ts";

/** A hub in memory: keeps everything, answers subscribers at once. */
export function memoryHub(): Hub & { published: { organizationId: string; message: Message }[] } {
  const log: (Published & { organizationId: string })[] = [];
  const waiting = new Set<() => void>();
  return {
    get published() {
      return log.map(({ organizationId, seq: _, ...message }) => ({ organizationId, message }));
    },
    async publish(organizationId, messages) {
      for (const message of messages) log.push({ ...message, organizationId, seq: log.length + 1 });
      for (const wake of waiting) wake();
    },
    async *subscribe(organizationId, afterSeq, signal) {
      let seen = afterSeq ?? log.length;
      yield "ping";
      while (!signal.aborted) {
        for (const { organizationId: of, ...message } of log.slice(seen)) if (of === organizationId) yield message;
        seen = log.length;
        await new Promise<void>((resolve) => {
          waiting.add(resolve);
          signal.addEventListener("abort", () => resolve(), { once: true });
        });
        waiting.clear();
      }
    },
  };
}
