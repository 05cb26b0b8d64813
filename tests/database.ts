import { Database } from "bun:sqlite";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { answers, freePort, waitUntil } from "../dev/listen.ts";
import { lastLines } from "../dev/process.ts";

const TestDatabase = z.object({ appUrl: z.string(), ownerUrl: z.string(), neonLocal: z.string() });
export type TestDatabase = z.infer<typeof TestDatabase>;
const Ready = TestDatabase.extend({ keeperPid: z.number() });

const READY_MS = 60_000;
const WATCH_MS = 250;

// Bun reads a developer's .env for tests too: no test may reach the database that is named there.
delete process.env.DATABASE_URL;
delete process.env.DATABASE_OWNER_URL;

let database: Promise<TestDatabase> | undefined;

/**
 * The one migrated Postgres of this test run with a Neon proxy before it, started when the first test asks: an embedded
 * one, or that of TEST_DATABASE_URL and TEST_DATABASE_OWNER_URL. Every worker process of the run gets the same; it is
 * gone soon after the run has ended, however it ended.
 */
export function testDatabase(): Promise<TestDatabase> {
  database ??= findOrStart();
  return database;
}

async function findOrStart(): Promise<TestDatabase> {
  const runPid = findRunPid();
  const folder = join(tmpdir(), `devcontrol-test-${runPid}`);
  mkdirSync(folder, { recursive: true });
  const lock = new Database(join(folder, "lock"), { create: true });
  try {
    lock.run(`pragma busy_timeout = ${READY_MS}`);
    lock.run("begin exclusive");
    const found = await readReady(folder);
    if (found) return found;
    const log = join(folder, "log");
    // By a shell that ends at once: Bun kills what a test has spawned when that test times out.
    Bun.spawnSync([
      ...["sh", "-c", '"$@" >>"$0" 2>&1 </dev/null &', log],
      ...[process.execPath, import.meta.path, String(runPid), folder],
    ]);
    let ready: TestDatabase | undefined;
    await waitUntil(
      async () => {
        ready = await readReady(folder);
        return ready !== undefined || existsSync(join(folder, "failed"));
      },
      { limitMs: READY_MS },
    );
    if (!ready) throw new Error(`The test database did not start:\n${lastLines(log, 30)}`);
    return ready;
  } finally {
    lock.close();
  }
}

/** The process that is the whole run: `bun test --parallel` runs files in workers, which come and go. */
function findRunPid(): number {
  const command =
    process.platform === "linux"
      ? readFileSync("/proc/self/cmdline", "utf8")
      : Bun.spawnSync(["ps", "-ww", "-o", "command=", "-p", String(process.pid)]).stdout.toString();
  return command.includes("--test-worker") ? process.ppid : process.pid;
}

async function readReady(folder: string): Promise<TestDatabase | undefined> {
  const file = join(folder, "ready.json");
  if (!existsSync(file)) return undefined;
  const { keeperPid, ...ready } = Ready.parse(JSON.parse(readFileSync(file, "utf8")));
  // Left by a run of the same number whose keeper was killed.
  return isAlive(keeperPid) && (await answers(Number(ready.neonLocal.split(":")[1]))) ? ready : undefined;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The process that holds the database until the run has ended. */
async function keepDatabase(runPid: number, folder: string) {
  const { TEST_DATABASE_URL: appUrl, TEST_DATABASE_OWNER_URL: ownerUrl } = process.env;
  if (!appUrl !== !ownerUrl) throw new Error("Set both TEST_DATABASE_URL and TEST_DATABASE_OWNER_URL, or neither.");
  // Only here: every test file loads this module, and most need no database.
  const [{ migrate }, { newSecrets }, { serveNeon }, { startPostgres }] = await Promise.all([
    import("../db/migrate.ts"),
    import("../dev/folder.ts"),
    import("../dev/neon.ts"),
    import("../dev/postgres.ts"),
  ]);
  const taken = new Set<number>();
  // Runs that begin together look for ports in different places.
  const from = 20_000 + (runPid % 500) * 16;
  const postgres =
    appUrl && ownerUrl
      ? { appUrl, ownerUrl, stop: async () => {} }
      : await startPostgres({
          folder: join(folder, "postgres"),
          port: await freePort(from, taken),
          secrets: newSecrets(),
          durability: "thrown away",
          logFile: join(folder, "postgres.log"),
        });
  await migrate({ appUrl: postgres.appUrl, ownerUrl: postgres.ownerUrl, log: console.log });
  const target = new URL(postgres.appUrl);
  const proxy = serveNeon({
    port: await freePort(from, taken),
    target: { host: target.hostname, port: Number(target.port || 5432) },
  });
  const ready = { appUrl: postgres.appUrl, ownerUrl: postgres.ownerUrl, neonLocal: `127.0.0.1:${proxy.port}` };
  writeFileSync(join(folder, "ready.json.new"), JSON.stringify({ ...ready, keeperPid: process.pid }), { mode: 0o600 });
  renameSync(join(folder, "ready.json.new"), join(folder, "ready.json"));
  while (isAlive(runPid)) await Bun.sleep(WATCH_MS);
  await proxy.stop();
  await postgres.stop();
}

if (import.meta.main) {
  const [runPid, folder] = z.tuple([z.coerce.number().int(), z.string()]).parse(process.argv.slice(2));
  try {
    rmSync(join(folder, "failed"), { force: true });
    await keepDatabase(runPid, folder);
    rmSync(folder, { recursive: true, force: true });
    process.exit(0);
  } catch (error) {
    console.error(error);
    writeFileSync(join(folder, "failed"), "");
    process.exit(1);
  }
}
