import type { Hub as HubPort, Published } from "../src/ports/hub.ts";
import type { Hub } from "./hub.ts";

/** The hub port on Durable Objects: one per organisation. */
export function durableHub(namespace: DurableObjectNamespace<Hub>): HubPort {
  const of = (organizationId: string) => namespace.get(namespace.idFromName(organizationId));
  return {
    async publish(organizationId, messages) {
      await of(organizationId).publish(messages);
    },
    async *subscribe(organizationId, afterSeq, signal) {
      const response = await of(organizationId).fetch(`http://hub/?${afterSeq === null ? "" : `after=${afterSeq}`}`, {
        signal,
      });
      if (!response.body) return;
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      signal.addEventListener("abort", () => void reader.cancel().catch(() => {}), { once: true });
      let rest = "";
      for (;;) {
        const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
        if (done) return;
        const lines = (rest + value).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) yield asItem(line);
      }
    },
  };
}

/** A line that `Hub.publish` wrote above: our own words on both sides of one deployment. */
function asItem(line: string): Published | { seq: number; topic: "reset" } | "ping" {
  return JSON.parse(line) as Published | { seq: number; topic: "reset" } | "ping";
}
