import type { Database } from "../db/client.ts";
import type { Ports } from "../src/base/context.ts";
import { type Limits, openLimits, RATES } from "../src/base/limit.ts";
import { describeError, jsonLog } from "../src/base/log.ts";
import { outboxEmail } from "../src/identity/index.ts";
import { callsPerMinute } from "../src/organizations/index.ts";
import { awsAccess } from "../src/ports/aws-access.ts";
import type { Sessions } from "../src/ports/aws-sessions.ts";
import { type Email, noEmail, resendEmail } from "../src/ports/email.ts";
import { restGitHub } from "../src/ports/github.ts";
import { memoryCounter, upstashCounter } from "../src/ports/limit.ts";
import { arcticOAuth, type OAuthClients } from "../src/ports/oauth.ts";
import { type LookAt, postgresQueue, type Queue } from "../src/ports/queue.ts";
import { timesQueue, upstashTimes } from "../src/ports/queue-times.ts";
import { openReceivers } from "../src/ports/receivers.ts";
import { openRedis } from "../src/ports/redis.ts";
import { openWeb } from "../src/ports/web.ts";
import { openWebIdentity } from "../src/ports/web-identity.ts";
import { durableAnchors } from "./durable-anchors.ts";
import { durableHub } from "./durable-hub.ts";
import type { Settings } from "./env.ts";
import type { Bindings } from "./runtime.ts";

/** What an isolate has opened for all its requests and jobs. */
type Isolate = { settings: Settings; database: Database; sessions: Sessions };

/** Env → Ports, once per request or job. */
export function portsOf(env: Bindings, { settings, database, sessions }: Isolate, look: LookAt): Ports {
  const { CONNECTOR_ACCESS_KEY_ID: accessKeyId, CONNECTOR_SECRET_ACCESS_KEY: secretAccessKey } = settings;
  const ask = publicFetch(env, settings);
  const web = openWeb({ privateHosts: settings.PRIVATE_HOSTS, fetch: ask });
  const webIdentity = openWebIdentity({ origin: settings.APP_ORIGIN, keys: settings.OIDC_KEYS });
  return {
    aws: awsAccess({
      webIdentity,
      sessions,
      endpoint: settings.AWS_ENDPOINT || undefined,
      connector:
        accessKeyId && secretAccessKey
          ? { accessKeyId, secretAccessKey, principal: settings.CONNECTOR_PRINCIPAL_ARN }
          : null,
    }),
    email: emailOf(settings, database),
    github: restGitHub({ endpoint: settings.GITHUB_ENDPOINT || undefined }),
    oauth: arcticOAuth(clientsOf(settings), settings.OAUTH_ENDPOINT),
    hub: durableHub(env.HUB),
    queue: queueOf(settings, look),
    web,
    receivers: openReceivers({ check: web.check, fetch: ask }),
    sealKeys: settings.SEAL_KEYS,
    anchors: durableAnchors(env.HUB),
    webIdentity,
  };
}

/**
 * Asks addresses that people gave us. That a name is public says nothing of the address that its DNS has, now or a moment
 * later, and a Worker cannot look before it connects (an answer of DNS over HTTPS may be another by then). So it is the
 * network's to refuse. On Cloudflare there is nothing private to reach, unless a Worker is bound to it, and
 * `global_fetch_strictly_public` (wrangler.toml) keeps us from our own zone's origin. Elsewhere there is PUBLIC_NETWORK.
 */
function publicFetch({ PUBLIC_NETWORK }: Bindings, { PRIVATE_HOSTS }: Settings) {
  return (address: string, init: RequestInit): Promise<Response> =>
    PUBLIC_NETWORK && !PRIVATE_HOSTS.includes(new URL(address).host)
      ? PUBLIC_NETWORK.fetch(address, init)
      : fetch(address, init);
}

/** Upstash where it is set; without it the database itself is asked each minute. */
function queueOf(settings: Settings, look: LookAt): Queue {
  const redis = redisOf(settings);
  if (!redis) return postgresQueue(look);
  const trouble = (error: unknown) => jsonLog("warn", "queue", describeError(error));
  return timesQueue(upstashTimes(redis, keyOf(settings, "due")), look, trouble);
}

/** Opened once per isolate, and kept: it counts what comes. Without Upstash each isolate counts for itself. */
export function limitsOf(settings: Settings): Limits {
  const redis = redisOf(settings);
  const counter = redis ? upstashCounter(redis, keyOf(settings, "used")) : memoryCounter();
  const { organization, ...rates } = settings.RATE_LIMITS;
  return openLimits({
    counter,
    rates: { ...RATES, ...rates, organization: organization ? () => organization : callsPerMinute },
  });
}

function redisOf({ UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token }: Settings) {
  return url && token ? openRedis({ url, token }) : null;
}

/** Two installations may share one Redis. */
const keyOf = ({ APP_ORIGIN }: Settings, what: string) => `devcontrol:${new URL(APP_ORIGIN).host}:${what}`;

/** The outbox shows everybody's mail to whoever asks: only where nobody else can ask. */
const LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"];

function emailOf(
  { RESEND_API_KEY, RESEND_ENDPOINT, MAIL_FROM, MAIL_OUTBOX, APP_ORIGIN }: Settings,
  database: Database,
): Email {
  if (RESEND_API_KEY)
    return resendEmail({ apiKey: RESEND_API_KEY, from: MAIL_FROM, endpoint: RESEND_ENDPOINT || undefined });
  return MAIL_OUTBOX === "1" && LOCAL_HOSTS.includes(new URL(APP_ORIGIN).hostname) ? outboxEmail(database) : noEmail;
}

function clientsOf(settings: Settings): OAuthClients {
  const clientOf = (id: string, secret: string) => (id && secret ? { id, secret } : undefined);
  return {
    github: clientOf(settings.GITHUB_CLIENT_ID, settings.GITHUB_CLIENT_SECRET),
    google: clientOf(settings.GOOGLE_CLIENT_ID, settings.GOOGLE_CLIENT_SECRET),
  };
}
