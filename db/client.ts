import { Client, neon, neonConfig } from "@neondatabase/serverless";
import { type SQL, sql } from "drizzle-orm";
import type { BatchItem, BatchResponse } from "drizzle-orm/batch";
import { drizzle as drizzleHttp, type NeonHttpDatabase } from "drizzle-orm/neon-http";
import { drizzle as drizzleSocket, type NeonQueryResultHKT } from "drizzle-orm/neon-serverless";
import type { PgDatabase } from "drizzle-orm/pg-core";
import type { Plan, Role } from "./schema/organizations.ts";

/** `neonLocal`: "host:port" of a local Neon-protocol proxy; "" = Neon itself. */
export type DatabaseAddress = { url: string; neonLocal: string; timeoutMs: number; guard?: Guard };

/** Stops the asking while the database does not answer, so that callers learn it at once: a breaker with its clock. */
export type Guard = { admits(): boolean; succeeded(): void; failed(): void };

/** The guard said no: the database did not answer others just before. */
export class NotAsked extends Error {
  override readonly name = "NotAsked";
}

/** An open transaction. */
export type Db = PgDatabase<NeonQueryResultHKT>;
/** Builds the queries of a read; also runs single ones for identity. */
export type ReadDb = NeonHttpDatabase;
type Queries = readonly BatchItem<"pg">[];

/** The key to an organisation: what makes `app.organization_id()` answer, or raises. */
export type Key =
  | { sessionId: string; slug: string; role: string }
  | { keyId: string; keyHash: string; slug: string; role: string; scope: string; ip: string | null }
  | { jobId: string; leaseToken: number }
  | { organizationId: string }
  | { invitationHash: string }
  | "new";
/** What entering by a session or an API key tells; other keys tell the id only. */
export type Entered = {
  organizationId: string;
  slug: string;
  name: string;
  kind: "real" | "sample";
  role: Role;
  plan: Plan;
  /** Whose session or which API key it was; null with the other keys. */
  by: { kind: "user" | "guest" | "key"; id: string; name: string } | null;
};

/** A write whose commit was not answered: it may have been saved. */
export class CommitLost extends Error {
  override readonly name = "CommitLost";
}

const RETRIES_MAX = 2;
/** A goodbye takes one of them; what takes longer is dead. */
const END_MS = 100;
/** Serialization failure, deadlock: the transaction may succeed when run again. */
const RETRYABLE = new Set(["40001", "40P01"]);

/**
 * The only two doors to tenant data, and one for identity.
 * - `read`: one HTTP request = one transaction. Its first statement enters the organisation or raises.
 * - `write`: an interactive transaction over a socket, entered the same way; run again on 40001/40P01, so the
 *   callback must have no effect outside the transaction.
 * - `identity`: people, sessions and `app.*` functions; row-level security shows it no tenant's row.
 * Holds no connection, so one serves every request of an isolate.
 */
export function openDatabase(address: DatabaseAddress) {
  if (address.neonLocal) speakLocally(address.neonLocal);
  const { guard } = address;
  // Like the address, the driver has this once for all.
  neonConfig.fetchFunction = guard ? guarded(guard) : undefined;
  const http: ReadDb = drizzleHttp(neon(address.url, { fetchOptions: limitedTo(address.timeoutMs) }));

  async function read<const Q extends Queries, T>(
    key: Key,
    build: (db: ReadDb) => Q,
    map: (rows: BatchResponse<[...Q]>, entered: Entered) => T,
  ): Promise<T> {
    const [entered, ...rows] = await http.batch([http.execute(enter(key)), ...build(http)]);
    return map(asRows<Q>(rows), asEntered(entered, key));
  }

  async function write<T>(key: Key, work: (tx: Db, entered: Entered) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await transaction(key, work);
      } catch (error) {
        if (attempt >= RETRIES_MAX || !RETRYABLE.has(sqlState(error) ?? "")) throw error;
      }
    }
  }

  /** Not the query builder's own: that one asks for a rollback, and waits for it, on a connection that is silent. */
  async function transaction<T>(key: Key, work: (tx: Db, entered: Entered) => Promise<T>): Promise<T> {
    // A connection cannot outlive a request on Workers.
    const client = new Client({
      connectionString: address.url,
      query_timeout: address.timeoutMs,
    });
    // Without a listener, a connection that Postgres drops between two queries would end the isolate.
    client.on("error", () => {});
    let isCommitting = false;
    if (guard && !guard.admits()) return refuseToAsk();
    try {
      await within(address.timeoutMs, client.connect()).catch((error) => {
        guard?.failed();
        throw error;
      });
      guard?.succeeded();
      const tx = drizzleSocket(client);
      await tx.execute(sql`begin`);
      const result = await work(tx, asEntered(await tx.execute(enter(key)), key));
      isCommitting = true;
      await tx.execute(sql`commit`);
      return result;
    } catch (error) {
      // Postgres says why it refuses a commit; without that word nobody knows whether it was done.
      if (isCommitting && !isRefusal(error))
        throw new CommitLost("the connection was lost during a commit", { cause: error });
      throw error;
    } finally {
      // Postgres undoes what was not committed when the connection ends. A dead one is not waited for.
      await within(END_MS, client.end()).catch(() => {});
    }
  }

  return { read, write, identity: () => http };
}
export type Database = ReturnType<typeof openDatabase>;

/** A caller that asks again at once must not keep us busy meanwhile: it is slowed down to this. */
const REFUSAL_MS = 250;

async function refuseToAsk(): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, REFUSAL_MS));
  throw new NotAsked("the database does not answer");
}

const guarded = (guard: Guard) => async (url: string, init: RequestInit) => {
  if (!guard.admits()) return refuseToAsk();
  try {
    const response = await fetch(url, init);
    if (response.ok || !(await isOutage(response.clone()))) guard.succeeded();
    else guard.failed();
    return response;
  } catch (error) {
    guard.failed();
    throw error;
  }
};

/** Neon says with an error's code that Postgres cannot be reached or is going; a refusal of ours is an answer. */
async function isOutage(response: Response): Promise<boolean> {
  if (response.status >= 500) return true;
  const said: unknown = await response.json().catch(() => null);
  return typeof said === "object" && said !== null && "code" in said && /^(08|53|57P)/.test(String(said.code));
}

/** The driver spreads these into each request it makes, so each gets a time limit of its own. */
function limitedTo(timeoutMs: number): RequestInit {
  return {
    get signal() {
      return AbortSignal.timeout(timeoutMs);
    },
  };
}

/** The driver's own limit does not see a server that takes the connection and says nothing. */
async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new DOMException("No answer in time", "TimeoutError")), limitMs);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
    // What it says later interests nobody.
    work.catch(() => {});
  }
}

function enter(key: Key): SQL {
  if (key === "new") return sql`select set_config('app.organization_id', app.uuidv7()::text, true) as organization_id`;
  if ("keyId" in key)
    return sql`select * from app.enter(${key.keyId}::uuid, ${key.keyHash}::text, ${key.slug}::text, ${key.role}::text, ${key.scope}::text, ${key.ip}::inet)`;
  if ("sessionId" in key)
    return sql`select * from app.enter(${key.sessionId}::text, ${key.slug}::text, ${key.role}::text)`;
  if ("invitationHash" in key) return sql`select * from app.enter(${key.invitationHash}::text)`;
  if ("jobId" in key) return sql`select * from app.enter(${key.jobId}::uuid, ${key.leaseToken}::bigint)`;
  return sql`select set_config('app.organization_id', ${key.organizationId}::uuid::text, true) as organization_id`;
}

/** The Postgres error code behind whatever the driver and the query builder wrapped around it. */
export function sqlState(error: unknown): string | undefined {
  for (let e = error, depth = 0; e instanceof Error && depth < 5; e = e.cause, depth++)
    if ("code" in e && typeof e.code === "string" && /^[0-9A-Z]{5}$/.test(e.code)) return e.code;
  return undefined;
}

/** Postgres answered, and not only to say that the connection or the server is going (classes 08 and 57P). */
function isRefusal(error: unknown): boolean {
  return !/^(08|57P|$)/.test(sqlState(error) ?? "");
}

/** The constraint a write has hit, e.g. "users_email_unique". */
export function violatedConstraint(error: unknown): string | undefined {
  for (let e = error, depth = 0; e instanceof Error && depth < 5; e = e.cause, depth++)
    if ("constraint" in e && typeof e.constraint === "string" && e.constraint) return e.constraint;
  return undefined;
}

function speakLocally(hostAndPort: string) {
  neonConfig.fetchEndpoint = () => `http://${hostAndPort}/sql`;
  neonConfig.wsProxy = (host, port) => `${hostAndPort}/v2?address=${host}:${port}`;
  neonConfig.useSecureWebSocket = false;
  neonConfig.pipelineConnect = false;
}

/** `db.batch` types a spread of queries as a union; position by position it answers what was asked. */
function asRows<Q extends Queries>(rows: unknown[]): BatchResponse<[...Q]> {
  return rows as BatchResponse<[...Q]>;
}

/** The columns of `enter`, in snake case as Postgres names them. */
function asEntered(result: { rows: Record<string, unknown>[] }, key: Key): Entered {
  const row = result.rows[0] ?? {};
  const by =
    typeof key === "object" && "keyId" in key
      ? { kind: "key", id: key.keyId, name: row.key_name }
      : row.user_id
        ? { kind: row.is_guest ? "guest" : "user", id: row.user_id, name: row.user_name }
        : null;
  return {
    organizationId: row.organization_id,
    slug: row.slug,
    name: row.name,
    kind: row.kind,
    role: row.role,
    plan: row.plan,
    by,
  } as Entered;
}
