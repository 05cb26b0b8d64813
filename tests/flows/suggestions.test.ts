import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { delivery } from "../fakes/github.ts";
import { openWorld, type World } from "../world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 120_000);
afterAll(() => world.close());

type Org = Awaited<ReturnType<World["org"]>>;
const COMPOSE = `services:
  api:
    build: ./services/api
    depends_on: [db]
  db:
    image: postgres:18
`;
const OPENAPI = "openapi: 3.1.0\ninfo: {title: Orders, version: 1.0.0}\npaths: {}\n";
const suggested = async (org: Org) => (await org.as("viewer").catalog.suggestions.list.query({})).items;
const login = () => `acme-${crypto.randomUUID().slice(0, 8)}`;
async function connected(files: Record<string, string>) {
  const [acme, at] = [await world.org(), login()];
  world.github.addRepository(`${at}/shop`, files);
  const connection = await acme
    .as("maintainer")
    .catalog.github.connect.mutate({ login: at, token: world.github.token });
  await world.drain();
  return { acme, at, connection, repository: `${at}/shop` };
}

describe("a pasted file", () => {
  test("suggests what it tells, with its lines; nothing is in the catalog before somebody says yes", async () => {
    const acme = await world.org();
    const answer = await acme.as("developer").catalog.suggestions.read.mutate({ name: "compose.yaml", text: COMPOSE });
    expect(answer).toMatchObject({ kind: "Docker Compose", suggested: 2, problems: [] });
    const items = await suggested(acme);
    expect(items.map(({ ref }) => ref).sort()).toEqual(["component:default/api", "resource:default/db"]);
    expect(items.find(({ kind }) => kind === "Component")).toMatchObject({
      dependsOn: ["resource:db"],
      ownerRef: null,
      evidence: [{ line: 3 }, { line: 4, says: "api depends on db" }],
    });
    expect((await acme.as("viewer").catalog.list.query({})).total).toBe(0);

    const ids = items.map(({ id }) => id);
    await expect(acme.as("developer").catalog.suggestions.accept.mutate({ ids })).rejects.toMatchObject({
      data: { code: "BAD_REQUEST" },
      message: expect.stringContaining("Choose an owner"),
    });
    await acme.as("developer").catalog.suggestions.accept.mutate({ ids, owner: "group:shop" });
    expect(await suggested(acme)).toEqual([]);
    const { relations, ownerRef } = await acme.as("viewer").catalog.get.query({ ref: "component:api" });
    expect(ownerRef).toBe("group:default/shop");
    expect(relations.find(({ type }) => type === "dependsOn")).toMatchObject({
      ref: "resource:default/db",
      source: "inferred",
      confidence: expect.closeTo(0.8),
      evidence: { said: [{ line: 3 }, { line: 4 }] },
    });
  });

  test("one by one: what was accepted before stays; what is dismissed does not come back", async () => {
    const acme = await world.org();
    const paste = () => acme.as("developer").catalog.suggestions.read.mutate({ name: "compose.yaml", text: COMPOSE });
    await paste();
    const [first, second] = await suggested(acme);
    const yes = (id = "") => acme.as("developer").catalog.suggestions.accept.mutate({ ids: [id], owner: "group:shop" });
    await yes(first?.id);
    await paste();
    expect((await suggested(acme)).map(({ id }) => id)).toEqual([second?.id ?? ""]);
    await yes(second?.id);
    const { items } = await acme.as("viewer").catalog.list.query({});
    expect(items.map(({ name }) => name).sort()).toEqual(["api", "db"]);
    await acme
      .as("developer")
      .catalog.suggestions.read.mutate({ name: "other.yaml", text: COMPOSE.replaceAll("api", "web") });
    const web = (await suggested(acme)).find(({ ref }) => ref === "component:default/web");
    await acme.as("developer").catalog.suggestions.dismiss.mutate({ ids: [web?.id ?? ""] });
    await acme
      .as("developer")
      .catalog.suggestions.read.mutate({ name: "other.yaml", text: COMPOSE.replaceAll("api", "web") });
    expect(await suggested(acme)).toEqual([]);
  });

  test("that is wrong says in which line, and suggests nothing", async () => {
    const acme = await world.org();
    const text = COMPOSE.replace("[db]", "[nothing]");
    const answer = await acme.as("developer").catalog.suggestions.read.mutate({ name: "compose.yaml", text });
    expect(answer.problems).toMatchObject([{ line: 4, message: expect.stringContaining("nothing") }]);
    expect(await suggested(acme)).toEqual([]);
    const other = acme.as("developer").catalog.suggestions.read.mutate({ name: "notes.txt", text: "hello" });
    await expect(other).rejects.toMatchObject({ data: { code: "BAD_REQUEST" } });
  });
});

describe("a repository", () => {
  const FILES = {
    "compose.yaml": COMPOSE,
    "openapi.yaml": OPENAPI,
    CODEOWNERS: "* @acme/platform\n/services/api/ @acme/orders\n",
  };

  test("its services, APIs and teams are suggested with the owners that CODEOWNERS names", async () => {
    const { acme } = await connected(FILES);
    const items = await suggested(acme);
    expect(items.map(({ ref, ownerRef }) => `${ref} ${ownerRef}`).sort()).toEqual([
      "api:default/shop-orders group:default/platform",
      "component:default/shop-api group:default/orders",
      "group:default/orders null",
      "group:default/platform null",
      "resource:default/shop-db group:default/platform",
    ]);
    const api = items.find(({ ref }) => ref === "component:default/shop-api");
    expect(api?.evidence.at(-1)).toEqual({ file: "CODEOWNERS", line: 2, says: "/services/api/ @acme/orders" });
    await acme.as("developer").catalog.suggestions.accept.mutate({ ids: items.map(({ id }) => id) });
    expect((await acme.as("viewer").catalog.list.query({})).total).toBe(5);
  });

  test("one pull request writes them down; once it is merged, the file declares them", async () => {
    const { acme, at, connection, repository } = await connected(FILES);
    const [row] = (await acme.as("viewer").catalog.github.repositories.query({})).items;
    expect(row).toMatchObject({ suggestions: 5, proposal: null });
    const items = (await suggested(acme)).filter(({ kind }) => kind !== "Group");
    await acme.as("developer").catalog.suggestions.accept.mutate({ ids: items.map(({ id }) => id) });
    await acme.as("developer").catalog.suggestions.propose.mutate({ repositoryId: row?.id ?? "" });
    await world.drain();
    const [proposed] = (await acme.as("viewer").catalog.github.repositories.query({})).items;
    expect(proposed?.proposal).toEqual({ number: 1, url: `https://github.com/${repository}/pull/1` });
    const text = world.github.filesOf(repository, "devcontrol/catalog-info")["catalog-info.yaml"] ?? "";
    expect(text).toContain("$text: ./openapi.yaml");
    expect(text.split("---")).toHaveLength(3);
    // Merged.
    const pushed = world.github.push(repository, { "catalog-info.yaml": text });
    await world.fetch(`/webhooks/github/${connection.id}`, delivery(pushed, connection.secret ?? ""));
    await world.drain();
    const found = await acme.as("viewer").catalog.get.query({ ref: "component:shop-api" });
    expect(found.file).toBe(`https://github.com/${at}/shop/blob/main/catalog-info.yaml`);
    expect(found.relations.find(({ type }) => type === "dependsOn")?.source).toBe("declared");
    const { entity } = await acme.as("viewer").catalog.get.query({ ref: "api:shop-orders" });
    expect(entity.spec?.definition).toBe(OPENAPI);
    expect((await acme.as("viewer").catalog.list.query({ orphaned: true })).items).toEqual([]);
  });

  test("without any such file it is a service when its files say so; declared ones are left alone", async () => {
    const { acme } = await connected({ Dockerfile: "FROM scratch", "go.mod": "module shop" });
    expect(await suggested(acme)).toMatchObject([
      {
        ref: "component:default/shop",
        confidence: expect.closeTo(0.6),
        evidence: [{ file: "Dockerfile" }, { file: "go.mod" }],
      },
    ]);
    const none = await connected({ "README.md": "# Nothing" });
    expect(await suggested(none.acme)).toEqual([]);
    const declared = await connected({
      "compose.yaml": COMPOSE,
      "catalog-info.yaml":
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: shop}\nspec: {type: service, lifecycle: production, owner: shop}\n",
    });
    expect(await suggested(declared.acme)).toEqual([]);
  });
});

test("a template's run proposes its files as a pull request", async () => {
  const { acme, repository, at } = await connected({ "README.md": "# Shop" });
  const template = `apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: { name: propose }
spec:
  type: service
  parameters: { required: [name], properties: { name: { type: string } } }
  steps:
    - { id: write, action: "catalog:write", input: { filePath: "out/catalog-info.yaml", entity: { kind: Component, metadata: { name: "\${{ parameters.name }}" } } } }
    - id: pr
      action: publish:github:pull-request
      input:
        repoUrl: "github.com?owner=${at}&repo=shop"
        branchName: "add-\${{ parameters.name }}"
        title: "Add \${{ parameters.name }}"
        description: By a template
        sourcePath: out
        targetPath: services
  output: { links: [{ title: Pull request, url: "\${{ steps.pr.output.remoteUrl }}" }] }
`;
  await acme.as("owner").catalog.import.mutate({ name: "template.yaml", text: template });
  const filled = { ref: "template:propose", answers: { name: "basket" } };
  const dry = await acme.as("viewer").catalog.templates.dryRun.mutate(filled);
  expect(dry.steps.map(({ status }) => status)).toEqual(["done", "done"]);
  expect(dry.steps[1]?.log[0]).toContain("1 files would be proposed");
  expect(world.github.state.repositories.get(repository)?.pulls).toEqual([]);
  const { id } = await acme.as("developer").catalog.templates.run.mutate(filled);
  await world.drain();
  const run = await acme.as("viewer").catalog.templates.getRun.query({ id });
  expect(run).toMatchObject({ state: "done", output: { links: [{ url: `https://github.com/${repository}/pull/1` }] } });
  expect(Object.keys(world.github.filesOf(repository, "add-basket"))).toContain("services/catalog-info.yaml");
  const elsewhere = template.replace(`owner=${at}`, "owner=nobody").replace("name: propose", "name: other");
  await acme.as("owner").catalog.import.mutate({ name: "other.yaml", text: elsewhere });
  const other = await acme.as("developer").catalog.templates.run.mutate({ ...filled, ref: "template:other" });
  await world.drain();
  const failed = await acme.as("viewer").catalog.templates.getRun.query({ id: other.id });
  expect(failed).toMatchObject({ state: "failed", problem: expect.stringContaining("nobody is not connected") });
});
