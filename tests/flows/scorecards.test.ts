import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openWorld, type World } from "../world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 120_000);
afterAll(() => world.close());

const service = (name: string, owner: string, more = "", spec = "") =>
  `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: ${name}\n${more}spec: {type: service, lifecycle: production, owner: ${owner}${spec}}\n---\n`;
const TEAM =
  "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: shop}\nspec: {type: team, children: []}\n---\n";
const SHOP =
  TEAM +
  service("good", "shop", "  description: Fine\n  annotations: {devcontrol.io/on-call: '#shop'}\n") +
  service("lost", "nobody");
const CARD = `title: Short names
appliesTo: { kind: Component }
levels: [Short]
rules:
  - { id: short, title: Its name is short, level: Short, when: { metadata.name: { $hasPrefix: goo } } }
`;
const importing = (org: Awaited<ReturnType<World["org"]>>, text: string) =>
  org.as("developer").catalog.import.mutate({ name: "shop.yaml", text });

describe("scorecards", () => {
  test("judge every entity, keep how the day stands, and show what is missing", async () => {
    const acme = await world.org();
    await importing(acme, SHOP);
    await acme.as("developer").findings.scorecards.judge.mutate();
    await world.drain();
    const { items } = await acme.as("viewer").findings.scorecards.list.query();
    const ownership = items.find(({ slug }) => slug === "ownership");
    expect(ownership).toMatchObject({ isBuiltIn: true, judged: 2 });
    expect(ownership?.byLevel).toEqual([
      { level: null, count: 1 },
      { level: "Named", count: 0 },
      { level: "Owned", count: 0 },
      { level: "Reachable", count: 1 },
    ]);
    expect(ownership?.history).toHaveLength(1);
    const card = await acme.as("viewer").findings.scorecards.get.query({ slug: "ownership" });
    expect(card.entities.map(({ ref, level }) => [ref, level])).toEqual([
      ["component:default/lost", null],
      ["component:default/good", 2],
    ]);
    expect(card.rules.find(({ id }) => id === "owner-known")).toMatchObject({ failing: 1, unknown: 0 });
  });

  test("an entity is judged when its page asks, and what was not read does not pass", async () => {
    const acme = await world.org();
    await importing(acme, SHOP);
    const of = async (name: string) =>
      (await acme.as("viewer").findings.scorecards.ofEntity.query({ ref: `component:${name}` })).items;
    const good = (await of("good")).find(({ slug }) => slug === "production-readiness");
    expect(good?.rules.find(({ id }) => id === "no-critical")).toMatchObject({ status: "UNKNOWN" });
    expect((await of("good")).map(({ slug }) => slug)).toEqual(["ownership", "production-readiness"]);
    expect(await of("nothing")).toEqual([]);
  });

  test("a level that an entity loses is in its activity, once", async () => {
    const acme = await world.org();
    const judged = async () => {
      await acme.as("developer").findings.scorecards.judge.mutate();
      await world.drain();
    };
    await importing(acme, SHOP);
    await judged();
    await importing(acme, SHOP.replace("description: Fine", "title: Good"));
    await judged();
    await judged();
    const { activity } = await acme.as("viewer").catalog.get.query({ ref: "component:good" });
    expect(activity.items.filter(({ action }) => action === "scorecard.level")).toMatchObject([
      { data: { scorecard: "Ownership" } },
    ]);
  });

  test("of one's own are tried while typing, saved, changed, and removed", async () => {
    const acme = await world.org();
    await importing(acme, SHOP);
    const wrong = await acme
      .as("viewer")
      .findings.scorecards.preview.query({ definition: CARD.replace("$hasPrefix", "$starts") });
    expect(wrong).toMatchObject({ preview: null, problems: [{ line: 5 }] });
    const { preview } = await acme.as("viewer").findings.scorecards.preview.query({ definition: CARD });
    expect(preview).toMatchObject({ judged: 2, of: 3, rules: [{ id: "short", failing: 1, unknown: 0 }] });
    expect(preview?.sample[0]).toMatchObject({
      ref: "component:default/lost",
      missing: [{ id: "short", because: ["metadata.name is lost"] }],
    });

    const maintainer = acme.as("maintainer").findings.scorecards;
    await expect(acme.as("developer").findings.scorecards.save.mutate({ definition: CARD })).rejects.toMatchObject({
      data: { code: "FORBIDDEN" },
    });
    expect(await maintainer.save.mutate({ definition: CARD })).toEqual({ slug: "short-names" });
    await expect(maintainer.save.mutate({ definition: CARD })).rejects.toMatchObject({ data: { code: "CONFLICT" } });
    await expect(maintainer.save.mutate({ slug: "ownership", definition: CARD })).rejects.toMatchObject({
      data: { code: "FORBIDDEN" },
    });
    await world.drain();
    expect(await maintainer.get.query({ slug: "short-names" })).toMatchObject({ judged: 2, score: 0.5 });
    await maintainer.save.mutate({ slug: "short-names", definition: CARD.replace("goo", "lo") });
    await world.drain();
    // Other words, not another behaviour: nobody's activity tells of it.
    const { activity } = await acme.as("viewer").catalog.get.query({ ref: "component:good" });
    expect(activity.items.map(({ action }) => action)).toEqual(["catalog.import"]);
    await maintainer.remove.mutate({ slug: "short-names" });
    await expect(maintainer.get.query({ slug: "short-names" })).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
  });
});
