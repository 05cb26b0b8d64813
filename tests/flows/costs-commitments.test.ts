import { afterAll, beforeAll, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { type Aws, AwsError } from "../../src/ports/aws.ts";
import { awsAccess } from "../../src/ports/aws-access.ts";
import type { CommitmentBooks } from "../../src/ports/aws-sample/commitment-answers.ts";
import { booksOf } from "../fakes/cost-books.ts";
import { costSimulator } from "../fakes/cost-simulator.ts";
import { openWorld, type World } from "../world.ts";

const NOW = new Date("2026-11-20T09:00:00Z");
setDefaultTimeout(180_000);

let world: World;
let now = NOW;
/** What answers instead of the sample account; undefined = the sample account. */
let aws: Aws | undefined;
beforeAll(async () => {
  const real = awsAccess({ connector: null });
  world = await openWorld({
    now: () => now,
    ports: { aws: { ...real, open: async (credentials, at) => aws ?? real.open(credentials, at) } },
  });
});
beforeEach(() => {
  now = NOW;
  aws = undefined;
});
afterAll(() => world.close());

async function connected() {
  const acme = await world.org();
  await world.owner.query("insert into aws_accounts (organization_id, name, kind) values ($1, 'payer', 'sample')", [
    acme.id,
  ]);
  const sync = async () => {
    await acme.as("developer").costs.sync.mutate();
    await world.drain();
  };
  const runs = async () =>
    (
      await world.owner.query(
        "select state, error, outcome from jobs where organization_id = $1 and name = 'costs.read-commitments' order by id",
        [acme.id],
      )
    ).rows;
  return { ...acme, sync, runs, seen: () => acme.as("viewer").costs.commitments.query() };
}

const SIMULATED = { from: "2026-10-01", until: "2026-12-10", accounts: 1, services: 3 };
const RDS = "Amazon Relational Database Service";

/** Three plans, one of them for databases and half used; two reservations, one of them idle on Sundays. */
const BOOKS: CommitmentBooks = {
  plans: ["ComputeSavingsPlans", "DatabaseSavingsPlans", "SageMakerSavingsPlans"].map((SavingsPlansType, at) => ({
    arn: `arn:aws:savingsplans::300000000000:savingsplan/${at}`,
    attributes: {
      AccountId: "300000000000",
      SavingsPlansType,
      PaymentOption: "NoUpfront",
      StartDateTime: "2025-12-05T00:00:00.000Z",
      EndDateTime: at === 1 ? "2026-12-05T00:00:00.000Z" : "2028-12-05T00:00:00.000Z",
    },
    on: () => ({ committed: 24, used: at === 1 ? 12 : 24, onDemand: at === 1 ? 16 : 32 }),
  })),
  eligible: () => [
    { service: "Amazon Elastic Compute Cloud - Compute", covered: 32, onDemand: 96 },
    { service: "AWS Lambda", covered: 0, onDemand: 24 },
    { service: RDS, covered: 16, onDemand: 48 },
  ],
  reservations: [0, 1].map((at) => ({
    id: String(900 + at),
    service: RDS,
    attributes: {
      accountId: "300000000000",
      instanceType: "db.r6g.large",
      numberOfInstances: "1",
      region: "us-east-1",
      subscriptionType: "All Upfront",
      startDateTime: "2024-01-01T00:00:00.000Z",
      endDateTime: "2027-01-01T00:00:00.000Z",
    },
    on: (day) => {
      const isUsed = at === 0 || new Date(day).getUTCDay() !== 0;
      return { committed: 3, used: isUsed ? 3 : 0, onDemand: isUsed ? 5 : 0, hours: 24, hoursUsed: isUsed ? 24 : 0 };
    },
  })),
  hours: () => ({ total: 96, onDemandCost: 10 }),
};

const simulated = (change: { pageSize?: number; commitments?: CommitmentBooks } = {}) =>
  costSimulator({ charges: booksOf(SIMULATED), now: () => now, ...change });

test("the sample account shows its plans and its reservation: used, unused in money, covered, what ends, what to buy", async () => {
  const acme = await connected();
  const before = await acme.seen();
  expect(before).toMatchObject({ isRead: false, plans: null, reservations: null, holdings: [], hints: [] });
  await acme.sync();
  const seen = await acme.seen();
  expect(seen).toMatchObject({ isRead: true, problems: [], from: "2026-10-20", to: "2026-11-18" });
  // 30 days of $34 and $4.80, of the latter 71 % used.
  expect(Number(seen.plans?.committed)).toBeCloseTo(30 * 38.8, 6);
  expect(Number(seen.plans?.unused)).toBeCloseTo(30 * 4.8 * 0.29, 6);
  expect(seen.plans?.utilisation).toBeCloseTo((34 + 4.8 * 0.71) / 38.8, 5);
  expect(seen.reservations?.utilisation).toBeCloseTo(0.83, 5);
  expect(seen.holdings.map(({ type, expiry }) => [type, expiry])).toEqual([
    ["ComputeSavingsPlans", "soon"],
    ["Standard", null],
    ["EC2InstanceSavingsPlans", null],
  ]);
  expect(seen.coverage.map(({ product, unit }) => [product, unit])).toEqual([
    ["compute", "money"],
    ["database", "money"],
    [RDS, "hours"],
  ]);
  expect(seen.hints.map(({ product, reason }) => [product, reason !== null])).toEqual([
    ["compute", false],
    ["database", true],
  ]);
});

test("every page is read by the token that its operation has, and every request is counted before it is made", async () => {
  const simulator = simulated({ pageSize: 2, commitments: BOOKS });
  aws = simulator.aws;
  const acme = await connected();
  await acme.sync();
  const [run] = await acme.runs();
  expect(run).toMatchObject({ state: "done", outcome: { plans: 3, reservations: 2 } });
  const { requests } = await acme.as("viewer").costs.meter.query();
  expect(requests).toBe(simulator.seen.requests);
  expect(simulator.seen.refused).toBe(0);

  const seen = await acme.seen();
  expect(seen.holdings.map(({ product, expiry }) => [product, expiry])).toEqual([
    ["database", "soon"],
    [RDS, "ahead"],
    [RDS, "ahead"],
    ["compute", null],
    ["machine-learning", null],
  ]);
  // Database plan: half used, so nothing more of it is to be bought; compute: (96 + 24) ÷ 24 = $5 an hour, 25 % off.
  expect(seen.hints).toMatchObject([
    { product: "compute", onDemandPerHour: "5", commitmentPerHour: "3.75", monthlySaving: "912.5" },
    { product: "database", commitmentPerHour: null, reason: expect.stringContaining("used to 50 %") },
  ]);
  const sundays = 4;
  expect(Number(seen.reservations?.unused)).toBe(3 * sundays);
  expect(seen.coverage.find(({ unit }) => unit === "hours")?.share).toBeCloseTo((60 - sundays) / 120, 5);
});

test("it is read once a week, whatever else is synced", async () => {
  aws = simulated({ commitments: BOOKS }).aws;
  const acme = await connected();
  await acme.sync();
  now = new Date("2026-11-23T09:00:00Z");
  await acme.sync();
  expect(await acme.runs()).toHaveLength(1);
  now = new Date("2026-11-27T08:00:00Z");
  await acme.sync();
  expect(await acme.runs()).toHaveLength(2);
});

test("what ends within a month is told once, in the log that webhooks read", async () => {
  aws = simulated({ commitments: BOOKS }).aws;
  const acme = await connected();
  await acme.sync();
  await acme.sync();
  now = new Date("2026-11-21T09:00:00Z");
  await acme.sync();
  const { rows } = await world.owner.query(
    "select target_id id, data->>'daysLeft' days from events where organization_id = $1 and action = 'costs.commitment-expires'",
    [acme.id],
  );
  expect(rows).toEqual([{ id: "arn:aws:savingsplans::300000000000:savingsplan/1", days: expect.any(String) }]);
});

describe("what cannot be read is not known", () => {
  test("without any commitment, AWS's error is an answer: nothing is committed, coverage is not 0 % of nothing", async () => {
    aws = simulated().aws;
    const acme = await connected();
    await acme.sync();
    expect(await acme.seen()).toMatchObject({
      isRead: true,
      plans: null,
      reservations: null,
      coverage: [],
      problems: [],
    });
  });

  test("a role with yesterday's policy keeps its costs, and the page says which call it may not make", async () => {
    const simulator = simulated({ commitments: BOOKS });
    aws = {
      async call(call, input, region) {
        if (call.startsWith("ce:GetSavingsPlans"))
          throw new AwsError("refused", call, region, "AccessDeniedException", "no");
        return simulator.aws.call(call, input, region);
      },
    };
    const acme = await connected();
    await acme.sync();
    const seen = await acme.seen();
    expect(seen).toMatchObject({ isRead: true, plans: null, reservations: { utilisation: expect.any(Number) } });
    expect(seen.problems.map(({ problem }) => problem)).toEqual([
      expect.stringContaining("ce:GetSavingsPlansUtilization"),
    ]);
  });
});

test("the simulator refuses what AWS refuses", async () => {
  const { aws: strict } = simulated({ commitments: BOOKS });
  const TimePeriod = { Start: "2026-10-20", End: "2026-11-19" };
  const region = "us-east-1";
  const GroupBy = [{ Type: "DIMENSION" as const, Key: "SERVICE" }];
  const refused = async (answer: Promise<unknown>) => expect(answer).rejects.toMatchObject({ failure: "invalid" });
  await refused(strict.call("ce:GetSavingsPlansCoverage", { TimePeriod, GroupBy, Granularity: "DAILY" }, region));
  await refused(strict.call("ce:GetReservationUtilization", { TimePeriod, GroupBy }, region));
  await refused(
    strict.call("ce:GetSavingsPlansUtilization", { TimePeriod: { Start: "2026-11-01", End: "2026-12-01" } }, region),
  );
  await refused(
    strict.call(
      "ce:GetReservationUtilization",
      { TimePeriod, Filter: { Dimensions: { Key: "SERVICE", Values: [RDS, "Amazon ElastiCache"] } } },
      region,
    ),
  );
  await refused(strict.call("ce:GetReservationCoverage", { TimePeriod, Metrics: ["Dollars"] }, region));
  const other = { TimePeriod, NextPageToken: "x" };
  await refused(strict.call("ce:GetSavingsPlansCoverage", other, region));
});

test("an imported FOCUS export tells what of its commitments was used, by month", async () => {
  const acme = await connected();
  const header =
    "BilledCost,EffectiveCost,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,BillingCurrency,ServiceName,SubAccountId,CommitmentDiscountId,CommitmentDiscountType,CommitmentDiscountStatus";
  const line = (day: string, cost: string, status: string) =>
    `0,${cost},Usage,${day}T00:00:00Z,${day}T01:00:00Z,USD,Amazon EC2,111122223333,${status ? "sp-1" : ""},${status ? "Savings Plan" : ""},${status}`;
  const text = [
    header,
    line("2026-09-01", "3", "Used"),
    line("2026-09-02", "0.5", "Used"),
    line("2026-09-02", "1.5", "Unused"),
    line("2026-10-01", "2", "Used"),
    line("2026-10-01", "7", ""),
  ].join("\n");
  const imports = acme.as("maintainer").costs.imports;
  const { id } = await imports.create.mutate({ name: "focus.csv", sizeBytes: text.length, parts: 1 });
  await imports.addPart.mutate({ id, number: 0, data: btoa(text) });
  await world.drain();
  const { imported, isRead } = await acme.seen();
  expect(isRead).toBe(false);
  expect(imported).toEqual([
    { id: "sp-1", type: "Savings Plan", month: "2026-10-01", used: "2", unused: "0", utilisation: 1, currency: "USD" },
    {
      id: "sp-1",
      type: "Savings Plan",
      month: "2026-09-01",
      used: "3.5",
      unused: "1.5",
      utilisation: 0.7,
      currency: "USD",
    },
  ]);
});
