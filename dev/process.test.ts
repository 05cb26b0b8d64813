import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSecrets, takeFolder } from "./folder.ts";
import { waitUntil } from "./listen.ts";
import { isAlive, keep, start } from "./process.ts";

const folder = mkdtempSync(join(tmpdir(), "devcontrol-process-"));
const logFile = join(folder, "log");
const sleeper = (stopSignal?: "SIGINT") =>
  start({ command: ["sleep", "300"], cwd: folder, env: { PATH: process.env.PATH }, logFile, stopSignal });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a part does not outlive who started it, even when that is killed", async () => {
  const source = `import { start } from ${JSON.stringify(join(import.meta.dir, "process.ts"))};
    console.log(start({ command: ["sleep", "300"], cwd: "/", env: { PATH: process.env.PATH }, logFile: ${JSON.stringify(logFile)} }).pid);
    await Bun.sleep(60_000);`;
  const supervisor = Bun.spawn([process.execPath, "-e", source], { stdout: "pipe", stderr: "inherit" });
  const { value } = await supervisor.stdout.getReader().read();
  const pid = Number(new TextDecoder().decode(value));
  expect(isAlive(pid)).toBe(true);
  supervisor.kill("SIGKILL");
  expect(await waitUntil(() => !isAlive(pid), { limitMs: 4_500 })).toBe(true);
});

test("a part that dies is started again until it is stopped", async () => {
  const lines: string[] = [];
  const watch = {
    log: (line: string) => void lines.push(line),
    onLost: (why: string) => void lines.push(why),
    onChange: () => {},
  };
  const part = await keep("sleeper", async () => sleeper(), watch);
  const first = part.pid() ?? 0;
  process.kill(first, "SIGKILL");
  expect(await waitUntil(() => ![undefined, first].includes(part.pid()), { limitMs: 3_000 })).toBe(true);
  const second = part.pid() ?? 0;
  await part.stop();
  expect(isAlive(second)).toBe(false);
  expect(lines).toEqual(["sleeper ended by SIGKILL; starting it again."]);
});

test("a part that cannot be started again is given up with its reason", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  let isFirst = true;
  const begin = async () => {
    if (!isFirst) throw new Error("the disk is full");
    isFirst = false;
    return sleeper("SIGINT");
  };
  const part = await keep("sleeper", begin, { log: () => {}, onLost: resolve, onChange: () => {} });
  process.kill(part.pid() ?? 0, "SIGKILL");
  expect(await promise).toBe("sleeper cannot be started again: the disk is full");
});

test("a data folder has one user at a time, and keeps its secrets to itself", () => {
  const path = join(folder, "data");
  const taken = takeFolder(path);
  const secrets = openSecrets(taken);
  expect(statSync(join(path, "secrets.json")).mode & 0o777).toBe(0o600);
  expect(() => takeFolder(path)).toThrow(/already runs on .*data.*Stop it first, or set DATA_DIR/);
  taken.release();
  const again = takeFolder(path);
  expect(openSecrets(again)).toEqual(secrets);
  again.release();
});
