import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRunning } from "../../dev/folder.ts";
import { waitUntil } from "../../dev/listen.ts";
import { removeCopiedData } from "../../dev/postgres.ts";
import { atEnd } from "../at-end.ts";
import { freePort } from "../fakes/free-port.ts";

const ROOT = join(import.meta.dir, "../..");
const READY_MS = 90_000;
const DEMO_MS = 240_000;
/** A job that is asked for later than that is asked for a day, not for the demo. */
const DUE_WITHIN_MS = 3_600_000;
const READY = /^DevControl is ready: (\S+)$/m;

export type Product = Awaited<ReturnType<typeof startProduct>>;

/** The product as `npm start` runs it, on a port and a data folder of its own that are gone after `stop`. */
export async function startProduct(env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "devcontrol-browser-"));
  const child = Bun.spawn([process.execPath, "--no-env-file", "dev/start.ts", "--port", String(freePort())], {
    cwd: ROOT,
    // The lifecycle event makes it end when this process does, however that ends.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: folder, npm_lifecycle_event: "test", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { text: "" };
  const listen = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) said.text += decoder.decode(chunk, { stream: true });
  };
  const heard = Promise.all([listen(child.stdout), listen(child.stderr)]);
  const stop = async () => {
    child.kill("SIGTERM");
    await child.exited;
    await heard;
    removeCopiedData(join(folder, "postgres"));
    rmSync(folder, { recursive: true, force: true });
  };
  await waitUntil(() => READY.test(said.text) || child.exitCode !== null, { limitMs: READY_MS });
  const url = READY.exec(said.text)?.[1];
  if (!url) {
    await stop();
    throw new Error(`The product did not start:\n${said.text}`);
  }
  return {
    url,
    stop,
    folder,
    /** Address of the database, as its owner. */
    ownerUrl() {
      const { ownerPassword } = JSON.parse(readFileSync(join(folder, "secrets.json"), "utf8"));
      const port = readRunning(folder)?.parts.postgres?.port;
      return `postgres://devcontrol_owner:${encodeURIComponent(ownerPassword)}@127.0.0.1:${port}/devcontrol`;
    },
    /** What the Worker has logged until now. */
    workerLog: () => readFileSync(join(folder, "logs/worker.log"), "utf8"),
  };
}

let withDemo: Promise<Product> | undefined;
/** One product for all suites of a run that look at its demo or bring organisations of their own; it ends with the run. */
export function productWithDemo(): Promise<Product> {
  withDemo ??= startProduct().then(async (product) => {
    atEnd(product.stop);
    await demoIsFilled(product);
    return product;
  });
  return withDemo;
}

/** Until the jobs that fill the demo are done: a page that changes under a test says nothing. */
async function demoIsFilled({ url }: Product) {
  const guest = await fetch(`${url}/auth/demo`, { method: "POST" });
  const cookie = guest.headers.get("set-cookie")?.split(";")[0] ?? "";
  const input = encodeURIComponent(JSON.stringify({ limit: 100, state: ["queued", "running"] }));
  const isFilled = async () => {
    const answer = await fetch(`${url}/trpc/demo/operations.jobs.list?input=${input}`, { headers: { cookie } });
    const { result } = await answer.json();
    const { items = [], counts = {} } = result?.data ?? {};
    // What waits for a day of its own, as the end of an exception does, fills nothing.
    const isDue = ({ dueAt }: { dueAt: string }) => Date.parse(dueAt) < Date.now() + DUE_WITHIN_MS;
    return counts.done > 0 && !items.some(isDue);
  };
  if (!(await waitUntil(isFilled, { limitMs: DEMO_MS, everyMs: 250 }))) throw new Error("The demo was not filled.");
}
