import { afterAll, beforeAll, expect, test } from "bun:test";
import { NEW_SERVICE } from "../../dev/demo-template.ts";
import { openWorld, type World } from "../world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 120_000);
afterAll(() => world.close());

const ref = "template:default/new-service";
const answers = { name: "gift-cards", owner: "group:default/shop" };
async function withTemplate(template: object = NEW_SERVICE) {
  const acme = await world.org();
  const text = JSON.stringify([template]);
  expect((await acme.as("developer").catalog.import.mutate({ name: "template.yaml", text })).problems).toEqual([]);
  return acme;
}

test("a template is listed with its steps, and its form says how each question is asked", async () => {
  const acme = await withTemplate();
  const { items } = await acme.as("viewer").catalog.templates.list.query();
  expect(items).toMatchObject([{ ref, unsupported: [], problem: null }]);
  const { pages, steps } = await acme.as("viewer").catalog.templates.get.query({ ref });
  expect(pages.flatMap(({ fields }) => fields.map(({ name, as }) => `${name} ${as}`))).toEqual([
    "name text",
    "description long-text",
    "owner owner",
    "lifecycle choice",
    "port number",
  ]);
  expect(steps.every(({ isSupported }) => isSupported)).toBe(true);
});

test("a dry run shows the files and writes nothing", async () => {
  const acme = await withTemplate();
  const report = await acme.as("viewer").catalog.templates.dryRun.mutate({ ref, answers });
  expect(report.status).toBe("done");
  expect(report.files.map(({ path }) => path)).toEqual(["README.md", "catalog-info.yaml", "src/server.ts"]);
  expect(report.files[2]?.text).toContain("listen(8080)");
  expect((await acme.as("viewer").catalog.list.query({ limit: 10 })).total).toBe(1);
  await expect(
    acme.as("viewer").catalog.templates.dryRun.mutate({ ref, answers: { name: "Gift Cards" } }),
  ).rejects.toMatchObject({ data: { code: "BAD_REQUEST", fields: { owner: "This is needed." } } });
});

test("a run is a job: its steps are told, its files kept, and its entity is in the catalogue", async () => {
  const acme = await withTemplate();
  await expect(acme.as("viewer").catalog.templates.run.mutate({ ref, answers })).rejects.toMatchObject({
    data: { code: "FORBIDDEN" },
  });
  const { id } = await acme.as("developer").catalog.templates.run.mutate({ ref, answers });
  await world.drain();
  const run = await acme.as("viewer").catalog.templates.getRun.query({ id });
  expect(run).toMatchObject({ state: "done", problem: null, startedBy: "developer" });
  expect(run.steps.map(({ id, status }) => `${id} ${status}`)).toEqual(["files done", "look done", "register done"]);
  expect(run.output?.links).toEqual([
    { title: "In the catalog", url: null, entityRef: "component:default/gift-cards" },
  ]);
  const made = await acme.as("viewer").catalog.get.query({ ref: "component:gift-cards" });
  expect(made).toMatchObject({ ownerRef: "group:default/shop", lifecycle: "experimental" });
});

test("a step that nobody knows is named in the dry run and refused before a run begins", async () => {
  const steps = [
    ...NEW_SERVICE.spec.steps,
    { id: "publish", action: "publish:somewhere", input: { to: "${{ parameters.name }}" } },
  ];
  const acme = await withTemplate({ ...NEW_SERVICE, spec: { ...NEW_SERVICE.spec, steps } });
  const report = await acme.as("viewer").catalog.templates.dryRun.mutate({ ref, answers });
  expect(report.steps.at(-1)).toMatchObject({ id: "publish", status: "unsupported" });
  await expect(acme.as("developer").catalog.templates.run.mutate({ ref, answers })).rejects.toMatchObject({
    data: { code: "BAD_REQUEST", httpStatus: 400 },
  });
  expect((await acme.as("viewer").catalog.templates.list.query()).runs).toEqual([]);
});
