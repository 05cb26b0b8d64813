import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serveFront } from "./front.ts";
import { freePort } from "./listen.ts";

const web = mkdtempSync(join(tmpdir(), "devcontrol-web-"));
const taken = new Set<number>();
const closed: string[] = [];
let front: ReturnType<typeof serveFront>;
let worker: ReturnType<typeof startWorker>;
let url: string;

/** A small Worker that says what reached it. */
function startWorker(port: number) {
  return Bun.serve({
    hostname: "127.0.0.1",
    port,
    idleTimeout: 0,
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      if (pathname === "/trpc/stream") return stream(request);
      const body = await request.text();
      const headers = { "set-cookie": "s=1; HttpOnly", connection: "close, x-private", "x-private": "1" };
      return Response.json(
        {
          method: request.method,
          path: pathname + search,
          bytes: body.length,
          headers: Object.fromEntries(request.headers),
        },
        { headers },
      );
    },
  });
}

function stream(request: Request): Response {
  request.signal.addEventListener("abort", () => closed.push("stream"));
  let count = 0;
  const body = new ReadableStream({
    async pull(controller) {
      await Bun.sleep(40);
      controller.enqueue(new TextEncoder().encode(`data: ${count++}\n\n`));
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

beforeAll(async () => {
  mkdirSync(join(web, "assets"));
  writeFileSync(join(web, "index.html"), "<!doctype html><title>app</title>");
  writeFileSync(join(web, "assets/main-abcd1234.js"), "export const x = 1;\n".repeat(200));
  writeFileSync(join(web, "_headers"), "/*\n");
  const [port, workerPort] = [await freePort(24_100, taken), await freePort(24_100, taken)];
  worker = startWorker(workerPort);
  front = serveFront({ port, workerPort, web });
  url = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  await Promise.all([front.stop(), worker.stop(true)]);
  rmSync(web, { recursive: true, force: true });
});

const navigate = (path: string) => fetch(url + path, { headers: { accept: "text/html" } });

test("any address of the app is its page, with a policy and no caching", async () => {
  for (const path of ["/", "/acme/resources?type=x", "/login"]) {
    const page = await navigate(path);
    expect(await page.text()).toContain("<title>app</title>");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(page.headers.get("cache-control")).toBe("no-cache");
  }
});

test("hashed files stay for ever and come compressed", async () => {
  const asked = (encoding: string) =>
    fetch(`${url}/assets/main-abcd1234.js`, { headers: { "accept-encoding": encoding }, decompress: false });
  for (const encoding of ["br", "gzip"]) {
    const file = await asked(`${encoding}, x`);
    expect(file.headers.get("content-encoding")).toBe(encoding);
    expect(file.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect((await file.arrayBuffer()).byteLength).toBeLessThan(500);
  }
  const plain = await asked("br;q=0, gzip;q=0");
  expect(plain.headers.get("content-encoding")).toBeNull();
  expect((await plain.text()).length).toBe(4_000);
});

test("a file that is known is not sent again", async () => {
  const etag = (await navigate("/")).headers.get("etag") ?? "";
  const again = await fetch(url, { headers: { "if-none-match": `W/${etag}` } });
  expect([again.status, await again.text()]).toEqual([304, ""]);
});

const absent: [string, string][] = [
  ["/assets/gone-abcd1234.js", "text/html"],
  ["/missing.json", "*/*"],
];
test.each(absent)("%s is not there", async (path, accept) => {
  const response = await fetch(url + path, { headers: { accept } });
  expect([response.status, response.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
});

test.each(["/..%2f..%2fpackage.json", "/%2e%2e/%2e%2e/etc/passwd", "/a%00b", "/%ff", "/_headers"])(
  "%s leads nowhere",
  async (path) => {
    const response = await fetch(url + path, { headers: { accept: "*/*" } });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await response.text()).not.toContain("root:");
  },
);

test("the Worker gets its paths, the true address, and nothing a client made up", async () => {
  const response = await fetch(`${url}/trpc/acme/x?batch=1`, {
    method: "POST",
    body: "hello",
    headers: { "x-forwarded-for": "6.6.6.6", "cf-connecting-ip": "6.6.6.6", cookie: "s=2", "x-request-id": "r1" },
  });
  const seen = await response.json();
  expect(seen).toMatchObject({ method: "POST", path: "/trpc/acme/x?batch=1", bytes: 5 });
  expect(seen.headers).toMatchObject({
    "x-forwarded-for": "127.0.0.1",
    host: new URL(url).host,
    cookie: "s=2",
    "x-request-id": "r1",
  });
  expect(seen.headers["cf-connecting-ip"]).toBeUndefined();
  expect(response.headers.get("set-cookie")).toBe("s=1; HttpOnly");
  expect(response.headers.get("x-private")).toBeNull();
});

test("a path that only begins like one of the Worker's is the app's", async () => {
  expect(await (await navigate("/trpcx")).text()).toContain("<title>app</title>");
});

test("too much is refused: a body of 11 MB, whole or in chunks, and an endless address", async () => {
  const body = new Uint8Array(11 * 1024 * 1024);
  const chunks = new ReadableStream({
    start(controller) {
      for (let at = 0; at < body.length; at += 1024 * 1024) controller.enqueue(body.subarray(at, at + 1024 * 1024));
      controller.close();
    },
  });
  for (const tooMuch of [body, chunks])
    expect((await fetch(`${url}/trpc/x`, { method: "POST", body: tooMuch })).status).toBe(413);
  // Bun itself refuses the longest ones, with its own limit of headers.
  expect([414, 431]).toContain((await fetch(`${url}/${"a".repeat(20_000)}`)).status);
});

test("events arrive as they happen, and the Worker learns that the reader has left", async () => {
  const reading = new AbortController();
  const response = await fetch(`${url}/trpc/stream`, { signal: reading.signal });
  const reader = response.body!.getReader();
  const startedAt = performance.now();
  const { value } = await reader.read();
  expect(new TextDecoder().decode(value)).toContain("data: 0");
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  reading.abort();
  await Bun.sleep(300);
  expect(closed).toEqual(["stream"]);
});

test("without a Worker the answer is 503 with a time, soon; and a reading that began meanwhile succeeds", async () => {
  const { port } = worker;
  await worker.stop(true);
  const startedAt = performance.now();
  const response = await fetch(`${url}/trpc/x`, { method: "POST", body: "x" });
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
  expect((await fetch(`${url}/healthz`)).status).toBe(503);
  expect(performance.now() - startedAt).toBeLessThan(1_500);
  const waiting = fetch(`${url}/healthz`);
  await Bun.sleep(150);
  worker = startWorker(port ?? 0);
  expect((await waiting).status).toBe(200);
});
