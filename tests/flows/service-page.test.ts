import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { ACCOUNT_ID } from "../../src/ports/aws-sample/company.ts";
import { openWorld, type World } from "../world.ts";

let world: World;
/** Discovery takes its time, and these tests only read: they share what it has found. */
let acme: Awaited<ReturnType<World["org"]>>;
beforeAll(async () => {
  world = await openWorld({ costHistory: "whole" });
  acme = await world.org();
  await acme.as("owner").inventory.accounts.connectSample.mutate();
  await world.drain();
  const { problems } = await acme.as("developer").catalog.import.mutate({ name: "shop.yaml", text: SHOP });
  expect(problems).toEqual([]);
}, 240_000);
afterAll(() => world.close());

const arn = (name: string) => `arn:aws:rds:us-east-1:${ACCOUNT_ID}:db:${name}-production`;
const entity = (kind: string, name: string, spec: object, annotations: Record<string, string> = {}) => ({
  apiVersion: "backstage.io/v1alpha1",
  kind,
  metadata: { name, annotations },
  spec,
});
const service = (name: string, more: object = {}) =>
  entity("Component", name, { type: "service", lifecycle: "production", owner: "payments", system: "money", ...more });
const SHOP = JSON.stringify([
  entity("Group", "payments", { type: "team", children: [] }),
  entity("System", "money", { owner: "payments" }),
  service("checkout", { dependsOn: ["resource:checkout-db"] }),
  service("billing", { dependsOn: ["resource:billing-db", "resource:checkout-db"] }),
  service("plain"),
  service("waiting", { dependsOn: ["resource:lost"] }),
  entity("Resource", "checkout-db", { type: "db", owner: "payments" }, { "aws.amazon.com/arn": arn("checkout") }),
  entity("Resource", "billing-db", { type: "db", owner: "payments" }, { "aws.amazon.com/arn": arn("billing") }),
  entity("Resource", "lost", { type: "db", owner: "payments" }, { "aws.amazon.com/arn": arn("nowhere") }),
]);
const component = (name: string) => ({ ref: `component:default/${name}` });

describe("what an entity's AWS resources cost", () => {
  test("is the bill split by list price, with the days behind it", async () => {
    const viewer = acme.as("viewer");
    const costs = await viewer.costs.ofEntity.query(component("checkout"));
    expect(costs.reason).toBeNull();
    expect(costs.resources).toMatchObject([{ ref: "resource:default/checkout-db", users: 2 }]);
    const share = costs.resources[0]?.share ?? 0;
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThan(1);
    const { days } = await viewer.costs.byDay.query({ from: costs.from, to: new Date().toISOString().slice(0, 10) });
    const bill = days.reduce(
      (sum, { services }) => sum + Number(services.find(({ service }) => service.includes("Relational"))?.amount ?? 0),
      0,
    );
    // The account's part of the bill: other accounts of the payer have a little of the same service.
    expect(Number(costs.monthToDate?.amount)).toBeLessThan(bill * share);
    expect(Number(costs.monthToDate?.amount)).toBeGreaterThan(bill * share * 0.8);
    expect(costs.trend).toHaveLength(30);
    expect(costs.previous).not.toBeNull();
  });

  test("of a system and a team is that of all their resources, each once", async () => {
    const viewer = acme.as("viewer");
    const refs = async (ref: string) =>
      (await viewer.costs.ofEntity.query({ ref })).resources.map((row) => row.ref).sort();
    const both = ["resource:default/billing-db", "resource:default/checkout-db"];
    expect(await refs("system:default/money")).toEqual(both);
    expect(await refs("group:default/payments")).toEqual(both);
    expect(await refs("component:default/billing")).toEqual(both);
  });

  test("is unknown with the reason, never zero", async () => {
    const viewer = acme.as("viewer");
    const plain = await viewer.costs.ofEntity.query(component("plain"));
    expect(plain).toMatchObject({ monthToDate: null, previous: null, trend: null, resources: [] });
    expect(plain.reason).toContain("No AWS resource is claimed");
    const lost = await viewer.costs.ofEntity.query({ ref: "resource:default/lost" });
    expect(lost.reason).toContain("has not been discovered");
  });
});

describe("findings of an entity", () => {
  test("are those of its AWS resources, worst first", async () => {
    const { items, total, severities, reason, resources } = await acme
      .as("viewer")
      .findings.ofEntity.query(component("billing"));
    expect({ reason, resources }).toEqual({ reason: null, resources: 2 });
    expect(total).toBe(severities.reduce((sum, { count }) => sum + count, 0));
    const { rows } = await world.owner.query(
      `select count(*)::int n from findings f join resources r on r.organization_id = f.organization_id and r.id = f.entity_id
       where f.organization_id = $1 and f.state = 'open' and f.pack = 'compliance' and r.arn = any ($2)`,
      [acme.id, [arn("checkout"), arn("billing")]],
    );
    expect(total).toBe(rows[0].n);
    expect(items.length).toBe(Math.min(8, total));
    const rank = ["critical", "high", "medium", "low"];
    const order = items.map(({ severity }) => rank.indexOf(severity));
    expect(order).toEqual([...order].sort());
  });

  test("are a filter of the list: the number opens exactly its rows", async () => {
    const { findings } = acme.as("viewer");
    for (const name of ["billing", "checkout", "plain"]) {
      const of = await findings.ofEntity.query(component(name));
      const list = await findings.list.query({ entity: component(name).ref, limit: 100 });
      expect([name, list.total]).toEqual([name, of.total]);
      const savings = await findings.list.query({ entity: component(name).ref, pack: "savings", limit: 1 });
      expect([savings.total, Number(savings.savingMonthly)]).toEqual([of.savings.count, Number(of.savings.monthly)]);
    }
  });

  test("are unknown with the reason where nothing was judged", async () => {
    const viewer = acme.as("viewer");
    expect((await viewer.findings.ofEntity.query(component("plain"))).reason).toContain("nothing to judge");
    expect((await viewer.findings.ofEntity.query({ ref: "resource:lost" })).reason).toContain("not been discovered");
  });
});

test("activity of an entity is what was done to it, without the log's other facts", async () => {
  await acme.as("developer").catalog.import.mutate({ name: "other.yaml", text: JSON.stringify([service("else")]) });
  const { activity } = await acme.as("viewer").catalog.get.query(component("checkout"));
  const { items } = activity;
  expect(items).toMatchObject([
    { action: "catalog.import", actorName: "developer", data: { file: "shop.yaml", new: 9 } },
  ]);
  expect(Object.keys(items[0] ?? {}).sort()).toEqual(["action", "actorKind", "actorName", "at", "data", "id"]);
});
