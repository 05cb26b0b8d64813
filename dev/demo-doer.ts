import { postgresQueue } from "../src/ports/queue.ts";

/** Who makes the demo. */
export const SYSTEM = { kind: "system" as const, id: null, name: "DevControl" };

/** Nobody listens while it is made; its jobs are found by the next look. */
export const SILENT = {
  hub: { publish: async () => {}, async *subscribe() {} },
  queue: postgresQueue(async () => {}),
  anchors: { keep: async () => {}, witness: async () => {}, newest: async () => [] },
};
