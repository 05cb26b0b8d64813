import { jsonLog } from "../src/base/log.ts";
import type { Anchors } from "../src/ports/anchors.ts";
import type { Hub } from "./hub.ts";

/** Two witnesses outside the database: the storage of the organisation's hub, and the Worker's log (bun run audit:verify). */
export function durableAnchors(namespace: DurableObjectNamespace<Hub>): Anchors {
  const of = (organizationId: string) => namespace.get(namespace.idFromName(organizationId));
  return {
    async keep(organizationId, anchor) {
      jsonLog("info", "audit anchor", { organizationId, ...anchor });
      await of(organizationId).keepAnchor(anchor);
    },
    // One line in the log and no call: this is done after each change.
    async witness(organizationId, written) {
      jsonLog("info", "audit events", { organizationId, written });
    },
    newest: async (organizationId, limit) => of(organizationId).newestAnchors(limit),
  };
}
