import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";

/** A process of ours that runs now. */
export type Process = { pid: number; exited: Promise<string>; stop: () => Promise<void> };
export type Command = {
  command: string[];
  cwd: string;
  env?: Record<string, string | undefined>;
  uid?: number;
  gid?: number;
  /** Standard output and error are added here. */
  logFile: string;
  stopSignal?: "SIGTERM" | "SIGINT";
};

/** workerd takes two descriptors per connection; this admits some ten thousand streams. */
const DESCRIPTORS = 65_536;
const GRACE_MS = 4_000;
const WATCH_MS = 250;
const LIVES_SHORT_MAX = 20;
const LIFE_SHORT_MS = 1_000;

/** Starts a command that cannot outlive us: see `reaper`. */
export function start({ command, cwd, env, uid, gid, logFile, stopSignal = "SIGTERM" }: Command): Process {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, "a", 0o600);
  // `exec` keeps the process id, so that signals reach the command and not a shell.
  const raised = `ulimit -n ${DESCRIPTORS} 2>/dev/null || ulimit -n "$(ulimit -Hn)" 2>/dev/null; exec "$@"`;
  const child = Bun.spawn(["sh", "-c", raised, "sh", ...command], {
    cwd,
    env: { ...env },
    ...(uid === undefined ? {} : { uid, gid }),
    // Its own session: Ctrl-C reaches the supervisor alone, which then stops the parts in order.
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  const { pid } = child;
  reaper("add", pid, stopSignal);
  const exited = child.exited.then(() => {
    reaper("del", pid, stopSignal);
    return child.signalCode ? `ended by ${child.signalCode}` : `ended with code ${child.exitCode}`;
  });
  const stop = async () => {
    child.kill(stopSignal);
    // workerd may stay for minutes after TERM when a client's stream is still open.
    const kill = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
    await exited;
    clearTimeout(kill);
  };
  return { pid, exited, stop };
}

/** A process that is started again whenever it ends, until it cannot be. */
export type Kept = { pid: () => number | undefined; stop: () => Promise<void> };

/**
 * Keeps a part running. The first start may throw; later ones are tried again with a growing pause, and after
 * LIVES_SHORT_MAX failures in a row `onLost` is told why.
 */
export async function keep(
  name: string,
  begin: () => Promise<Process>,
  { log, onLost, onChange }: { log: (line: string) => void; onLost: (why: string) => void; onChange: () => void },
): Promise<Kept> {
  let current: Process | undefined = await begin();
  let stopping = false;
  const watch = async () => {
    let failures = 0;
    let startedAt = performance.now();
    while (!stopping) {
      const end = current ? await current.exited : "did not start";
      if (stopping) return;
      if (current) log(`${name} ${end}; starting it again.`);
      current = undefined;
      failures = performance.now() - startedAt > LIFE_SHORT_MS ? 0 : failures + 1;
      if (failures >= LIVES_SHORT_MAX) return onLost(`${name} cannot be kept running (${end}).`);
      await Bun.sleep(Math.min(25 * 2 ** failures, 500));
      if (stopping) return;
      startedAt = performance.now();
      try {
        current = await begin();
        onChange();
      } catch (error) {
        return onLost(`${name} cannot be started again: ${error instanceof Error ? error.message : error}`);
      }
    }
  };
  const watching = watch();
  return {
    pid: () => current?.pid,
    stop: async () => {
      stopping = true;
      await current?.stop();
      await watching;
      // One that was being started while we asked.
      await current?.stop();
    },
  };
}

/**
 * npm hands SIGTERM to the shell it has started us with, which dies of it and tells nobody; and when npm itself is
 * killed that shell stays. So both are watched.
 */
export function whenStarterEnds(then: () => void) {
  const parent = process.ppid;
  const isShell = /^\S*sh$/.test(ask("comm", parent).trim());
  const starter = isShell ? Number(ask("ppid", parent)) : parent;
  const timer = setInterval(() => {
    if (process.ppid === parent && isAlive(starter)) return;
    clearInterval(timer);
    then();
  }, WATCH_MS);
  timer.unref();
}

/** Small containers have no `ps`, other systems no /proc. */
function ask(field: "comm" | "ppid", pid: number): string {
  if (process.platform !== "linux") return Bun.spawnSync(["ps", "-o", `${field}=`, "-p", `${pid}`]).stdout.toString();
  if (field === "comm") return readFileSync(`/proc/${pid}/comm`, "utf8");
  return /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "";
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The last lines of a log, for a sentence that says why a process ended. */
export function lastLines(logFile: string, lines = 5): string {
  if (!existsSync(logFile)) return "";
  return readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
}

/**
 * A shell that ends what we leave behind. It reads "add|del <pid> <signal>" from a pipe; when the pipe closes, because
 * this process ended in whatever way (SIGKILL too), it signals every process left and kills what stays.
 */
const REAPER = `
list=""
while read -r op pid signal; do
  rest=""; for e in $list; do [ "\${e%%:*}" = "$pid" ] || rest="$rest $e"; done
  list="$rest"; [ "$op" = add ] && list="$list $pid:$signal"
done
[ -z "$list" ] && exit 0
for e in $list; do kill -s "\${e#*:}" "\${e%%:*}" 2>/dev/null; done
n=0
while [ $n -lt 40 ]; do
  alive=""; for e in $list; do kill -0 "\${e%%:*}" 2>/dev/null && alive=1; done
  [ -z "$alive" ] && exit 0
  sleep 0.1; n=$((n+1))
done
for e in $list; do kill -s KILL "\${e%%:*}" 2>/dev/null; done
`;
let pipe: Bun.FileSink | undefined;
export function reaper(op: "add" | "del", pid: number, signal: "SIGTERM" | "SIGINT") {
  if (!pipe) {
    const shell = Bun.spawn(["sh", "-c", REAPER], {
      stdin: "pipe",
      stdout: "ignore",
      stderr: "ignore",
      detached: true,
    });
    shell.unref();
    pipe = shell.stdin;
  }
  pipe.write(`${op} ${pid} ${signal.replace("SIG", "")}\n`);
  pipe.flush();
}
