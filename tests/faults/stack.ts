import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import * as z from "zod";
import { openSecrets, ROOT, readRunning } from "../../dev/folder.ts";
import { freePort, waitUntil } from "../../dev/listen.ts";
import { isAlive } from "../../dev/process.ts";
import { startDebianPostgres } from "./debian-postgres.ts";

const READY_MS = 90_000;
const STOP_MS = 12_000;
const ANSWER_MS = 10_000;

/** Whether a change was made cannot be known when the connection is lost during its commit; then the answer says so. */
export const UNSURE = "may have been saved";

export type Part = "postgres" | "neon" | "workerd" | "front";
export type Answer = { status: number; body: unknown; text: string; headers: Headers; tookMs: number };
export type Member = {
  slug: string;
  organizationId: string;
  cookie: string;
  query(path: string, input?: unknown): Promise<Answer>;
  mutate(path: string, input?: unknown): Promise<Answer>;
};

const SignedUp = z.object({ result: z.object({ data: z.object({ slug: z.string() }) }) });

/**
 * The whole product as `npm start` runs it, for one test: the supervisor, Postgres, the Neon proxy, the built Worker in
 * workerd and the front, on free ports, in a folder of its own that is gone afterwards. Postgres is the embedded one, or
 * Debian's oldest where TEST_DATABASE_URL asks for another one than ours.
 * `env`: more of what .env.example names.
 */
export async function startStack(env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "devcontrol-stack-"));
  const from = 24_000 + (process.pid % 300) * 20;
  const debian = process.env.TEST_DATABASE_URL ? await startDebianPostgres(folder, from) : undefined;
  const port = await freePort(debian ? debian.port + 1 : from, new Set());
  const dataFolder = join(folder, "data");
  const supervisor = Bun.spawn([process.execPath, "--no-env-file", "dev/start.ts"], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      DATA_DIR: dataFolder,
      PORT: String(port),
      DEMO: "0",
      // It then ends when this process does, however that ends.
      npm_lifecycle_event: "test",
      ...env,
      ...(debian && { DATABASE_URL: debian.appUrl, DATABASE_OWNER_URL: debian.ownerUrl }),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { text: "" };
  const listening = Promise.all([listen(supervisor.stdout), listen(supervisor.stderr)]);
  async function listen(stream: ReadableStream<Uint8Array>) {
    const decoder = new TextDecoder();
    for await (const bytes of stream) said.text += decoder.decode(bytes, { stream: true });
  }

  async function stop() {
    supervisor.kill("SIGTERM");
    const kill = setTimeout(() => supervisor.kill("SIGKILL"), STOP_MS);
    await Promise.all([supervisor.exited, listening]);
    clearTimeout(kill);
    await debian?.stop();
    if (process.env.KEEP_LOGS) cpSync(join(dataFolder, "logs"), process.env.KEEP_LOGS, { recursive: true });
    rmSync(folder, { recursive: true, force: true });
  }

  const isUp = await waitUntil(() => said.text.includes("is ready:") || supervisor.exitCode !== null, {
    limitMs: READY_MS,
  });
  if (!isUp || supervisor.exitCode !== null) {
    await stop();
    throw new Error(`The stack did not start:\n${said.text}`);
  }
  const url = `http://127.0.0.1:${port}`;

  /** The process of a part now; parts come and go. */
  function pidOf(part: Part): number {
    const pid = part === "postgres" && debian ? debian.pid() : readRunning(dataFolder)?.parts[part]?.pid;
    if (pid === undefined || !isAlive(pid)) throw new Error(`${part} does not run now`);
    return pid;
  }

  function portOf(part: Part): number {
    const port = part === "postgres" && debian ? debian.port : readRunning(dataFolder)?.parts[part]?.port;
    if (port === undefined) throw new Error(`${part} does not run now`);
    return port;
  }

  const secrets = openSecrets({ path: dataFolder });
  const inPostgres = (user: string, password: string) =>
    `postgres://${user}:${password}@127.0.0.1:${portOf("postgres")}/devcontrol`;
  const appUrl = debian?.appUrl ?? inPostgres("app_user", secrets.appPassword);
  const ownerUrl = debian?.ownerUrl ?? inPostgres("devcontrol_owner", secrets.ownerPassword);

  /** SQL as the owner, who sees everything: a fresh connection each time, because the tests end servers. */
  async function sql<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 2_000, query_timeout: 20_000 });
    client.on("error", () => {});
    try {
      await client.connect();
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end().catch(() => {});
    }
  }

  async function ask(path: string, init: RequestInit = {}): Promise<Answer> {
    const startedAt = performance.now();
    const response = await fetch(`${url}${path}`, { ...init, signal: AbortSignal.timeout(ANSWER_MS) });
    const text = await response.text();
    const tookMs = performance.now() - startedAt;
    return { status: response.status, text, body: parse(text), headers: response.headers, tookMs };
  }

  async function signUp(name: string): Promise<Member> {
    const email = `${crypto.randomUUID()}@example.com`;
    const person = { email, password: "correct horse battery", name, organization: `${name} ${email.slice(0, 8)}` };
    const made = await ask("/trpc/identity.signUp", { method: "POST", ...json(person) });
    if (made.status !== 200) throw new Error(`sign-up answers ${made.status} ${made.text}`);
    const { slug } = SignedUp.parse(made.body).result.data;
    const cookie = made.headers.get("set-cookie")?.split(";")[0] ?? "";
    const [row] = await sql<{ id: string }>("select id from organizations where slug = $1", [slug]);
    const headers = { cookie, "sec-fetch-site": "same-origin" };
    return {
      slug,
      organizationId: row?.id ?? "",
      cookie,
      query: (path, input) => {
        const given = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`;
        return ask(`/trpc/${slug}/${path}${given}`, { headers });
      },
      mutate: (path, input) => {
        const { body, headers: type } = json(input);
        return ask(`/trpc/${slug}/${path}`, { method: "POST", body, headers: { ...headers, ...type } });
      },
    };
  }

  return { url, folder: dataFolder, appUrl, ownerUrl, pidOf, portOf, sql, ask, signUp, stop, said: () => said.text };
}
export type Stack = Awaited<ReturnType<typeof startStack>>;

const json = (input: unknown) => ({
  body: input === undefined ? undefined : JSON.stringify(input),
  headers: { "content-type": "application/json" },
});

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A process and what it has started: to freeze a Postgres, its postmaster alone is not enough. */
export function familyOf(pid: number): number[] {
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const ppid = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${name}/status`, "utf8"))?.[1];
        return [{ pid: Number(name), ppid: Number(ppid) }];
      } catch {
        return []; // It has just ended.
      }
    });
  const children = parents.filter(({ ppid }) => ppid === pid).map((child) => child.pid);
  return [pid, ...children];
}

/** Sends a signal to each; one that has ended meanwhile is none of ours any more. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals) {
  for (const pid of pids)
    try {
      process.kill(pid, signal);
    } catch {
      // Gone.
    }
}
