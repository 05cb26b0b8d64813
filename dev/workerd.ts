import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./folder.ts";
import { answers, waitUntil } from "./listen.ts";
import { lastLines, type Process, start } from "./process.ts";
import type { Wrangler } from "./wrangler.ts";

const READY_MS = 15_000;

type Options = {
  /** Holds the configuration and, beside it, the durable objects' data. */
  folder: string;
  port: number;
  cronPort: number;
  wrangler: Wrangler;
  /** The Worker's strings: `[vars]` are overridden by these. */
  bindings: Record<string, string>;
  logFile: string;
};

/** Runs dist/worker.js in the runtime that Cloudflare runs, and returns when it listens. */
export async function startWorkerd({ folder, port, cronPort, wrangler, bindings, logFile }: Options): Promise<Process> {
  const storage = join(folder, "durable-objects");
  const own = join(folder, "workerd");
  mkdirSync(storage, { recursive: true });
  mkdirSync(own, { recursive: true });
  copyFileSync(join(ROOT, "dist/worker.js"), join(own, "worker.js"));
  const strings = { ...wrangler.vars, ...bindings };
  writeFileSync(join(own, "cron.js"), CRON);
  writeFileSync(
    join(own, "config.capnp"),
    configure({ storage, port, cronPort, wrangler, names: Object.keys(strings) }),
  );
  const worker = start({
    // Only the side service that calls `scheduled` needs --experimental.
    command: [findWorkerd(), "serve", "--experimental", join(own, "config.capnp")],
    cwd: own,
    env: strings,
    logFile,
  });
  const end = { text: "" };
  void worker.exited.then((text) => {
    end.text = text;
  });
  const isReady = await waitUntil(() => end.text !== "" || answers(port), { limitMs: READY_MS });
  if (isReady && !end.text) return worker;
  await worker.stop();
  throw new Error(
    `workerd did not start (${end.text || "it does not listen"}). The end of ${logFile}:\n${lastLines(logFile)}`,
  );
}

/**
 * "internet" reaches this machine too, because Postgres's proxy, and in tests AWS, are here. "public" is for addresses
 * that people give us: workerd looks at the address that a name has at that moment, and connects to no private one.
 */
export const NETWORKS = `(name = "internet", network = (allow = ["public", "private", "local"], tlsOptions = (trustBrowserCas = true))),
    (name = "public", network = (allow = ["public"], tlsOptions = (trustBrowserCas = true))),`;

/** A name in the configuration whose value comes from the environment, so that no secret is written to a file. */
const string = (name: string) => `(name = ${text(name)}, fromEnvironment = ${text(name)})`;
const text = (value: string) => JSON.stringify(value);

function configure({
  storage,
  port,
  cronPort,
  wrangler,
  names,
}: {
  storage: string;
  port: number;
  cronPort: number;
  wrangler: Wrangler;
  names: string[];
}): string {
  const sqlite = new Set(wrangler.migrations.flatMap((migration) => migration.new_sqlite_classes));
  const objects = wrangler.durable_objects.bindings;
  const namespaces = objects.map(
    ({ class_name: name }) =>
      `(className = ${text(name)}, uniqueKey = ${text(`devcontrol-${name}`)}, enableSql = ${sqlite.has(name)})`,
  );
  const bindings = [
    ...names.map(string),
    ...objects.map(({ name, class_name }) => `(name = ${text(name)}, durableObjectNamespace = ${text(class_name)})`),
    '(name = "PUBLIC_NETWORK", service = "public")',
  ];
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "cron", worker = .cron),
    (name = "storage", disk = (path = ${text(storage)}, writable = true)),
    ${NETWORKS}
  ],
  sockets = [
    (name = "http", address = "127.0.0.1:${port}", http = (), service = "main"),
    (name = "cron", address = "127.0.0.1:${cronPort}", http = (), service = "cron"),
  ],
);
const main :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = ${text(wrangler.compatibility_date)},
  compatibilityFlags = [${wrangler.compatibility_flags.map(text).join(", ")}],
  durableObjectNamespaces = [${namespaces.join(", ")}],
  durableObjectStorage = (localDisk = "storage"),
  bindings = [${bindings.join(", ")}],
);
const cron :Workerd.Worker = (
  modules = [(name = "cron.js", esModule = embed "cron.js")],
  compatibilityDate = ${text(wrangler.compatibility_date)},
  compatibilityFlags = ["service_binding_extra_handlers"],
  bindings = [(name = "MAIN", service = "main")],
);
`;
}

/** Cloudflare calls \`scheduled\` itself; here this does. */
const CRON = `export default {
  async fetch(request, env) {
    const cron = new URL(request.url).searchParams.get("cron");
    const { outcome } = await env.MAIN.scheduled({ cron, scheduledTime: new Date() });
    return Response.json({ outcome }, { status: outcome === "ok" ? 200 : 500 });
  },
};
`;

/** The native program itself: the package's own starter needs Node and stands between us and the process. */
export function findWorkerd(): string {
  const cpu = process.arch === "arm64" ? "arm64" : "64";
  const system = process.platform === "win32" ? "windows" : process.platform;
  const program = join(ROOT, `node_modules/@cloudflare/workerd-${system}-${cpu}/bin/workerd`);
  if (!existsSync(program)) throw new Error(`There is no workerd for ${process.platform}-${process.arch}.`);
  return program;
}
