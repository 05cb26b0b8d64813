import { afterAll, beforeAll, expect, test } from "bun:test";
import { openWorld, type World } from "../world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 120_000);
afterAll(() => world.close());

type Org = Awaited<ReturnType<World["org"]>>;
const component = (n: number, more = "") =>
  `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: c-${n}}\nspec: {type: service, lifecycle: production, owner: shop${more}}\n`;
const some = (from: number, until: number) =>
  Array.from({ length: until - from }, (_, i) => component(from + i)).join("---\n");
async function send(org: Org, texts: string[], name = "large.yaml") {
  const { id } = await org.as("developer").catalog.imports.create.mutate({ name, parts: texts.length });
  let firstLine = 1;
  for (const [number, text] of texts.entries()) {
    await org.as("developer").catalog.imports.addPart.mutate({ id, number, firstLine, text });
    firstLine += text.split("\n").length - 1;
  }
  return id;
}
const shown = async (org: Org) => (await org.as("viewer").catalog.imports.list.query()).items[0];
const total = async (org: Org) => (await org.as("viewer").catalog.list.query({ limit: 1 })).total;

test("a file in parts is taken in as one; what it no longer lists is an orphan", async () => {
  const acme = await world.org();
  await send(acme, [
    some(0, 400),
    `---\n${some(400, 800)}`,
    `---\n${some(800, 1_100)}`,
    "# nothing more\n---\n" + component(1_100),
  ]);
  expect((await shown(acme))?.state).toBe("checking");
  await world.drain();
  expect(await shown(acme)).toMatchObject({ state: "done", counts: { new: 1_101, changed: 0, same: 0, orphaned: 0 } });
  expect(await total(acme)).toBe(1_101);
  const { line } = await acme.as("viewer").catalog.get.query({ ref: "component:c-1000" });
  expect(line).toBe(1_000 * 5 + 1);
  // One that went from one part to another is the same; three are gone.
  await send(acme, [some(0, 398), component(1_100)]);
  await world.drain();
  expect(await shown(acme)).toMatchObject({ state: "done", counts: { new: 0, same: 399, orphaned: 702 } });
  const { rows } = await world.owner.query(
    "select (select count(*)::int from catalog_import_parts where organization_id = $1) parts, (select count(*)::int from events where organization_id = $1 and action = 'catalog.import') told",
    [acme.id],
  );
  expect(rows[0]).toEqual({ parts: 0, told: 2 });
});

test("one wrong line, or one entity twice, and nothing of it is taken in", async () => {
  const acme = await world.org();
  const first = some(0, 50);
  await send(acme, [first, `---\n${component(50, ", system: [x]")}`]);
  await world.drain();
  const lines = first.split("\n").length - 1;
  const refused = await shown(acme);
  expect(refused).toMatchObject({ state: "refused" });
  expect(refused?.problems[0]?.line).toBe(lines + 5);
  await send(acme, [first, `---\n${component(7)}`]);
  await world.drain();
  expect((await shown(acme))?.problems).toMatchObject([{ ref: "component:default/c-7", line: lines + 1 }]);
  expect(await total(acme)).toBe(0);
});

test("a run that dies is gone on with, and counts nothing twice", async () => {
  const acme = await world.org();
  await send(
    acme,
    Array.from({ length: 8 }, (_, n) => some(n * 20, n * 20 + 20)),
  );
  const { write } = world.database;
  let writes = 0;
  // Every fifth transaction is lost before it is committed, as when a worker ends.
  Object.assign(world.database, {
    write: (...[key, work]: Parameters<typeof write>) =>
      write(key, async (tx, entered) => {
        const done = await work(tx, entered);
        if (typeof key === "object" && "jobId" in key && ++writes % 5 === 0 && writes < 40)
          throw new Error("the worker has died");
        return done;
      }),
  });
  try {
    for (let round = 0; round < 20 && (await shown(acme))?.state !== "done"; round++) {
      await world.drain();
      // A run that died while it handed over holds its lease until another may take it; one that died too often in a
      // row, as on a slow machine, waits for somebody to run it again.
      await world.owner.query(
        "update jobs set state = case state when 'failed' then 'queued' else state end, due_at = now(), lease_until = case state when 'running' then now() end, attempts = 0 where organization_id = $1 and state <> 'done'",
        [acme.id],
      );
    }
  } finally {
    Object.assign(world.database, { write });
  }
  expect(await shown(acme)).toMatchObject({ state: "done", counts: { new: 160, changed: 0, same: 0, orphaned: 0 } });
  expect(await total(acme)).toBe(160);
});
