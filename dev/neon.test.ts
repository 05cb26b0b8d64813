import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { neon, neonConfig, Pool } from "@neondatabase/serverless";
import pg from "pg";
import { newSecrets } from "./folder.ts";
import { freePort } from "./listen.ts";
import { serveNeon } from "./neon.ts";
import { type Postgres, startPostgres } from "./postgres.ts";

// Its own Postgres: these tests freeze and kill it.
const folder = mkdtempSync(join(tmpdir(), "devcontrol-neon-"));
const taken = new Set<number>();
let postgres: Postgres;
let proxy: ReturnType<typeof serveNeon>;
let start: () => Promise<Postgres>;

beforeAll(async () => {
  const port = await freePort(23_100, taken);
  const [secrets, logFile] = [newSecrets(), join(folder, "log")];
  start = () => startPostgres({ folder: join(folder, "a b"), port, secrets, durability: "thrown away", logFile });
  postgres = await start();
  proxy = serveNeon({ port: await freePort(port, taken), target: { host: "127.0.0.1", port } });
  neonConfig.poolQueryViaFetch = false;
}, 60_000);
afterAll(async () => {
  await proxy.stop();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

const driver = (url = postgres.ownerUrl) => {
  neonConfig.fetchEndpoint = () => `http://127.0.0.1:${proxy.port}/sql`;
  return neon(url, { fullResults: true });
};
/** The driver's queries start when they are awaited; `expect` wants a promise. */
const begun = async <T>(query: PromiseLike<T>) => query;
const socketPool = () => {
  neonConfig.wsProxy = () => `127.0.0.1:${proxy.port}/v2`;
  neonConfig.useSecureWebSocket = false;
  neonConfig.pipelineConnect = false;
  const pool = new Pool({ connectionString: postgres.ownerUrl, max: 1, connectionTimeoutMillis: 3_000 });
  pool.on("error", () => {});
  return pool;
};
const raw = (body: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${proxy.port}/sql`, {
    method: "POST",
    headers: { "neon-connection-string": postgres.ownerUrl, ...headers },
    body,
  });

describe("one-shot queries", () => {
  test("values arrive with their types", async () => {
    const { rows } = await driver().query(
      "select 1 as a, $1::timestamptz as at, '{\"x\":[1]}'::jsonb as j, array[1,2] as l, null as n, 12345678901234567890.5 as d",
      [new Date(0)],
    );
    expect(rows).toEqual([{ a: 1, at: new Date(0), j: { x: [1] }, l: [1, 2], n: null, d: "12345678901234567890.5" }]);
  });

  test("rows are objects unless arrays are asked for", async () => {
    const body = JSON.stringify({ query: "select 1 as a" });
    expect(await (await raw(body)).json()).toMatchObject({ rows: [{ a: "1" }], rowAsArray: false });
    expect(await (await raw(body, { "neon-array-mode": "true" })).json()).toMatchObject({
      rows: [["1"]],
      rowAsArray: true,
    });
  });

  test("an error keeps Postgres's fields", async () => {
    await driver().query("create table numbered (id int constraint numbered_key primary key)");
    await driver().query("insert into numbered values (1)");
    await expect(begun(driver().query("insert into numbered values (1)"))).rejects.toMatchObject({
      code: "23505",
      constraint: "numbered_key",
      table: "numbered",
      detail: "Key (id)=(1) already exists.",
    });
  });

  test("Postgres itself checks the password", async () => {
    const url = new URL(postgres.ownerUrl);
    url.password = "wrong";
    await expect(begun(driver(url.href).query("select 1"))).rejects.toMatchObject({ code: "28P01" });
  });

  const refused: [string, string, Record<string, string>, number][] = [
    ["no JSON", "{", {}, 400],
    ["no query", "{}", {}, 400],
    [
      "too many queries",
      JSON.stringify({ queries: Array.from({ length: 1001 }, () => ({ query: "select 1" })) }),
      {},
      400,
    ],
    ["unknown isolation", '{"queries":[]}', { "neon-batch-isolation-level": "None; drop" }, 400],
    ["no connection string", '{"query":"select 1"}', { "neon-connection-string": "" }, 400],
    ["a body beyond 16 MB", JSON.stringify({ query: "x".repeat(17 * 1024 * 1024) }), {}, 413],
  ];
  test.each(refused)("refuses %s", async (_name, body, headers, status) => {
    expect((await raw(body, headers)).status).toBe(status);
  });
});

describe("batches", () => {
  test("are one transaction, undone whole", async () => {
    const sql = driver();
    await sql.query("create table batched (id int primary key)");
    await expect(
      sql.transaction([sql`insert into batched values (1)`, sql`insert into batched values (1)`]),
    ).rejects.toMatchObject({ code: "23505" });
    expect((await sql.query("select * from batched")).rows).toEqual([]);
  });

  test("keep isolation level, read only and deferrable", async () => {
    const sql = driver();
    const shown = await sql.transaction(
      [sql`show transaction_isolation`, sql`show transaction_read_only`, sql`show transaction_deferrable`],
      { isolationLevel: "Serializable", readOnly: true, deferrable: true },
    );
    expect(shown.flatMap(({ rows }) => rows.flatMap((row) => Object.values(row)))).toEqual([
      "serializable",
      "on",
      "on",
    ]);
    await expect(sql.transaction([sql`create table t (x int)`], { readOnly: true })).rejects.toMatchObject({
      code: "25006",
    });
  });
});

describe("interactive transactions", () => {
  test("commit, roll back, and carry more than a socket's buffer both ways", async () => {
    const pool = socketPool();
    const client = await pool.connect();
    await client.query("begin");
    await client.query("create table interactive (x text)");
    await client.query("insert into interactive values ($1)", ["x".repeat(6_000_000)]);
    const { rows } = await client.query("select x || x || x as x from interactive");
    expect(rows[0].x.length).toBe(18_000_000);
    await client.query("rollback");
    expect((await client.query("select to_regclass('interactive') as t")).rows).toEqual([{ t: null }]);
    client.release();
    await pool.end();
  });

  test("are not for pages in a browser", async () => {
    const page = await fetch(`http://127.0.0.1:${proxy.port}/v2`, { headers: { origin: "https://example.com" } });
    expect(page.status).toBe(403);
  });
});

describe("faults", () => {
  const timed = async (work: PromiseLike<unknown>) => {
    const startedAt = performance.now();
    const error = await work.then(
      () => undefined,
      (e: unknown) => e,
    );
    return { error, tookMs: performance.now() - startedAt };
  };
  /** The server and all its children, as a machine that stalls. */
  const signalAll = async (name: "STOP" | "CONT") => {
    const children = (await Bun.$`ps -o pid= --ppid ${postgres.pid}`.text()).split("\n").map(Number).filter(Boolean);
    for (const pid of [postgres.pid, ...children]) process.kill(pid, `SIG${name}`);
  };

  test("a slow query is not taken for a frozen server", async () => {
    expect((await driver().query("select pg_sleep(1.5)::text as slept")).rows).toEqual([{ slept: "" }]);
  });

  test("a frozen Postgres is an error within a second, on every path, and work goes on when it thaws", async () => {
    const pool = socketPool();
    const client = await pool.connect();
    client.on("error", () => {});
    await driver().query("select 1");
    await signalAll("STOP");
    const [pooled, fresh, socket] = await Promise.all([
      timed(driver().query("select 1")),
      timed(Promise.all(Array.from({ length: 40 }, () => driver().query("select 1")))),
      timed(client.query("select 1")),
    ]);
    await signalAll("CONT");
    expect(pooled.error).toMatchObject({ code: "08006" });
    expect(fresh.error).toMatchObject({ code: "08006" });
    expect(socket.error).toBeDefined();
    for (const { tookMs } of [pooled, fresh, socket]) expect(tookMs).toBeLessThan(1_050);
    expect((await driver().query("select 1 as one")).rows).toEqual([{ one: 1 }]);
    client.release(true);
    await pool.end();
  });

  test("a killed backend or server costs the running queries and nothing more", async () => {
    const admin = new pg.Client({ connectionString: postgres.ownerUrl });
    admin.on("error", () => {});
    await admin.connect();
    await Promise.all(Array.from({ length: 5 }, () => driver().query("select 1")));
    await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()");
    await admin.end();
    await Bun.sleep(50);
    expect((await driver().query("select 1 as one")).rows).toEqual([{ one: 1 }]);

    process.kill(postgres.pid, "SIGKILL");
    await postgres.exited;
    const { error, tookMs } = await timed(driver().query("select 1"));
    // A backend that outlives the server by a moment says so itself.
    expect(error).toMatchObject({ code: expect.stringMatching(/^(08006|57P01)$/) });
    expect(tookMs).toBeLessThan(1_050);
    postgres = await start();
    expect((await driver().query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  }, 30_000);
});
