import { chmodSync, chownSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { freePort, waitUntil } from "../../dev/listen.ts";
import { type Kept, keep, start } from "../../dev/process.ts";

const HOME = "/usr/lib/postgresql";
const NOBODY = 65_534;
const READY_MS = 30_000;
const PASSWORD = "only-for-tests-on-loopback";

export type DebianPostgres = Kept & { port: number; appUrl: string; ownerUrl: string };

/** The oldest Postgres that Debian has installed here, as a folder of programs; undefined where there is none. */
function findPrograms(): string | undefined {
  try {
    const [oldest] = readdirSync(HOME).sort((a, b) => Number(a) - Number(b));
    return oldest && join(HOME, oldest, "bin");
  } catch {
    return undefined;
  }
}

/**
 * A cluster of our own, kept running as an operator's supervisor would: these tests kill and freeze it, which a server
 * that somebody else has set up must not suffer.
 */
export async function startDebianPostgres(folder: string, from: number): Promise<DebianPostgres | undefined> {
  const programs = findPrograms();
  if (!programs) return undefined;
  const home = join(folder, "debian");
  const [passwordFile, logFile, cluster] = [join(home, "password"), join(home, "log"), join(home, "cluster")];
  mkdirSync(home, { recursive: true });
  writeFileSync(passwordFile, PASSWORD);
  const who = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if (who.uid) {
    for (const path of [home, passwordFile]) chownSync(path, NOBODY, NOBODY);
    // Temporary folders are private; the other user must pass through this one.
    chmodSync(folder, 0o711);
  }
  const made = Bun.spawnSync(
    [
      join(programs, "initdb"),
      ...["-D", cluster, "-U", "postgres", "-A", "password", `--pwfile=${passwordFile}`],
      ...["--encoding=UTF8", "--locale=C", "--no-sync"],
    ],
    { cwd: home, env: { LC_ALL: "C" }, ...who },
  );
  if (made.exitCode !== 0) throw new Error(`Debian's initdb: ${made.stderr}`);
  const port = await freePort(from, new Set());
  const url = (user: string, database: string) => `postgres://${user}:${PASSWORD}@127.0.0.1:${port}/${database}`;
  const settings = { port: String(port), listen_addresses: "127.0.0.1", unix_socket_directories: "", jit: "off" };
  const command = [
    join(programs, "postgres"),
    ...["-D", cluster],
    ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ];
  const begin = async () => start({ command, cwd: home, env: { LC_ALL: "C" }, ...who, logFile, stopSignal: "SIGINT" });
  const problems: string[] = [];
  const kept = await keep("Debian's Postgres", begin, {
    log: () => {},
    onLost: (why) => void problems.push(why),
    onChange: () => {},
  });
  const isReady = await waitUntil(() => createDatabase(url("postgres", "postgres")), { limitMs: READY_MS });
  if (!isReady) throw new Error(`Debian's Postgres does not start: ${problems.join(" ")}`);
  return { ...kept, port, appUrl: url("app_user", "devcontrol"), ownerUrl: url("postgres", "devcontrol") };
}

async function createDatabase(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("create database devcontrol");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
