import { Database } from "bun:sqlite";
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as z from "zod";

/** The repository: where package.json lies. */
export const ROOT = resolve(import.meta.dir, "..");

const Secrets = z.object({
  ownerPassword: z.string().min(16),
  appPassword: z.string().min(16),
  sealKeys: z.record(z.string(), z.string()),
});
export type Secrets = z.infer<typeof Secrets>;

/** What runs in a data folder now; tests and people find the processes here. */
const Running = z.object({
  pid: z.number(),
  url: z.string(),
  parts: z.record(z.string(), z.object({ pid: z.number().optional(), port: z.number() })),
});
export type Running = z.infer<typeof Running>;

export type Folder = { path: string; release: () => void };

/**
 * Takes a data folder for this process alone, or says who has it.
 * The lock is SQLite's lock on a file: the kernel gives it back however the process ends, so it is never stale.
 */
export function takeFolder(path: string): Folder {
  mkdirSync(path, { recursive: true });
  const lock = new Database(join(path, "lock"), { create: true });
  try {
    lock.run("pragma busy_timeout = 0");
    lock.run("begin exclusive");
  } catch {
    lock.close();
    const running = readRunning(path);
    throw new Error(
      `DevControl already runs on ${path}${running ? ` (process ${running.pid}, ${running.url})` : ""}. ` +
        "Stop it first, or set DATA_DIR to another folder.",
    );
  }
  return { path, release: () => lock.close() };
}

/** Everything but the lock itself, which this process holds. */
export function emptyFolder({ path }: Folder) {
  for (const entry of ["postgres", "durable-objects", "workerd", "logs", "secrets.json", "running.json"])
    rmSync(join(path, entry), { recursive: true, force: true });
}

/** Passwords and the sealing key of this folder, made once. */
export function openSecrets({ path }: Pick<Folder, "path">): Secrets {
  const file = join(path, "secrets.json");
  if (existsSync(file)) {
    chmodSync(file, 0o600);
    return Secrets.parse(JSON.parse(readFileSync(file, "utf8")));
  }
  const secrets = newSecrets();
  writePrivately(file, JSON.stringify(secrets, null, 2));
  return secrets;
}

export function newSecrets(): Secrets {
  const password = () => randomBytes(24).toString("base64url");
  return {
    ownerPassword: password(),
    appPassword: password(),
    sealKeys: { "1": randomBytes(32).toString("base64") },
  };
}

export function writeRunning({ path }: Folder, running: Running) {
  writePrivately(join(path, "running.json"), JSON.stringify(running, null, 2));
}

export function readRunning(path: string): Running | undefined {
  const file = join(path, "running.json");
  return existsSync(file) ? Running.safeParse(JSON.parse(readFileSync(file, "utf8"))).data : undefined;
}

/** A reader never sees half a file, and nobody else sees it at all. */
function writePrivately(file: string, text: string) {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
