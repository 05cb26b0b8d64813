import { afterAll, beforeAll, expect, test } from "bun:test";
import { CatalogClient } from "@backstage/catalog-client";
import * as z from "zod";
import { waitUntil } from "../../dev/listen.ts";
import { type Product, startProduct } from "../browser/product.ts";
import { fileServer } from "../fakes/files.ts";

/** npm's own client, as a Backstage front end or a script of theirs uses it, with one of our API keys. */
let product: Product;
let server: ReturnType<typeof fileServer>;
let client: CatalogClient;
let key: string;
const FOUND_MS = 30_000;

const entity = (kind: string, name: string, spec: Record<string, string | string[]>) => ({
  apiVersion: "backstage.io/v1alpha1",
  kind,
  metadata: { name },
  spec,
});
const service = (name: string) =>
  entity("Component", name, { type: "service", lifecycle: "production", owner: "shop" });
const FILE = [
  entity("Group", "shop", { type: "team", children: [] }),
  ...Array.from({ length: 7 }, (_, i) => service(`service-${i}`)),
];

beforeAll(async () => {
  server = fileServer();
  server.files.set("/catalog-info.yaml", JSON.stringify(FILE));
  product = await startProduct({ DEMO: "0", PRIVATE_HOSTS: server.host });
  const call = async (path: string, input: unknown, cookie?: string) => {
    const response = await fetch(`${product.url}/trpc/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(cookie && { cookie, "sec-fetch-site": "same-origin" }) },
      body: JSON.stringify(input),
    });
    return { cookie: response.headers.get("set-cookie")?.split(";")[0] ?? "", body: await response.json() };
  };
  const person = { email: "ada@example.com", password: "correct horse battery", name: "Ada", organization: "Acme" };
  const { cookie, body } = await call("identity.signUp", person);
  const { slug } = z.object({ result: z.object({ data: z.object({ slug: z.string() }) }) }).parse(body).result.data;
  const made = await call(
    `${slug}/organizations.apiKeys.create`,
    { name: "Backstage", role: "developer", scopes: ["catalog:read", "catalog:write"], days: 1 },
    cookie,
  );
  key = z.object({ result: z.object({ data: z.object({ key: z.string() }) }) }).parse(made.body).result.data.key;
  client = new CatalogClient({
    discoveryApi: { getBaseUrl: async () => `${product.url}/api/catalog/${slug}` },
    fetchApi: { fetch },
  });
}, 200_000);
afterAll(async () => {
  server?.stop();
  await product?.stop();
});

test("@backstage/catalog-client makes every one of its calls", async () => {
  const options = { token: key };
  const target = server.at("/catalog-info.yaml");
  const called = new Set<string>();
  const as = <T>(name: keyof CatalogClient, answer: Promise<T>): Promise<T> => {
    called.add(name);
    return answer;
  };
  const dry = await as("addLocation", client.addLocation({ target, dryRun: true }, options));
  expect(dry.entities.map(({ metadata }) => metadata.name)).toEqual(FILE.map(({ metadata }) => metadata.name));
  expect(dry.exists).toBe(false);
  const { location } = await client.addLocation({ target }, options);
  expect(location).toMatchObject({ type: "url", target });
  await expect(client.addLocation({ target }, options)).rejects.toMatchObject({
    body: { error: { name: "ConflictError" } },
  });
  expect((await client.addLocation({ target, onConflict: "refresh" }, options)).location.id).toBe(location.id);
  const isRead = async () => (await client.queryEntities({ limit: 0 }, options)).totalItems === FILE.length;
  expect(await waitUntil(isRead, { limitMs: FOUND_MS, everyMs: 100 })).toBe(true);

  const filter = { kind: "Component" };
  expect((await as("getEntities", client.getEntities({ filter }, options))).items).toHaveLength(7);
  const pages = [
    await as(
      "queryEntities",
      client.queryEntities({ filter, limit: 3, orderFields: { field: "metadata.name", order: "asc" } }, options),
    ),
  ];
  for (let next = pages[0]?.pageInfo.nextCursor; next; next = pages.at(-1)?.pageInfo.nextCursor)
    pages.push(await client.queryEntities({ cursor: next, limit: 3 }, options));
  expect(pages.flatMap(({ items }) => items.map(({ metadata }) => metadata.name))).toEqual(
    Array.from({ length: 7 }, (_, i) => `service-${i}`),
  );
  const byPredicate = await client.queryEntities(
    { query: { $all: [{ kind: "component" }, { "relations.ownedBy": "group:default/shop" }] } },
    options,
  );
  expect(byPredicate.totalItems).toBe(7);
  const streamed: string[] = [];
  called.add("streamEntities");
  for await (const page of client.streamEntities({ filter, pageSize: 2 }, options))
    streamed.push(...page.map(({ metadata }) => metadata.name));
  expect(streamed.sort()).toHaveLength(7);
  const ref = "component:default/service-1";
  const one = await as("getEntityByRef", client.getEntityByRef(ref, options));
  expect(one?.relations).toEqual([{ type: "ownedBy", targetRef: "group:default/shop" }]);
  expect(await client.getEntityByRef("component:default/absent", options)).toBeUndefined();
  const named = { kind: "Component", namespace: "default", name: "service-1" };
  expect((await as("getEntityByName", client.getEntityByName(named, options)))?.metadata.name).toBe("service-1");
  const { items } = await as(
    "getEntitiesByRefs",
    client.getEntitiesByRefs({ entityRefs: [ref, "component:default/absent"] }, options),
  );
  expect(items.map((item) => item?.metadata.name)).toEqual(["service-1", undefined]);
  const { items: line } = await as("getEntityAncestors", client.getEntityAncestors({ entityRef: ref }, options));
  expect(line.map((item) => item.entity.metadata.name)).toEqual(["service-1"]);
  const { facets } = await as("getEntityFacets", client.getEntityFacets({ facets: ["kind"] }, options));
  expect(facets.kind).toEqual([
    { value: "Component", count: 7 },
    { value: "Group", count: 1 },
  ]);

  expect((await as("getLocations", client.getLocations({}, options))).items.map((item) => item.id)).toEqual([
    location.id,
  ]);
  expect((await as("queryLocations", client.queryLocations({ query: { type: "url" } }, options))).items).toEqual([
    location,
  ]);
  called.add("streamLocations");
  for await (const page of client.streamLocations({}, options)) expect(page).toEqual([location]);
  expect(await as("getLocationById", client.getLocationById(location.id, options))).toEqual(location);
  expect(await as("getLocationByRef", client.getLocationByRef(`url:${target}`, options))).toEqual(location);
  expect(await as("getLocationByEntity", client.getLocationByEntity(ref, options))).toEqual(location);
  const analyzed = await as("analyzeLocation", client.analyzeLocation({ location: { type: "url", target } }, options));
  expect(analyzed.existingEntityFiles.every(({ isRegistered }) => isRegistered)).toBe(true);

  server.files.set("/catalog-info.yaml", JSON.stringify(FILE.slice(0, -1)));
  await as("refreshEntity", client.refreshEntity(ref, options));
  const orphans = async () =>
    (await client.queryEntities({ filter: { "metadata.annotations.backstage.io/orphan": "true" } }, options)).items;
  expect(await waitUntil(async () => (await orphans()).length === 1, { limitMs: FOUND_MS, everyMs: 100 })).toBe(true);
  const [orphan] = await orphans();
  expect(orphan?.metadata.name).toBe("service-6");
  await as("removeEntityByUid", client.removeEntityByUid(orphan?.metadata.uid ?? "", options));
  expect(await orphans()).toEqual([]);

  expect(await as("validateEntity", client.validateEntity(service("fine"), `url:${target}`, options))).toEqual({
    valid: true,
  });
  expect(await client.validateEntity(service("not fine"), `url:${target}`, options)).toMatchObject({ valid: false });

  const moved = server.at("/moved.yaml");
  server.files.set("/moved.yaml", JSON.stringify(FILE));
  const updated = await as(
    "updateLocation",
    client.updateLocation(location.id, { type: "url", target: moved }, options),
  );
  expect(updated).toMatchObject({ id: location.id, target: moved });
  await as("removeLocationById", client.removeLocationById(location.id, options));
  expect((await client.queryEntities({ limit: 0 }, options)).totalItems).toBe(0);
  await expect(client.getEntities({}, { token: `${key}x` })).rejects.toMatchObject({ response: { status: 401 } });

  const all = Object.getOwnPropertyNames(CatalogClient.prototype).filter((name) =>
    /^(get|query|stream|add|update|remove|refresh|validate|analyze)/.test(name),
  );
  const inner = all.filter((name) => /ByPredicate$|^getFilterValue$/.test(name));
  console.log(`catalog-client: ${called.size}/${all.length - inner.length} calls answered`);
  expect([...called].sort() as string[]).toEqual(all.filter((name) => !inner.includes(name)).sort());
}, 200_000);
