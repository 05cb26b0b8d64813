import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./folder.ts";
import { pageHeaders } from "./headers.ts";
import { reaper } from "./process.ts";

const WORKER = join(ROOT, "dist/worker.js");
const WEB = join(ROOT, "web/dist");
const PROBLEM_LINES_MAX = 20;

/**
 * Bundles the Worker into dist/worker.js: this file is deployed as it is, and served by `npm start`.
 * The `browser` build of AWS's XML parser wants DOMParser, which Workers lack; its other build is plain JavaScript.
 */
export async function buildWorker(): Promise<string> {
  const startedAt = performance.now();
  const { success, outputs, logs } = await Bun.build({
    entrypoints: [join(ROOT, "workers/index.ts")],
    target: "browser",
    conditions: ["workerd", "worker"],
    format: "esm",
    minify: true,
    external: ["node:*", "cloudflare:*"],
    define: { RELEASE_ID: JSON.stringify(hashOfSources()) },
    throw: false,
    plugins: [
      {
        name: "aws-xml",
        setup(build) {
          const path = join(ROOT, "node_modules/@aws-sdk/xml-builder/dist-cjs/index.js");
          build.onResolve({ filter: /^@aws-sdk\/xml-builder$/ }, () => ({ path }));
        },
      },
    ],
  });
  const [bundle] = outputs;
  if (!success || !bundle) throw new Error(`The Worker could not be bundled:\n${logs.map(String).join("\n")}`);
  const bytes = new Uint8Array(await bundle.arrayBuffer());
  mkdirSync(join(ROOT, "dist"), { recursive: true });
  writeFileSync(`${WORKER}.new`, bytes);
  renameSync(`${WORKER}.new`, WORKER);
  return `Worker: ${size(bytes)}, bundled in ${seconds(startedAt)}`;
}

/** What src/base/release.ts names: the same sources, and the same packages, give the same word. */
function hashOfSources(): string {
  const hash = new Bun.CryptoHasher("sha256");
  const paths = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".ts"),
  );
  for (const path of [...paths.map((path) => join("src", path)), "bun.lock"].sort())
    hash.update(`${path}\n`).update(readFileSync(join(ROOT, path)));
  return hash.digest("hex").slice(0, 16);
}

/** Builds the web app into web/dist, unless it is newer than everything it is made of. */
export async function buildWeb({ force = false }: { force?: boolean } = {}): Promise<string> {
  const page = join(WEB, "index.html");
  const headers = join(WEB, "_headers");
  const sources = ["web", "src", "package.json", "bun.lock"].map((name) => newestIn(join(ROOT, name)));
  if (!force && existsSync(headers) && statSync(headers).mtimeMs > Math.max(...sources))
    return `Web: ${sizeOfWeb()}, up to date`;
  const startedAt = performance.now();
  const vite = Bun.spawn(
    [process.execPath, join(ROOT, "node_modules/vite/bin/vite.js"), "build", "web", "--logLevel", "warn"],
    {
      cwd: ROOT,
      env: { ...process.env, NODE_ENV: "production", NO_COLOR: "1" },
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  reaper("add", vite.pid, "SIGTERM");
  const [problems, code] = await Promise.all([new Response(vite.stderr).text(), vite.exited]);
  reaper("del", vite.pid, "SIGTERM");
  if (code !== 0 || !existsSync(page))
    throw new Error(`The web app could not be built:\n${problems.split("\n").slice(0, PROBLEM_LINES_MAX).join("\n")}`);
  // Cloudflare serves these files without asking the Worker; it reads their headers from this file.
  writeFileSync(headers, headersFile());
  return `Web: ${sizeOfWeb()}, built in ${seconds(startedAt)}`;
}

function headersFile(): string {
  const lines = Object.entries(pageHeaders("https")).map(([name, value]) => `  ${name}: ${value}`);
  return ["/*", ...lines, "", "/assets/*", "  Cache-Control: public, max-age=31536000, immutable", ""].join("\n");
}

/** The newest change below a path; what is built is not a source. */
function newestIn(path: string): number {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  const entries = readdirSync(path).filter((name) => name !== "dist" && name !== "node_modules");
  return Math.max(mtimeMs * Number(path !== join(ROOT, "web")), ...entries.map((name) => newestIn(join(path, name))));
}

/** What the first page loads: the scripts and styles that index.html names. */
function sizeOfWeb(): string {
  const page = readFileSync(join(WEB, "index.html"), "utf8");
  const names = [...page.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map(([, name]) => join(WEB, name ?? ""));
  return `first load ${size(Buffer.concat(names.filter(existsSync).map((name) => readFileSync(name))))}`;
}

function size(bytes: Uint8Array<ArrayBuffer>): string {
  const kb = (count: number) => `${(count / 1024).toFixed(0)} KB`;
  return `${kb(bytes.byteLength)}, ${kb(Bun.gzipSync(bytes, { level: 9 }).byteLength)} gz`;
}

function seconds(startedAt: number): string {
  return `${((performance.now() - startedAt) / 1000).toFixed(2)} s`;
}

if (import.meta.main) {
  for (const line of await Promise.all([buildWorker(), buildWeb({ force: true })])) console.log(line);
}
