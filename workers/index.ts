import { app } from "../src/app.ts";
import { jsonLog } from "../src/base/log.ts";
import { cadenceOf } from "../src/operations/index.ts";
import { scheduleCadence } from "../src/schedule.ts";
import { type Bindings, drainWithin, serveOf } from "./runtime.ts";

export { Hub } from "./hub.ts";

const CRON_DRAIN_MS = 20_000;

/** The edge: the only file that Cloudflare calls. */
export default {
  async fetch(request, env, execution) {
    return app.fetch(
      request,
      serveOf(env, (work) => execution.waitUntil(work)),
    );
  },
  async scheduled(event, env) {
    const { database, ports, now } = serveOf(env, () => {});
    const cadence = cadenceOf(event.cron);
    if (!cadence) return jsonLog("warn", "cron", { cron: event.cron, note: "no cadence has this line" });
    await scheduleCadence(database, cadence, now);
    // These asked for jobs, and the hour's looks for what a lost wake-up has left.
    if (cadence !== "minute") await ports.queue.wake("schedule", now);
    await drainWithin(env, CRON_DRAIN_MS);
  },
} satisfies ExportedHandler<Bindings>;
