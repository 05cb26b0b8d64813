import { afterAll, beforeAll, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { addAmounts } from "../../src/base/money.ts";
import type { AwsCredentials } from "../../src/ports/aws.ts";
import { awsAccess } from "../../src/ports/aws-access.ts";
import { sampleTruth } from "../../src/ports/aws-sample/truth.ts";
import { type CostFault, faultyCostExplorer } from "../fakes/cost-explorer.ts";
import { type Client, openWorld, type World } from "../world.ts";

const MONDAY = new Date("2026-11-09T09:00:00Z");
const TUESDAY = new Date("2026-11-10T09:00:00Z");
const METRICS = {
  unblended: "UnblendedCost",
  amortized: "AmortizedCost",
  netUnblended: "NetUnblendedCost",
  netAmortized: "NetAmortizedCost",
} as const;

/** A first sync with its thirteen months takes two seconds, on a busy machine ten. */
setDefaultTimeout(180_000);

/** Thirteen months take long to write: only what is about them reads them. */
let whole: World;
let recent: World;
/** The one of the running test. */
let world: World;
let now = MONDAY;
/** Taken by the next requests to Cost Explorer, in this order. */
const faults: (CostFault | null)[] = [];
beforeAll(async () => {
  const real = awsAccess({ connector: null });
  const aws = {
    ...real,
    // The sample company's account answers; keys see tomorrow's view of it, so that two connections differ.
    open: async ({ kind }: AwsCredentials, at: Date) => {
      const view = kind === "keys" ? new Date(at.getTime() + 86_400_000) : at;
      return faultyCostExplorer(await real.open({ kind: "sample" }, view), faults).aws;
    },
  };
  whole = await openWorld({ costHistory: "whole", now: () => now, ports: { aws } });
  recent = await openWorld({ now: () => now, ports: { aws } });
});
beforeEach(() => {
  world = recent;
  now = MONDAY;
  faults.length = 0;
});
afterAll(async () => {
  await whole?.close();
  await recent?.close();
});

/** An organisation with a connected account, before its first sync; without discovery, which costs do not need. */
async function connected(kind: "sample" | "keys" = "sample") {
  const acme = await world.org();
  return { ...acme, accountId: await connect(acme.id, kind) };
}

async function connect(organizationId: string, kind: "sample" | "keys") {
  const { sealKeys } = world.ports;
  const { rows } = await world.owner.query(
    "insert into aws_accounts (organization_id, name, kind) values ($1, $2, $3) returning id",
    [organizationId, `${kind} account`, kind],
  );
  const id: string = rows[0].id;
  if (kind === "keys") {
    const { seal } = await import("../../src/base/crypto.ts");
    const sealed = await seal(
      sealKeys,
      JSON.stringify({ accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "example" }),
      [organizationId, id],
    );
    await world.owner.query("update aws_accounts set sealed_keys = $2 where id = $1", [id, sealed]);
  }
  return id;
}

async function synced() {
  const acme = await connected();
  await acme.as("developer").costs.sync.mutate();
  await world.drain();
  return acme;
}

const jobsOf = async (client: Client) => (await client.operations.jobs.list.query({ limit: 100 })).items;
const syncOf = async (client: Client) => (await client.costs.summary.query({})).accounts[0];

describe("the first sync of the sample account", () => {
  beforeEach(() => {
    world = whole;
  });

  test("shows the month and every day of thirteen months, as the company's own books say, by each of four costs", async () => {
    const acme = await world.org();
    const viewer = acme.as("viewer");
    expect(await viewer.costs.summary.query({})).toMatchObject({ monthToDate: null, previous: null, syncedAt: null });
    await acme.as("owner").inventory.accounts.connectSample.mutate();
    await acme.as("developer").costs.sync.mutate();
    await world.drain();

    const truth = sampleTruth(MONDAY).costs;
    for (const metric of ["unblended", "amortized", "netUnblended", "netAmortized"] as const) {
      const summary = await viewer.costs.summary.query({ metric });
      expect(summary).toMatchObject({
        currency: "USD",
        monthToDate: {
          amount: truth.total({ from: "2026-11-01", until: "2026-11-10" }, METRICS[metric]),
          currency: "USD",
        },
        previous: {
          amount: truth.total({ from: "2026-10-01", until: "2026-10-10" }, METRICS[metric]),
          currency: "USD",
        },
        previousFrom: "2026-10-01",
        previousTo: "2026-10-09",
        estimated: true,
        syncedAt: MONDAY.toISOString(),
      });
      const { days } = await viewer.costs.byDay.query({ from: "2025-10-10", to: "2026-11-09", metric });
      expect(Object.fromEntries(days.map(({ day, total }) => [day, total]))).toEqual(
        truth.byDay({ from: "2025-10-10", until: "2026-11-10" }, METRICS[metric]),
      );
    }
    const { days } = await viewer.costs.byDay.query({ from: "2026-10-01", to: "2026-10-31", metric: "unblended" });
    const services: Record<string, string> = {};
    for (const { service, amount } of days.flatMap((day) => day.services))
      services[service] = addAmounts(services[service] ?? "0", amount);
    expect(services).toEqual(truth.byService({ from: "2026-10-01", until: "2026-11-01" }));
    expect(days.every(({ estimated }) => !estimated)).toBe(true);
    expect(await syncOf(viewer)).toMatchObject({ tiesOut: true, problem: null, coveredFrom: "2025-10-01" });
    expect((await jobsOf(viewer)).filter(({ state }) => state !== "done")).toEqual([]);
  });

  test("counts each request to Cost Explorer, at one cent", async () => {
    const acme = await synced();
    const runs = await jobsOf(acme.as("viewer"));
    const { requests, spent, cap, requestsMax } = await acme.as("viewer").costs.meter.query();
    const counted = runs.find(({ name }) => name === "costs.sync-account")?.outcome?.requests;
    expect(counted).toBeGreaterThan(2);
    expect(requests).toBeGreaterThan(Number(counted));
    expect(Number(spent.amount)).toBeCloseTo(requests / 100, 10);
    expect([cap, requestsMax]).toEqual([{ amount: "10", currency: "USD" }, 1000]);
  });
});

describe("the next sync", () => {
  test("on the same day changes no row", async () => {
    const acme = await synced();
    const stamp = async () =>
      (
        await world.owner.query(
          "select count(*)::int n, md5(string_agg(l::text, ',' order by l::text)) h from cost_lines l where organization_id = $1",
          [acme.id],
        )
      ).rows;
    const before = await stamp();
    now = new Date(MONDAY.getTime() + 3_600_000);
    await acme.as("developer").costs.sync.mutate();
    await world.drain();
    expect(await stamp()).toEqual(before);
    expect((await acme.as("viewer").costs.restatements.query({})).items).toEqual([]);
  });

  test("on the next day journals what AWS changed in a past day, and shows the new sums", async () => {
    const acme = await synced();
    const viewer = acme.as("viewer");
    now = TUESDAY;
    await acme.as("developer").costs.sync.mutate();
    await world.drain();
    const [yesterday, today] = [sampleTruth(MONDAY).costs, sampleTruth(TUESDAY).costs];
    const { day, service } = today.restated;
    const period = { from: day, until: new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10) };

    const { items, next } = await viewer.costs.restatements.query({});
    expect(next).toBeNull();
    expect(items.map((item) => [item.day, item.service]).sort()).toEqual([
      [day, service],
      [day, service],
      [day, service],
    ]);
    for (const { subAccountId, before, after } of items) {
      expect(before?.unblended).toBe(yesterday.byServiceAndAccount(period)[`${service} ${subAccountId}`] ?? "?");
      expect(after?.unblended).toBe(today.byServiceAndAccount(period)[`${service} ${subAccountId}`] ?? "?");
    }
    expect(items.map(({ subAccountName }) => subAccountName).sort()).toEqual([
      "juniper-goods",
      "juniper-sandbox",
      "juniper-staging",
    ]);
    expect((await viewer.costs.summary.query({})).monthToDate?.amount).toBe(
      today.total({ from: "2026-11-01", until: "2026-11-11" }),
    );

    const first = await viewer.costs.restatements.query({ limit: 2 });
    const second = await viewer.costs.restatements.query({ limit: 2, cursor: first.next });
    expect([...first.items, ...second.items]).toEqual(items);
  });

  test("after a pause of months reads every day since", async () => {
    now = new Date("2026-06-10T09:00:00Z");
    const acme = await synced();
    now = MONDAY;
    await acme.as("developer").costs.sync.mutate();
    await world.drain();
    const { days } = await acme
      .as("viewer")
      .costs.byDay.query({ from: "2026-05-01", to: "2026-11-09", metric: "unblended" });
    expect(days.map(({ day, total }) => [day, total])).toEqual(
      Object.entries(sampleTruth(MONDAY).costs.byDay({ from: "2026-05-01", until: "2026-11-10" })),
    );
  });

  test("comes every day by itself", async () => {
    const acme = await world.org();
    const schedules = await acme.as("viewer").operations.schedules.query();
    expect(schedules.find(({ name }) => name === "costs.sync")).toMatchObject({ cadence: "day", cron: "17 5 * * *" });
  });
});

describe("the cap", () => {
  test("stops before the request that would pass it, says so, and lets go when it is raised", async () => {
    const acme = await connected();
    await acme.as("maintainer").organizations.changeSettings.mutate({ costRequestsCapUsd: 0.02 });
    await acme.as("developer").costs.sync.mutate();
    await world.drain();
    expect(await syncOf(acme.as("viewer"))).toMatchObject({
      syncedAt: null,
      problem: expect.stringContaining("your cap of $0.02"),
    });
    expect((await acme.as("viewer").costs.summary.query({})).monthToDate).toBeNull();
    expect(await acme.as("viewer").costs.meter.query()).toMatchObject({
      requests: 2,
      requestsMax: 2,
      spent: { amount: "0.02" },
    });
    await expect(acme.as("developer").costs.sync.mutate()).rejects.toMatchObject({ data: { code: "CONFLICT" } });

    await acme.as("maintainer").organizations.changeSettings.mutate({ costRequestsCapUsd: 5 });
    await acme.as("developer").costs.sync.mutate();
    await world.drain();
    expect(await syncOf(acme.as("viewer"))).toMatchObject({ problem: null, tiesOut: true });
  });

  test("of zero allows no request at all", async () => {
    const acme = await connected();
    await acme.as("maintainer").organizations.changeSettings.mutate({ costRequestsCapUsd: 0 });
    await expect(acme.as("developer").costs.sync.mutate()).rejects.toMatchObject({ data: { code: "CONFLICT" } });
  });
});

describe("when AWS does not answer", () => {
  const lasting: [name: string, fault: CostFault, sentence: RegExp][] = [
    ["Cost Explorer has no data yet", { failure: "absent", code: "DataUnavailableException" }, /24 hours/],
    [
      "Cost Explorer is not switched on, or not allowed",
      { failure: "refused", code: "AccessDeniedException" },
      /switched on.*ce:GetCostAndUsage/,
    ],
    ["the bill has expired", { failure: "invalid", code: "BillExpirationException" }, /expired/],
  ];
  for (const [name, fault, sentence] of lasting)
    test(`${name}: the page and the job say so, after one request`, async () => {
      const acme = await connected();
      faults.push(fault);
      await acme.as("developer").costs.sync.mutate();
      await world.drain();
      expect((await syncOf(acme.as("viewer")))?.problem).toMatch(sentence);
      const [run] = await jobsOf(acme.as("viewer"));
      expect(run).toMatchObject({ name: "costs.sync-account", state: "failed", attempts: 1 });
      expect(run?.error?.message).toMatch(sentence);
      expect((await acme.as("viewer").costs.meter.query()).requests).toBe(1);
    });

  test("a limit passes by itself: the next attempt reads everything, and no problem is left", async () => {
    const acme = await connected();
    faults.push(null, { failure: "throttled", code: "LimitExceededException" });
    await acme.as("developer").costs.sync.mutate();
    await world.drain();
    expect(await syncOf(acme.as("viewer"))).toMatchObject({ problem: null, tiesOut: true });
    expect((await acme.as("viewer").costs.summary.query({})).monthToDate?.amount).toBe(
      sampleTruth(MONDAY).costs.total({ from: "2026-11-01", until: "2026-11-10" }),
    );
  });

  test("a problem keeps the costs that were read before", async () => {
    const acme = await synced();
    const before = await acme.as("viewer").costs.summary.query({});
    faults.push({ failure: "refused", code: "AccessDeniedException" });
    await acme.as("developer").costs.sync.mutate();
    await world.drain();
    const after = await acme.as("viewer").costs.summary.query({});
    expect(after.monthToDate).toEqual(before.monthToDate);
    expect(after.accounts[0]).toMatchObject({ problem: expect.any(String), syncedAt: before.syncedAt });
  });

  test("a payer that keeps less history has what there is", async () => {
    world = whole;
    const acme = await connected();
    await acme.as("developer").costs.sync.mutate();
    // The sync's queries pass, a page each; the refusal meets the backfill's first request.
    faults.push(...Array<null>(9).fill(null), {
      failure: "invalid",
      code: "ValidationException",
      message: "You haven't enabled historical data beyond 14 months",
    });
    await world.drain();
    const runs = await jobsOf(acme.as("viewer"));
    expect(runs.filter(({ state }) => state !== "done")).toEqual([]);
    expect(runs.map(({ name }) => name)).toContain("costs.backfill");
    const { days } = await acme.as("viewer").costs.byDay.query({ from: "2026-01-01", to: "2026-11-09" });
    expect([days[0]?.day, days.length]).toEqual(["2026-10-01", 40]);
  });
});

describe("whose costs", () => {
  test("another organisation sees none of them", async () => {
    await synced();
    const rival = await world.org();
    expect((await rival.as("owner").costs.summary.query({})).accounts).toEqual([]);
    expect(
      (await rival.as("owner").costs.byDay.query({ from: "2026-11-01", to: "2026-11-09", metric: "unblended" })).days,
    ).toEqual([]);
  });

  test("of an account that two connections can tell, the first tells them: not counted twice, not restated to and fro", async () => {
    const acme = await synced();
    await connect(acme.id, "keys");
    await acme.as("developer").costs.sync.mutate();
    await world.drain();
    const summary = await acme.as("viewer").costs.summary.query({});
    expect(summary.accounts.map(({ problem, tiesOut }) => [problem, tiesOut])).toEqual([
      [null, true],
      [null, true],
    ]);
    expect(summary.monthToDate?.amount).toBe(
      sampleTruth(MONDAY).costs.total({ from: "2026-11-01", until: "2026-11-10" }),
    );
    expect((await acme.as("viewer").costs.restatements.query({})).items).toEqual([]);
  });

  test("they go with the account", async () => {
    const acme = await synced();
    await acme.as("maintainer").inventory.accounts.remove.mutate({ id: acme.accountId });
    expect(await acme.as("viewer").costs.summary.query({})).toMatchObject({ monthToDate: null, accounts: [] });
    const left = await world.owner.query(
      "select (select count(*) from cost_lines where organization_id = $1)::int l, (select count(*) from cost_syncs where organization_id = $1)::int s",
      [acme.id],
    );
    expect(left.rows).toEqual([{ l: 0, s: 0 }]);
  });

  test("a viewer may look, not sync; without an account there is nothing to sync", async () => {
    const acme = await world.org();
    await expect(acme.as("viewer").costs.sync.mutate()).rejects.toMatchObject({ data: { code: "FORBIDDEN" } });
    await expect(acme.as("developer").costs.sync.mutate()).rejects.toMatchObject({ data: { code: "BAD_REQUEST" } });
  });

  test("a period is checked at the door", async () => {
    const viewer = (await world.org()).as("viewer");
    await expect(viewer.costs.byDay.query({ from: "2026-11-02", to: "2026-11-01" })).rejects.toMatchObject({
      data: { code: "BAD_REQUEST", fields: { to: expect.any(String) } },
    });
    await expect(viewer.costs.byDay.query({ from: "2024-01-01", to: "2026-11-01" })).rejects.toMatchObject({
      data: { code: "BAD_REQUEST" },
    });
    await expect(viewer.costs.restatements.query({ cursor: "nonsense" })).rejects.toMatchObject({
      data: { code: "BAD_REQUEST" },
    });
  });
});
