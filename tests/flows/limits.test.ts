import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openLimits, ROUTES } from "../../src/base/limit.ts";
import { memoryCounter } from "../../src/ports/limit.ts";
import { openWorld, type World } from "../world.ts";

const RATES = { ip: 30, session: 10, key: 10, attempt: 4, organization: () => 15 };
/** Within a minute, far from its ends; of today, because Postgres has a clock of its own. */
const START = Math.floor(Date.now() / 60_000) * 60_000 + 20_000;

type Org = Awaited<ReturnType<World["org"]>>;
let world: World;
/** Moved on by a test that wants a fresh minute. */
let minute = 0;
let isStoreDown = false;
let asked = 0;
const counter = memoryCounter();
const limits = openLimits({
  rates: RATES,
  counter: {
    async spend(spends, now) {
      asked++;
      if (isStoreDown) throw new Error("Redis does not answer");
      return counter.spend(spends, now);
    },
  },
});

beforeAll(async () => {
  world = await openWorld({ limits, now: () => new Date(START + minute * 60_000) });
}, 60_000);
afterAll(() => world.close());

const from = (ip: string) => ({ "cf-connecting-ip": ip });
let addresses = 0;
const newAddress = () => `203.0.113.${++addresses}`;
const nextMinute = () => {
  minute++;
};

type Call = { path?: string; ip?: string; headers?: Record<string, string>; method?: "GET" | "POST"; body?: unknown };
async function call({ path = "/trpc/identity.me", ip = newAddress(), headers = {}, method = "GET", body }: Call) {
  const response = await world.fetch(path, {
    method,
    headers: { ...from(ip), ...headers, ...(method === "POST" && { "content-type": "application/json" }) },
    ...(method === "POST" && { body: JSON.stringify(body ?? {}) }),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}
const statuses = async (count: number, one: () => Promise<{ status: number }>) => {
  const seen: number[] = [];
  for (let index = 0; index < count; index++) seen.push((await one()).status);
  return seen;
};
const of = (org: Org, role: "owner" | "viewer") => ({ cookie: org.cookieOf(role), "sec-fetch-site": "same-origin" });
const current = ({ slug }: Org) => `/trpc/${slug}/organizations.current`;
const eventsOf = async ({ id }: Org) => {
  const { rows } = await world.owner.query(
    "select actor_kind, actor_name, target_id, data from events where organization_id = $1 and action = 'limit.reached'",
    [id],
  );
  return rows;
};

describe("an address", () => {
  test("may call so often in a minute, whatever it calls; then it is told how long to wait", async () => {
    nextMinute();
    const ip = newAddress();
    expect(await statuses(RATES.ip, () => call({ ip }))).toEqual(Array(RATES.ip).fill(200));
    const refused = await call({ ip });
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("40");
    expect(refused.headers.get("ratelimit-policy")).toContain('"ip";q=30;w=60');
    expect(refused.headers.get("ratelimit")).toBe('"ip";r=0;t=40');
    expect(refused.body).toMatchObject({
      code: "TOO_MANY_REQUESTS",
      detail: expect.stringContaining("Try again in 40 s"),
      error: { data: { code: "TOO_MANY_REQUESTS", httpStatus: 429 } },
    });
    expect((await call({ ip, path: "/healthz" })).status).toBe(200);
    const { rows } = await world.owner.query(
      "select organization_id, data from events where action = 'limit.reached' and ip = $1",
      [ip],
    );
    // Once, in the log of the installation: nobody knows who this was.
    expect(rows).toEqual([
      {
        organization_id: "00000000-0000-7000-8000-000000000001",
        data: { limit: "ip", quota: RATES.ip, windowSeconds: 60 },
      },
    ]);
    expect((await call({})).status).toBe(200);
    nextMinute();
    expect((await call({ ip })).status).toBe(200);
  });

  test("of IPv6 is a customer's whole network; what a caller claims in other headers changes nothing", async () => {
    nextMinute();
    let host = 0;
    const seen = await statuses(RATES.ip + 2, () =>
      call({ ip: `2001:db8:1:2::${(++host).toString(16)}`, headers: { "x-forwarded-for": `198.51.100.${host}` } }),
    );
    expect(seen.filter((status) => status === 429).length).toBe(2);
  });

  test("tries secrets less often, and a batch counts as many as it holds", async () => {
    nextMinute();
    const ip = newAddress();
    const wrong = { email: "nobody@example.com", password: "wrong wrong wrong" };
    const tries = await statuses(RATES.attempt + 2, () =>
      call({ ip, path: "/trpc/identity.signIn", method: "POST", body: wrong }),
    );
    expect(tries).toEqual([...Array(RATES.attempt).fill(401), 429, 429]);
    const other = newAddress();
    const batch = `/trpc/identity.me,identity.me,identity.me,identity.me,identity.me?batch=1`;
    expect(await statuses(7, () => call({ ip: other, path: batch }))).toEqual([...Array(6).fill(200), 429]);
  });

  test("that floods asks the store nothing once it is known", async () => {
    nextMinute();
    const ip = newAddress();
    await statuses(RATES.ip + 1, () => call({ ip }));
    const before = asked;
    expect(new Set(await statuses(50, () => call({ ip })))).toEqual(new Set([429]));
    expect(asked).toBe(before);
  });
});

describe("in an organisation", () => {
  test("a session over its limit is refused from any address, and leaves one event however often it calls", async () => {
    nextMinute();
    const acme = await world.org();
    const one = () => call({ path: current(acme), headers: of(acme, "viewer") });
    expect(await statuses(RATES.session + 5, one)).toEqual([...Array(RATES.session).fill(200), ...Array(5).fill(429)]);
    expect(await eventsOf(acme)).toEqual([
      {
        actor_kind: "user",
        actor_name: "viewer",
        target_id: "session",
        data: { quota: RATES.session, windowSeconds: 60 },
      },
    ]);
    nextMinute();
    expect((await one()).status).toBe(200);
  });

  test("an API key has a limit of its own", async () => {
    nextMinute();
    const acme = await world.org();
    const { key } = await acme
      .as("owner")
      .organizations.apiKeys.create.mutate({ name: "CI", role: "viewer", scopes: ["read"], days: 1 });
    const one = () => call({ path: current(acme), headers: { "x-api-key": key } });
    expect(await statuses(RATES.key + 2, one)).toEqual([...Array(RATES.key).fill(200), 429, 429]);
    expect(await eventsOf(acme)).toMatchObject([{ actor_kind: "key", actor_name: "CI", target_id: "key" }]);
    // Its last part is changed: who knows a key's name only cannot use up its calls.
    nextMinute();
    await statuses(RATES.key + 2, () =>
      call({ path: current(acme), headers: { "x-api-key": `${key.slice(0, -1)}x` } }),
    );
    expect((await one()).status).toBe(200);
  });

  test("everybody together has the plan's rate; strangers neither use it up nor learn of it", async () => {
    nextMinute();
    const [acme, rival] = [await world.org(), await world.org()];
    const strangers = () => call({ path: current(acme), headers: of(rival, "owner") });
    expect(new Set(await statuses(RATES.session, strangers))).toEqual(new Set([404]));
    const members = (["owner", "viewer"] as const).map(
      (role) => () => call({ path: current(acme), headers: of(acme, role) }),
    );
    const seen: number[] = [];
    for (const one of members) seen.push(...(await statuses(RATES.session, one)));
    const quota = RATES.organization();
    // The last call of the quota is counted with the next request.
    expect(seen.filter((status) => status === 200).length).toBeGreaterThanOrEqual(quota);
    expect(seen.filter((status) => status === 200).length).toBeLessThanOrEqual(quota + 2);
    expect(seen.at(-1)).toBe(429);
    expect((await eventsOf(acme)).map(({ target_id }) => target_id)).toEqual(["organization"]);
    // Busy or not there: the same for who is no member.
    expect((await call({ path: current(acme) })).status).toBe(401);
    expect((await call({ path: current(rival), headers: of(rival, "viewer") })).status).toBe(200);
  });
});

test("every answer says what is left", async () => {
  nextMinute();
  const acme = await world.org();
  const headers = of(acme, "viewer");
  const ip = newAddress();
  await call({ ip, path: current(acme), headers });
  const { headers: told } = await call({ ip, path: current(acme), headers });
  expect(told.get("ratelimit-policy")).toBe('"ip";q=30;w=60, "session";q=10;w=60, "organization";q=15;w=60');
  expect(told.get("ratelimit")).toBe('"session";r=8;t=40');
});

describe("while the store does not answer", () => {
  test("work goes on, counted by each process for itself; secrets are not checked", async () => {
    nextMinute();
    isStoreDown = true;
    try {
      const ip = newAddress();
      const seen = await statuses(RATES.ip + 1, () => call({ ip }));
      expect(seen).toEqual([...Array(RATES.ip).fill(200), 429]);
      const before = asked;
      const refused = await call({
        path: "/trpc/identity.signIn",
        method: "POST",
        body: { email: "a@b.example", password: "x" },
      });
      expect(refused.status).toBe(503);
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
      // After three failures it is not asked again for a while.
      expect(asked).toBe(before);
    } finally {
      isStoreDown = false;
    }
    nextMinute();
    expect(
      (await call({ path: "/trpc/identity.signIn", method: "POST", body: { email: "a@b.example", password: "x" } }))
        .status,
    ).toBe(401);
  });

  test("each kind of route says what it does", () => {
    expect(ROUTES).toEqual({
      attempt: { waits: true, withoutStore: "closed" },
      change: { waits: true, withoutStore: "open" },
      stream: { waits: true, withoutStore: "open" },
      read: { waits: false, withoutStore: "open" },
    });
  });
});
