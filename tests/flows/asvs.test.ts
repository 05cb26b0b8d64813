import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { randomToken } from "../../src/base/crypto.ts";
import { jsonLog } from "../../src/base/log.ts";
import { proceduresOf } from "../../src/base/trpc.ts";
import { sessionCookie } from "../../src/identity/index.ts";
import { openWeb } from "../../src/ports/web.ts";
import { appRouter } from "../../src/router.ts";
import { readAsvsRows } from "../fakes/asvs-rows.ts";
import { badInputs } from "../fakes/bad-inputs.ts";
import { CASES } from "../isolation/cases.ts";
import { fillEveryTable } from "../isolation/fixture.ts";
import { ORIGIN, openWorld, type World } from "../world.ts";
import { COVERED, NOT_COVERED } from "./asvs-coverage.ts";

const ROOT = join(import.meta.dir, "../..");
const PASSWORD = "correct horse battery";
const procedures = proceduresOf(appRouter);
const mutations = Object.entries(procedures).flatMap(([path, facts]) => (facts?.type === "mutation" ? [path] : []));

let world: World;
let acme: Awaited<ReturnType<World["org"]>>;
beforeAll(async () => {
  world = await openWorld();
  acme = await world.org();
  await fillEveryTable(world, acme);
}, 180_000);
afterAll(() => world.close());

const owner = () => ({ cookie: acme.cookieOf("owner"), "sec-fetch-site": "same-origin" });
const addressOf = (path: string) => `/trpc/${path in CASES || path.startsWith("live.") ? `${acme.slug}/` : ""}${path}`;
const post = (path: string, headers: Record<string, string>, body: BodyInit = "{}") =>
  world.fetch(path, { method: "POST", headers: { "content-type": "application/json", ...headers }, body });

describe("requests that another site makes a browser send", () => {
  test.each(mutations)("%s takes none", async (path) => {
    const cookie = acme.cookieOf("owner");
    const foreign: Record<string, string>[] = [
      { origin: "https://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site", origin: "https://other.devcontrol.test" },
      {},
    ];
    const statuses = foreign.map(async (headers) => (await post(addressOf(path), { cookie, ...headers })).status);
    expect(await Promise.all(statuses)).toEqual(foreign.map(() => 403));
    // A page can make a browser navigate, which is a GET with the cookie.
    expect((await world.fetch(addressOf(path), { headers: owner() })).status).toBe(405);
  });

  test("the demo's door takes none either, signing in without a cookie neither", async () => {
    for (const headers of [{ origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }] as Record<
      string,
      string
    >[])
      for (const path of ["/auth/demo", "/trpc/identity.signIn", "/trpc/identity.signUp"])
        expect((await post(path, headers)).status).toBe(403);
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""])(
    "a body of the type '%s', which a form can have, is refused",
    async (type) => {
      expect((await post(addressOf("organizations.rename"), { ...owner(), "content-type": type })).status).toBe(415);
    },
  );

  test("no page of another origin reads an answer with the cookie", async () => {
    for (const origin of [
      "https://evil.example",
      "null",
      "https://trusted.example",
      `${ORIGIN}.evil.example`,
      "http://localhost:4100",
      ORIGIN,
    ]) {
      const answer = await world.fetch(addressOf("organizations.current"), { headers: { ...owner(), origin } });
      expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
      expect(answer.headers.get("access-control-allow-origin")).toBe(
        origin === "https://trusted.example" ? origin : null,
      );
    }
  });

  test("no page of another site listens to the live stream", async () => {
    const listen = async (site: string) => {
      const stop = new AbortController();
      const answer = await world.fetch(addressOf("live.events"), {
        headers: { cookie: acme.cookieOf("owner"), accept: "text/event-stream", "sec-fetch-site": site },
        signal: stop.signal,
      });
      stop.abort();
      return answer.status;
    };
    expect([await listen("cross-site"), await listen("same-site"), await listen("same-origin")]).toEqual([
      403, 403, 200,
    ]);
  });
});

describe("answers", () => {
  const paths = [
    "/healthz",
    "/trpc/identity.me",
    "/trpc/nothing",
    "/nothing",
    "/api/catalog/none/entities",
    "/trpc/%zz",
  ];

  test.each(paths)("%s carries the headers that keep a browser safe, and is kept nowhere", async (path) => {
    const { headers } = await world.fetch(path);
    expect(Object.fromEntries(headers)).toMatchObject({
      "strict-transport-security": "max-age=31536000; includeSubDomains",
      "x-content-type-options": "nosniff",
      "referrer-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
      "cache-control": "no-store",
      "content-type": expect.stringMatching(/^application\/(problem\+)?json(; charset=utf-8)?$/),
    });
    expect(headers.get("server") ?? headers.get("x-powered-by")).toBeNull();
  });

  test.each(["PUT", "DELETE", "PATCH"])("%s is spoken nowhere", async (method) => {
    for (const path of ["/healthz", "/auth/demo", "/trpc/identity.me", addressOf("organizations.current"), "/nothing"])
      expect([404, 405]).toContain((await world.fetch(path, { method, headers: owner() })).status);
  });

  test("hold no field that is named like a secret", async () => {
    const names = new Set<string>();
    const collect = (from: string, value: unknown): void => {
      if (Array.isArray(value)) for (const item of value) collect(from, item);
      else if (typeof value === "object" && value !== null)
        for (const [name, item] of Object.entries(value)) {
          if (item !== "[redacted]" && item !== null) names.add(`${from}: ${name}`);
          collect(from, item);
        }
    };
    for (const [path, make] of Object.entries(CASES)) {
      if (procedures[path]?.type !== "query") continue;
      const { input } = await make(world, acme);
      const query = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`;
      const answer = await world.fetch(`${addressOf(path)}${query}`, { headers: owner() });
      expect(answer.status).toBe(200);
      collect(path, (await answer.json()).result.data);
    }
    expect(names.size).toBeGreaterThan(100);
    // The heads of the log's chain are made to be kept by others.
    const isMeant = (name: string) => /^activity\.\S+: hash$/.test(name);
    const sounds = /: .*(password|hash$|secret(?!s?(manager|Type|Off|Until))|cipher|nonce|^kek|sessionToken)/i;
    expect([...names].filter((name) => sounds.test(name) && !isMeant(name))).toEqual([]);
  });
});

describe("input that asks for more", () => {
  const withInput = Object.keys(CASES).filter((path) => mutations.includes(path) && hasInput(path));

  test.each(withInput)("%s refuses a field that it does not know", async (path) => {
    const made = await CASES[path]?.(world, acme);
    const given = typeof made?.input === "object" ? made.input : {};
    for (const extra of [{ isAdmin: true }, { organizationId: crypto.randomUUID() }])
      expect((await post(addressOf(path), owner(), JSON.stringify({ ...given, ...extra }))).status).toBe(400);
    await made?.restore?.();
  });
});

/** tRPC keeps a procedure's schemas at run time and does not type them (11.22). */
function hasInput(path: string): boolean {
  const flat = appRouter._def.procedures as unknown as Record<string, { _def: { inputs: unknown[] } } | undefined>;
  return (flat[path]?._def.inputs.length ?? 0) > 0;
}

describe("a session", () => {
  const signUp = async (password = PASSWORD) => {
    const email = `${crypto.randomUUID()}@example.com`;
    const answer = await post(
      "/trpc/identity.signUp",
      {},
      JSON.stringify({ email, password, name: "Ada", organization: "Acme" }),
    );
    return { email, answer, cookie: answer.headers.get("set-cookie")?.split(";")[0] ?? "" };
  };
  const signIn = (email: string, password: string, headers: Record<string, string> = {}) =>
    post("/trpc/identity.signIn", headers, JSON.stringify({ email, password }));

  test("that has ended opens no procedure", async () => {
    const { cookie } = await signUp();
    await post("/trpc/identity.signOut", { cookie, "sec-fetch-site": "same-origin" });
    for (const [path, facts] of Object.entries(procedures)) {
      if (facts?.meta?.role === "anyone") continue;
      const headers = { cookie, "sec-fetch-site": "same-origin" };
      const answer =
        facts?.type === "mutation"
          ? await post(addressOf(path), headers)
          : await world.fetch(addressOf(path), { headers });
      // A missing input may be told first; a stream has begun when it is refused.
      const isRefused =
        facts?.type === "subscription"
          ? /"UNAUTHORIZED"/.test(await answer.text())
          : [400, 401].includes(answer.status);
      expect({ path, isRefused }).toEqual({ path, isRefused: true });
    }
  });

  test("begins anew with signing in: a token that somebody planted before opens nothing", async () => {
    const { email } = await signUp();
    const planted = `devcontrol_session=${randomToken(32)}`;
    const answer = await signIn(email, PASSWORD, { cookie: planted, "sec-fetch-site": "same-origin" });
    const cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
    expect(answer.status).toBe(200);
    expect(cookie).not.toBe(planted);
    expect(await world.client(planted).identity.me.query()).toBeNull();
    expect(await world.client(cookie).identity.me.query()).not.toBeNull();
  });

  test("past its end is refused", async () => {
    const { cookie, email } = await signUp();
    await world.owner.query(
      "update sessions set expires_at = now() - interval '1 second' where user_id = (select id from users where email = $1)",
      [email],
    );
    expect(await world.client(cookie).identity.me.query()).toBeNull();
  });

  test("is bound to the host over HTTPS, and no script reads it", () => {
    expect(sessionCookie("https://devcontrol.example.com", "t", 60)).toBe(
      "__Host-session=t; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure",
    );
    expect(sessionCookie("http://127.0.0.1:4100", "t", 60)).toBe(
      "devcontrol_session=t; Path=/; HttpOnly; SameSite=Lax; Max-Age=60",
    );
  });

  test("token is random: 256 bits, none twice, every character as often as the others", () => {
    const tokens = Array.from({ length: 100_000 }, () => randomToken(32));
    expect(new Set(tokens).size).toBe(tokens.length);
    const bytes = tokens.slice(0, 20_000).flatMap((token) => [...Buffer.from(token, "base64url")]);
    const counts = new Array<number>(256).fill(0);
    for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1;
    const expected = bytes.length / 256;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 255 degrees of freedom: above 350 once in some 25,000 runs.
    expect(chiSquare).toBeLessThan(350);
  });

  test("needs the password as it was chosen: composed or not, with its spaces", async () => {
    const composed = "Zo\u00eb's long password";
    const { email } = await signUp(`${composed} `);
    expect((await signIn(email, `${composed.normalize("NFD")} `)).status).toBe(200);
    expect((await signIn(email, composed)).status).toBe(401);
    for (const [password, status] of [
      ["x".repeat(9), 400],
      ["😀".repeat(10), 200],
      ["x".repeat(200), 200],
      ["x".repeat(201), 400],
    ] as const)
      expect({ password: password.length, status: (await signUp(password)).answer.status }).toEqual({
        password: password.length,
        status,
      });
  });

  test("password is stored as scrypt with its parameters and a salt of its own", async () => {
    const people = [await signUp(), await signUp()];
    const { rows } = await world.owner.query("select password_hash from users where email = any($1)", [
      people.map(({ email }) => email),
    ]);
    const hashes: string[] = rows.map(({ password_hash }) => password_hash);
    for (const hash of hashes) expect(hash).toMatch(/^scrypt\$ln=14,r=8,p=5\$[0-9a-f]{32}\$[0-9a-f]{64}$/);
    expect(new Set(hashes).size).toBe(2);
  });
});

describe("an address that we are told to read", () => {
  /** What only DNS or a redirect leads inside: the network refuses the one, and each hop is checked for the other. */
  const LATER = ["https://localtest.me/", "https://example.com/redirect?to=http://127.0.0.1"];
  const addresses = badInputs().entries.flatMap(({ category, input }) =>
    category === "ssrf" && input.gen === "json-field" && typeof input.v === "string" ? [input.v] : [],
  );
  const OWN = [
    "http://example.com/",
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://0x7f.1/",
    "https://a.internal/",
    "ftp://example.com/",
  ];

  test.each(
    [...OWN, ...addresses.filter((address) => !LATER.includes(address))].map((address) => [
      address.slice(0, 80),
      address,
    ]),
  )("%s is refused by its form", (_, address) => {
    expect(() => openWeb().check(address)).toThrow();
  });
});

test("a name with line breaks and escapes stays one line of the log", () => {
  const said: string[] = [];
  const write = console.log;
  console.log = (line: string) => void said.push(line);
  try {
    jsonLog("info", "request", { name: 'a\r\nlevel=error "msg"\u001b[31m\u2028\u2029' });
  } finally {
    console.log = write;
  }
  expect(said.length).toBe(1);
  for (const character of ["\r", "\n", "\u001b"]) expect(said[0]).not.toContain(character);
  expect(JSON.parse(said[0] ?? "").name).toContain("\r\n");
});

test("SQL is built of values and of our own words only", () => {
  // db/schema is read when migrations are made, not when somebody calls.
  const files = ["src", "workers"].flatMap(walk).concat(walk("db").filter((file) => !file.startsWith("db/schema/")));
  const uses = files.flatMap((file) =>
    [...readFileSync(join(ROOT, file), "utf8").matchAll(/sql\.raw\(\s*(.*)/g)].map(([, argument = ""]) => ({
      file,
      argument,
    })),
  );
  /** A text without holes, one with a column's name in it, or what is written in capitals in the same file. */
  const isOurs = (argument: string) =>
    /^"[^"]*"/.test(argument) ||
    /^`[^`$]*(\$\{column\}[^`$]*)*`/.test(argument) ||
    /\b[A-Z][A-Z_]{3,}\b/.test(argument);
  expect(uses.filter(({ argument }) => !isOurs(argument))).toEqual([]);
});

function walk(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return walk(path);
    return path.endsWith(".ts") && !path.endsWith(".test.ts") ? [path] : [];
  });
}

describe("the list of what is proven", () => {
  test.each(Object.entries(COVERED))("%s names tests that are there", (_, proofs) => {
    for (const { file, test } of proofs) expect(readFileSync(join(ROOT, file), "utf8")).toContain(test);
  });

  test("has each row of the catalogue, once", () => {
    const rows = readAsvsRows();
    if (!rows)
      return console.log(`skipped: the catalogue is not there; ${Object.keys(COVERED).length} rows are covered`);
    const ids = rows.map(({ id }) => id).sort();
    expect([...Object.keys(COVERED), ...Object.keys(NOT_COVERED)].sort()).toEqual(ids);
    console.log(`ASVS: ${Object.keys(COVERED).length} of ${ids.length} rows covered; not covered:`);
    for (const [id, why] of Object.entries(NOT_COVERED)) console.log(`  ${id}: ${why}`);
  });
});
