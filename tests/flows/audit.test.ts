import { afterAll, beforeAll, expect, test } from "bun:test";
import { openWorld, type World } from "../world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

test("the log is read newest first, page by page, without a gap or a double", async () => {
  const acme = await world.org();
  for (let n = 0; n < 7; n++) await acme.as("owner").organizations.rename.mutate({ name: `Acme ${n}` });
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<ReturnType<typeof acme.as>["activity"]["events"]["query"]>> = await acme
      .as("developer")
      .activity.events.query({ limit: 3, cursor });
    seen.push(...page.items.map(({ data }) => JSON.stringify(data.after)));
    cursor = page.next;
  } while (cursor);
  expect(seen.slice(0, 7)).toEqual([6, 5, 4, 3, 2, 1, 0].map((n) => `{"name":"Acme ${n}"}`));
  expect(seen.length).toBe(9);
});

test("it is filtered by action, actor, target and time", async () => {
  const acme = await world.org();
  await acme.as("owner").organizations.rename.mutate({ name: "Renamed" });
  await acme.as("maintainer").organizations.changeSettings.mutate({ costRequestsCapUsd: 4 });
  const ask = async (input: object) =>
    (await acme.as("developer").activity.events.query(input)).items.map(({ action }) => action);
  expect(await ask({ action: ["organization.rename"] })).toEqual(["organization.rename"]);
  expect(await ask({ actor: "maint" })).toEqual(["organization.settings"]);
  expect(await ask({ targetId: acme.id })).toEqual([
    "organization.settings",
    "organization.rename",
    "organization.create",
  ]);
  expect(await ask({ before: "2020-01-01T00:00:00Z" })).toEqual([]);
  expect((await ask({ from: "2020-01-01T00:00:00Z" })).length).toBe(4);
  const { items } = await acme.as("developer").activity.actions.query();
  expect(items.map(({ action }) => action)).toEqual([
    "member.join",
    "organization.create",
    "organization.rename",
    "organization.settings",
  ]);
});

test("a viewer does not read it", async () => {
  const acme = await world.org();
  await expect(acme.as("viewer").activity.events.query({})).rejects.toMatchObject({ data: { code: "FORBIDDEN" } });
});

test("an event tells who asked from where, and holds no secret", async () => {
  const acme = await world.org();
  const response = await world.fetch(`/trpc/${acme.slug}/organizations.apiKeys.create`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      cookie: acme.cookieOf("owner"),
      "sec-fetch-site": "same-origin",
      "cf-connecting-ip": "203.0.113.9",
      "user-agent": "a browser",
      "x-request-id": "the-request",
    },
    body: JSON.stringify({ name: "CI", role: "viewer", scopes: ["read"], days: 1 }),
  });
  const { key } = (await response.json()).result.data;
  const { items } = await acme.as("developer").activity.events.query({ action: ["key.create"] });
  expect(items).toMatchObject([
    { ip: "203.0.113.9", userAgent: "a browser", requestId: "the-request", data: { after: { hash: "[redacted]" } } },
  ]);
  expect(JSON.stringify(items)).not.toContain(key);
});
