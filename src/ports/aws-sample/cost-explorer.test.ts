import { describe, expect, test } from "bun:test";
import type { GetCostAndUsageCommandInput } from "@aws-sdk/client-cost-explorer";
import { addAmounts } from "../../base/money.ts";
import { AwsError } from "../aws.ts";
import { sampleAws } from "../aws-sample.ts";
import { METRICS, PLAN_OF_FAMILY, RESERVATION } from "./cost-lines.ts";
import { sampleTruth } from "./truth.ts";

const NOW = new Date("2026-11-21T09:30:00Z");
const truth = sampleTruth(NOW);
const GROUP_BY: GetCostAndUsageCommandInput["GroupBy"] = [
  { Type: "DIMENSION", Key: "SERVICE" },
  { Type: "DIMENSION", Key: "LINKED_ACCOUNT" },
];
const QUERY: GetCostAndUsageCommandInput = {
  TimePeriod: { Start: "2026-10-01", End: "2026-11-22" },
  Granularity: "DAILY",
  Metrics: ["UnblendedCost", "AmortizedCost", "NetUnblendedCost", "NetAmortizedCost"],
  GroupBy: GROUP_BY,
};
const PAGES_MAX = 5000;

async function ask(input: GetCostAndUsageCommandInput, { now = NOW, costGroupsAPage = 500 } = {}) {
  const aws = sampleAws({ now, costGroupsAPage });
  const groups: { day: string; key: string; amount: string }[] = [];
  const totals: string[] = [];
  const estimated: string[] = [];
  let token: string | undefined;
  for (let pages = 1; pages <= PAGES_MAX; pages++) {
    const answer = await aws.call("ce:GetCostAndUsage", { ...input, NextPageToken: token }, "us-east-1");
    for (const { TimePeriod, Groups = [], Total = {}, Estimated } of answer.ResultsByTime ?? []) {
      const day = TimePeriod?.Start ?? "";
      for (const { Keys = [], Metrics = {} } of Groups)
        groups.push({ day, key: Keys.join(" "), amount: Metrics.UnblendedCost?.Amount ?? "?" });
      if (Total.UnblendedCost?.Amount) totals.push(Total.UnblendedCost.Amount);
      if (Estimated && !estimated.includes(day)) estimated.push(day);
    }
    token = answer.NextPageToken;
    if (!token) return { groups, totals, estimated, pages };
  }
  throw new Error("Cost Explorer never ended");
}

async function refusal(input: GetCostAndUsageCommandInput) {
  try {
    await sampleAws({ now: NOW }).call("ce:GetCostAndUsage", input, "us-east-1");
    return "answered";
  } catch (error) {
    return error instanceof AwsError ? `${error.failure} ${error.code}` : String(error);
  }
}

describe("the bill", () => {
  test("a month costs about ten thousand dollars, and grew over the year", () => {
    const october = Number(truth.costs.total({ from: "2026-10-01", until: "2026-11-01" }));
    const before = Number(truth.costs.total({ from: "2025-11-01", until: "2025-12-01" }));
    expect(october).toBeGreaterThan(8_000);
    expect(october).toBeLessThan(13_000);
    expect(october).toBeGreaterThan(before * 1.1);
  });

  test("has a weekly season, an anomaly of two days, credits, tax and support", () => {
    const days = truth.costs.byDay({ from: "2026-10-01", until: "2026-11-21" });
    expect(Number(days["2026-10-17"])).toBeLessThan(Number(days["2026-10-15"]) * 0.95);
    const [first = "", second = ""] = truth.costs.anomaly.days;
    for (const day of [first, second]) expect(Number(days[day])).toBeGreaterThan(Number(days["2026-11-12"]) * 1.2);
    const records = new Set(truth.costs.lines({ from: "2026-10-01", until: "2026-11-01" }).map(({ record }) => record));
    expect([...records].toSorted()).toEqual([
      "Credit",
      "DiscountedUsage",
      "RIFee",
      "Refund",
      "SavingsPlanCoveredUsage",
      "SavingsPlanNegation",
      "SavingsPlanRecurringFee",
      "Support",
      "Tax",
      "Usage",
    ]);
  });

  test("amortised spreads what is paid by and by, and adds what was paid at once before; net takes the discount off", () => {
    const month = { from: "2026-10-01", until: "2026-11-01" };
    const paidBefore = 31 * (PLAN_OF_FAMILY.fee + RESERVATION.fee);
    expect(Number(truth.costs.total(month, "AmortizedCost"))).toBeCloseTo(
      Number(truth.costs.total(month, "UnblendedCost")) + paidBefore,
      8,
    );
    expect(Number(truth.costs.total(month, "NetUnblendedCost"))).toBeLessThan(
      Number(truth.costs.total(month, "UnblendedCost")),
    );
    const plan = "Savings Plans for AWS Compute usage";
    // Of the plan that is not all used, the rest: 31 × 4.8 × 0.29.
    expect(truth.costs.byService(month, "AmortizedCost")[plan]).toBe("43.152");
  });

  test("one day and service changed since yesterday, apart from yesterday itself, which had not ended", async () => {
    const yesterday = sampleTruth(new Date("2026-11-20T20:00:00Z"));
    const period = { from: "2026-10-01", until: "2026-11-20" };
    const byDay = (view: typeof truth) =>
      Object.entries(view.costs.byDay(period)).map(([day, amount]) => `${day} ${amount}`);
    const changed = byDay(truth).filter((line) => !byDay(yesterday).includes(line));
    expect(changed.map((line) => line.slice(0, 10))).toEqual([truth.costs.restated.day]);
  });

  test("history starts 400 days ago", () => {
    expect(truth.costs.lines({ from: "2025-01-01", until: "2025-10-17" })).toEqual([]);
    expect(truth.costs.lines({ from: "2025-10-17", until: "2025-10-18" }).length).toBeGreaterThan(20);
  });
});

describe("ce:GetCostAndUsage of the sample account", () => {
  for (const costGroupsAPage of [7, 500, 1_000_000])
    test(`pages of ${costGroupsAPage} groups sum to the bill, by service and account`, async () => {
      const { groups, pages } = await ask(QUERY, { costGroupsAPage });
      expect(pages).toBe(Math.ceil(groups.length / costGroupsAPage));
      expect(new Set(groups.map(({ day, key }) => `${day} ${key}`)).size).toBe(groups.length);
      const sums: Record<string, string> = {};
      for (const { key, amount } of groups) sums[key] = addAmounts(sums[key] ?? "0", amount);
      expect(sums).toEqual(truth.costs.byServiceAndAccount({ from: "2026-10-01", until: "2026-11-22" }));
    });

  test("without groups it answers the totals of the same days", async () => {
    const { totals, groups } = await ask({ ...QUERY, GroupBy: undefined });
    expect(groups).toEqual([]);
    expect(totals).toEqual(Object.values(truth.costs.byDay({ from: "2026-10-01", until: "2026-11-22" })));
  });

  test("months, cut at the period", async () => {
    const { totals } = await ask({ ...QUERY, Granularity: "MONTHLY", GroupBy: undefined });
    expect(totals).toEqual([
      truth.costs.total({ from: "2026-10-01", until: "2026-11-01" }),
      truth.costs.total({ from: "2026-11-01", until: "2026-11-22" }),
    ]);
  });

  test("a filter leaves what it names", async () => {
    const { groups } = await ask({
      ...QUERY,
      GroupBy: [{ Type: "DIMENSION", Key: "RECORD_TYPE" }],
      Filter: { Not: { Dimensions: { Key: "RECORD_TYPE", Values: ["Credit", "Refund", "Tax"] } } },
    });
    expect(new Set(groups.map(({ key }) => key)).has("Usage")).toBe(true);
    expect(groups.some(({ key }) => ["Credit", "Refund", "Tax"].includes(key))).toBe(false);
  });

  test("the current month is estimated, last month is final after the third", async () => {
    expect((await ask(QUERY)).estimated[0]).toBe("2026-11-01");
    const early = await ask(
      { ...QUERY, TimePeriod: { Start: "2026-10-01", End: "2026-11-04" } },
      { now: new Date("2026-11-03T12:00:00Z") },
    );
    expect(early.estimated[0]).toBe("2026-10-01");
  });

  test("amounts are decimals with at most ten digits", async () => {
    for (const { amount } of (await ask(QUERY)).groups) expect(amount).toMatch(/^-?\d+(\.\d{1,10})?$/);
  });

  const refused: [string, GetCostAndUsageCommandInput][] = [
    ["an end before the start", { ...QUERY, TimePeriod: { Start: "2026-11-01", End: "2026-10-01" } }],
    [
      "an end equal to the start (the end is exclusive)",
      { ...QUERY, TimePeriod: { Start: "2026-11-01", End: "2026-11-01" } },
    ],
    ["a start in the future", { ...QUERY, TimePeriod: { Start: "2026-11-23", End: "2026-11-25" } }],
    ["more than fourteen months", { ...QUERY, TimePeriod: { Start: "2025-01-01", End: "2026-11-01" } }],
    ["a date with a time", { ...QUERY, TimePeriod: { Start: "2026-11-01T00:00:00Z", End: "2026-11-02" } }],
    ["no period", { ...QUERY, TimePeriod: undefined }],
    ["the metric spelling of forecasts", { ...QUERY, Metrics: ["UNBLENDED_COST"] }],
    ["no metric", { ...QUERY, Metrics: [] }],
    ["three groups", { ...QUERY, GroupBy: [...(GROUP_BY ?? []), { Type: "DIMENSION", Key: "RECORD_TYPE" }] }],
    ["hours", { ...QUERY, Granularity: "HOURLY" }],
    [
      "a filter with two roots",
      {
        ...QUERY,
        Filter: {
          Dimensions: { Key: "SERVICE", Values: ["x"] },
          Not: { Dimensions: { Key: "SERVICE", Values: ["y"] } },
        },
      },
    ],
  ];
  for (const [name, input] of refused)
    test(`refuses ${name}`, async () => expect(await refusal(input)).toBe("invalid ValidationException"));

  test("a page of changed parameters and a token of nobody are told apart", async () => {
    const paged = sampleAws({ now: NOW, costGroupsAPage: 500 });
    const { NextPageToken } = await paged.call("ce:GetCostAndUsage", QUERY, "us-east-1");
    expect(await refusal({ ...QUERY, NextPageToken, Metrics: [METRICS[0]] })).toBe("invalid RequestChangedException");
    expect(await refusal({ ...QUERY, NextPageToken: "nonsense" })).toBe("invalid InvalidNextTokenException");
  });
});
