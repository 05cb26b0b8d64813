import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { proceduresOf } from "../../src/base/trpc.ts";
import { appRouter } from "../../src/router.ts";
import { type BadInput, badInputs, bodyOf, spoil } from "../fakes/bad-inputs.ts";
import { openWorld, type World } from "../world.ts";
import { CASES } from "./cases.ts";
import { fillEveryTable, type Org } from "./fixture.ts";

const { entries, isWhole } = badInputs();
if (!isWhole) console.log(`skipped: the shared list of bad inputs is not there; ${entries.length} of our own`);
/** What is no input of a procedure but of the connection or the caller is tried elsewhere. */
const INPUTS = entries.filter(({ category }) => !["http", "auth"].includes(category));
/** A query's input travels in the address, which the front cuts at 16 kB. */
const ADDRESS_MAX = 16 * 1024;
const HANG_MS = 60_000;
const AT_ONCE = 8;

let world: World;
let acme: Org;
const procedures = proceduresOf(appRouter);
const tried = { requests: 0, procedures: 0, withoutCase: [] as string[] };
const statuses = new Map<number, number>();

beforeAll(async () => {
  world = await openWorld();
  acme = await world.org("Acme");
  await fillEveryTable(world, acme);
}, 180_000);
afterAll(async () => {
  console.log(
    `${tried.requests} tried: ${INPUTS.length} bad inputs, ${tried.procedures} procedures; answers ${JSON.stringify(Object.fromEntries([...statuses].sort(([a], [b]) => a - b)))}`,
  );
  if (tried.withoutCase.length) console.log(`without a valid input to spoil: ${tried.withoutCase.join(", ")}`);
  await world.close();
});

/** Outside organisations there are no cases of the isolation suite. */
const ACCOUNT_INPUTS: Record<string, unknown> = {
  "identity.signUp": { email: "ada@example.com", password: "correct horse battery", name: "Ada", organization: "Acme" },
  "identity.signIn": { email: "ada@example.com", password: "correct horse battery" },
  "identity.changePassword": { current: "correct horse battery", next: "correct horse battery staple" },
  "identity.sessions.end": { id: "0123456789abcdef" },
  "identity.rename": { name: "Ada" },
  "identity.requestReset": { email: "ada@example.com" },
  "identity.resetPassword": { token: "a".repeat(43), password: "correct horse battery" },
  "identity.verifyEmail": { token: "a".repeat(43) },
  "identity.changeEmail": { email: "ada@example.com", current: "correct horse battery" },
  "identity.secondFactor.begin": { proof: "correct horse battery" },
  "identity.secondFactor.confirm": { code: "123456" },
  "identity.secondFactor.turnOff": { proof: "correct horse battery" },
  "identity.secondFactor.renewCodes": { proof: "correct horse battery" },
  "identity.secondFactor.signIn": { challenge: "a".repeat(43), code: "123456" },
  "identity.oauth.signIn": { provider: "github", next: "/acme/overview" },
  "identity.oauth.link": { provider: "github", next: "/acme/overview", proof: "correct horse battery" },
  "identity.oauth.unlink": { provider: "github" },
  "organizations.create": { name: "Acme" },
  "organizations.invitation": { token: "a".repeat(43) },
  "organizations.acceptInvitation": { token: "a".repeat(43) },
};

type Try = { path: string; init: RequestInit; what: string };

/** Asks for it. @returns a complaint, or null. */
async function attempt({ path, init, what }: Try): Promise<string | null> {
  tried.requests++;
  const stop = new AbortController();
  const answer = Promise.resolve(world.fetch(path, { ...init, signal: stop.signal })).then(async (response) => {
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    // A stream says nothing more of interest.
    const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
    const text = isStream ? "" : await response.text();
    if (isStream) await response.body?.cancel();
    if (response.status >= 500) return `${what}: ${response.status} ${text.slice(0, 200)}`;
    // Backstage's refusals name the address.
    if (text.length > 16_384 + 2 * path.length && response.status >= 400)
      return `${what}: ${text.length} characters to refuse it`;
    if (/worker\.js|node_modules| {4}at |drizzle|select .* from/i.test(text) && response.status >= 400)
      return `${what}: tells of itself: ${text.slice(0, 200)}`;
    return null;
  });
  const complaint = await Promise.race([answer, Bun.sleep(HANG_MS).then(() => `${what}: hangs`)]);
  stop.abort();
  return complaint;
}

async function attemptAll(tries: readonly Try[]): Promise<string[]> {
  const complaints: string[] = [];
  const rest = [...tries];
  const lane = async () => {
    for (let next = rest.pop(); next; next = rest.pop()) {
      const complaint = await attempt(next);
      if (complaint) complaints.push(complaint);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return complaints;
}

/** Every bad input in every place of this procedure. */
function triesOf(path: string, type: string, valid: unknown, headers: Record<string, string>, slug?: string): Try[] {
  const address = `/trpc/${slug ? `${slug}/` : ""}${path}`;
  const json = { ...headers, "content-type": "application/json" };
  const send = (body: string | Uint8Array<ArrayBuffer>, entry: BadInput, more: Record<string, string> = {}): Try[] => {
    const what = `${entry.id} ${entry.title} → ${path}`;
    if (type === "mutation")
      return [{ path: address, what, init: { method: "POST", body, headers: { ...json, ...more } } }];
    const input = encodeURIComponent(typeof body === "string" ? body : new TextDecoder().decode(body));
    return input.length > ADDRESS_MAX ? [] : [{ path: `${address}?input=${input}`, what, init: { headers } }];
  };
  return INPUTS.flatMap((entry) => {
    const body = bodyOf(entry);
    // Large bodies are refused before a procedure is known: once for all is enough.
    const isLarge = body !== null && body.bytes.length > 200_000 && path !== "organizations.rename";
    return [
      ...(body && !isLarge ? send(body.bytes, entry, body.headers) : []),
      ...spoil(valid, entry).flatMap((input) => send(JSON.stringify(input), entry)),
    ];
  });
}

async function isHealthy() {
  const health = await world.fetch("/healthz");
  expect(health.status).toBe(200);
  expect(Reflect.get({}, "polluted")).toBeUndefined();
}

/** An accepted input may have sent the owner away. */
async function ownerIsIn() {
  await world.owner.query("update memberships set role = 'owner' where organization_id = $1 and user_id = $2", [
    acme.id,
    ownerId,
  ]);
  await world.owner.query(
    "insert into memberships (organization_id, user_id, role) values ($1, $2, 'owner') on conflict do nothing",
    [acme.id, ownerId],
  );
}
let ownerId = "";

describe("hostile input", () => {
  beforeAll(async () => {
    const { rows } = await world.owner.query(
      "select user_id from memberships where organization_id = $1 and role = 'owner' limit 1",
      [acme.id],
    );
    ownerId = rows[0].user_id;
  });

  for (const [path, facts] of Object.entries(procedures))
    test(`${path} refuses it or takes it, and goes on`, async () => {
      const type = facts?.type ?? "query";
      tried.procedures++;
      const make = CASES[path];
      if (make) {
        await ownerIsIn();
        const made = await make(world, acme).catch(() => null);
        if (!made) tried.withoutCase.push(path);
        const headers = { cookie: acme.cookieOf("owner"), "sec-fetch-site": "same-origin" };
        expect(await attemptAll(triesOf(path, type, made?.input, headers, acme.slug))).toEqual([]);
        await made?.restore?.();
      } else {
        const { cookie } = await world.person();
        const headers = { cookie, "sec-fetch-site": "same-origin" };
        const slug = path.startsWith("live.") ? acme.slug : undefined;
        const owner = { cookie: acme.cookieOf("owner"), "sec-fetch-site": "same-origin" };
        expect(await attemptAll(triesOf(path, type, ACCOUNT_INPUTS[path], slug ? owner : headers, slug))).toEqual([]);
      }
      await isHealthy();
    }, 600_000);

  test("addresses that are none, and the catalogue's API, refuse it or take it", async () => {
    const headers = { cookie: acme.cookieOf("owner"), "sec-fetch-site": "same-origin" };
    const texts = INPUTS.flatMap((entry) =>
      entry.input.gen === "json-field" && typeof entry.input.v === "string" ? [{ entry, text: entry.input.v }] : [],
    );
    const bodies = INPUTS.flatMap((entry) => {
      const body = bodyOf(entry);
      return body && body.bytes.length <= 200_000 ? [{ entry, body }] : [];
    });
    const catalog = `/api/catalog/${acme.slug}`;
    const reads = [
      (text: string) => `${catalog}/entities?filter=${text}`,
      (text: string) => `${catalog}/entities?filter=metadata.name=${text}&fields=${text}`,
      (text: string) => `${catalog}/entities/by-query?fullTextFilterTerm=${text}`,
      (text: string) => `${catalog}/entities/by-query?cursor=${text}&limit=${text}&orderField=${text}`,
      (text: string) => `${catalog}/entities/by-name/${text}/default/${text}`,
      (text: string) => `${catalog}/entities/by-uid/${text}`,
      (text: string) => `${catalog}/entity-facets?facet=${text}`,
      (text: string) => `${catalog}/${text}`,
      (text: string) => `/trpc/${acme.slug}/${text}`,
      (text: string) => `/trpc/${text}/organizations.current`,
      (text: string) => `/auth/${text}`,
      (text: string) => `/${text}`,
    ];
    const changes = [
      "entities/by-refs",
      "refresh",
      "validate-entity",
      "analyze-location",
      "locations",
      "locations?dryRun=true",
    ];
    const tries: Try[] = [
      ...texts.flatMap(({ entry, text }) =>
        reads.flatMap((read) => {
          const path = read(encodeURIComponent(text.toWellFormed()));
          return path.length > ADDRESS_MAX
            ? []
            : [{ path, what: `${entry.id} → ${path.slice(0, 80)}`, init: { headers } }];
        }),
      ),
      ...bodies.flatMap(({ entry, body }) =>
        [...changes.map((change) => `${catalog}/${change}`), "/auth/demo"].map((path) => ({
          path,
          what: `${entry.id} → ${path}`,
          init: {
            method: "POST",
            body: body.bytes,
            headers: { ...headers, "content-type": "application/json", ...body.headers },
          },
        })),
      ),
      ...[
        "/trpc/%zz",
        `/trpc/${acme.slug}/%c0%ae`,
        "/%c0%ae%c0%ae/",
        "/trpc/,,,",
        `/trpc/${"identity.me,".repeat(1000)}`,
      ].map((path) => ({
        path,
        what: path.slice(0, 60),
        init: { headers },
      })),
    ];
    expect(await attemptAll(tries)).toEqual([]);
    await isHealthy();
  }, 600_000);
});
