import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { createClient, DevControlError } from "../../src/sdk/index.ts";
import { freePort } from "../fakes/free-port.ts";
import { ORIGIN, openWorld, type World } from "../world.ts";

setDefaultTimeout(60_000);
const ROOT = join(import.meta.dir, "../..");

describe("its bundle", () => {
  /** @returns the text, and the packages and files of ours that it is made of. */
  async function bundle(entry: string) {
    const { success, outputs, logs, metafile } = await Bun.build({
      entrypoints: [join(ROOT, entry)],
      root: ROOT,
      target: "browser",
      minify: true,
      metafile: true,
      external: ["node:*"],
      throw: false,
    });
    if (!success || !outputs[0] || !metafile) throw new Error(logs.map(String).join("\n"));
    const parts = Object.keys(metafile.inputs).map(
      (path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path.replace(/^.*?(?=src\/|db\/)/, ""),
    );
    return { text: await outputs[0].text(), parts: [...new Set(parts)].sort() };
  }

  test("holds nothing of the server", async () => {
    const { text, parts } = await bundle("src/sdk/index.ts");
    console.log(`SDK: ${text.length} bytes, ${Bun.gzipSync(text).byteLength} gz, made of ${parts.join(", ")}`);
    expect(parts).toEqual(["@trpc/client", "@trpc/server", "src/sdk/error.ts", "src/sdk/index.ts", "src/sdk/links.ts"]);
    expect(text).not.toMatch(/drizzle|hono|lucia|aws-sdk|smithy|neon|zod|node:/i);
    // The same look finds the server where it is.
    const server = await bundle("src/app.ts");
    expect(server.parts).toEqual(expect.arrayContaining(["drizzle-orm", "hono", "lucia", "zod", "src/router.ts"]));
  });
});

describe("createClient", () => {
  let world: World;
  let acme: Awaited<ReturnType<World["org"]>>;
  const asked: { method: string; path: string; body: string }[] = [];
  beforeAll(async () => {
    world = await openWorld();
    acme = await world.org();
  });
  afterAll(() => world.close());

  const fetch = async (url: string, init: RequestInit) => {
    asked.push({ method: init.method ?? "GET", path: new URL(url).pathname, body: String(init.body ?? "") });
    return world.fetch(url.slice(ORIGIN.length), init);
  };
  const client = (role: "owner" | "viewer" = "owner", change: Partial<Parameters<typeof createClient>[0]> = {}) =>
    createClient({
      url: `${ORIGIN}/`,
      organization: acme.slug,
      fetch,
      headers: { cookie: acme.cookieOf(role), "sec-fetch-site": "same-origin" },
      ...change,
    });
  const failure = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: unknown) => {
        if (error instanceof DevControlError) return error;
        throw error;
      },
    );

  test("reads and changes what the session may", async () => {
    expect(await client().organizations.current.query()).toMatchObject({ slug: acme.slug, role: "owner" });
    expect(await client().organizations.rename.mutate({ name: "Acme Two" })).toEqual({ name: "Acme Two" });
    expect(await client("viewer").organizations.current.query()).toMatchObject({ name: "Acme Two", role: "viewer" });
    const nobody = createClient({ url: ORIGIN, fetch });
    expect(await nobody.identity.me.query()).toBeNull();
  });

  test("sends at most ten queries together, and each change alone", async () => {
    asked.length = 0;
    const { organizations, inventory } = client();
    await Promise.all([
      ...Array.from({ length: 25 }, () => organizations.current.query()),
      organizations.changeSettings.mutate({ costRequestsCapUsd: 5 }),
      inventory.accounts.connectSample.mutate(),
    ]);
    const together = asked.filter(({ method }) => method === "GET").map(({ path }) => path.split(",").length);
    expect(together.sort()).toEqual([10, 10, 5]);
    expect(asked.filter(({ method }) => method === "POST").map(({ path }) => path.split("/").at(-1))).toEqual([
      "organizations.changeSettings",
      "inventory.accounts.connectSample",
    ]);
  });

  test("tells what was wrong: code, sentence, request id, fields", async () => {
    const missing = await failure(client().findings.get.query({ id: crypto.randomUUID() }));
    expect(missing).toMatchObject({ code: "NOT_FOUND", message: "The finding does not exist, or you cannot see it." });
    expect(missing?.requestId).toMatch(/\S{8,}/);
    const role = await failure(client("viewer").costs.sync.mutate());
    expect(role).toMatchObject({ code: "FORBIDDEN", fields: {} });
    const input = await failure(client().organizations.rename.mutate({ name: "x" }));
    expect(input).toMatchObject({ code: "BAD_REQUEST", fields: { name: "Use at least 2 characters." } });
    const nobody = await failure(client("owner", { headers: {} }).organizations.current.query());
    expect(nobody).toMatchObject({ code: "UNAUTHORIZED", name: "DevControlError" });
    const elsewhere = await failure(client("owner", { organization: "no-such" }).organizations.current.query());
    expect(elsewhere).toMatchObject({ code: "NOT_FOUND" });
  });

  test("tells apart: starting again, not DevControl, not in time, not there", async () => {
    const answering = (response: () => Response | Promise<Response>) =>
      failure(client("owner", { fetch: async () => response(), timeoutMs: 50 }).organizations.current.query());
    const detail = "DevControl is starting again. Try again in a second.";
    const problem = { title: "SERVICE_UNAVAILABLE", status: 503, detail, code: "SERVICE_UNAVAILABLE" };
    expect(await answering(() => Response.json(problem, { status: 503 }))).toMatchObject({
      code: "SERVICE_UNAVAILABLE",
      message: detail,
    });
    expect(await answering(() => new Response("<html>502</html>", { status: 502 }))).toMatchObject({
      code: "UNREACHABLE",
      requestId: null,
    });
    expect(await answering(() => Promise.reject(new TypeError("connection refused")))).toMatchObject({
      code: "UNREACHABLE",
    });
    // A server that takes the connection and then says nothing.
    using silent = Bun.serve({ hostname: "127.0.0.1", port: freePort(), fetch: () => new Promise<Response>(() => {}) });
    const late = createClient({ url: silent.url.href, timeoutMs: 50 });
    expect(await failure(late.identity.me.query())).toMatchObject({ code: "TIMEOUT" });
  });

  test("a call that its caller gives up ends at once", async () => {
    const given = new AbortController();
    const call = failure(
      client("owner", { fetch: (_, init) => never(init.signal) }).organizations.current.query(undefined, {
        signal: given.signal,
      }),
    );
    await Bun.sleep(5);
    given.abort();
    expect(await call).toMatchObject({ name: "DevControlError" });
  });
});

const never = (signal: AbortSignal | null | undefined) =>
  new Promise<Response>((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
