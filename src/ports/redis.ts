import { Redis } from "@upstash/redis/cloudflare";

/** Redis only ever says when or how often; nobody waits long for that. */
const ANSWER_MS = 1_000;
const PAUSE_MS = 30;

/**
 * Upstash's client. It keeps no connection, so one serves an isolate; but its automatic pipelines would tie the calls of
 * different requests together, which Workers forbid. Numbers and texts come as Redis says them, not guessed from JSON.
 */
export function openRedis({ url, token }: { url: string; token: string }): Redis {
  return new Redis({
    url,
    token,
    enableAutoPipelining: false,
    enableTelemetry: false,
    automaticDeserialization: false,
    retry: { retries: 1, backoff: () => PAUSE_MS },
    signal: () => AbortSignal.timeout(ANSWER_MS),
  });
}
