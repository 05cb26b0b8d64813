import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { ROOT } from "../../dev/folder.ts";
import { type BadInput, badInputs } from "../fakes/bad-inputs.ts";
import { type Stack, startStack } from "./stack.ts";

const ANSWER_MS = 20_000;
const { entries, isWhole } = badInputs();
/** What is written to the connection itself. */
const RAW = entries.filter(({ input }) => input.gen === "raw-http" || input.gen === "raw-http-repeat");
if (!isWhole) console.log("skipped: the attacks on the framing of requests (the shared list is not there)");

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 120_000);
afterAll(() => stack?.stop(), 30_000);

function bytesOf({ input }: BadInput): string {
  if (input.gen === "raw-http") return input.v;
  return input.gen === "raw-http-repeat" ? input.pre + input.s.repeat(input.n) + input.post : "";
}

/** Writes it as it is and hears what comes until the other side is silent or gone. */
function say(bytes: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect({ host: "127.0.0.1", port: Number(new URL(stack.url).port) });
  let heard = "";
  const quiet = setTimeout(() => socket.destroy(), ANSWER_MS);
  let pause: Timer | undefined;
  socket.on("data", (chunk) => {
    heard += chunk.toString("latin1");
    clearTimeout(pause);
    pause = setTimeout(() => socket.destroy(), 500);
  });
  // A server that has refused may close while we still write.
  socket.on("error", () => {});
  socket.on("close", () => {
    clearTimeout(quiet);
    clearTimeout(pause);
    resolve(heard);
  });
  socket.write(bytes);
  return promise;
}

describe("requests that no browser sends", () => {
  test.each(RAW.map((entry) => [`${entry.id} ${entry.title}`, entry] as const))(
    "%s",
    async (_, entry) => {
      const heard = await say(bytesOf(entry));
      const statuses = [...heard.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
      console.log(`${entry.id}: ${statuses.join(", ") || "closed without an answer"}`);
      // 501 and 505 are how a server says that this is no HTTP that it speaks.
      expect(statuses.filter((status) => status >= 500 && ![501, 505].includes(status))).toEqual([]);
      expect(heard).not.toMatch(/^set-cookie: ?x=/im);
      expect(heard).not.toMatch(/root:.*:0:0|node_modules|worker\.js/);
      const health = await stack.ask("/healthz");
      expect(health.status).toBe(200);
    },
    60_000,
  );

  test("a request names one host", async () => {
    expect(await say("GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")).toStartWith("HTTP/1.1 400");
  });

  test("nothing of how the product is made is served, and the bundle holds no map of it and no way in for tests", async () => {
    for (const path of [
      "/.git/config",
      "/package.json",
      "/worker.js",
      "/worker.js.map",
      "/.env",
      "/metrics",
      "/debug",
      "/trpc-playground",
      "/auth/demo",
    ])
      expect({ path, status: (await stack.ask(path)).status }).toEqual({ path, status: 404 });
    // The stack runs without the demo, as production does.
    expect((await stack.ask("/auth/demo", { method: "POST" })).status).toBe(404);
    const bundle = readFileSync(join(ROOT, "dist/worker.js"), "utf8");
    expect(bundle.match(/sourceMappingURL|BEGIN [A-Z ]*PRIVATE KEY|\/tests\/|Bearer [A-Za-z0-9]{20}/g)).toBeNull();
  }, 30_000);

  test("two hundred that never finish their headers keep nobody else waiting", async () => {
    const sockets = Array.from({ length: 200 }, () => {
      const socket = connect({ host: "127.0.0.1", port: Number(new URL(stack.url).port) });
      socket.on("error", () => {});
      socket.write("GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ");
      return socket;
    });
    await Bun.sleep(1_000);
    const answers = await Promise.all(Array.from({ length: 10 }, () => stack.ask("/healthz")));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    for (const socket of sockets) socket.destroy();
  }, 60_000);
});
