import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openWorld, type World } from "../world.ts";

let world: World;
let acme: Awaited<ReturnType<World["org"]>>;
const component = (name: string, more = "", metadata = "") =>
  `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: ${name}\n${metadata}spec: {type: service, lifecycle: production, owner: payments${more}}\n`;
const API = `apiVersion: backstage.io/v1alpha1
kind: API
metadata: {name: orders}
spec:
  type: openapi
  lifecycle: production
  owner: payments
  definition: |
    openapi: 3.1.0
    paths: {/refunds/{id}: {get: {summary: Reimbursement of a shopper}}}
`;

beforeAll(async () => {
  world = await openWorld();
  acme = await world.org();
  await acme.as("owner").inventory.accounts.connectSample.mutate();
  await world.drain();
  const metadata =
    "  title: Checkout Service\n  description: Basket to paid order\n  annotations: {github.com/project-slug: acme/checkout}\n  links: [{url: 'https://grafana.example.com/d/Checkout/'}]\n";
  await acme.as("developer").catalog.import.mutate({
    name: "shop.yaml",
    text: [component("checkout", "", metadata), component("billingGateway"), API].join("---\n"),
  });
}, 240_000);
afterAll(() => world.close());

const find = (text: string, role: "viewer" | "developer" = "viewer") => acme.as(role).search.find.query({ text });
const titles = async (text: string) => (await find(text)).items.map(({ title }) => title);

describe("search", () => {
  test.each([
    ["the beginning of a title", "checkout s", "Checkout Service"],
    ["a word of the description", "basket", "Checkout Service"],
    ["words in any order", "order paid", "Checkout Service"],
    ["a part of a name with capitals", "gateway", "billingGateway"],
    ["a word of an API definition", "reimbursement", "orders"],
    ["a mistyped word", "chekcout", "Checkout Service"],
    ["a letter too many and one word right", "payments chekout", "Checkout Service"],
  ])("finds by %s", async (_, text, title) => {
    expect(await titles(text)).toContain(title);
  });

  test.each([
    ["a reference", "component:default/checkout"],
    ["a repository's address", "https://github.com/acme/checkout/"],
    ["a link, whatever its case", "HTTPS://grafana.example.com/d/checkout"],
  ])("%s is its object and nothing else", async (_, text) => {
    expect((await find(text)).items).toMatchObject([{ kind: "entity", ref: "component:default/checkout", how: "id" }]);
  });

  test("an ARN is its resource, and an open finding is found by its rule", async () => {
    const [resource] = (await acme.as("viewer").inventory.resources.list.query({ limit: 1 })).items;
    expect((await find(resource?.arn ?? "")).items).toMatchObject([{ kind: "resource", id: resource?.id, how: "id" }]);
    expect((await find(resource?.id ?? "")).items).toMatchObject([{ id: resource?.id, how: "id" }]);
    const { rows } = await world.owner.query(
      "select id, rule_id from findings where organization_id = $1 and state = 'open' limit 1",
      [acme.id],
    );
    const found = await acme.as("viewer").search.find.query({ text: rows[0].rule_id, kinds: ["finding"], limit: 50 });
    expect(found.items.map(({ id }) => id)).toContain(rows[0].id);
  });

  test("every entity, resource that is there and open finding is in the index, and nothing else", async () => {
    const { rows } = await world.owner.query(
      `select (select count(*) from search_entries where organization_id = $1)::int as indexed,
        ((select count(*) from entities where organization_id = $1 and declared is not null)
          + (select count(*) from resources where organization_id = $1 and vanished_at is null)
          + (select count(*) from findings where organization_id = $1 and state = 'open'))::int as there`,
      [acme.id],
    );
    expect(rows[0].indexed).toBe(rows[0].there);
    expect(rows[0].indexed).toBeGreaterThan(500);
  });

  test("the id of a request finds what it did, for those who may read the log", async () => {
    const requestId = `req-${crypto.randomUUID()}`;
    await world.fetch(`/trpc/${acme.slug}/organizations.rename`, {
      method: "POST",
      headers: {
        cookie: acme.cookieOf("owner"),
        "sec-fetch-site": "same-origin",
        "content-type": "application/json",
        "x-request-id": requestId,
      },
      body: JSON.stringify({ name: "Acme found" }),
    });
    expect((await find(requestId, "developer")).events).toMatchObject([{ action: "organization.rename" }]);
    expect((await find(requestId, "viewer")).events).toEqual([]);
  });

  test("a removed entity is not found, and what is typed is no query language", async () => {
    const org = await world.org();
    await org.as("developer").catalog.import.mutate({ name: "x.yaml", text: component("gone") });
    const [row] = (await org.as("viewer").search.find.query({ text: "gone" })).items;
    expect(row).toMatchObject({ ref: "component:default/gone" });
    await world.owner.query("delete from entities where organization_id = $1", [org.id]);
    expect((await org.as("viewer").search.find.query({ text: "gone" })).items).toEqual([]);
    for (const text of ["' or 1=1 --", "a & | ! (", "\\", "%", "_", "🦊", ":*", "a:*b"])
      expect((await org.as("viewer").search.find.query({ text })).items).toEqual([]);
  });
});

test("counts of facets are what counting gives, whatever was changed", async () => {
  const org = await world.org();
  const developer = org.as("developer");
  const put = (name: string, ...documents: string[]) =>
    developer.catalog.import.mutate({ name, text: documents.join("---\n") });
  await put(
    "a.yaml",
    component("a", "", "  tags: [java, data]\n"),
    component("b"),
    component("c", "", "  tags: [java]\n"),
  );
  await put("a.yaml", component("a", ", x: 1", "  tags: [go]\n"), component("b").replace("payments", "shop"));
  await developer.catalog.remove.mutate({ ref: "component:c" });
  const { facets, total } = await org.as("viewer").catalog.list.query({ limit: 10 });
  expect(total).toBe(2);
  expect(facets.owner.map(({ value, count }) => [value, count])).toEqual([
    ["group:default/payments", 1],
    ["group:default/shop", 1],
  ]);
  const { rows } = await world.owner.query(
    `select facet, value, sum(count)::int as count from entity_counts where organization_id = $1 group by 1, 2 having sum(count) <> 0
     except select v.facet, v.value, count(*)::int from entities e, app.counted(e.kind, e.namespace, e.type, e.lifecycle, e.owner_ref, e.declared) v
       where e.organization_id = $1 group by 1, 2`,
    [org.id],
  );
  expect(rows).toEqual([]);
  const response = await world.fetch(
    `/api/catalog/${org.slug}/entity-facets?facet=metadata.tags&filter=kind=component`,
    {
      headers: { cookie: org.cookieOf("viewer") },
    },
  );
  expect(await response.json()).toEqual({ facets: { "metadata.tags": [{ value: "go", count: 1 }] } });
});
