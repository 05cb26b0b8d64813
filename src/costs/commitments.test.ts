import { describe, expect, test } from "bun:test";
import type { CommitmentReading, Coverage, Holding } from "../../db/schema/commitments.ts";
import { planProduct } from "./commitment-calls.ts";
import { netOfCommitments, purchaseHint, toCommitments, toCoverage, toHolding } from "./commitments.ts";

const NOW = new Date("2026-11-20T12:00:00Z");

const holding = (change: Partial<Holding> = {}): Holding => ({
  id: "plan",
  product: "compute",
  type: "ComputeSavingsPlans",
  scope: "",
  subAccountId: "1",
  payment: "NoUpfront",
  startsAt: "2025-12-01T00:00:00.000Z",
  endsAt: "2026-12-01T00:00:00.000Z",
  committed: "720",
  used: "720",
  netSavings: "280",
  onDemandEquivalent: "1000",
  ...change,
});

/** 30 days whose on-demand cost is 24, 48, 72 … dollars: $1, $2, $3 … an hour. */
const coverage = (change: Partial<Coverage> = {}, days = 30): Coverage => ({
  product: "compute",
  unit: "money",
  days: Array.from({ length: days }, (_, at) => ({
    day: `2026-10-${String(at + 1).padStart(2, "0")}`,
    covered: "24",
    total: String(24 + 24 * (at + 1)),
    onDemandCost: String(24 * (at + 1)),
  })),
  ...change,
});

describe("a purchase hint", () => {
  test("is the tenth percentile of what runs on demand, less the discount that one's own plans reach", () => {
    // The fourth of thirty days: $4 an hour on demand; 1 − 720 ÷ 1000 = 28 % off; 4 × 0.72 = 2.88; 4 × 0.28 × 730 = 817.60.
    expect(purchaseHint(coverage(), [holding()])).toEqual({
      product: "compute",
      onDemandPerHour: "4",
      commitmentPerHour: "2.88",
      monthlySaving: "817.6",
      discount: expect.closeTo(0.28, 6),
      reason: null,
    });
  });

  test.each([
    ["without a plan of the product", coverage(), [holding({ product: "database" })], /discount is not known/],
    ["while what is committed is not used", coverage(), [holding({ used: "600" })], /used to 83 %/],
    ["of too few days", coverage({}, 13), [holding()], /needs 14 days/],
  ])("says why it has no figure: %s", (_, of, plans, reason) => {
    expect(purchaseHint(of, plans)).toMatchObject({
      commitmentPerHour: null,
      monthlySaving: null,
      reason: expect.stringMatching(reason),
    });
  });

  test("is none where the quiet days have nothing left to cover, or AWS does not tell", () => {
    const covered = coverage().days.map((day) => ({ ...day, onDemandCost: "0" }));
    expect(purchaseHint(coverage({ days: covered }), [holding()])).toBeNull();
    expect(purchaseHint(coverage({ days: covered.map((day) => ({ ...day, onDemandCost: null })) }), [])).toBeNull();
  });
});

test.each([
  ["2026-11-19T00:00:00Z", -1, "ended"],
  ["2026-11-20T00:00:00Z", 0, "soon"],
  ["2026-12-20T00:00:00Z", 30, "soon"],
  ["2026-12-21T00:00:00Z", 31, "ahead"],
  ["2027-02-18T00:00:00Z", 90, "ahead"],
  ["2027-02-19T00:00:00Z", 91, null],
  [null, null, null],
] as const)("an end at %s is in %p days: %p", (endsAt, daysLeft, expiry) => {
  expect(toHolding(holding({ endsAt }), NOW)).toMatchObject({ daysLeft, expiry });
});

test("coverage is a share of the sums, never a mean of shares; no use at all is not 0 %", () => {
  expect(toCoverage(coverage({}, 2)).share).toBeCloseTo(48 / (48 + 72), 6);
  expect(toCoverage(coverage({ days: [] })).share).toBeNull();
  expect(toHolding(holding({ committed: "0", used: "0" }), NOW).utilisation).toBeNull();
});

test.each([
  ["100", "40", "40"],
  ["40", "100", "40"],
  ["40", "0", "0"],
  ["40", "-1", "0"],
])("of $%s that could be saved, with $%s still on demand, $%s lowers the bill", (savings, onDemand, net) => {
  expect(netOfCommitments(savings, onDemand)).toBe(net);
});

test.each([
  ["DatabaseSavingsPlans", "database"],
  ["DATABASE_SP", "database"],
  ["Amazon Relational Database Service", "database"],
  ["Amazon DynamoDB", "database"],
  ["SAGEMAKER_SP", "machine-learning"],
  ["COMPUTE_SP", "compute"],
  ["EC2_INSTANCE_SP", "compute"],
  ["Amazon Elastic Compute Cloud - Compute", "compute"],
])("%s is of %s", (word, product) => {
  expect(planProduct(word)).toBe(product as "compute");
});

test("a plan that two connections tell counts once; what was refused is not known and says so", () => {
  const told = { use: null, coverage: null, holdings: null, problem: "The role may not call it." };
  const reading = (plans: CommitmentReading["plans"]): CommitmentReading => ({
    from: "2026-10-20",
    until: "2026-11-19",
    plans,
    reservations: told,
  });
  const row = (accountId: string, of: CommitmentReading) => ({
    accountId,
    accountName: accountId,
    currency: "USD",
    reading: of,
    readAt: NOW,
  });
  const plans = {
    use: [{ day: "2026-11-01", committed: "24", used: "18" }],
    coverage: [],
    holdings: [holding()],
    problem: null,
  };
  const seen = toCommitments(NOW, [row("a", reading(plans)), row("b", reading({ ...plans, use: [] }))]);
  expect(seen.holdings).toHaveLength(1);
  expect(seen.plans).toMatchObject({ committed: "24", unused: "6", utilisation: 0.75 });
  expect(seen.reservations).toBeNull();
  expect(seen.problems.map(({ accountId }) => accountId)).toEqual(["a", "b"]);
  expect(toCommitments(NOW, [])).toMatchObject({ plans: null, reservations: null, from: null, readAt: null });
});
