import { createHash } from "node:crypto";
import pg from "pg";
import * as z from "zod";
import { patience, type Target } from "./knock.ts";

/** Neon's own limit is 64 MB; nothing of ours comes near. */
export const BODY_BYTES_MAX = 16 * 1024 * 1024;
const QUERIES_MAX = 1_000;
/** Each connection string (user, password, database) has its own pool; the least recently used one goes. */
const POOLS_MAX = 6;
const CONNECTIONS_MAX = 24;
const CONNECT_MS = 900;
/** Whoever asks has shorter limits of its own; this ends what they left behind. */
const STATEMENT_MS = 20_000;
const IDLE_MS = 30_000;
const PREPARE_AFTER = 5;
const STATEMENTS_MAX = 500;

const Query = z.object({
  query: z.string(),
  params: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).default([]),
});
const Body = z.union([z.object({ queries: z.array(Query).max(QUERIES_MAX) }), Query]);
type Query = z.infer<typeof Query>;

const ISOLATION = new Map([
  ["ReadUncommitted", "read uncommitted"],
  ["ReadCommitted", "read committed"],
  ["RepeatableRead", "repeatable read"],
  ["Serializable", "serializable"],
]);

class BadRequest extends Error {}
class Silent extends Error {}

/** Postgres sends text; whoever asked parses it. */
const RAW = { getTypeParser: () => (value: string | Buffer) => value };

/** Answers POST /sql as Neon does: one query, or several as one transaction. */
export function answerSql(target: Target) {
  const pools = new Map<string, pg.Pool>();
  const during = patience(target);

  function poolFor(connectionString: string): pg.Pool {
    const login = readLogin(connectionString);
    const key = JSON.stringify(login);
    const pool = pools.get(key) ?? openPool(login, target);
    // Reinserted at the end: the map's order is the order of use.
    pools.delete(key);
    pools.set(key, pool);
    const oldest = pools.keys().next().value;
    if (pools.size > POOLS_MAX && oldest !== undefined) {
      void pools.get(oldest)?.end();
      pools.delete(oldest);
    }
    return pool;
  }

  async function answer(request: Request): Promise<Response> {
    try {
      const pool = poolFor(request.headers.get("neon-connection-string") ?? "");
      const body = await readBody(request);
      const rowMode = request.headers.get("neon-array-mode") === "true" ? "array" : "object";
      if ("queries" in body) {
        const begin = beginStatement(request.headers);
        const results = await withClient(pool, during, (client) => inTransaction(client, begin, body.queries, rowMode));
        return Response.json({ results });
      }
      return Response.json(await withClient(pool, during, (client) => runQuery(client, body, rowMode)));
    } catch (error) {
      return Response.json(describe(error), { status: 400 });
    }
  }
  const close = async () => {
    await Promise.all([...pools.values()].map((pool) => pool.end()));
  };
  return { answer, close };
}

type Login = { user: string; password: string; database: string };

/** The host in it is not ours to follow: this proxy speaks to one Postgres only, which checks the password itself. */
function readLogin(connectionString: string): Login {
  if (!URL.canParse(connectionString))
    throw new BadRequest("The Neon-Connection-String header is missing or malformed.");
  const url = new URL(connectionString);
  return {
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
  };
}

function openPool(login: Login, { host, port }: Target): pg.Pool {
  const pool = new pg.Pool({
    ...login,
    host,
    port,
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_MS,
    idleTimeoutMillis: IDLE_MS,
    statement_timeout: STATEMENT_MS,
    query_timeout: STATEMENT_MS + 1_000,
    keepAlive: true,
    pipeline: true,
  });
  // Without a listener, one idle connection that Postgres drops would end this process.
  pool.on("error", () => {});
  return pool;
}

async function readBody(request: Request): Promise<z.infer<typeof Body>> {
  const text = await request.text();
  try {
    return Body.parse(JSON.parse(text));
  } catch {
    throw new BadRequest(`The body must be {query, params} or {queries: [...]} with at most ${QUERIES_MAX} queries.`);
  }
}

async function withClient<T>(
  pool: pg.Pool,
  during: ReturnType<typeof patience>,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  const silence = Promise.withResolvers<never>();
  const done = during(() => silence.reject(new Silent()));
  const working = work(client);
  // When silence wins the race, what the work says later interests nobody.
  working.catch(() => {});
  let isFit = false;
  try {
    const result = await Promise.race([working, silence.promise]);
    isFit = true;
    return result;
  } catch (error) {
    isFit = error instanceof pg.DatabaseError && error.severity === "ERROR";
    throw error;
  } finally {
    done();
    client.release(!isFit);
  }
}

function beginStatement(headers: Headers): string {
  const level = headers.get("neon-batch-isolation-level");
  const isolation = level ? ISOLATION.get(level) : undefined;
  if (level && !isolation) throw new BadRequest(`Unknown Neon-Batch-Isolation-Level: ${level}`);
  const words = ["begin"];
  if (isolation) words.push("isolation level", isolation);
  if (headers.get("neon-batch-read-only") === "true") words.push("read only");
  if (headers.get("neon-batch-deferrable") === "true") words.push("deferrable");
  return words.join(" ");
}

/**
 * Everything is sent at once: one trip to Postgres instead of one per statement. After a failure Postgres refuses the
 * rest of the transaction, and its commit is a rollback.
 */
async function inTransaction(client: pg.PoolClient, begin: string, queries: Query[], rowMode: "array" | "object") {
  const opening = client.query(begin);
  const asked = queries.map((query) => runQuery(client, query, rowMode));
  const outcomes = await Promise.allSettled([opening, ...asked, client.query("commit")]);
  // The first is the cause; those after it only say that the transaction is over.
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed) throw failed.reason;
  return Promise.all(asked);
}

async function runQuery(client: pg.PoolClient, { query, params }: Query, rowMode: "array" | "object") {
  const options = { name: nameOf(query), text: query, values: params, types: RAW };
  const result =
    rowMode === "array" ? await client.query({ ...options, rowMode: "array" }) : await client.query(options);
  const { command, rowCount, rows, fields } = result;
  return { command, rowCount, rows, fields, rowAsArray: rowMode === "array" };
}

const seen = new Map<string, { times: number; name: string | undefined }>();
/**
 * A name makes Postgres keep the parsed statement, which is half the work of a small read. Only for what is asked again
 * and again: a statement with another number of rows each time would fill its memory.
 */
function nameOf(query: string): string | undefined {
  const known = seen.get(query);
  if (!known) {
    if (seen.size >= STATEMENTS_MAX) seen.clear();
    seen.set(query, { times: 1, name: undefined });
    return undefined;
  }
  if (known.name === undefined && ++known.times > PREPARE_AFTER)
    known.name = createHash("sha256").update(query).digest("base64url");
  return known.name;
}

/**
 * An error in Postgres's own words and fields. An unreachable server has SQLSTATE 08006, so that whoever asked finds
 * out the way it finds out everything else.
 */
function describe(error: unknown) {
  if (error instanceof pg.DatabaseError) {
    const { message, code, severity, detail, hint, position, internalPosition, internalQuery, where } = error;
    const { schema, table, column, dataType, constraint, file, line, routine } = error;
    const place = { position, internalPosition, internalQuery, where, schema, table, column, dataType, constraint };
    return { message, code, severity, detail, hint, ...place, file, line, routine };
  }
  if (error instanceof BadRequest) return { message: error.message, code: "08P01", severity: "ERROR" };
  return { message: "Postgres cannot be reached or does not answer.", code: "08006", severity: "FATAL" };
}
