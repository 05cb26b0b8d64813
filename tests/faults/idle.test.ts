import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { buildWorker } from "../../dev/build.ts";
import { waitUntil } from "../../dev/listen.ts";
import { serveNeon } from "../../dev/neon.ts";
import type { Process } from "../../dev/process.ts";
import { startWorkerd } from "../../dev/workerd.ts";
import { readWrangler } from "../../dev/wrangler.ts";
import { CRONS } from "../../src/operations/schedules.ts";
import { createClient } from "../../src/sdk/index.ts";
import { testDatabase } from "../database.ts";
import { freePort } from "../fakes/free-port.ts";
import { findRedis, type RedisServer, startRedis } from "../fakes/redis.ts";
import { serveUpstash, type Upstash } from "../fakes/upstash.ts";
import { countingWire } from "../fakes/wire.ts";

const HERE = findRedis() !== null;
if (!HERE) console.log("skipped: 5 cases of the sleeping database (redis-server is not installed)");
const JOBS_MS = 240_000;
/** Each event wakes the log's reader five seconds later; what is counted afterwards belongs to nothing before. */
const CALM_MS = 7_000;

/** The built Worker in workerd with Upstash, and every byte that anything sends to Postgres counted. */
describe.if(HERE)("with Upstash", () => {
  const folder = mkdtempSync(join(tmpdir(), "devcontrol-idle-"));
  let redis: RedisServer;
  let upstash: Upstash;
  let wire: Awaited<ReturnType<typeof countingWire>>;
  let neon: ReturnType<typeof serveNeon>;
  let workerd: Process;
  let owner: pg.Client;
  let acme: ReturnType<typeof createClient>;
  let organizationId = "";
  const [port, cronPort] = [freePort(), freePort()];
  const url = `http://127.0.0.1:${port}`;
  const cron = async (line: string) => {
    const response = await fetch(`http://127.0.0.1:${cronPort}/?cron=${encodeURIComponent(line)}`);
    expect(await response.json()).toEqual({ outcome: "ok" });
  };
  async function jobsAreDone() {
    const open = async () => {
      const { rows } = await owner.query(
        "select name, state, due_at, now() from jobs where organization_id = $1 and state in ('queued', 'running')",
        [organizationId],
      );
      return rows;
    };
    const areDone = await waitUntil(async () => (await open()).length === 0, { limitMs: JOBS_MS, everyMs: 200 });
    if (!areDone) throw new Error(`Jobs do not end: ${JSON.stringify(await open())}`);
  }
  /** Bytes that Postgres is sent while this goes on. */
  const sentDuring = async (work: () => Promise<unknown>) => {
    const before = wire.sentBytes;
    await work();
    return wire.sentBytes - before;
  };

  beforeAll(async () => {
    const [{ appUrl, ownerUrl }] = await Promise.all([testDatabase(), buildWorker()]);
    owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    redis = await startRedis();
    upstash = serveUpstash(redis);
    const { hostname: host, port: postgresPort } = new URL(appUrl);
    wire = await countingWire({ host, port: Number(postgresPort) });
    neon = serveNeon({ port: freePort(), target: { host: "127.0.0.1", port: wire.port } });
    workerd = await startWorkerd({
      folder,
      port,
      cronPort,
      wrangler: readWrangler(),
      bindings: {
        DATABASE_URL: appUrl,
        NEON_LOCAL: `127.0.0.1:${neon.port}`,
        APP_ORIGIN: url,
        SEAL_KEYS: JSON.stringify({ 1: Buffer.alloc(32, 7).toString("base64") }),
        UPSTASH_REDIS_REST_URL: upstash.url,
        UPSTASH_REDIS_REST_TOKEN: upstash.token,
      },
      logFile: join(folder, "worker.log"),
    });
    const email = `${crypto.randomUUID()}@example.com`;
    const signedUp = await fetch(`${url}/trpc/identity.signUp`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "Ada", email, password: "correct horse battery staple", organization: email }),
    });
    const { slug } = (await signedUp.json()).result.data;
    const cookie = signedUp.headers.get("set-cookie")?.split(";")[0] ?? "";
    acme = createClient({ url, organization: slug, headers: { cookie, "sec-fetch-site": "same-origin" } });
    const { rows } = await owner.query("select id from organizations where slug = $1", [slug]);
    organizationId = rows[0].id;
  }, 120_000);
  afterAll(async () => {
    await workerd?.stop();
    await neon?.stop();
    wire?.stop();
    await upstash?.stop();
    await redis?.remove();
    await owner?.end();
    rmSync(folder, { recursive: true, force: true });
  }, 30_000);

  test("a change starts its jobs at once, without cron", async () => {
    await acme.inventory.accounts.connectSample.mutate();
    await jobsAreDone();
    const { rows } = await owner.query("select state, count(*)::int from jobs where organization_id = $1 group by 1", [
      organizationId,
    ]);
    expect(rows).toEqual([{ state: "done", count: expect.any(Number) }]);
  }, 300_000);

  test("a minute in which nothing is due sends Postgres nothing at all", async () => {
    await Bun.sleep(CALM_MS);
    // What the last jobs woke is looked at once more.
    await cron(CRONS.minute);
    await Bun.sleep(CALM_MS);
    const asked = upstash.seen.length;
    const sent = await sentDuring(async () => {
      for (let minute = 0; minute < 5; minute++) await cron(CRONS.minute);
    });
    console.log(`five idle minutes: ${sent} bytes to Postgres, ${upstash.seen.length - asked} commands to Redis`);
    expect(sent).toBe(0);
    expect(upstash.seen.length - asked).toBe(5);
  }, 60_000);

  test("a job whose wake-up was lost waits for the hour's cron, and no longer", async () => {
    await owner.query(
      `insert into jobs (organization_id, name, key, input, attempts_max)
       select organization_id, name, 'lost', input, attempts_max from jobs
        where organization_id = $1 and name = 'inventory.refresh' limit 1`,
      [organizationId],
    );
    expect(await sentDuring(() => cron(CRONS.minute))).toBe(0);
    await cron(CRONS.hour);
    await jobsAreDone();
  }, 300_000);

  test("without Redis, jobs run all the same", async () => {
    await redis.stop();
    await acme.costs.sync.mutate();
    await jobsAreDone();
    expect(await sentDuring(() => cron(CRONS.minute))).toBeGreaterThan(0);
    await redis.start();
  }, 300_000);

  test("after that, the database sleeps again", async () => {
    await Bun.sleep(CALM_MS);
    await cron(CRONS.minute);
    await Bun.sleep(CALM_MS);
    expect(await sentDuring(() => cron(CRONS.minute))).toBe(0);
  }, 60_000);
});
