import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { scheduleCadence } from "../../src/schedule.ts";
import { delivery } from "../fakes/github.ts";
import { openWorld, type World } from "../world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 120_000);
afterAll(() => world.close());

type Org = Awaited<ReturnType<World["org"]>>;
const component = (name: string, more = "") =>
  `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: ${name}\nspec: {type: service, lifecycle: production, owner: shop${more}}\n`;
const names = async (org: Org, more: { orphaned?: boolean } = {}) =>
  (await org.as("viewer").catalog.list.query({ limit: 100, ...more })).items.map(({ name }) => name);
const login = () => `acme-${crypto.randomUUID().slice(0, 8)}`;
const connect = (org: Org, name: string, token = world.github.token) =>
  org.as("maintainer").catalog.github.connect.mutate({ login: name, token });
const hook = (id: string, init: RequestInit) => world.fetch(`/webhooks/github/${id}`, init);

describe("a connected organisation on GitHub", () => {
  test("is read page by page: each catalog file is in the catalog, archived repositories are listed only", async () => {
    const [acme, at] = [await world.org(), login()];
    for (let n = 0; n < 105; n++)
      world.github.addRepository(`${at}/svc-${n}`, { "catalog-info.yaml": component(`svc-${n}`) });
    world.github.addRepository(`${at}/mono`, {
      "a/catalog-info.yaml": component("mono-a"),
      "b/catalog-info.yml": component("mono-b"),
    });
    world.github.addRepository(`${at}/old`, { "catalog-info.yaml": component("old") }, { isArchived: true });
    world.github.addRepository(`${at}/empty`);
    const { secret } = await connect(acme, at.toUpperCase());
    expect(secret).toMatch(/^[\w-]{43}$/);
    await world.drain();
    const { total } = await acme.as("viewer").catalog.list.query({ limit: 1 });
    expect(total).toBe(107);
    const [connection] = (await acme.as("viewer").catalog.github.list.query()).items;
    expect(connection).toMatchObject({
      login: at,
      status: "connected",
      repositories: 108,
      unread: 0,
      isReading: false,
    });
    const { items, next } = await acme.as("viewer").catalog.github.repositories.query({ limit: 100 });
    expect(items).toHaveLength(100);
    const rest = await acme.as("viewer").catalog.github.repositories.query({ limit: 100, cursor: next });
    expect(rest.items).toHaveLength(8);
    expect(items.find(({ fullName }) => fullName === `${at}/old`)).toMatchObject({ isArchived: true, entities: 0 });
    expect(items.find(({ fullName }) => fullName === `${at}/mono`)).toMatchObject({ entities: 2 });
  }, 120_000);

  test("a reading that is cut off goes on at the page where it was", async () => {
    const [acme, at] = [await world.org(), login()];
    for (let n = 0; n < 250; n++) world.github.addRepository(`${at}/r-${String(n).padStart(3, "0")}`);
    await connect(acme, at);
    const asked = () => world.github.asked.filter(({ path }) => path.startsWith(`/orgs/${at}/repos`)).length;
    const before = asked();
    await world.owner.query("update github_connections set page = 3 where organization_id = $1", [acme.id]);
    await world.drain();
    expect(asked() - before).toBe(1);
    const { rows } = await world.owner.query(
      "select count(*)::int n from github_repositories where organization_id = $1",
      [acme.id],
    );
    expect(rows[0].n).toBe(50);
  });

  test("is read again each day, and what its list holds no more is gone", async () => {
    const [acme, at] = [await world.org(), login()];
    world.github.addRepository(`${at}/stays`, { "catalog-info.yaml": component("stays") });
    world.github.addRepository(`${at}/goes`, { "catalog-info.yaml": component("goes") });
    await connect(acme, at);
    await world.drain();
    expect(await names(acme)).toEqual(["goes", "stays"]);
    world.github.state.repositories.delete(`${at}/goes`);
    await scheduleCadence(world.database, "day", new Date());
    await world.drain();
    expect(await names(acme, { orphaned: true })).toEqual(["goes"]);
    const [connection] = (await acme.as("viewer").catalog.github.list.query()).items;
    expect(connection).toMatchObject({ repositories: 1, isReading: false });
  });

  test("a token that is none is not kept, and one that is revoked says so on the page", async () => {
    const [acme, at] = [await world.org(), login()];
    world.github.addRepository(`${at}/a`);
    await expect(connect(acme, at, "ghp_another_token_of_nobody")).rejects.toMatchObject({
      data: { code: "BAD_REQUEST" },
      message: expect.stringContaining("does not know this token"),
    });
    await expect(connect(acme, "nobody-at-all")).rejects.toMatchObject({ data: { code: "BAD_REQUEST" } });
    const { id } = await connect(acme, at);
    await world.drain();
    world.github.failNext.push({ status: 401, message: "Bad credentials" });
    await acme.as("developer").catalog.github.read.mutate({ id });
    await world.drain();
    const [failing] = (await acme.as("viewer").catalog.github.list.query()).items;
    expect(failing).toMatchObject({ status: "failing", problem: expect.stringContaining("token") });
    expect((await connect(acme, at)).secret).toBeNull();
    await world.drain();
    const [mended] = (await acme.as("viewer").catalog.github.list.query()).items;
    expect(mended).toMatchObject({ status: "connected", problem: null });
  });

  test("neither token nor secret is in an answer, a row or the log", async () => {
    const [acme, at] = [await world.org(), login()];
    world.github.addRepository(`${at}/a`);
    const { id, secret } = await connect(acme, at);
    await world.drain();
    const rotated = await acme.as("maintainer").catalog.github.rotate.mutate({ id });
    const { rows } = await world.owner.query(
      "select (select json_agg(g) from github_connections g)::text || (select json_agg(e) from events e)::text || (select json_agg(j) from jobs j)::text as text",
    );
    const everything =
      rows[0].text + JSON.stringify(world.logs) + JSON.stringify(await acme.as("viewer").catalog.github.list.query());
    for (const word of [world.github.token, secret ?? "-", rotated.secret]) expect(everything).not.toContain(word);
  });

  test("a file of somebody else does not have ours read with our token", async () => {
    const [acme, at] = [await world.org(), login()];
    const api = (text: string) =>
      `apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {name: orders}\nspec: {type: openapi, lifecycle: production, owner: shop, definition: {$text: "${text}"}}\n`;
    world.github.addRepository(`${at}/shop`, {
      "catalog-info.yaml": api("./openapi.yaml"),
      "openapi.yaml": "openapi: 3.1.0\n",
    });
    await connect(acme, at);
    await world.drain();
    const { entity } = await acme.as("viewer").catalog.get.query({ ref: "api:orders" });
    expect(entity.spec).toMatchObject({ definition: "openapi: 3.1.0\n" });
    const rival = login();
    world.github.addRepository(`${rival}/theirs`, {
      "catalog-info.yaml": api(`https://github.com/${at}/shop/blob/main/openapi.yaml`).replace("orders", "stolen"),
    });
    await connect(acme, rival);
    await world.drain();
    const { items } = await acme.as("viewer").catalog.locations.list.query();
    expect(items.find(({ target }) => target.includes(rival))?.problems[0]?.message).toContain("cannot be read");
  });
});

describe("a push", () => {
  test("has its files read again; the same delivery again does nothing", async () => {
    const [acme, at] = [await world.org(), login()];
    const files = { "catalog-info.yaml": component("a"), "lib/catalog-info.yaml": component("lib") };
    world.github.addRepository(`${at}/shop`, files);
    const { id, secret } = await connect(acme, at);
    await world.drain();
    const reads = () =>
      world.github.asked.filter(({ path }) => path.startsWith(`/repos/${at}/shop/contents/catalog-info.yaml`)).length;
    const before = reads();
    const sent = delivery(
      world.github.push(`${at}/shop`, { "catalog-info.yaml": `${component("a")}---\n${component("b")}` }),
      secret ?? "",
    );
    expect(await (await hook(id, sent)).json()).toEqual({ taken: true });
    await world.drain();
    expect(await names(acme)).toEqual(["a", "b", "lib"]);
    expect(reads() - before).toBe(1);
    // Whoever repeats it may change what is not signed.
    sent.headers["x-github-delivery"] = crypto.randomUUID();
    expect(await (await hook(id, sent)).json()).toEqual({ taken: false });
    await world.drain();
    expect(reads() - before).toBe(1);
  });

  test("with a new file, a removed one, another branch, and a repository that is new", async () => {
    const [acme, at] = [await world.org(), login()];
    world.github.addRepository(`${at}/shop`, { "catalog-info.yaml": component("a") });
    const { id, secret } = await connect(acme, at);
    await world.drain();
    const push = async (...what: Parameters<typeof world.github.push>) => {
      const answer = await hook(id, delivery(world.github.push(...what), secret ?? ""));
      expect(answer.status).toBe(200);
      await world.drain();
    };
    await push(`${at}/shop`, { "b/catalog-info.yaml": component("b") });
    expect(await names(acme)).toEqual(["a", "b"]);
    await push(`${at}/shop`, { "catalog-info.yaml": component("z") }, { branch: "feature" });
    expect(await names(acme)).toEqual(["a", "b"]);
    await push(`${at}/shop`, { "b/catalog-info.yaml": null });
    expect(await names(acme, { orphaned: true })).toEqual(["b"]);
    world.github.addRepository(`${at}/fresh`);
    await push(`${at}/fresh`, { "catalog-info.yaml": component("fresh") });
    expect(await names(acme)).toContain("fresh");
  });

  test("that is not signed, wrongly signed, of a rotated secret or of nobody is refused in the same words", async () => {
    const [acme, at] = [await world.org(), login()];
    world.github.addRepository(`${at}/shop`, { "catalog-info.yaml": component("a") });
    const { id, secret } = await connect(acme, at);
    const payload = world.github.push(`${at}/shop`, { "catalog-info.yaml": component("b") });
    const good = delivery(payload, secret ?? "");
    const { "x-hub-signature-256": _, ...unsigned } = good.headers;
    const answers = [
      await hook(id, { ...good, headers: unsigned }),
      await hook(id, delivery(payload, "another")),
      await hook(id, { ...good, body: `${good.body} ` }),
      await hook(crypto.randomUUID(), good),
      await hook("nonsense", good),
    ];
    await acme.as("maintainer").catalog.github.rotate.mutate({ id });
    answers.push(await hook(id, good));
    const details = await Promise.all(answers.map(async (answer) => [answer.status, (await answer.json()).detail]));
    expect(new Set(details.map(String)).size).toBe(1);
    expect(details[0]?.[0]).toBe(401);
  });
});
