import type { Ports } from "../src/base/context.ts";
import { describeError, jsonLog } from "../src/base/log.ts";
import { awsAccess } from "../src/ports/aws-access.ts";
import { type LookAt, postgresQueue, type Queue } from "../src/ports/queue.ts";
import { timesQueue, upstashTimes } from "../src/ports/queue-times.ts";
import { openRedis } from "../src/ports/redis.ts";
import { durableHub } from "./durable-hub.ts";
import type { Settings } from "./env.ts";
import type { Bindings } from "./runtime.ts";

/** Env → Ports, once per request or job. */
export function portsOf(env: Bindings, settings: Settings, look: LookAt): Ports {
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
    queue: queueOf(settings, look),
    sealKeys: settings.SEAL_KEYS,
  };
}

/** Upstash where it is set; without it the database itself is asked each minute. */
function queueOf(settings: Settings, look: LookAt): Queue {
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token, APP_ORIGIN } = settings;
  if (!url || !token) return postgresQueue(look);
  // Two installations may share one Redis.
  const key = `devcontrol:${new URL(APP_ORIGIN).host}:due`;
  const trouble = (error: unknown) => jsonLog("warn", "queue", describeError(error));
  return timesQueue(upstashTimes(openRedis({ url, token }), key), look, trouble);
}
