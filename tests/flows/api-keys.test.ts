import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { makeApiKey } from "../../src/base/api-key.ts";
import { openWorld, type World } from "../world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

type Org = Awaited<ReturnType<World["org"]>>;
const wanted = { name: "CI", role: "developer", scopes: ["read"], days: 30 } as const;

/** @returns status and body of a call with a key. */
async function call(
  org: Org,
  key: string,
  path: string,
  more: { body?: unknown; headers?: Record<string, string> } = {},
) {
  const answer = await world.fetch(`/trpc/${org.slug}/${path}`, {
    method: more.body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...more.headers },
    ...(more.body !== undefined && { body: JSON.stringify(more.body) }),
  });
  return { status: answer.status, text: await answer.text() };
}
const make = async (org: Org, more: object = {}) =>
  org.as("owner").organizations.apiKeys.create.mutate({ ...wanted, scopes: ["read"], ...more });

describe("an API key", () => {
  test("reads in its organisation, by either header, and says when it was used", async () => {
    const acme = await world.org();
    const { key } = await make(acme);
    expect((await call(acme, key, "organizations.current")).status).toBe(200);
    const own = await world.fetch(`/trpc/${acme.slug}/organizations.current`, { headers: { "x-api-key": key } });
    expect((await own.json()).result.data).toMatchObject({ slug: acme.slug, role: "developer" });
    const { items } = await acme.as("developer").organizations.apiKeys.list.query();
    expect(items[0]).toMatchObject({ name: "CI", ending: key.slice(-4), createdBy: "Ada" });
    expect(items[0]?.lastUsedAt).toBeTruthy();
  });

  test("is kept as a hash only, in rows, events and logs", async () => {
    const acme = await world.org();
    const { key } = await make(acme);
    await call(acme, key, "organizations.current");
    const { rows } = await world.owner.query(
      "select row_to_json(k)::text as text from api_keys k union all select row_to_json(e)::text from events e",
    );
    const secret = key.split("_")[3] ?? "";
    expect(secret.length).toBe(36);
    expect(rows.filter(({ text }) => text.includes(secret))).toEqual([]);
    expect(JSON.stringify(world.logs)).not.toContain(secret);
  });

  test("writes with the scope for it only, and the log says which key it was", async () => {
    const acme = await world.org();
    const [reader, writer] = [
      await make(acme),
      await make(acme, { name: "Deploy", scopes: ["organizations:write"], role: "owner" }),
    ];
    const body = { name: "Renamed by a key" };
    expect((await call(acme, reader.key, "organizations.rename", { body })).status).toBe(403);
    expect((await call(acme, writer.key, "organizations.rename", { body })).status).toBe(200);
    expect((await call(acme, writer.key, "organizations.current")).text).toContain("organizations:read");
    const { rows } = await world.owner.query(
      "select actor_kind, actor_id, actor_name from events where organization_id = $1 and action = 'organization.rename'",
      [acme.id],
    );
    expect(rows).toEqual([{ actor_kind: "key", actor_id: writer.id, actor_name: "Deploy" }]);
  });

  test("can no more than its role, and no more than its maker still can", async () => {
    const acme = await world.org();
    const body = { name: "Mine" };
    const { key } = await acme
      .as("maintainer")
      .organizations.apiKeys.create.mutate({ ...wanted, scopes: ["read", "write"], role: "maintainer" });
    expect((await call(acme, key, "organizations.rename", { body })).status).toBe(403);
    expect((await call(acme, key, "organizations.changeSettings", { body: { costRequestsCapUsd: 2 } })).status).toBe(
      200,
    );
    const members = acme.as("owner").organizations.members;
    const maker = (await members.list.query()).items.find(({ role }) => role === "maintainer")?.id ?? "";
    await members.changeRole.mutate({ userId: maker, role: "viewer" });
    expect((await call(acme, key, "organizations.changeSettings", { body: { costRequestsCapUsd: 3 } })).status).toBe(
      403,
    );
    await members.remove.mutate({ userId: maker });
    expect((await call(acme, key, "organizations.current")).status).toBe(401);
    await expect(
      acme.as("developer").organizations.apiKeys.create.mutate({ ...wanted, scopes: ["read"], role: "owner" }),
    ).rejects.toMatchObject({ data: { code: "FORBIDDEN" } });
  });

  test("ends when it is revoked, by its maker or a maintainer", async () => {
    const acme = await world.org();
    const { key, id } = await make(acme);
    await expect(acme.as("developer").organizations.apiKeys.revoke.mutate({ id })).rejects.toMatchObject({
      data: { code: "FORBIDDEN" },
    });
    await acme.as("maintainer").organizations.apiKeys.revoke.mutate({ id });
    expect((await call(acme, key, "organizations.current")).status).toBe(401);
    expect((await acme.as("owner").organizations.apiKeys.list.query()).items).toEqual([]);
  });

  test("works from its networks only", async () => {
    const acme = await world.org();
    const { key } = await make(acme, { networks: ["203.0.113.0/24", "2001:db8::/32"] });
    const from = async (ip: string) =>
      (await call(acme, key, "organizations.current", { headers: { "cf-connecting-ip": ip } })).status;
    expect([await from("203.0.113.9"), await from("2001:db8::7"), await from("198.51.100.9")]).toEqual([200, 200, 401]);
    expect((await call(acme, key, "organizations.current")).status).toBe(401);
  });

  test("opens nothing elsewhere, and hands nothing on", async () => {
    const [acme, rival] = [await world.org(), await world.org()];
    const { key } = await make(acme, { scopes: ["read", "write"], role: "owner" });
    expect((await call(rival, key, "organizations.current")).status).toBe(404);
    expect((await call(acme, key, "organizations.apiKeys.create", { body: wanted })).status).toBe(403);
    expect((await call(acme, key, "organizations.members.invite", { body: { role: "owner" } })).status).toBe(403);
    const outside = await world.fetch("/trpc/identity.sessions.list", { headers: { "x-api-key": key } });
    expect(outside.status).toBe(401);
  });

  test("beside a cookie is what counts", async () => {
    const [acme, rival] = [await world.org(), await world.org()];
    const { key } = await make(acme);
    const headers = { cookie: rival.cookieOf("owner") };
    expect((await call(rival, key, "organizations.current", { headers })).status).toBe(404);
  });

  test("that is mistyped is refused without a question to the database", async () => {
    const acme = await world.org();
    const { key } = await make(acme);
    const broken = key.slice(0, -1) + (key.endsWith("a") ? "b" : "a");
    const asked: string[] = [];
    const real = world.database.read;
    Object.assign(world.database, {
      read: (...args: Parameters<typeof real>) => {
        asked.push("read");
        return real(...args);
      },
    });
    expect((await call(acme, broken, "organizations.current")).status).toBe(401);
    expect(asked).toEqual([]);
    const unknown = await call(acme, makeApiKey(crypto.randomUUID()), "organizations.current");
    expect([unknown.status, asked.length]).toEqual([401, 1]);
    Object.assign(world.database, { read: real });
  });
});
