import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openWorld, type World } from "../world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** An organisation that has discovered the sample account. */
async function discovered() {
  const acme = await world.org();
  await acme.as("owner").inventory.accounts.connectSample.mutate();
  await world.drain();
  return acme;
}

describe("the sample account", () => {
  test("is discovered by jobs: resources, relations, findings", async () => {
    const acme = await discovered();
    const owner = acme.as("owner");
    const { items: jobs } = await owner.operations.jobs.list.query({ limit: 100 });
    expect(jobs.filter(({ state }) => state !== "done")).toEqual([]);
    const summary = await owner.inventory.summary.query();
    expect(summary.types.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(300);
    const findings = await owner.findings.summary.query();
    expect(findings.counts.fail).toBeGreaterThan(20);
    expect(findings.counts.pass).toBeGreaterThan(findings.counts.fail);
    expect(Number(findings.savings.monthly)).toBeGreaterThan(100);
  }, 60_000);

  test("a second scan of an unchanged account writes no resource and no finding", async () => {
    const acme = await discovered();
    const owner = acme.as("owner");
    const stamp = async () =>
      (
        await world.owner.query(
          "select (select max(changed_at) from resources where organization_id = $1) r, (select max(changed_at) from findings where organization_id = $1) f",
          [acme.id],
        )
      ).rows;
    const before = await stamp();
    const { items } = await owner.inventory.accounts.list.query();
    await owner.inventory.accounts.discover.mutate({ id: items[0]?.id ?? "" });
    await world.drain();
    expect(await stamp()).toEqual(before);
  }, 60_000);
});

describe("settings", () => {
  test("a tag policy that changes is judged at once, without asking AWS", async () => {
    const acme = await discovered();
    const owner = acme.as("owner");
    const failing = async () => (await owner.findings.list.query({ rule: ["TAG-001"], limit: 1 })).total;
    const before = await failing();
    await owner.organizations.changeSettings.mutate({ requiredTags: ["NobodyHasThis"] });
    await world.drain();
    expect(await failing()).toBeGreaterThan(before);
    await owner.organizations.changeSettings.mutate({ requiredTags: [] });
    await world.drain();
    expect(await failing()).toBe(0);
  }, 60_000);
});
