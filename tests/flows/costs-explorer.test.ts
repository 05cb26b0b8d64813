import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { addAmounts } from "../../src/base/money.ts";
import { openWorld, type World } from "../world.ts";

setDefaultTimeout(120_000);
const NOW = new Date("2026-11-21T06:00:00Z");
const FIRST = "2025-05-01";
const DAYS = 565;
const SERVICES = ["Amazon Simple Storage Service", "AWS Lambda", "Amazon Elastic Compute Cloud - Compute"];

type Line = { day: string; service: string; account: string; region: string; category: string; cents: number };
const dayAt = (at: number) => new Date(Date.parse(FIRST) + at * 86_400_000).toISOString().slice(0, 10);
/** Primes, so that every value of a dimension meets every other. */
const LINES: Line[] = Array.from({ length: 3 * DAYS }, (_, n) => ({
  day: dayAt(n % DAYS),
  service: SERVICES[n % 3] ?? "",
  account: `30000000000${n % 2}`,
  region: ["eu-west-1", "us-east-1", ""][(n * 7) % 3] ?? "",
  category: n % 11 === 0 ? "Tax" : n % 13 === 0 ? "Credit" : "Usage",
  cents: (n % 13 === 0 ? -1 : 1) * ((n * 37) % 997),
}));

let world: World;
let acme: Awaited<ReturnType<World["org"]>>;
beforeAll(async () => {
  world = await openWorld({ now: () => NOW });
  acme = await world.org();
  const header =
    "BilledCost,EffectiveCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ServiceName,SubAccountId,RegionId,ProviderName";
  const rows = LINES.map(({ day, service, account, region, category, cents }) =>
    [cents / 100, cents / 100, "USD", category, `${day}T00:00:00Z`, service, account, region, "AWS"].join(","),
  );
  const file = Buffer.from([header, ...rows].join("\n"));
  const { imports } = acme.as("maintainer").costs;
  const { id } = await imports.create.mutate({ name: "focus.csv", sizeBytes: file.length, parts: 1 });
  await imports.addPart.mutate({ id, number: 0, data: file.toString("base64") });
  await world.drain();
  expect((await imports.list.query()).items).toMatchObject([{ state: "done", report: { rows: LINES.length } }]);
});
afterAll(() => world.close());

const explore = (input: object) =>
  acme.as("viewer").costs.explore.query({ from: "2026-11-01", to: "2026-11-20", metric: "pay", ...input });
const sumOf = (lines: readonly Line[]) => addAmounts("0", ...lines.map(({ cents }) => (cents / 100).toFixed(2)));
const between = (from: string, until: string) => (line: Line) => from <= line.day && line.day < until;

const NOVEMBER = { from: "2026-11-01", to: "2026-11-20" };
const PERIODS: [name: string, input: object, current: [string, string], previous: [string, string]][] = [
  ["days and those before", NOVEMBER, ["2026-11-01", "2026-11-21"], ["2026-10-12", "2026-11-01"]],
  ["a year before", { ...NOVEMBER, against: "2025-11-01" }, ["2026-11-01", "2026-11-21"], ["2025-11-01", "2025-11-21"]],
  [
    "months and those before",
    { from: "2026-05-01", to: "2026-10-31" },
    ["2026-05-01", "2026-11-01"],
    ["2025-11-01", "2026-05-01"],
  ],
  [
    "months that begin and end inside one",
    { from: "2026-05-20", to: "2026-11-05" },
    ["2026-05-20", "2026-11-06"],
    ["2025-12-01", "2026-05-20"],
  ],
  [
    "a month and the one before",
    { from: "2026-10-01", to: "2026-10-31" },
    ["2026-10-01", "2026-11-01"],
    ["2026-09-01", "2026-10-01"],
  ],
  [
    "months and those of a year before",
    { from: "2026-05-01", to: "2026-10-31", against: "2025-05-01" },
    ["2026-05-01", "2026-11-01"],
    ["2025-05-01", "2025-11-01"],
  ],
];
const GROUPS: [by: string, key: (line: Line) => string][] = [
  ["service", ({ service }) => service],
  ["account", ({ account }) => account],
  ["region", ({ region }) => region],
  ["category", ({ category }) => category],
];
const FILTERS: [name: string, input: object, holds: (line: Line) => boolean][] = [
  ["everything", {}, () => true],
  ["one service", { service: [SERVICES[1]] }, ({ service }) => service === SERVICES[1]],
  ["one account", { account: ["300000000001"] }, ({ account }) => account === "300000000001"],
  [
    "an account's region",
    { account: ["300000000000"], region: ["eu-west-1"] },
    ({ account, region }) => account === "300000000000" && region === "eu-west-1",
  ],
  ["without taxes and credits", { metric: "run" }, ({ category }) => category === "Usage"],
];

describe("the explorer's sums are those of the lines, added by hand", () => {
  for (const [period, input, current, previous] of PERIODS)
    for (const [filter, more, holds] of FILTERS)
      for (const [by, key] of GROUPS)
        test(`${period}, ${filter}, by ${by}`, async () => {
          const found = await explore({ ...input, ...more, by });
          const now = LINES.filter((line) => holds(line) && between(...current)(line));
          const then = LINES.filter((line) => holds(line) && between(...previous)(line));
          expect(now.length).toBeGreaterThan(0);
          expect({ total: found.total, before: found.before }).toEqual({ total: sumOf(now), before: sumOf(then) });
          for (const item of found.items)
            expect(item).toMatchObject({
              total: sumOf(now.filter((line) => key(line) === item.key)),
              before: sumOf(then.filter((line) => key(line) === item.key)),
            });
          expect(addAmounts("0", ...found.items.flatMap(({ days }) => days.map(({ amount }) => amount)))).toBe(
            sumOf(now),
          );
        });
});

test("days that nobody read are not compared with", async () => {
  const found = await explore({ from: "2026-01-01", to: "2026-11-20", by: "service" });
  expect(found).toMatchObject({ before: null, previousUnread: 79, drivers: [], previousFrom: "2025-02-11" });
  expect(found.items.map(({ before, change }) => ({ before, change }))).toEqual(
    SERVICES.map(() => ({ before: null, change: null })),
  );
  const other = await world.org();
  expect(await other.as("viewer").costs.explore.query({ ...NOVEMBER, metric: "pay" })).toMatchObject({
    total: "0",
    before: null,
    previousUnread: 20,
  });
});

test("a period to compare with that reaches into this one is refused, with what to change", async () => {
  await expect(explore({ against: "2026-10-20" })).rejects.toThrow(
    "The period to compare with has as many days, and must end before the first day of this one.",
  );
});
