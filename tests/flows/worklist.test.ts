import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openWorld, type World } from "../world.ts";

let world: World;
let acme: Awaited<ReturnType<World["org"]>>;
beforeAll(async () => {
  world = await openWorld();
  acme = await world.org();
  await acme.as("owner").inventory.accounts.connectSample.mutate();
  await world.drain();
}, 300_000);
afterAll(() => world.close());

const findings = () => acme.as("developer").findings;
const totalOf = async (filters: object) => (await findings().list.query({ ...filters, limit: 1 })).total;

describe("what is worth doing today", () => {
  const today = async (limit = 20) => (await acme.as("viewer").findings.today.query({ limit })).items;
  const isWork = (item: Awaited<ReturnType<typeof today>>[number]) => item.kind === "risk" || item.kind === "saving";

  test("is risk and money in turns, the worst and the largest first, each what its list counts", async () => {
    const items = await today();
    expect(items.slice(0, 4).map(({ kind }) => kind)).toEqual(["risk", "saving", "risk", "saving"]);
    const work = items.filter(isWork);
    for (const { kind, ruleId, owner, count, findingId, severity } of work.slice(0, 6)) {
      const pack = kind === "saving" ? ("savings" as const) : ("compliance" as const);
      const { items, total } = await findings().list.query({
        pack,
        rule: [ruleId],
        owner: [owner ?? "none"],
        limit: 100,
      });
      // A saving that another one on the same resource is better than is worth nothing more.
      const counted = kind === "saving" ? items.filter(({ savingMonthly }) => Number(savingMonthly) > 0) : items;
      expect({ ruleId, count: counted.length }).toEqual({ ruleId, count });
      expect(kind === "risk" ? total : count).toBe(count);
      expect(items[0]?.id).toBe(findingId);
      expect(items[0]?.severity).toBe(severity);
    }
    const { items: groups } = await findings().groups.query({ by: "rule" });
    const [worst] = work.filter(({ kind }) => kind === "risk");
    expect(groups.find(({ key }) => key === worst?.ruleId)?.critical).toBeGreaterThan(0);
    const saved = work.flatMap((item) => (item.kind === "saving" ? [Number(item.saving.amount)] : []));
    expect(saved.length).toBeGreaterThan(3);
    expect(saved).toEqual(saved.toSorted((a, b) => b - a));
    expect(work.every(({ remedy }) => remedy.length > 0)).toBe(true);
    expect(work.some(({ command }) => command?.startsWith("aws "))).toBe(true);
  });

  test("leaves out what somebody has taken up, until it is given back", async () => {
    const [risk, saving] = (await today(2)).filter(isWork);
    if (!risk || !saving) throw new Error("the sample has both");
    const of = async (work: typeof risk) =>
      (await today()).filter(isWork).find(({ ruleId, owner }) => ruleId === work.ruleId && owner === work.owner)
        ?.count ?? 0;
    await findings().acknowledge.mutate({ ids: [risk.findingId], note: "" });
    await findings().savings.plan.mutate({ ids: [saving.findingId], note: "" });
    expect([await of(risk), await of(saving)]).toEqual([risk.count - 1, saving.count - 1]);
    await findings().unacknowledge.mutate({ ids: [risk.findingId] });
    await findings().savings.undo.mutate({ ids: [saving.findingId] });
    expect([await of(risk), await of(saving)]).toEqual([risk.count, saving.count]);
  });

  test("has something for whoever has only a catalogue", async () => {
    const small = await world.org();
    const component = (name: string, owner: string) =>
      `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: ${name}}\nspec: {type: service, lifecycle: production, owner: ${owner}}\n`;
    const group =
      "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: shop}\nspec: {type: team, children: []}\n";
    const text = [group, component("web", "shop"), component("erp", "finance"), component("crm", "sales")].join(
      "---\n",
    );
    await small.as("developer").catalog.import.mutate({ name: "catalog-info.yaml", text });
    expect((await small.as("viewer").findings.today.query({})).items).toEqual([
      { kind: "unowned", count: 2, names: ["crm", "erp"] },
    ]);
  });
});

describe("the worklist", () => {
  test.each(["rule", "account", "owner"] as const)(
    "by %s holds each open finding once, the worst first",
    async (by) => {
      const { items } = await findings().groups.query({ by });
      expect(items.length).toBeGreaterThan(0);
      expect(items.reduce((sum, { count }) => sum + count, 0)).toBe(await totalOf({}));
      for (const { count, critical, high, medium, low } of items) expect(critical + high + medium + low).toBe(count);
      expect(items.map(({ critical }) => critical)).toEqual(
        items.map(({ critical }) => critical).sort((a, b) => b - a),
      );
      expect(items.every(({ label }) => label.length > 0)).toBe(true);
    },
  );

  test("of an owner is what its group counts, also of nobody", async () => {
    const { items } = await findings().groups.query({ by: "owner" });
    expect(items.map(({ key }) => key)).toContain("none");
    expect(items.length).toBeGreaterThan(2);
    for (const { key, count } of items)
      expect({ key, total: await totalOf({ owner: [key] }) }).toEqual({ key, total: count });
    const { items: nobodys } = await findings().list.query({ owner: ["none"], limit: 20 });
    expect(nobodys.length).toBeGreaterThan(0);
    expect(nobodys.every(({ owner }) => owner === null)).toBe(true);
  });

  test("keeps the list's filters", async () => {
    const { items } = await findings().groups.query({ by: "rule", severity: ["critical"] });
    expect(items.length).toBeGreaterThan(0);
    expect(items.every(({ count, critical }) => count === critical)).toBe(true);
    const { items: savings } = await findings().groups.query({ by: "rule", pack: "savings" });
    expect(savings.some(({ savingMonthly }) => Number(savingMonthly) > 0)).toBe(true);
  });

  test("of a person is what was assigned, and of nobody the rest", async () => {
    const { items } = await findings().list.query({ limit: 3 });
    const { items: people } = await findings().assignees.query();
    const userId = people[0]?.id ?? "";
    const ids = items.map(({ id }) => id);
    const before = await totalOf({ assignee: ["none"] });
    await findings().assign.mutate({ ids, userId });
    expect(await totalOf({ assignee: [userId] })).toBe(3);
    expect(await totalOf({ assignee: ["none"] })).toBe(before - 3);
    expect(await totalOf({ assignee: ["none", userId] })).toBe(before);
    await findings().assign.mutate({ ids, userId: null });
    expect(await totalOf({ assignee: [userId] })).toBe(0);
  });

  test("accepts the chosen and nothing beside them, and takes it back", async () => {
    const { items } = await findings().list.query({ rule: ["TAG-001"], limit: 3 });
    const ids = items.slice(0, 2).map(({ id }) => id);
    const before = await totalOf({});
    const { items: people } = await findings().assignees.query();
    const approverId = people.find(({ mayApprove }) => mayApprove)?.id ?? "";
    const accepting = { ids, reason: "Known, and accepted for a while", approverId, endsAt: inAWeek() };
    await expect(findings().exceptions.createEach.mutate(accepting)).rejects.toMatchObject({
      data: { code: "FORBIDDEN" },
    });
    const maintainer = acme.as("maintainer").findings.exceptions;
    const made = await maintainer.createEach.mutate(accepting);
    expect(made).toMatchObject({ hidden: 2 });
    expect(await totalOf({})).toBe(before - 2);
    const { items: accepted } = await findings().list.query({ excepted: true, limit: 10 });
    expect(accepted.map(({ id }) => id).sort()).toEqual([...ids].sort());
    await expect(maintainer.createEach.mutate(accepting)).rejects.toMatchObject({ data: { code: "CONFLICT" } });
    expect(await maintainer.endEach.mutate({ ids: made.ids })).toEqual({ reopened: 2 });
    expect(await totalOf({})).toBe(before);
  });
});

const inAWeek = () => new Date(Date.now() + 7 * 86_400_000).toISOString();
