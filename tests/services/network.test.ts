import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answers, waitUntil } from "../../dev/listen.ts";
import { type Process, start } from "../../dev/process.ts";
import { findWorkerd, NETWORKS } from "../../dev/workerd.ts";
import { freePort } from "../fakes/free-port.ts";

/** Asks the address in its query through the network that the path names, and says what came of it. */
const WORKER = `export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const ask = pathname === "/public" ? (url) => env.PUBLIC_NETWORK.fetch(url) : fetch;
    try {
      return new Response("answered " + (await ask(searchParams.get("url"))).status);
    } catch (error) {
      return new Response("refused");
    }
  },
};`;

const folder = mkdtempSync(join(tmpdir(), "devcontrol-network-"));
const port = freePort();
const asked: string[] = [];
const inside = Bun.serve({
  hostname: "127.0.0.1",
  port: freePort(),
  fetch(request) {
    asked.push(new URL(request.url).pathname);
    return new Response("inside");
  },
});
let workerd: Process;
beforeAll(async () => {
  writeFileSync(join(folder, "worker.js"), WORKER);
  writeFileSync(
    join(folder, "config.capnp"),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [ (name = "main", worker = .main), ${NETWORKS} ],
  sockets = [ (name = "http", address = "127.0.0.1:${port}", http = (), service = "main") ],
);
const main :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "2026-11-01",
  bindings = [(name = "PUBLIC_NETWORK", service = "public")],
);`,
  );
  const command = [findWorkerd(), "serve", join(folder, "config.capnp")];
  workerd = start({ command, cwd: folder, env: {}, logFile: join(folder, "log") });
  expect(await waitUntil(() => answers(port), { limitMs: 15_000 })).toBe(true);
});
afterAll(async () => {
  await workerd?.stop();
  await inside.stop(true);
  rmSync(folder, { recursive: true });
});

const ask = async (network: "public" | "internet", host: string) => {
  const url = `http://${host}:${inside.port}/${network}`;
  return (await fetch(`http://127.0.0.1:${port}/${network}?url=${encodeURIComponent(url)}`)).text();
};

// "localhost" stands for each name whose DNS says a private address: workerd looks names up before it compares.
test.each(["localhost", "127.0.0.1", "0.0.0.0", "[::ffff:127.0.0.1]"])(
  "what people give us leads to no private address, be it the address that the name %s has",
  async (host) => {
    expect(await ask("public", host)).toBe("refused");
    expect(asked).not.toContain("/public");
  },
);

test("the product itself reaches its database's proxy there", async () => {
  expect(await ask("internet", "localhost")).toBe("answered 200");
  expect(asked).toEqual(["/internet"]);
});
