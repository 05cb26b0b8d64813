import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { unitDays, unitSum } from "../../src/costs/unit-costs.ts";
import { openWorld, type World } from "../world.ts";

setDefaultTimeout(120_000);
const NOW = new Date("2026-11-21T06:00:00Z");
let world: World;
beforeAll(async () => {
  world = await openWorld({ now: () => NOW });
});
afterAll(() => world.close());
type Org = Awaited<ReturnType<World["org"]>>;

/** Costs of three days of November: Lambda ten dollars a day in one account, S3 one in the other, and taxes. */
async function withCosts(): Promise<Org> {
  const acme = await world.org();
  const header =
    "BilledCost,EffectiveCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ServiceName,SubAccountId,ProviderName,Tags";
  const tags = '"{""Owner"":""payments""}"';
  const rows = ["2026-11-01", "2026-11-02", "2026-11-03"].flatMap((day) => [
    `9,10,USD,Usage,${day}T00:00:00Z,AWS Lambda,300000000000,AWS,${tags}`,
    `1,1,USD,Usage,${day}T00:00:00Z,Amazon S3,300000000001,AWS,`,
    `2,2,USD,Tax,${day}T00:00:00Z,Tax,300000000000,AWS,`,
  ]);
  const file = Buffer.from([header, ...rows].join("\n"));
  const { imports } = acme.as("maintainer").costs;
  const { id } = await imports.create.mutate({ name: "focus.csv", sizeBytes: file.length, parts: 1 });
  await imports.addPart.mutate({ id, number: 0, data: file.toString("base64") });
  await world.drain();
  return acme;
}
const NOVEMBER = { from: "2026-11-01", to: "2026-11-05" };

describe("what one of a quantity costs", () => {
  test("is the cost of what runs, divided by what was reported; where a half is missing it is unknown, with the reason", async () => {
    const acme = await withCosts();
    const { units } = acme.as("maintainer").costs;
    const { id } = await units.create.mutate({ name: "Orders", unit: "order", per: 1000 });
    const days = [
      { day: "2026-10-31", amount: "100" },
      { day: "2026-11-01", amount: "2000" },
      { day: "2026-11-03", amount: 0 },
      { day: "2026-11-04", amount: "2000" },
    ];
    expect(await acme.as("developer").costs.units.report.mutate({ id, days })).toMatchObject({ days: 4, changed: 4 });
    const found = await acme.as("viewer").costs.units.get.query({ id, from: "2026-10-31", to: "2026-11-04" });
    expect(found.days).toEqual([
      { day: "2026-10-31", cost: null, quantity: "100", unitCost: null, gap: "cost-not-read" },
      { day: "2026-11-01", cost: "11", quantity: "2000", unitCost: "5.5", gap: null },
      { day: "2026-11-02", cost: "11", quantity: null, unitCost: null, gap: "not-reported" },
      { day: "2026-11-03", cost: "11", quantity: "0", unitCost: null, gap: "none-of-them" },
      { day: "2026-11-04", cost: null, quantity: "2000", unitCost: null, gap: "cost-not-read" },
    ]);
    // A month is a ratio of sums: the day without an order still cost.
    expect(found.months).toMatchObject([
      { from: "2026-11-01", cost: "22", quantity: "2000", unitCost: "11", days: 2, leftOut: 2, isMonth: false },
      { from: "2026-10-31", cost: "0", quantity: "0", unitCost: null, days: 0, leftOut: 1 },
    ]);
    expect(found).toMatchObject({ completeThrough: "2026-11-03", currency: "USD", per: 1000, unit: "order" });
    // A whole month is one: the running one is told by its weeks alone.
    expect((await acme.as("viewer").costs.units.list.query()).items).toMatchObject([
      { id, lastReported: "2026-11-04", week: { cost: "22", unitCost: "11" }, weekBefore: { days: 0, unitCost: null } },
    ]);
  });

  test("is of everything, an account, a service, a team or a tag", async () => {
    const acme = await withCosts();
    const scopes = [
      ["organization", "", "11"],
      ["account", "300000000001", "1"],
      ["service", "AWS Lambda", "10"],
      ["team", "payments", "10"],
    ] as const;
    for (const [scope, scopeKey, cost] of scopes) {
      const { id } = await acme
        .as("maintainer")
        .costs.units.create.mutate({ name: scope, unit: "one", scope, scopeKey });
      await acme.as("developer").costs.units.report.mutate({ id, days: [{ day: "2026-11-02", amount: "4" }] });
      const { days } = await acme.as("viewer").costs.units.get.query({ id, from: "2026-11-02", to: "2026-11-02" });
      expect({ scope, days }).toMatchObject({ scope, days: [{ cost, unitCost: String(Number(cost) / 4) }] });
    }
  });

  test("is unknown before any cost was read", async () => {
    const acme = await world.org();
    const { id } = await acme.as("maintainer").costs.units.create.mutate({ name: "Orders", unit: "order" });
    await acme.as("developer").costs.units.report.mutate({ id, days: [{ day: "2026-11-02", amount: "4" }] });
    const { days, whole } = await acme.as("viewer").costs.units.get.query({ id, ...NOVEMBER });
    expect(days[1]).toEqual({ day: "2026-11-02", cost: null, quantity: "4", unitCost: null, gap: "cost-not-read" });
    expect(whole).toMatchObject({ unitCost: null, days: 0, leftOut: 5 });
  });
});

describe("a report", () => {
  test("that is repeated changes nothing, and one that differs replaces the day and is in the log with what was before", async () => {
    const acme = await world.org();
    const { id } = await acme.as("maintainer").costs.units.create.mutate({ name: "Orders", unit: "order" });
    const report = (amount: string) =>
      acme.as("developer").costs.units.report.mutate({ id, days: [{ day: "2026-11-02", amount }] });
    expect(await report("4")).toMatchObject({ changed: 1 });
    expect(await report("4.0")).toMatchObject({ changed: 0 });
    expect(await report("5")).toMatchObject({ changed: 1 });
    // Two that a double cannot tell apart are two.
    expect(await report("9007199254740992")).toMatchObject({ changed: 1 });
    expect(await report("9007199254740993")).toMatchObject({ changed: 1 });
    const { rows } = await world.owner.query(
      "select data from events where organization_id = $1 and action = 'costs.report-quantity' order by id",
      [acme.id],
    );
    expect(rows.map(({ data }) => data)).toMatchObject([
      { days: [{ day: "2026-11-02", before: null, after: "4" }] },
      { days: [{ day: "2026-11-02", before: "4", after: "5" }] },
      { days: [{ day: "2026-11-02", before: "5", after: "9007199254740992" }] },
      { days: [{ day: "2026-11-02", before: "9007199254740992", after: "9007199254740993" }] },
    ]);
  });

  const BAD: [what: string, days: { day: string; amount: string | number }[], says: string][] = [
    [
      "a day that has not happened",
      [
        { day: "2026-11-02", amount: "1" },
        { day: "2026-12-24", amount: "1" },
      ],
      "2026-12-24 (number 2 of the list) has not happened yet.",
    ],
    ["a day that is none", [{ day: "2026-02-30", amount: "1" }], "Write a day such as 2026-11-30."],
    [
      "a count with separators",
      [{ day: "2026-11-02", amount: "1,200" }],
      "Write a count such as 1200 or 0.5, without separators.",
    ],
    ["less than none", [{ day: "2026-11-02", amount: -1 }], "Write a count such as 1200 or 0.5, without separators."],
    [
      "a day twice",
      [
        { day: "2026-11-02", amount: "1" },
        { day: "2026-11-02", amount: "2" },
      ],
      "A day is named twice. Add its counts first.",
    ],
    ["nothing", [], "Report at least one day."],
  ];
  for (const [what, days, says] of BAD)
    test(`of ${what} is refused whole, with what to change`, async () => {
      const acme = await world.org();
      const { id } = await acme.as("maintainer").costs.units.create.mutate({ name: "Orders", unit: "order" });
      await expect(acme.as("developer").costs.units.report.mutate({ id, days })).rejects.toThrow(says);
      const { rows } = await world.owner.query(
        "select count(*)::int n from cost_quantity_days where organization_id = $1",
        [acme.id],
      );
      expect(rows).toEqual([{ n: 0 }]);
    });
});

test("a quantity is named once, changed and removed, each with its event", async () => {
  const acme = await world.org();
  const { units } = acme.as("maintainer").costs;
  const { id } = await units.create.mutate({ name: "Orders", unit: "order" });
  await expect(units.create.mutate({ name: "Orders", unit: "order" })).rejects.toThrow("Choose another name.");
  await expect(units.create.mutate({ name: "A team's", unit: "order", scope: "team" })).rejects.toThrow(
    "Say which account",
  );
  await units.change.mutate({ id, per: 1_000_000 });
  expect((await units.list.query()).items).toMatchObject([{ name: "Orders", per: 1_000_000, week: null }]);
  await units.remove.mutate({ id });
  await expect(units.get.query({ id, ...NOVEMBER })).rejects.toThrow("The quantity");
  const { rows } = await world.owner.query(
    "select action from events where organization_id = $1 and action like 'costs.%quantity' order by id",
    [acme.id],
  );
  expect(rows.map(({ action }) => action)).toEqual(
    ["create", "change", "remove"].map((did) => `costs.${did}-quantity`),
  );
});

test("a sum divides the costs and counts of the days that have both, whatever is missing", () => {
  const half = fc.option(fc.integer({ min: 0, max: 10_000 }), { nil: null });
  fc.assert(
    fc.property(fc.array(fc.tuple(half, half), { minLength: 1, maxLength: 60 }), (halves) => {
      const at = (index: number) => new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10);
      const days = halves.flatMap(([cost, quantity], index) =>
        unitDays(
          { from: at(index), until: at(index + 1) },
          {
            read: { isRead: () => cost !== null, hasArrived: () => cost !== null },
            mixed: new Set(),
            costs: new Map(cost === null ? [] : [[at(index), String(cost)]]),
            quantities: new Map(quantity === null ? [] : [[at(index), String(quantity)]]),
            per: 1,
          },
        ),
      );
      const sum = unitSum(days, 1);
      const both = halves.filter(([cost, quantity]) => cost !== null && quantity !== null);
      const [cost, quantity] = [0, 1].map((half) => both.reduce((all, each) => all + (each[half] ?? 0), 0));
      expect(sum).toMatchObject({
        cost: String(cost),
        quantity: String(quantity),
        leftOut: halves.length - both.length,
      });
      if (quantity === 0) expect(sum?.unitCost).toBeNull();
      else expect(Number(sum?.unitCost)).toBeCloseTo((cost ?? 0) / (quantity ?? 1), 8);
      // A gap says why, and never stands beside a figure.
      for (const day of days) expect(day.unitCost === null).toBe(day.gap !== null);
    }),
  );
});
