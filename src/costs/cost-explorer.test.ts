import { describe, expect, test } from "bun:test";
import { type CostFault, faultyCostExplorer } from "../../tests/fakes/cost-explorer.ts";
import { Expected } from "../base/errors.ts";
import { type Aws, AwsError, type AwsFailure } from "../ports/aws.ts";
import { sampleTruth } from "../ports/aws-sample/truth.ts";
import { sampleAws } from "../ports/aws-sample.ts";
import {
  backfillWindow,
  explainCosts,
  fetchTotals,
  homeRegion,
  isBeyondHistory,
  linesQuery,
  syncWindow,
  totalsQuery,
} from "./cost-explorer.ts";
import { type Amounts, fromAllUnits, sumUnits } from "./lines.ts";
import { readWindow } from "./read-changes.ts";

const NOW = new Date("2026-11-21T06:00:00Z");
const WINDOW = { from: "2026-10-01", until: "2026-11-22" };
const truth = sampleTruth(NOW);

const asking = (faults: (CostFault | null)[] = [], costGroupsAPage = 500) => {
  const { aws, asked } = faultyCostExplorer(sampleAws({ now: NOW, costGroupsAPage }), faults);
  let metered = 0;
  return { asking: { aws, region: "us-east-1", meter: async () => void metered++ }, asked, metered: () => metered };
};

const readLines = (asking: Parameters<typeof readWindow>[0], window: typeof WINDOW) =>
  readWindow(asking, window, { tagKeys: [], notOf: [] });
const sumAmounts = (rows: readonly Amounts[]) => fromAllUnits(sumUnits(rows));

describe("windows", () => {
  const cases: [now: string, from: string, until: string][] = [
    ["2026-11-21T06:00:00Z", "2026-10-01", "2026-11-22"],
    ["2026-01-01T00:00:00Z", "2025-12-01", "2026-01-02"],
    ["2026-03-31T23:59:59Z", "2026-02-01", "2026-04-01"],
    ["2026-12-31T23:59:59Z", "2026-11-01", "2027-01-01"],
    ["2028-02-29T12:00:00Z", "2028-01-01", "2028-03-01"],
  ];
  for (const [now, from, until] of cases)
    test(`a sync at ${now} reads [${from}, ${until})`, () =>
      expect(syncWindow(new Date(now))).toEqual({ from, until }));

  test("after a pause, a sync starts where the one before would have; never before the history", () => {
    expect(syncWindow(NOW, new Date("2026-11-20T06:00:00Z")).from).toBe("2026-10-01");
    expect(syncWindow(NOW, new Date("2026-06-10T06:00:00Z")).from).toBe("2026-05-01");
    expect(syncWindow(NOW, new Date("2024-06-10T06:00:00Z")).from).toBe("2025-10-01");
  });

  test("the backfill goes back by quarters to thirteen months, without gap or overlap", () => {
    const steps: string[] = [];
    for (let covered = syncWindow(NOW).from; ; ) {
      const window = backfillWindow(NOW, covered);
      if (!window) break;
      expect(window.until).toBe(covered);
      steps.push(window.from);
      covered = window.from;
    }
    expect(steps).toEqual(["2026-07-01", "2026-04-01", "2026-01-01", "2025-10-01"]);
  });

  test("China has its own", () => {
    expect([homeRegion("aws"), homeRegion("aws-cn"), homeRegion("aws-us-gov")]).toEqual([
      "us-east-1",
      "cn-northwest-1",
      "us-east-1",
    ]);
  });
});

describe("queries", () => {
  test("one request asks for four costs by service and account", () => {
    expect(linesQuery(WINDOW)).toEqual({
      TimePeriod: { Start: "2026-10-01", End: "2026-11-22" },
      Granularity: "DAILY",
      Metrics: ["UnblendedCost", "AmortizedCost", "NetUnblendedCost", "NetAmortizedCost"],
      GroupBy: [
        { Type: "DIMENSION", Key: "SERVICE" },
        { Type: "DIMENSION", Key: "LINKED_ACCOUNT" },
      ],
    });
    expect(totalsQuery(WINDOW)).not.toHaveProperty("GroupBy");
  });
});

describe("readWindow", () => {
  for (const groupsAPage of [20, 500])
    test(`every page of ${groupsAPage} groups; each is metered before it is asked`, async () => {
      const run = asking([], groupsAPage);
      const { lines, requests, accountNames } = await readLines(run.asking, WINDOW);
      expect(sumAmounts(lines).unblended).toBe(truth.costs.total(WINDOW));
      expect(sumAmounts(lines).netAmortized).toBe(truth.costs.total(WINDOW, "NetAmortizedCost"));
      const lanes = Map.groupBy(lines, ({ chargeCategory }) => chargeCategory);
      expect([...lanes.keys()].sort()).toEqual(["Adjustment", "Credit", "Purchase", "Tax", "Usage"]);
      const [usage = []] = [lanes.get("Usage")];
      expect(requests).toBeGreaterThanOrEqual(Math.ceil(usage.length / groupsAPage) + 3);
      expect([run.metered(), run.asked.length]).toEqual([requests, requests]);
      expect(accountNames.get("210000000057")).toBe("juniper-staging");
      expect(new Set(lines.filter(({ isEstimated }) => isEstimated).map(({ day }) => day.slice(0, 7)))).toEqual(
        new Set(["2026-11"]),
      );
    });

  test("the control query gives the same totals", async () => {
    const { days } = await fetchTotals(asking().asking, WINDOW);
    expect(sumAmounts([...days.values()])).toEqual(sumAmounts((await readLines(asking().asking, WINDOW)).lines));
  });

  for (const code of ["InvalidNextTokenException", "RequestChangedException"])
    test(`${code} in the middle starts the query again, and counts nothing twice`, async () => {
      const run = asking([null, { failure: "invalid", code }]);
      const { lines, requests } = await readLines(run.asking, WINDOW);
      expect(sumAmounts(lines).unblended).toBe(truth.costs.total(WINDOW));
      expect(run.asked[2]?.NextPageToken).toBeUndefined();
      expect(requests).toBe(run.metered());
    });

  test("three times lost is given up", async () => {
    const lost: CostFault = { failure: "invalid", code: "InvalidNextTokenException" };
    const run = asking([lost, lost, lost]);
    await expect(readLines(run.asking, WINDOW)).rejects.toMatchObject({ code: "InvalidNextTokenException" });
    expect(run.asked).toHaveLength(3);
  });

  test("other failures are not asked again here", async () => {
    const run = asking([null, { failure: "throttled", code: "LimitExceededException" }]);
    await expect(readLines(run.asking, WINDOW)).rejects.toMatchObject({ failure: "throttled" });
    expect(run.asked).toHaveLength(2);
  });

  test("a used-up meter stops before the request", async () => {
    const run = asking();
    const stopped = new Expected("CONFLICT", "used up");
    await expect(readLines({ ...run.asking, meter: async () => Promise.reject(stopped) }, WINDOW)).rejects.toBe(
      stopped,
    );
    expect(run.asked).toEqual([]);
  });

  const answers: [string, unknown, RegExp][] = [
    [
      "an amount that is none",
      { ResultsByTime: [{ TimePeriod: { Start: "2026-11-01" }, Groups: [group("AWS Lambda", "NaN")] }] },
      /could not be read/,
    ],
    [
      "a missing metric",
      { ResultsByTime: [{ TimePeriod: { Start: "2026-11-01" }, Groups: [{ Keys: ["a", "b"], Metrics: {} }] }] },
      /could not be read/,
    ],
    [
      "one key instead of two",
      { ResultsByTime: [{ TimePeriod: { Start: "2026-11-01" }, Groups: [{ ...group("a", "1"), Keys: ["a"] }] }] },
      /could not be read/,
    ],
    [
      "the same group twice",
      {
        ResultsByTime: [
          { TimePeriod: { Start: "2026-11-01" }, Groups: [group("AWS Lambda", "1"), group("AWS Lambda", "1")] },
        ],
      },
      /twice/,
    ],
    ["a token that never ends", { ResultsByTime: [], NextPageToken: "again" }, /more than 200 pages/],
  ];
  for (const [name, answer, sentence] of answers)
    test(`refuses ${name}`, async () => {
      const aws = answering(answer);
      await expect(readLines({ aws, region: "us-east-1", meter: async () => {} }, WINDOW)).rejects.toThrow(sentence);
    });

  test("reads small amounts in exponent form, and an empty answer", async () => {
    const answer = {
      ResultsByTime: [
        { TimePeriod: { Start: "2026-11-01" }, Groups: [group("AWS Lambda", "1.5E-7")] },
        { TimePeriod: { Start: "2026-11-02" } },
      ],
    };
    const { lines } = await readLines({ aws: answering(answer), region: "us-east-1", meter: async () => {} }, WINDOW);
    expect(lines.map(({ unblended }) => unblended)).toEqual(["0.00000015"]);
  });
});

/** What comes over the wire is not bound to the SDK's types, which is why the product parses it. */
function answering(answer: unknown): Aws {
  return { call: async () => answer as never };
}

function group(service: string, Amount: string) {
  const cost = { Amount, Unit: "USD" };
  return {
    Keys: [service, "210000000042"],
    Metrics: { UnblendedCost: cost, AmortizedCost: cost, NetUnblendedCost: cost, NetAmortizedCost: cost },
  };
}

describe("explainCosts", () => {
  const error = (failure: AwsFailure, code: string) =>
    new AwsError(failure, "ce:GetCostAndUsage", "us-east-1", code, `(${code})`);
  const cases: [AwsFailure, string, Expected["code"], RegExp][] = [
    ["absent", "DataUnavailableException", "UNPROCESSABLE_CONTENT", /24 hours/],
    ["refused", "AccessDeniedException", "UNPROCESSABLE_CONTENT", /switched on.*ce:GetCostAndUsage.*payer/],
    ["throttled", "LimitExceededException", "TOO_MANY_REQUESTS", /few requests/],
    ["throttled", "ThrottlingException", "TOO_MANY_REQUESTS", /few requests/],
    ["unavailable", "TimeoutError", "SERVICE_UNAVAILABLE", /did not answer/],
    ["invalid", "RequestChangedException", "SERVICE_UNAVAILABLE", /another question/],
    ["invalid", "InvalidNextTokenException", "SERVICE_UNAVAILABLE", /lost its place/],
    ["invalid", "BillExpirationException", "UNPROCESSABLE_CONTENT", /expired/],
    ["invalid", "ValidationException", "UNPROCESSABLE_CONTENT", /could not be read/],
    ["credentials", "ExpiredToken", "UNPROCESSABLE_CONTENT", /could not be read/],
  ];
  for (const [failure, code, expected, sentence] of cases)
    test(`${failure} ${code}`, () => {
      const explained = explainCosts(error(failure, code));
      expect(explained?.code).toBe(expected);
      expect(explained?.message).toMatch(sentence);
    });
  test("every failure has its own sentence", () => {
    const sentences = cases.slice(0, 8).map(([failure, code]) => explainCosts(error(failure, code))?.message);
    expect(new Set(sentences).size).toBe(7); // the two kinds of throttling share theirs
  });
  test("what is not AWS stays what it is", () => {
    expect(explainCosts(new TypeError("ours"))).toBeUndefined();
  });
  test("days before the history are told from other refusals", () => {
    const beyond = new AwsError(
      "invalid",
      "ce:GetCostAndUsage",
      "us-east-1",
      "ValidationException",
      "You haven't enabled historical data beyond 14 months",
    );
    expect(isBeyondHistory(beyond)).toBe(true);
    expect(isBeyondHistory(error("invalid", "ValidationException"))).toBe(false);
  });
});
