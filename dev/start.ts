import { copyFileSync, readdirSync, statSync, truncateSync } from "node:fs";
import { join, relative } from "node:path";
import { migrate } from "../db/migrate.ts";
import { buildWeb, buildWorker } from "./build.ts";
import { startCron } from "./cron.ts";
import { giveHistory } from "./demo-history.ts";
import { isNeon, parseStart, type Start } from "./env.ts";
import { emptyFolder, type Folder, openSecrets, ROOT, takeFolder, writeRunning } from "./folder.ts";
import { releaseLeases } from "./leases.ts";
import { answers, freePort, isFree, PORT_MAX, waitUntil } from "./listen.ts";
import { removeCopiedData, startPostgres } from "./postgres.ts";
import { type Kept, keep, lastLines, type Process, start, whenStarterEnds } from "./process.ts";
import { seedDemo } from "./seed.ts";
import { startWorkerd } from "./workerd.ts";
import { readWrangler } from "./wrangler.ts";

const PORT = 4100;
/** Where ports for the parts are looked for. */
const INNER_PORTS_MAX = 200;
const READY_MS = 30_000;
/** On one's own machine all calls come from one address, those of a benchmark too. RATE_LIMITS sets others. */
const NO_LIMITS = JSON.stringify({ ip: 1e9, session: 1e9, key: 1e9, attempt: 1e9, organization: 1e9 });
const LOG_BYTES_MAX = 20 * 1024 * 1024;
/** The front holds a request to the Worker for every open stream; Bun allows 256 if not told otherwise. */
const FRONT_REQUESTS_MAX = "20000";

const startedAt = performance.now();
const log = (line: string) =>
  console.log(`${((performance.now() - startedAt) / 1000).toFixed(1).padStart(5)} s  ${line}`);
const logProblem = (line: string) => console.error(line);

/** Everything that runs, in the order in which it was started. */
const parts = new Map<string, Kept & { port: number }>();
let isStopping = false;

/** Stops all parts and ends. What would not stop is killed by `stop` itself, or by the reaper after we are gone. */
async function stop(code: number, sentence?: string): Promise<never> {
  if (isStopping) process.exit(code || 1);
  isStopping = true;
  if (sentence) logProblem(sentence);
  await Promise.all([...parts.values()].map((part) => part.stop()));
  process.exit(code);
}

async function up(settings: Start, folder: Folder) {
  if (settings.startsOver) {
    emptyFolder(folder);
    removeCopiedData(join(folder.path, "postgres"));
    log("Started over: the old data is gone.");
  }
  const secrets = openSecrets(folder);
  const wrangler = readWrangler();
  const taken = new Set<number>();
  const port = await choosePort(settings.port, taken);
  // Beside it, so that two starts with different ports do not look for inner ones in the same place at the same time.
  const inside = port > PORT && port < PORT_MAX - INNER_PORTS_MAX ? port + 1 : PORT + 1;
  const url = `http://127.0.0.1:${port}`;
  const logFile = (name: string) => join(folder.path, "logs", `${name}.log`);
  setInterval(() => shortenLogs(join(folder.path, "logs")), 60_000).unref();

  const note = () => {
    const running = [...parts].map(([name, part]) => [name, { pid: part.pid(), port: part.port }] as const);
    writeRunning(folder, { pid: process.pid, url, parts: Object.fromEntries(running) });
  };
  const add = async (name: string, port: number, begin: () => Promise<Process>) => {
    const onLost = (why: string) => void stop(1, `DevControl stops: ${why}`);
    parts.set(name, { ...(await keep(name, begin, { log, onLost, onChange: note })), port });
    note();
  };

  /** A Postgres that is there, migrated. */
  async function database(): Promise<{ appUrl: string; ownerUrl: string }> {
    let urls = settings.database;
    if (!urls) {
      const port = await freePort(inside, taken);
      const begin = async () => {
        const options = { folder: join(folder.path, "postgres"), port, secrets, logFile: logFile("postgres") };
        const postgres = await startPostgres({ ...options, durability: "kept" });
        urls = { appUrl: postgres.appUrl, ownerUrl: postgres.ownerUrl };
        return postgres;
      };
      await add("postgres", port, begin);
      log(`Postgres 18 on 127.0.0.1:${port}`);
    }
    if (!urls) throw new Error("Postgres has no address.");
    await migrate({ ...urls, log });
    return urls;
  }

  /** Neon's protocol before it, unless it is Neon. @returns what the Worker is told. */
  async function neonLocal(appUrl: string): Promise<string> {
    if (isNeon(appUrl)) return "";
    const target = new URL(appUrl);
    const port = await freePort(inside, taken);
    const args = ["--port", `${port}`, "--host", target.hostname, "--target", target.port || "5432"];
    await add("neon", port, () => script("dev/neon.ts", args, { port, logFile: logFile("neon") }));
    return `127.0.0.1:${port}`;
  }

  const [{ appUrl, ownerUrl, neon }, worker, web] = await Promise.all([
    database().then(async (urls) => ({ ...urls, neon: await neonLocal(urls.appUrl) })),
    buildWorker(),
    buildWeb(),
  ]);
  log(worker);
  log(web);
  const bindings = {
    CORS_ORIGINS: "",
    RATE_LIMITS: NO_LIMITS,
    SEAL_KEYS: JSON.stringify(secrets.sealKeys),
    ...settings.bindings,
    DATABASE_URL: appUrl,
    NEON_LOCAL: neon,
    APP_ORIGIN: settings.appOrigin ?? url,
  };
  const [workerPort, cronPort] = [await freePort(inside, taken), await freePort(inside, taken)];
  const workerd = { folder: folder.path, port: workerPort, cronPort, wrangler, bindings, logFile: logFile("worker") };
  let cron: { look: () => void } | undefined;
  /** A workerd that comes back goes on with what the one before has left. */
  const beginWorkerd = async () => {
    if (!settings.database) await releaseLeases(ownerUrl);
    const started = await startWorkerd(workerd);
    cron?.look();
    return started;
  };
  const front = { port, logFile: logFile("front"), env: { BUN_CONFIG_MAX_HTTP_REQUESTS: FRONT_REQUESTS_MAX } };
  const [demo] = await Promise.all([
    settings.hasDemo ? seedDemo({ appUrl, neonLocal: neon, log }) : undefined,
    add("workerd", workerPort, beginWorkerd),
    add("front", port, () => script("dev/front.ts", ["--port", `${port}`, "--worker", `${workerPort}`], front)),
  ]);
  let last = "no answer";
  const isHealthy = async () => {
    const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(3_000) }).catch(() => undefined);
    last = response ? `${response.status} ${(await response.text()).slice(0, 500)}` : last;
    return response?.ok ?? false;
  };
  if (!(await waitUntil(isHealthy, { limitMs: READY_MS, everyMs: 50 })))
    throw new Error(
      `DevControl does not become healthy (${last}). The end of ${logFile("worker")}:\n${lastLines(logFile("worker"))}`,
    );
  cron = startCron({ crons: wrangler.triggers.crons, port: cronPort, log });
  log(`Logs: ${relative(process.cwd(), join(folder.path, "logs")) || "."}`);
  console.log(`DevControl is ready: ${url}`);
  // Behind the jobs that fill it; whoever looks already sees it come.
  if (demo)
    await giveHistory({ appUrl, neonLocal: neon, log }, demo).catch((error: unknown) =>
      logProblem(`The demo stays without a past: ${error instanceof Error ? error.message : String(error)}`),
    );
}

async function choosePort(asked: number | undefined, taken: Set<number>): Promise<number> {
  if (asked !== undefined) {
    if (!(await isFree(asked))) throw new Error(`Port ${asked} is taken. Choose another with --port, or leave it out.`);
    taken.add(asked);
    return asked;
  }
  const port = await freePort(PORT, taken);
  if (port !== PORT) log(`Port ${PORT} is taken; using ${port}.`);
  return port;
}

/** One of our own programs, as a process of its own; returns when it listens. */
async function script(
  path: string,
  args: string[],
  { port, logFile, env = {} }: { port: number; logFile: string; env?: Record<string, string> },
): Promise<Process> {
  const program = start({
    command: [process.execPath, join(ROOT, path), ...args],
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...env },
    logFile,
  });
  const end = { text: "" };
  void program.exited.then((text) => {
    end.text = text;
  });
  if ((await waitUntil(() => end.text !== "" || answers(port), { limitMs: READY_MS })) && !end.text) return program;
  await program.stop();
  throw new Error(
    `${path} did not start (${end.text || "it does not listen"}). The end of ${logFile}:\n${lastLines(logFile)}`,
  );
}

/** The parts hold their logs open and only ever add, so a log is copied and emptied in place. */
function shortenLogs(folder: string) {
  for (const name of readdirSync(folder).filter((name) => name.endsWith(".log"))) {
    const file = join(folder, name);
    if (statSync(file).size < LOG_BYTES_MAX) continue;
    copyFileSync(file, `${file}.old`);
    truncateSync(file);
  }
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(signal, () => {
    console.log("\nStopping.");
    void stop(0);
  });
if (process.env.npm_lifecycle_event) whenStarterEnds(() => void stop(0));
try {
  const settings = parseStart(process.argv.slice(2), process.env);
  await up(settings, takeFolder(settings.dataFolder));
} catch (error) {
  await stop(1, error instanceof Error ? error.message : String(error));
}
