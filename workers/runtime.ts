import { type Database, openDatabase } from "../db/client.ts";
import type { Serve } from "../src/app.ts";
import { breaker } from "../src/base/breaker.ts";
import type { Ports } from "../src/base/context.ts";
import { drain } from "../src/base/drain.ts";
import type { Limits } from "../src/base/limit.ts";
import { jsonLog } from "../src/base/log.ts";
import { JOBS } from "../src/jobs.ts";
import { rememberSessions, type Sessions } from "../src/ports/aws-sessions.ts";
import { parseEnv, type Settings } from "./env.ts";
import type { Hub } from "./hub.ts";
import { limitsOf, portsOf } from "./ports.ts";

/** What Cloudflare hands over: strings and the hub's namespace; and a network of its own where dev/workerd.ts does. */
export type Bindings = Record<string, unknown> & { HUB: DurableObjectNamespace<Hub>; PUBLIC_NETWORK?: Fetcher };
export type WaitUntil = (work: Promise<unknown>) => void;

/** A request answers or says why within 1.5 s, also when the database falls silent in the middle of it. */
const REQUEST_DATABASE_MS = 1100;
/** After so many silences in a row, callers are told at once for that long; then one of them tries. */
const DATABASE_FAILURES_MAX = 5;
const DATABASE_PAUSE_MS = 500;
/** A job may wait for a large upsert. */
const JOB_DATABASE_MS = 15_000;
/** Cloudflare ends an invocation at 1,000 subrequests (paid plan); some are left for the hub and the queue. */
const SUBREQUESTS_MAX = 950;
const JOBS_MAX = 60;

const clock = () => new Date();

/** What does not change between requests; reading and opening it anew took two thirds of a request's time. */
type Opened = { settings: Settings; forRequests: Database; forJobs: Database; limits: Limits; sessions: Sessions };
const opened = new WeakMap<Bindings, Opened>();

/**
 * Once per isolate: it hands the same bindings to each request. Holds no connection, and of callers only how many there
 * were; of accounts the sessions that their roles granted just now.
 */
function open(env: Bindings): Opened {
  const present = opened.get(env);
  if (present) return present;
  const settings = parseEnv(env);
  const { admits, succeeded, failed } = breaker({ failuresMax: DATABASE_FAILURES_MAX, openMs: DATABASE_PAUSE_MS });
  const guard = { admits: () => admits(clock()), succeeded, failed: () => failed(clock()) };
  const address = { url: settings.DATABASE_URL, neonLocal: settings.NEON_LOCAL, guard };
  const made = {
    settings,
    forRequests: openDatabase({ ...address, timeoutMs: REQUEST_DATABASE_MS }),
    forJobs: openDatabase({ ...address, timeoutMs: JOB_DATABASE_MS }),
    limits: limitsOf(settings),
    sessions: rememberSessions(),
  };
  opened.set(env, made);
  return made;
}

export function serveOf(env: Bindings, waitUntil: WaitUntil): Serve {
  const { settings, forRequests, limits } = open(env);
  return {
    settings: { origin: settings.APP_ORIGIN, corsOrigins: settings.CORS_ORIGINS, isDemoOn: settings.DEMO === "1" },
    database: forRequests,
    ports: portsFor(env, forRequests, waitUntil),
    limits,
    now: clock(),
    clock,
    log: jsonLog,
  };
}

/** Runs what is due for that long, if the queue knows of something. @returns when to look again, null = when woken or at the next cron. */
export async function drainWithin(env: Bindings, budgetMs: number): Promise<Date | null> {
  const { forJobs: database } = open(env);
  const ports = portsFor(env, database, () => {});
  const look = await ports.queue.look(clock());
  if (!look) return null;
  const { lookAgainAt, isCutShort } = await drain(
    { database, ports, jobs: JOBS, clock, log: jsonLog },
    { budgetMs, jobsMax: JOBS_MAX, subrequestsMax: SUBREQUESTS_MAX },
  );
  await (isCutShort ? look.cutShort() : look.foundNone());
  return lookAgainAt;
}

function portsFor(env: Bindings, database: Database, waitUntil: WaitUntil): Ports {
  const { settings, sessions } = open(env);
  return portsOf(env, { settings, database, sessions }, (organizationId, at) => {
    // The organisation's own hub looks: it outlives this request, and many organisations drain side by side.
    const look = env.HUB.get(env.HUB.idFromName(organizationId)).lookAt(at.getTime());
    waitUntil(look);
    return look;
  });
}
