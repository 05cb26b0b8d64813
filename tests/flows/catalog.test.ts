import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openWorld, type World } from "../world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 120_000);
afterAll(() => world.close());

const entity = (kind: string, name: string, spec: string, metadata = "") =>
  `apiVersion: backstage.io/v1alpha1\nkind: ${kind}\nmetadata:\n  name: ${name}\n${metadata}spec: ${spec}\n`;
const component = (name: string, more = "", metadata = "") =>
  entity("Component", name, `{type: service, lifecycle: production, owner: shop${more}}`, metadata);
const file = (...documents: string[]) => documents.join("---\n");
const SHOP = file(
  entity("Group", "shop", "{type: team, children: []}", "  title: Shop team\n"),
  component("checkout", ", system: store, dependsOn: ['resource:orders-db']"),
  component("basket", ", dependsOn: [component:checkout]"),
);
const changes = (imported: { entities: { ref: string; change: string }[] }) =>
  Object.fromEntries(imported.entities.map(({ ref, change }) => [ref, change]));

describe("importing a catalogue file", () => {
  test("takes every entity, shows them with their owner, and again is no change", async () => {
    const acme = await world.org();
    const first = await acme.as("developer").catalog.import.mutate({ name: "shop.yaml", text: SHOP });
    expect(first).toMatchObject({ isSaved: true, problems: [] });
    expect(changes(first)).toEqual({
      "group:default/shop": "new",
      "component:default/checkout": "new",
      "component:default/basket": "new",
    });
    const { items, total, facets } = await acme.as("viewer").catalog.list.query({ limit: 10 });
    expect(items.map(({ title, ownerTitle }) => [title, ownerTitle])).toEqual([
      ["basket", "Shop team"],
      ["checkout", "Shop team"],
      ["Shop team", null],
    ]);
    expect(total).toBe(3);
    expect(facets.kind).toEqual([
      { value: "Component", count: 2 },
      { value: "Group", count: 1 },
    ]);
    expect(facets.owner).toEqual([{ value: "group:default/shop", label: "Shop team", count: 2 }]);

    const again = await acme.as("developer").catalog.import.mutate({ name: "shop.yaml", text: SHOP });
    expect(new Set(Object.values(changes(again)))).toEqual(new Set(["same"]));
    const { rows } = await world.owner.query(
      "select data from events where organization_id = $1 and action = 'catalog.import' order by at",
      [acme.id],
    );
    expect(rows.map(({ data }) => data)).toMatchObject([
      { file: "shop.yaml", new: 3, changed: 0, same: 0, orphaned: 0 },
      { file: "shop.yaml", new: 0, changed: 0, same: 3, orphaned: 0 },
    ]);
  });

  test("one wrong line keeps all of it out, and every wrong line is named", async () => {
    const acme = await world.org();
    const text = file(component("good"), component("a b"), entity("System", "x", "{domain: d}"));
    const { isSaved, problems } = await acme.as("developer").catalog.import.mutate({ name: "bad.yaml", text });
    expect(isSaved).toBe(false);
    expect(problems.map(({ line, ref }) => [line, ref])).toEqual([
      [10, "component:default/a b"],
      [17, "system:default/x"],
    ]);
    expect((await acme.as("viewer").catalog.list.query({ limit: 10 })).total).toBe(0);
  });

  test("checking writes nothing; viewers may check and not import", async () => {
    const acme = await world.org();
    const checked = await acme.as("viewer").catalog.check.mutate({ name: "shop.yaml", text: SHOP });
    expect(Object.values(changes(checked))).toEqual(["new", "new", "new"]);
    expect((await acme.as("viewer").catalog.list.query({ limit: 10 })).total).toBe(0);
    await expect(acme.as("viewer").catalog.import.mutate({ name: "shop.yaml", text: SHOP })).rejects.toMatchObject({
      data: { code: "FORBIDDEN" },
    });
  });

  test("what a file no longer lists is an orphan until someone removes it, and returns with its file", async () => {
    const acme = await world.org();
    const developer = acme.as("developer");
    await developer.catalog.import.mutate({ name: "shop.yaml", text: file(component("a"), component("b")) });
    await expect(developer.catalog.remove.mutate({ ref: "component:b" })).rejects.toMatchObject({
      data: { code: "CONFLICT" },
    });
    const shorter = await developer.catalog.import.mutate({ name: "shop.yaml", text: component("a") });
    expect(changes(shorter)).toEqual({ "component:default/a": "same", "component:default/b": "orphaned" });
    expect((await developer.catalog.list.query({ limit: 10, orphaned: true })).items.map(({ name }) => name)).toEqual([
      "b",
    ]);
    await developer.catalog.import.mutate({ name: "shop.yaml", text: file(component("a"), component("b")) });
    expect((await developer.catalog.list.query({ limit: 10, orphaned: true })).total).toBe(0);
    await developer.catalog.import.mutate({ name: "shop.yaml", text: component("a") });
    await developer.catalog.remove.mutate({ ref: "component:b" });
    expect((await developer.catalog.list.query({ limit: 10 })).items.map(({ name }) => name)).toEqual(["a"]);
  });

  test("one entity has one file, whatever the case of its name", async () => {
    const acme = await world.org();
    await acme.as("developer").catalog.import.mutate({ name: "one.yaml", text: component("checkout") });
    const other = await acme.as("developer").catalog.import.mutate({ name: "two.yaml", text: component("Checkout") });
    expect(other.problems).toMatchObject([{ line: 1, ref: "component:default/checkout" }]);
    expect(other.problems[0]?.message).toContain("one.yaml");
    const renamed = await acme.as("developer").catalog.import.mutate({ name: "one.yaml", text: component("Checkout") });
    expect(changes(renamed)).toEqual({ "component:default/checkout": "changed" });
  });

  test("the namespace of discovered resources is not written by files", async () => {
    const acme = await world.org();
    const text = component("x", "", "  namespace: aws\n");
    const { isSaved, problems } = await acme.as("developer").catalog.import.mutate({ name: "x.yaml", text });
    expect({ isSaved, message: problems[0]?.message }).toMatchObject({ isSaved: false });
    expect(problems[0]?.message).toContain("aws.amazon.com/arn");
  });
});

describe("an entity", () => {
  test("shows its edges both ways, each with who says so", async () => {
    const acme = await world.org();
    await acme.as("developer").catalog.import.mutate({ name: "shop.yaml", text: SHOP });
    const checkout = await acme.as("viewer").catalog.get.query({ ref: "Component:Checkout" });
    expect(checkout.relations.map(({ type, ref, saidBy, title }) => [type, ref, saidBy, title])).toEqual([
      ["dependencyOf", "component:default/basket", "other", "basket"],
      ["dependsOn", "resource:default/orders-db", "this", null],
      ["ownedBy", "group:default/shop", "this", "Shop team"],
      ["partOf", "system:default/store", "this", null],
    ]);
    expect(checkout.relations.every(({ source, confidence }) => source === "declared" && confidence === 1)).toBe(true);
    expect(checkout).toMatchObject({ file: "shop.yaml", line: 8, readBy: "developer" });
    const team = await acme.as("viewer").catalog.get.query({ ref: "group:shop" });
    expect(team.relations.map(({ type, ref }) => `${type} ${ref}`)).toEqual([
      "ownerOf component:default/basket",
      "ownerOf component:default/checkout",
    ]);
  });

  test("without an owner that exists is on the worklist", async () => {
    const acme = await world.org();
    await acme.as("developer").catalog.import.mutate({
      name: "shop.yaml",
      text: file(SHOP, entity("System", "lost", "{owner: nobody}")),
    });
    const list = (hasOwner: "yes" | "no") => acme.as("viewer").catalog.list.query({ limit: 10, hasOwner });
    expect((await list("no")).items.map(({ name }) => name)).toEqual(["lost"]);
    expect((await list("yes")).items.map(({ name }) => name)).toEqual(["basket", "checkout"]);
  });

  test("is counted at its team, whose members count once; owners that no file declares are named", async () => {
    const acme = await world.org();
    const text = file(
      SHOP,
      entity("User", "ada", "{memberOf: [shop]}"),
      entity("Group", "alone", "{type: team, children: [], members: [ada]}"),
      entity("Group", "all", "{type: team, children: [], members: [ada, bob]}"),
      entity("User", "bob", "{memberOf: [all]}"),
      entity("Component", "lost", "{type: service, lifecycle: production, owner: payments}"),
    );
    await acme.as("developer").catalog.import.mutate({ name: "teams.yaml", text });
    const { items, undeclared, owned } = await acme.as("viewer").catalog.teams.query();
    expect(items.map(({ title, owned, members }) => [title, owned, members])).toEqual([
      ["Shop team", 2, 1],
      ["all", 0, 2],
      ["alone", 0, 1],
    ]);
    expect(undeclared).toEqual([{ ref: "group:default/payments", owned: 1 }]);
    expect(owned).toEqual({ total: 3, unknown: 1 });
  });

  test("claims an AWS resource by its ARN, before or after it is discovered, and under any name", async () => {
    const acme = await world.org();
    await acme.as("owner").inventory.accounts.connectSample.mutate();
    const claim = (name: string, arn: string) =>
      entity("Resource", name, "{type: bucket, owner: shop}", `  annotations:\n    aws.amazon.com/arn: ${arn}\n`);
    await world.drain();
    const { items } = await acme.as("viewer").inventory.resources.list.query({ limit: 1, type: ["AWS::S3::Bucket"] });
    const bucket = items[0];
    if (!bucket) throw new Error("the sample account has a bucket");
    const importAs = (name: string) =>
      acme.as("developer").catalog.import.mutate({ name: "buckets.yaml", text: claim(name, bucket.arn) });
    await importAs("photos");
    const claimed = await acme.as("viewer").catalog.get.query({ ref: "resource:photos" });
    expect(claimed.resource).toMatchObject({ id: bucket.id, name: bucket.name });
    await importAs("pictures");
    expect((await acme.as("viewer").catalog.get.query({ ref: "resource:pictures" })).resource?.id).toBe(bucket.id);
    // The catalogue lists the claim, not the discovered thing beside it.
    const { total } = await acme.as("viewer").catalog.list.query({ limit: 10, search: bucket.arn });
    expect(total).toBe(2);
    const rivals = await acme.as("viewer").catalog.claimsOf.query({ arn: bucket.arn });
    expect(rivals.items.map(({ ref }) => ref)).toEqual(["resource:default/photos", "resource:default/pictures"]);
  }, 60_000);
});

describe("the blast radius", () => {
  const api = (name: string) =>
    entity("API", name, "{type: openapi, lifecycle: production, owner: shop, definition: 'openapi: 3.1.0'}");
  const CHAIN = file(
    component("web", ", dependsOn: [component:checkout]"),
    component("checkout", ", consumesApis: [orders], dependsOn: ['resource:missing']"),
    api("orders"),
    component("shop-orders", ", providesApis: [orders], dependsOn: [component:store]"),
    component("store", ", dependencyOf: [component:reports]"),
    component("reports"),
    component("alone", ", system: lonely"),
    component("egg", ", dependsOn: [component:hen]"),
    component("hen", ", dependsOn: [component:egg]"),
  );
  const reach = (rows: { items: { ref: string; depth: number }[] }) =>
    rows.items.map(({ ref, depth }) => `${depth} ${ref.replace("default/", "")}`);

  test("goes up to who needs it and down to what it needs, through APIs to who provides them", async () => {
    const acme = await world.org();
    const { problems } = await acme.as("developer").catalog.import.mutate({ name: "chain.yaml", text: CHAIN });
    expect(problems).toEqual([]);
    const of = async (ref: string, way: "up" | "down") =>
      reach(await acme.as("viewer").catalog.blastRadius.query({ ref, way }));
    expect(await of("component:web", "down")).toEqual([
      "1 component:checkout",
      "2 api:orders",
      "2 resource:missing",
      "3 component:shop-orders",
      "4 component:store",
    ]);
    expect(await of("component:store", "up")).toEqual([
      "1 component:reports",
      "1 component:shop-orders",
      "2 api:orders",
      "3 component:checkout",
      "4 component:web",
    ]);
    expect(await of("component:alone", "down")).toEqual([]);
    expect(await of("component:egg", "up")).toEqual(["1 component:hen"]);
    const { items } = await acme.as("viewer").catalog.blastRadius.query({ ref: "component:store", way: "both" });
    expect(items.every(({ way }) => way === "up")).toBe(true);
    expect(items).toHaveLength(5);
  });
});

test("the export is what was imported", async () => {
  const [acme, other] = [await world.org(), await world.org()];
  await acme.as("developer").catalog.import.mutate({ name: "shop.yaml", text: SHOP });
  const { text, count } = await acme.as("viewer").catalog.export.query({});
  expect(count).toBe(3);
  await other.as("developer").catalog.import.mutate({ name: "other.yaml", text });
  expect((await other.as("viewer").catalog.export.query({})).text).toBe(text);
});

test("search finds words of the title, the reference and a description of any length", async () => {
  const acme = await world.org();
  const described = (name: string, text: string) => component(name, "", `  description: ${text}\n`);
  const text = file(described("a", "Takes Money"), described("b", `${"x".repeat(250)} Zebra`), component("plain"));
  await acme.as("developer").catalog.import.mutate({ name: "s.yaml", text });
  const found = async (search: string) =>
    (await acme.as("viewer").catalog.list.query({ limit: 10, search })).items.map(({ name }) => name);
  expect(await found("takes money")).toEqual(["a"]);
  expect(await found("ZEBRA")).toEqual(["b"]);
  expect(await found("component:default/pl")).toEqual(["plain"]);
  expect(await found("%")).toEqual([]);
});

test("pages follow one another without gaps", async () => {
  const acme = await world.org();
  const names = Array.from({ length: 25 }, (_, i) => `service-${String(i).padStart(2, "0")}`);
  await acme
    .as("developer")
    .catalog.import.mutate({ name: "many.yaml", text: file(...names.map((n) => component(n))) });
  const seen: string[] = [];
  for (let cursor: string | null = null, page = 0; page < 4; page++) {
    const { items, next }: { items: { name: string }[]; next: string | null } = await acme
      .as("viewer")
      .catalog.list.query({ limit: 10, cursor });
    seen.push(...items.map(({ name }) => name));
    cursor = next;
    if (!cursor) break;
  }
  expect(seen).toEqual(names);
});

test("a missing entity and a word that is no reference are told apart", async () => {
  const acme = await world.org();
  await expect(acme.as("viewer").catalog.get.query({ ref: "component:default/none" })).rejects.toMatchObject({
    data: { code: "NOT_FOUND" },
  });
  await expect(acme.as("viewer").catalog.get.query({ ref: "none" })).rejects.toMatchObject({
    data: { code: "BAD_REQUEST" },
  });
});

describe("the dependency graph", () => {
  const edges = (graph: { edges: { from: string; to: string; kind: string }[] }) =>
    graph.edges.map(({ from, to, kind }) => `${from} ${kind} ${to}`.replaceAll("default/", "")).sort();

  test("has each edge once, from who uses to what is used, whoever has declared it", async () => {
    const acme = await world.org();
    const text = file(
      entity("Group", "shop", "{type: team, children: []}", "  title: Shop team\n"),
      component("web", ", dependsOn: [component:store], consumesApis: [orders]"),
      component("store", ", dependencyOf: [component:web]"),
      component("orders-service", ", providesApis: [orders]"),
      entity("API", "orders", "{type: openapi, lifecycle: production, owner: shop, definition: x}"),
      component("lonely", ", dependsOn: [component:missing]"),
    );
    await acme.as("developer").catalog.import.mutate({ name: "graph.yaml", text });
    const graph = await acme.as("viewer").catalog.graph.query({});
    expect(edges(graph)).toEqual([
      "api:orders apiProvidedBy component:orders-service",
      "component:web consumesApi api:orders",
      "component:web dependsOn component:store",
    ]);
    expect(graph.nodes.map(({ ref }) => ref.replace("default/", "")).sort()).toEqual([
      "api:orders",
      "component:lonely",
      "component:orders-service",
      "component:store",
      "component:web",
    ]);
    expect(graph.nodes.every(({ ownerTitle }) => ownerTitle === "Shop team")).toBe(true);
    const around = await acme.as("viewer").catalog.graph.query({ ref: "api:orders" });
    expect(edges(around)).toEqual([
      "api:orders apiProvidedBy component:orders-service",
      "component:web consumesApi api:orders",
    ]);
    const apis = await acme.as("viewer").catalog.graph.query({ kind: ["API"] });
    expect(apis).toMatchObject({ nodes: [{ ref: "api:default/orders" }], edges: [], hasMore: false });
    expect((await acme.as("viewer").catalog.graph.query({ ref: "component:nobody" })).nodes).toEqual([]);
  });
});
