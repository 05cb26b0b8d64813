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
  expect(seen.length).toBe(8);
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
  expect((await ask({ from: "2020-01-01T00:00:00Z" })).length).toBe(3);
  const { items } = await acme.as("developer").activity.actions.query();
  expect(items.map(({ action }) => action)).toEqual([
    "organization.create",
    "organization.rename",
    "organization.settings",
  ]);
});

test("a viewer does not read it", async () => {
  const acme = await world.org();
  await expect(acme.as("viewer").activity.events.query({})).rejects.toMatchObject({ data: { code: "FORBIDDEN" } });
});
