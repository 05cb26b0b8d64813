import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { sampleTruth } from "../../src/ports/aws-sample/truth.ts";
import { openWorld, type World } from "../world.ts";

const NOW = new Date("2026-10-20T09:00:00Z");
const RDS = "Amazon Relational Database Service";
const MONTH = { from: "2026-10-01", until: "2026-10-21" };

setDefaultTimeout(180_000);
let world: World;
let now = NOW;
beforeAll(async () => {
  world = await openWorld({ costHistory: "whole", now: () => now });
});
beforeEach(() => {
  now = NOW;
});
afterAll(() => world.close());

async function synced() {
  const acme = await world.org();
  await world.owner.query("insert into aws_accounts (organization_id, name, kind) values ($1, 'sample', 'sample')", [
    acme.id,
  ]);
  await acme.as("developer").costs.sync.mutate();
  await world.drain();
  const alerts = async () =>
    (
      await world.owner.query(
        "select data->>'kind' kind, data->>'name' name from events where organization_id = $1 and action = 'costs.budget-alert' order by id",
        [acme.id],
      )
    ).rows.map(({ name, kind }) => `${name} ${kind}`);
  return { ...acme, alerts };
}

test("a budget shows what its scope has spent as the books say, what it will come to, and how likely it is passed", async () => {
  const acme = await synced();
  const budgets = acme.as("maintainer").costs.budgets;
  const { services, accounts } = await budgets.scopes.query();
  expect(services).toContain(RDS);
  const staging = accounts.find(({ name }) => name === "juniper-staging")?.id ?? "";
  await budgets.create.mutate({ name: "All", amount: "50000", scope: "organization" });
  await budgets.create.mutate({ name: "Databases", amount: "2000", scope: "service", scopeKey: RDS });
  await budgets.create.mutate({ name: "Staging", amount: "10", scope: "account", scopeKey: staging });
  await world.drain();

  const { items, month } = await acme.as("viewer").costs.budgets.list.query();
  const { costs } = sampleTruth(NOW);
  const ofStaging = Object.entries(costs.byServiceAndAccount(MONTH)).reduce(
    (sum, [key, amount]) => sum + (key.endsWith(staging) ? Number(amount) : 0),
    0,
  );
  expect(month).toBe("2026-10-01");
  expect(items.map(({ name, scopeName, outlook }) => [name, scopeName, Number(outlook?.spent)])).toEqual([
    ["All", "", expect.closeTo(Number(costs.total(MONTH)), 1)],
    ["Databases", RDS, expect.closeTo(Number(costs.byService(MONTH)[RDS]), 1)],
    ["Staging", "juniper-staging", expect.closeTo(ofStaging, 1)],
  ]);
  expect(items.map(({ outlook }) => outlook?.probability)).toEqual([0, 1, 1]);
  expect(Number(items[0]?.outlook?.expected)).toBeGreaterThan(Number(items[0]?.outlook?.spent));
  expect(items.map(({ alerts }) => alerts.map(({ kind }) => kind).sort())).toEqual([
    [],
    ["actual100", "actual80", "forecast"],
    ["actual100", "actual80", "forecast"],
  ]);
});

test("each line is announced once a month, and again in the next one", async () => {
  const acme = await synced();
  await acme.as("maintainer").costs.budgets.create.mutate({ name: "All", amount: "9000", scope: "organization" });
  await world.drain();
  expect(await acme.alerts()).toEqual(["All actual80", "All forecast"]);
  now = new Date("2026-10-21T09:00:00Z");
  await acme.as("developer").costs.sync.mutate();
  await world.drain();
  expect(await acme.alerts()).toEqual(["All actual80", "All forecast"]);
  now = new Date("2026-11-03T09:00:00Z");
  expect((await acme.as("viewer").costs.budgets.list.query()).items[0]).toMatchObject({ outlook: null, alerts: [] });
  await acme.as("developer").costs.sync.mutate();
  await world.drain();
  expect(await acme.alerts()).toEqual(["All actual80", "All forecast", "All forecast"]);
});

test("a budget is changed and removed by maintainers only, each once per scope, and every change is recorded", async () => {
  const acme = await synced();
  const budgets = acme.as("maintainer").costs.budgets;
  const wanted = { name: "All", amount: "50000", scope: "organization" } as const;
  await expect(acme.as("developer").costs.budgets.create.mutate(wanted)).rejects.toMatchObject({
    data: { code: "FORBIDDEN" },
  });
  for (const wrong of [
    { ...wanted, amount: "0" },
    { ...wanted, amount: "1e3" },
    { ...wanted, scopeKey: RDS },
    { ...wanted, scope: "service" as const },
  ])
    await expect(budgets.create.mutate(wrong)).rejects.toMatchObject({ data: { code: "BAD_REQUEST" } });
  const { id } = await budgets.create.mutate(wanted);
  await expect(budgets.create.mutate(wanted)).rejects.toMatchObject({ data: { code: "CONFLICT" } });
  await budgets.change.mutate({ id, amount: "100" });
  await world.drain();
  expect((await budgets.list.query()).items[0]).toMatchObject({ amount: "100", outlook: { probability: 1 } });
  await budgets.remove.mutate({ id });
  expect((await budgets.list.query()).items).toEqual([]);
  const { rows } = await world.owner.query(
    "select action from events where organization_id = $1 and action like 'costs.%-budget' order by id",
    [acme.id],
  );
  expect(rows.map(({ action }) => action)).toEqual([
    "costs.create-budget",
    "costs.change-budget",
    "costs.remove-budget",
  ]);
});

test("a team's and a tag's budget are what their statement and the books say, of a day, a month or a quarter", async () => {
  const acme = await synced();
  const { budgets, teams } = acme.as("maintainer").costs;
  const { teams: names, tags } = await budgets.scopes.query();
  expect(names).toContain("payments");
  expect(tags).toContain("Owner=payments");
  const [team, tag] = [
    { scope: "team" as const, scopeKey: "payments" },
    { scope: "tag" as const, scopeKey: "Owner=payments" },
  ];
  await budgets.create.mutate({ name: "Team", amount: "100", ...team });
  await budgets.create.mutate({ name: "Team, quarter", amount: "9000", period: "quarter", ...team });
  await budgets.create.mutate({ name: "Tag", amount: "9000", ...tag });
  await budgets.create.mutate({ name: "Tag, day", amount: "1", period: "day", ...tag });
  await world.drain();

  const { items } = await budgets.list.query();
  const spent = Object.fromEntries(items.map(({ name, outlook }) => [name, Number(outlook?.spent)]));
  const statement = (await teams.query({ month: MONTH.from, metric: "unblended" })).items;
  expect(spent.Team).toBeCloseTo(Number(statement.find((row) => row.team === "payments")?.amount), 1);
  // October is the quarter's first month.
  expect(spent["Team, quarter"]).toBe(spent.Team);
  const tagged = (period: { from: string; until: string }) =>
    sampleTruth(NOW)
      .costs.lines(period)
      .reduce((sum, { tags: { Owner }, unblended }) => (Owner === "payments" ? sum + unblended / 1e10 : sum), 0);
  expect(spent.Tag).toBeCloseTo(tagged(MONTH), 1);
  // The last day that has arrived whole.
  expect(spent["Tag, day"]).toBeCloseTo(tagged({ from: "2026-10-18", until: "2026-10-19" }), 1);
  expect((await acme.alerts()).sort()).toEqual([
    "Tag, day actual100",
    "Tag, day actual80",
    "Tag, day forecast",
    "Team actual100",
    "Team actual80",
    "Team forecast",
  ]);
  await expect(
    budgets.create.mutate({ name: "Wrong", amount: "1", scope: "tag", scopeKey: "payments" }),
  ).rejects.toMatchObject({ data: { code: "BAD_REQUEST" } });
});

test("spending faster than the organisation wants is told once a day, at the rate that it set", async () => {
  const acme = await synced();
  const told = async () =>
    (
      await world.owner.query(
        "select data->>'day' as day, data->>'perHour' per_hour, data->>'limit' as limit from events where organization_id = $1 and action = 'costs.spend-rate-alert' order by id",
        [acme.id],
      )
    ).rows;
  const again = async (spendRateUsd?: number) => {
    if (spendRateUsd !== undefined) await acme.as("maintainer").organizations.changeSettings.mutate({ spendRateUsd });
    await acme.as("developer").costs.sync.mutate();
    await world.drain();
  };
  // $100 an hour unless somebody says otherwise; the shop spends about sixteen.
  expect(await told()).toEqual([]);
  await again(10);
  const usage = sampleTruth(NOW)
    .costs.lines({ from: "2026-10-18", until: "2026-10-19" })
    .reduce((sum, { record, unblended }) => (/Usage|Negation/.test(record) ? sum + unblended / 1e10 : sum), 0);
  const first = { day: "2026-10-18", per_hour: (usage / 24).toFixed(2), limit: "10" };
  expect(await told()).toEqual([first]);
  await again();
  expect(await told()).toEqual([first]);
  now = new Date("2026-10-21T09:00:00Z");
  await again();
  expect((await told()).map(({ day }) => day)).toEqual(["2026-10-18", "2026-10-19"]);
  now = new Date("2026-10-22T09:00:00Z");
  await again(0);
  expect(await told()).toHaveLength(2);
});
