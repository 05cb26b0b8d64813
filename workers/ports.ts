import type { Ports } from "../src/base/context.ts";
import { awsAccess } from "../src/ports/aws-access.ts";
import { postgresQueue } from "../src/ports/queue.ts";
import { durableHub } from "./durable-hub.ts";
import type { Settings } from "./env.ts";
import type { Bindings } from "./runtime.ts";

/** Env → Ports, once per request or job. */
export function portsOf(
  env: Bindings,
  settings: Settings,
  look: (organizationId: string, at: Date) => Promise<void>,
): Ports {
  const { CONNECTOR_ACCESS_KEY_ID: accessKeyId, CONNECTOR_SECRET_ACCESS_KEY: secretAccessKey } = settings;
  return {
    aws: awsAccess({
      endpoint: settings.AWS_ENDPOINT || undefined,
      connector:
        accessKeyId && secretAccessKey
          ? { accessKeyId, secretAccessKey, principal: settings.CONNECTOR_PRINCIPAL_ARN }
          : null,
    }),
    hub: durableHub(env.HUB),
    queue: postgresQueue(look),
    sealKeys: settings.SEAL_KEYS,
  };
}
