import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openWeb } from "../../src/ports/web.ts";
import { fileServer } from "../fakes/files.ts";
import { openWorld, type World } from "../world.ts";

let world: World;
let server: ReturnType<typeof fileServer>;
beforeAll(async () => {
  server = fileServer();
  world = await openWorld({ ports: { web: openWeb({ privateHosts: [server.host] }) } });
}, 120_000);
afterAll(async () => {
  server.stop();
  await world.close();
});

type Org = Awaited<ReturnType<World["org"]>>;
const component = (name: string, more = "") =>
  `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: ${name}\nspec: {type: service, lifecycle: production, owner: shop${more}}\n`;
const folder = () => `/${crypto.randomUUID()}`;
const names = async (org: Org, more: { orphaned?: boolean } = {}) =>
  (await org.as("viewer").catalog.list.query({ limit: 100, ...more })).items.map(({ name }) => name);
const locationsOf = (org: Org) => org.as("viewer").catalog.locations.list.query();
const register = (org: Org, path: string) =>
  org.as("developer").catalog.locations.register.mutate({ target: server.at(path) });

describe("a registered address", () => {
  test("is read by a job, read again when asked, and what it no longer lists is an orphan", async () => {
    const [acme, at] = [await world.org(), folder()];
    server.files.set(`${at}/catalog-info.yaml`, `${component("a")}---\n${component("b")}`);
    const { id } = await register(acme, `${at}/catalog-info.yaml`);
    await world.drain();
    expect(await names(acme)).toEqual(["a", "b"]);
    expect((await locationsOf(acme)).items).toMatchObject([
      { id, type: "url", problem: null, entities: 2, orphans: 0 },
    ]);

    server.files.set(`${at}/catalog-info.yaml`, component("a"));
    await acme.as("developer").catalog.locations.refresh.mutate({ id });
    await world.drain();
    expect(await names(acme, { orphaned: true })).toEqual(["b"]);

    const before = server.asked.length;
    await acme.as("developer").catalog.locations.refresh.mutate({ id });
    await world.drain();
    expect(server.asked.slice(before).map(({ status }) => status)).toEqual([304]);
  });

  test("is registered once, and not at all where it leads into our own network", async () => {
    const [acme, at] = [await world.org(), folder()];
    await register(acme, `${at}/x.yaml`);
    await expect(register(acme, `${at}/x.yaml`)).rejects.toMatchObject({ data: { code: "CONFLICT" } });
    const inside = acme.as("developer").catalog.locations.register.mutate({ target: "http://169.254.169.254/x.yaml" });
    await expect(inside).rejects.toMatchObject({ data: { code: "BAD_REQUEST" } });
  });

  test("that is wrong or gone says why, and keeps what it declared before", async () => {
    const [acme, at] = [await world.org(), folder()];
    server.files.set(`${at}/x.yaml`, component("a"));
    const { id } = await register(acme, `${at}/x.yaml`);
    await world.drain();
    const again = async () => {
      await acme.as("developer").catalog.locations.refresh.mutate({ id });
      await world.drain();
      return (await locationsOf(acme)).items[0];
    };
    server.files.set(`${at}/x.yaml`, component("a b"));
    expect(await again()).toMatchObject({ problem: "One line is wrong.", problems: [{ line: 4 }], entities: 1 });
    server.files.set(`${at}/x.yaml`, component("a"));
    expect(await again()).toMatchObject({ problem: null, problems: [], entities: 1 });
    server.files.delete(`${at}/x.yaml`);
    expect(await again()).toMatchObject({ problem: expect.stringContaining("404"), entities: 0, orphans: 1 });
    await acme.as("developer").catalog.remove.mutate({ ref: "component:a" });
    expect(await names(acme)).toEqual([]);
  });

  test("takes texts, JSON and YAML from files beside it, and names the one that is missing", async () => {
    const [acme, at] = [await world.org(), folder()];
    const api = (definition: string) =>
      `apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata:\n  name: orders\nspec:\n  type: openapi\n  lifecycle: production\n  owner: shop\n  definition: ${definition}\n  extra: {$json: extra.json}\n  more: {$yaml: ../more.yaml}\n`;
    server.files.set(`${at}/docs/openapi.yaml`, "openapi: 3.1.0\n");
    server.files.set(`${at}/in/extra.json`, '{"a": [1]}');
    server.files.set(`${at}/more.yaml`, "b: &x {c: 2}\nd: *x\n");
    server.files.set(`${at}/in/x.yaml`, api("{$text: ../docs/openapi.yaml}"));
    const { id } = await register(acme, `${at}/in/x.yaml`);
    await world.drain();
    const { entity } = await acme.as("viewer").catalog.get.query({ ref: "api:orders" });
    expect(entity.spec).toMatchObject({
      definition: "openapi: 3.1.0\n",
      extra: { a: [1] },
      more: { b: { c: 2 }, d: { c: 2 } },
    });
    server.files.set(`${at}/in/x.yaml`, api("{$text: http://169.254.169.254/latest/meta-data}"));
    await acme.as("developer").catalog.locations.refresh.mutate({ id });
    await world.drain();
    const [location] = (await locationsOf(acme)).items;
    expect(location?.problems[0]).toMatchObject({ line: 9, message: expect.stringContaining("cannot be read") });
  });

  test("may list others, in a circle too; a file that is no longer listed leaves orphans", async () => {
    const [acme, at] = [await world.org(), folder()];
    const list = (...targets: string[]) =>
      `apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\nspec: {targets: ${JSON.stringify(targets)}}\n`;
    const other = (target: string) => list(target).replace("name: all", "name: other");
    server.files.set(`${at}/all.yaml`, list("./a.yaml", "./b.yaml"));
    server.files.set(`${at}/a.yaml`, component("a"));
    server.files.set(`${at}/b.yaml`, `${component("b")}---\n${other("./all.yaml")}`);
    const { id } = await register(acme, `${at}/all.yaml`);
    await world.drain();
    expect(await names(acme)).toEqual(["a", "all", "b", "other"]);
    expect((await locationsOf(acme)).total).toBe(3);
    server.files.set(`${at}/all.yaml`, list("./b.yaml"));
    await acme.as("developer").catalog.locations.refresh.mutate({ id });
    await world.drain();
    expect((await locationsOf(acme)).total).toBe(2);
    expect(await names(acme, { orphaned: true })).toEqual(["a"]);
    await acme.as("developer").catalog.locations.remove.mutate({ id });
    expect(await names(acme)).toEqual(["a"]);
  });

  test("is read again each hour by one job, for as long as there is one", async () => {
    const [acme, at] = [await world.org(), folder()];
    server.files.set(`${at}/x.yaml`, component("a"));
    const { id } = await register(acme, `${at}/x.yaml`);
    await world.drain();
    const due = async () => {
      const { rows } = await world.owner.query(
        "select due_at > now() + interval '50 minutes' as later from jobs where organization_id = $1 and name = 'catalog.refresh' and state = 'queued'",
        [acme.id],
      );
      return rows;
    };
    expect(await due()).toEqual([{ later: true }]);
    const hurry = async () => {
      await world.owner.query(
        "update catalog_locations set tried_at = now() - interval '1 hour' where organization_id = $1",
        [acme.id],
      );
      await world.owner.query(
        "update jobs set due_at = now() where organization_id = $1 and name = 'catalog.refresh' and state = 'queued'",
        [acme.id],
      );
      await world.drain();
    };
    server.files.set(`${at}/x.yaml`, component("b"));
    await hurry();
    expect(await names(acme)).toEqual(["a", "b"]);
    expect(await due()).toEqual([{ later: true }]);
    await acme.as("developer").catalog.locations.remove.mutate({ id });
    await hurry();
    expect(await due()).toEqual([]);
  });
});
