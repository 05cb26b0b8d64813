import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createGuestSession } from "../../src/identity/sessions.ts";
import { openWorld, type World } from "../world.ts";

let world: World;
/** Stands still but for what a test adds. */
const startedAt = Date.now();
let skewMs = 0;
afterAll(() => world.close());
beforeAll(async () => {
  world = await openWorld({ now: () => new Date(startedAt + skewMs) });
});

const PASSWORD = "correct horse battery";
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  world.fetch(`/trpc/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
const signIn = (email: string, password: string, ip = "203.0.113.1") =>
  post("identity.signIn", { email, password }, { "cf-connecting-ip": ip, "x-request-id": "same-request" });
const cookieOf = (answer: Response) => (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
async function newcomer() {
  const email = `${crypto.randomUUID()}@example.com`;
  const answer = await post(
    "identity.signUp",
    { email, password: PASSWORD, name: "Ada", organization: "Sessions" },
    { "user-agent": "Firefox", "cf-connecting-ip": "203.0.113.9" },
  );
  const { slug } = (await answer.json()).result.data;
  return { email, slug, cookie: cookieOf(answer) };
}

describe("sessions", () => {
  test("are listed with their device, and one is ended from another", async () => {
    const { email, slug, cookie } = await newcomer();
    const other = cookieOf(await signIn(email, PASSWORD));
    const { items } = await world.client(cookie).identity.sessions.list.query();
    expect(items.length).toBe(2);
    const mine = items.find(({ isThis }) => isThis);
    expect(mine).toMatchObject({ userAgent: "Firefox", ip: "203.0.113.9" });
    const theirs = items.find(({ isThis }) => !isThis)?.id ?? "";
    expect(other).not.toContain(theirs);
    await world.client(cookie).identity.sessions.end.mutate({ id: theirs });
    await expect(world.client(other, slug).organizations.current.query()).rejects.toMatchObject({
      data: { code: "UNAUTHORIZED" },
    });
    expect(await world.client(cookie).identity.me.query()).not.toBeNull();
  });

  test("of somebody else cannot be ended", async () => {
    const [ada, eve] = [await newcomer(), await newcomer()];
    const [session] = (await world.client(ada.cookie).identity.sessions.list.query()).items;
    await expect(
      world.client(eve.cookie).identity.sessions.end.mutate({ id: session?.id ?? "" }),
    ).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
    expect(await world.client(ada.cookie).identity.me.query()).not.toBeNull();
  });

  test("a new password ends all of them and starts one", async () => {
    const { email, cookie } = await newcomer();
    const other = cookieOf(await signIn(email, PASSWORD));
    const wrong = await post(
      "identity.changePassword",
      { current: "not it", next: "another long sentence" },
      { cookie, "sec-fetch-site": "same-origin" },
    );
    expect(wrong.status).toBe(400);
    const changed = await post(
      "identity.changePassword",
      { current: PASSWORD, next: "another long sentence" },
      { cookie, "sec-fetch-site": "same-origin" },
    );
    expect(changed.status).toBe(200);
    for (const old of [cookie, other]) expect(await world.client(old).identity.me.query()).toBeNull();
    expect(await world.client(cookieOf(changed)).identity.me.query()).not.toBeNull();
    expect((await signIn(email, PASSWORD)).status).toBe(401);
    expect((await signIn(email, "another long sentence")).status).toBe(200);
  });

  test("their ending is told to the windows that are open", async () => {
    const { slug, cookie } = await newcomer();
    const stop = new AbortController();
    const { rows } = await world.owner.query("select id from organizations where slug = $1", [slug]);
    const heard: string[] = [];
    const listening = (async () => {
      for await (const item of world.hub.subscribe(rows[0].id, null, stop.signal))
        if (item !== "ping") heard.push(item.topic);
    })();
    await Bun.sleep(10);
    await world.client(cookie).identity.sessions.endOthers.mutate();
    await Bun.sleep(20);
    stop.abort();
    await listening.catch(() => {});
    expect(heard).toContain("sessions.changed");
  });
});

describe("wrong passwords", () => {
  test("wait longer and longer, with one answer for accounts that exist and those that do not", async () => {
    const { email } = await newcomer();
    const nobody = `${crypto.randomUUID()}@example.com`;
    const statuses = async (address: string, ip: string) => {
      const seen: unknown[] = [];
      for (let n = 0; n < 7; n++) {
        const answer = await signIn(address, "wrong wrong wrong", ip);
        seen.push([answer.status, await answer.text(), answer.headers.get("retry-after")]);
      }
      return seen;
    };
    const [known, unknown] = [await statuses(email, "198.51.100.1"), await statuses(nobody, "198.51.100.2")];
    expect(known.map((each) => (each as unknown[])[0]).slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
    expect(known.map((each) => (each as unknown[])[0])).toContain(429);
    expect(unknown.map((each) => (each as unknown[])[0])).toEqual(known.map((each) => (each as unknown[])[0]));
    expect(unknown[0]).toEqual(known[0]);
  });

  test("the owner gets in after the wait, and the count starts anew", async () => {
    const { email } = await newcomer();
    for (let n = 0; n < 5; n++) await signIn(email, "wrong wrong wrong", "198.51.100.3");
    expect((await signIn(email, PASSWORD, "198.51.100.4")).status).toBe(429);
    skewMs += 61_000;
    expect((await signIn(email, PASSWORD, "198.51.100.4")).status).toBe(200);
    expect((await signIn(email, "wrong wrong wrong", "198.51.100.4")).status).toBe(401);
  });

  test("that arrive together count each other", async () => {
    const { email } = await newcomer();
    const answers = await Promise.all(Array.from({ length: 30 }, () => signIn(email, "wrong wrong", "198.51.100.5")));
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(5);
  });

  test("of many accounts from one address stop at the address", async () => {
    let refused = 0;
    for (let n = 0; n < 52; n++)
      if ((await signIn(`nobody${n}@example.com`, "wrong wrong", "198.51.100.6")).status === 429) refused++;
    expect(refused).toBeGreaterThan(0);
    expect((await signIn("somebody@example.com", "wrong wrong", "198.51.100.7")).status).toBe(401);
  }, 60_000);
});

describe("how long a session lives", () => {
  const read = async (cookie: string) => {
    const answer = await world.fetch("/trpc/identity.me", { headers: { cookie } });
    const [user, set] = [(await answer.json()).result.data, answer.headers.get("set-cookie")];
    return { isIn: user !== null, maxAge: /Max-Age=(\d+)/.exec(set ?? "")?.[1] ?? null };
  };
  /** As if it had been started that many days ago, and last made longer so that it ends in that many. */
  const age = (cookie: string, { days, endsInDays }: { days: number; endsInDays: number }) =>
    world.owner.query(
      `update sessions set created_at = now() - interval '${days} days', expires_at = now() + interval '${endsInDays} days'
        where id = encode(sha256($1::bytea), 'hex')`,
      [cookie.split("=")[1]],
    );
  const daysLeft = async (cookie: string) => {
    const { rows } = await world.owner.query(
      "select extract(epoch from expires_at - now()) / 86400 as days from sessions where id = encode(sha256($1::bytea), 'hex')",
      [cookie.split("=")[1]],
    );
    return Math.round(Number(rows[0].days));
  };

  test("its use makes it longer once half of it has passed, and the cookie follows", async () => {
    const { cookie } = await newcomer();
    await age(cookie, { days: 10, endsInDays: 20 });
    expect(await read(cookie)).toEqual({ isIn: true, maxAge: null });
    await age(cookie, { days: 16, endsInDays: 14 });
    expect(await read(cookie)).toEqual({ isIn: true, maxAge: String(30 * 86_400) });
    expect(await daysLeft(cookie)).toBe(30);
  });

  test("ninety days after its start it ends, however often it is used", async () => {
    const { cookie } = await newcomer();
    await age(cookie, { days: 70, endsInDays: 5 });
    await read(cookie);
    expect(await daysLeft(cookie)).toBe(20);
    await age(cookie, { days: 89, endsInDays: 1 });
    expect(await read(cookie)).toEqual({ isIn: true, maxAge: null });
    expect(await daysLeft(cookie)).toBe(1);
  });

  test("a guest's does not slide", async () => {
    const { rows } = await world.owner.query("insert into users (name) values ('Guest') returning id");
    const { token } = await createGuestSession(world.database, rows[0].id, new Date());
    const cookie = `devcontrol_session=${token}`;
    expect(await read(cookie)).toEqual({ isIn: true, maxAge: null });
    expect(await daysLeft(cookie)).toBe(1);
  });
});
