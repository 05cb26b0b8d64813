import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openWorld, type World } from "../world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const json = (body: unknown, headers: Record<string, string> = {}) => ({
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});
const anybody = () => ({
  email: `${crypto.randomUUID()}@example.com`,
  password: "correct horse battery",
  name: "Ada",
  organization: "Juniper Goods",
});

describe("sign-up", () => {
  test("makes a person, an organisation and a session in an httpOnly cookie", async () => {
    const answer = await world.fetch("/trpc/identity.signUp", json(anybody()));
    expect(answer.status).toBe(200);
    const cookie = answer.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^devcontrol_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax/);
    const { slug } = (await answer.json()).result.data;
    const me = await world.client(cookie.split(";")[0] ?? "").identity.me.query();
    expect(me?.organizations).toEqual([{ slug, name: "Juniper Goods", kind: "real", role: "owner" }]);
  });

  test("the database holds no token that opens a session", async () => {
    const answer = await world.fetch("/trpc/identity.signUp", json(anybody()));
    const token = /=([\w-]+);/.exec(answer.headers.get("set-cookie") ?? "")?.[1] ?? "";
    const { rows } = await world.owner.query("select id from sessions");
    expect(rows.length).toBeGreaterThan(0);
    for (const { id } of rows) {
      expect(id).not.toContain(token);
      expect(await world.client(`devcontrol_session=${id}`).identity.me.query()).toBeNull();
    }
  });

  test("says which field to change, and leaves nothing behind", async () => {
    const before = await world.owner.query("select count(*)::int n from users");
    const answer = await world.fetch("/trpc/identity.signUp", json({ ...anybody(), email: "no", password: "short" }));
    expect(answer.status).toBe(400);
    const { error } = await answer.json();
    expect(Object.keys(error.data.fields).sort()).toEqual(["email", "password"]);
    expect((await world.owner.query("select count(*)::int n from users")).rows).toEqual(before.rows);
  });

  test("a taken address is refused and leaves no second organisation", async () => {
    const someone = anybody();
    await world.fetch("/trpc/identity.signUp", json(someone));
    const before = await world.owner.query("select count(*)::int n from organizations");
    const again = await world.fetch("/trpc/identity.signUp", json(someone));
    expect(again.status).toBe(409);
    expect((await world.owner.query("select count(*)::int n from organizations")).rows).toEqual(before.rows);
  });
});

describe("sign-in", () => {
  test("a wrong password and an unknown address get the same answer", async () => {
    const someone = anybody();
    await world.fetch("/trpc/identity.signUp", json(someone));
    const answers = await Promise.all(
      [
        { email: someone.email, password: "something else" },
        { email: "nobody@example.com", password: "something else" },
      ].map(async (credentials) => {
        const answer = await world.fetch(
          "/trpc/identity.signIn",
          json(credentials, { "x-request-id": "same-request" }),
        );
        return [answer.status, await answer.text()];
      }),
    );
    expect(answers[0]?.[0]).toBe(401);
    expect(answers[0]).toEqual(answers[1] ?? []);
  });

  test("sign-out ends the session everywhere", async () => {
    const { cookie } = await world.person();
    await world.client(cookie).identity.signOut.mutate();
    expect(await world.client(cookie).identity.me.query()).toBeNull();
  });
});

describe("requests from elsewhere", () => {
  test("another site cannot change anything with a person's cookie", async () => {
    const { cookie } = await world.person();
    for (const headers of [{ "sec-fetch-site": "cross-site" }, { origin: "https://evil.example" }] as Record<
      string,
      string
    >[]) {
      const answer = await world.fetch("/trpc/identity.signOut", json({}, { cookie, ...headers }));
      expect(answer.status).toBe(403);
    }
    expect(await world.client(cookie).identity.me.query()).not.toBeNull();
  });

  test("a request keeps its id, an answer says it, and an unexpected error shows nothing else", async () => {
    const answer = await world.fetch("/trpc/identity.me", { headers: { "x-correlation-id": "their-own-id-1" } });
    expect(answer.headers.get("x-request-id")).toBe("their-own-id-1");
    const traced = await world.fetch("/healthz", {
      headers: { traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" },
    });
    expect(traced.headers.get("x-request-id")).toBe("4bf92f3577b34da6a3ce929d0e0e4736");
  });

  test("only origins on the list may read answers across origins", async () => {
    const allow = async (origin: string) =>
      (await world.fetch("/healthz", { headers: { origin } })).headers.get("access-control-allow-origin");
    expect(await allow("https://trusted.example")).toBe("https://trusted.example");
    expect(await allow("https://evil.example")).toBeNull();
  });

  test("a body over a megabyte is refused", async () => {
    const answer = await world.fetch(
      "/trpc/identity.signIn",
      json({ email: "a@b.c", password: "x".repeat(1_100_000) }),
    );
    expect(answer.status).toBe(413);
    expect((await answer.json()).code).toBe("PAYLOAD_TOO_LARGE");
  });
});

describe("organisations", () => {
  test("two of one name get different addresses, and a person switches between them", async () => {
    const ada = await world.person();
    const client = world.client(ada.cookie);
    const first = await client.organizations.create.mutate({ name: "Twice" });
    const second = await client.organizations.create.mutate({ name: "Twice" });
    expect(first.slug).not.toBe(second.slug);
    for (const { slug } of [first, second])
      expect(await world.client(ada.cookie, slug).organizations.current.query()).toEqual({
        slug,
        name: "Twice",
        role: "owner",
        isSample: false,
        deleteAt: null,
      });
  });

  test("a viewer may look, not rename", async () => {
    const acme = await world.org();
    await expect(acme.as("viewer").organizations.rename.mutate({ name: "Mine" })).rejects.toMatchObject({
      data: { code: "FORBIDDEN" },
    });
    await acme.as("owner").organizations.rename.mutate({ name: "Renamed" });
    expect((await acme.as("viewer").organizations.current.query()).name).toBe("Renamed");
  });

  test("a setting that is not given stays", async () => {
    const acme = await world.org();
    await acme.as("maintainer").organizations.changeSettings.mutate({ costRequestsCapUsd: 3 });
    expect(await acme.as("maintainer").organizations.changeSettings.mutate({ requiredTags: ["Team"] })).toEqual({
      requiredTags: ["Team"],
      tagRules: [],
      costRequestsCapUsd: 3,
      costTagKeys: ["Owner"],
      spendRateUsd: 100,
      accountOwners: {},
    });
  });
});
