import { afterAll, beforeAll, expect, test } from "bun:test";
import { delivery } from "../fakes/github.ts";
import { openWorld, type World } from "../world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 120_000);
afterAll(() => world.close());

type Org = Awaited<ReturnType<World["org"]>>;
const component = (name: string, docs?: string) =>
  `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: ${name}\n${docs ? `  annotations: {backstage.io/techdocs-ref: "${docs}"}\n` : ""}spec: {type: service, lifecycle: production, owner: shop}\n`;
async function connected(files: Record<string, string>) {
  const [acme, at] = [await world.org(), `acme-${crypto.randomUUID().slice(0, 8)}`];
  world.github.addRepository(`${at}/shop`, files);
  const connection = await acme
    .as("maintainer")
    .catalog.github.connect.mutate({ login: at, token: world.github.token });
  await world.drain();
  return { acme, at, connection };
}
const docsOf = (org: Org, path?: string) =>
  org.as("viewer").catalog.docs.query({ ref: "component:shop", ...(path && { path }) });

test("the README beside the file is a component's documentation, and a push changes it", async () => {
  const { acme, at, connection } = await connected({
    "catalog-info.yaml": component("shop"),
    "README.md": "# The shop\n\nSells zebrafinches.\n",
  });
  const { pages, page } = await docsOf(acme);
  expect(pages).toEqual([{ path: "README.md", title: "The shop" }]);
  expect(page).toMatchObject({
    text: "# The shop\n\nSells zebrafinches.\n",
    url: `https://github.com/${at}/shop/blob/main/README.md`,
  });
  const pushed = world.github.push(`${at}/shop`, { "README.md": "# The shop\n\nSells kingfishers.\n" });
  await world.fetch(`/webhooks/github/${connection.id}`, delivery(pushed, connection.secret ?? ""));
  await world.drain();
  expect((await docsOf(acme)).page?.text).toContain("kingfishers");
  const find = async (text: string) => (await acme.as("viewer").search.find.query({ text })).items;
  expect(await find("kingfishers")).toMatchObject([{ kind: "doc", title: "The shop", ref: "component:default/shop" }]);
  expect((await find("zebrafinches")).filter(({ how }) => how !== "similar")).toEqual([]);
});

test("a reading that began before the change is not the one that tells of it", async () => {
  const files = { "catalog-info.yaml": component("shop"), "README.md": "# Before\n" };
  const { acme, at, connection } = await connected(files);
  const [location] = (await acme.as("viewer").catalog.locations.list.query()).items;
  await world.owner.query(
    "insert into jobs (organization_id, name, key, input, attempts_max, state, lease_until, started_at) values ($1, 'catalog.read-docs', $2, $3, 4, 'running', now() + interval '1 hour', now())",
    [acme.id, location?.id, { id: location?.id }],
  );
  const pushed = world.github.push(`${at}/shop`, { "README.md": "# After\n" });
  await world.fetch(`/webhooks/github/${connection.id}`, delivery(pushed, connection.secret ?? ""));
  await world.drain();
  expect((await docsOf(acme)).page?.text).toBe("# After\n");
});

test("mkdocs.yml tells its pages, their order and titles; what is missing or outside is left out", async () => {
  const { acme } = await connected({
    "catalog-info.yaml": component("shop", "dir:./site"),
    "README.md": "# Not this one\n",
    "site/mkdocs.yml": `site_name: Shop
docs_dir: pages
markdown_extensions:
  - pymdownx.emoji: {emoji_index: !!python/name:materialx.emoji.twemoji ""}
nav:
  - Home: index.md
  - Guides:
      - Start: guides/start.md
      - guides/plain_page.md
      - Gone: guides/gone.md
  - Outside: ../../secret.md
  - Web: https://example.com
`,
    "site/pages/index.md": "# Welcome\n",
    "site/pages/guides/start.md": "Start here\n",
    "site/pages/guides/plain_page.md": "no heading\n",
    "secret.md": "secret",
  });
  const { pages, page } = await docsOf(acme);
  expect(pages).toEqual([
    { path: "index.md", title: "Home" },
    { path: "guides/start.md", title: "Start" },
    { path: "guides/plain_page.md", title: "plain page" },
  ]);
  expect(page?.text).toBe("# Welcome\n");
  expect((await docsOf(acme, "guides/start.md")).page?.text).toBe("Start here\n");
  expect((await docsOf(acme, "../../secret.md")).page).toBeNull();
});

test("an entity without any has none; several in one file have none by chance", async () => {
  const { acme } = await connected({ "catalog-info.yaml": component("shop") });
  expect(await docsOf(acme)).toEqual({ pages: [], page: null });
  const two = await connected({
    "catalog-info.yaml": `${component("shop")}---\n${component("basket")}`,
    "README.md": "# Both\n",
  });
  expect(await docsOf(two.acme)).toEqual({ pages: [], page: null });
});
