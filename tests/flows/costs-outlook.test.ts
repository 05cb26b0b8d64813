import { afterAll, beforeAll, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { sampleTruth } from "../../src/ports/aws-sample/truth.ts";
import { openWorld, type World } from "../world.ts";

const NOW = new Date("2026-11-20T09:00:00Z");
const EC2 = "Amazon Elastic Compute Cloud - Compute";

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
  const { rows } = await world.owner.query(
    "insert into aws_accounts (organization_id, name, kind) values ($1, 'sample', 'sample') returning id",
    [acme.id],
  );
  await acme.as("developer").costs.sync.mutate();
  await world.drain();
  return { ...acme, accountId: String(rows[0].id) };
}

/** One organisation for the tests that only look. */
let looked: ReturnType<typeof synced> | undefined;
function toLookAt() {
  looked ??= synced();
  return looked;
}

describe("the forecast", () => {
  test("foretells the month's end within its band, which the month to come then proves", async () => {
    const viewer = (await toLookAt()).as("viewer");
    for (const [metric, name] of [
      ["unblended", "UnblendedCost"],
      ["netAmortized", "NetAmortizedCost"],
    ] as const) {
      const { forecast, reason } = await viewer.costs.forecast.query({ metric });
      expect([reason, forecast?.from, forecast?.month.month, forecast?.currency]).toEqual([
        null,
        "2026-11-19",
        "2026-11-01",
        "USD",
      ]);
      const later = sampleTruth(new Date("2026-12-10T09:00:00Z")).costs;
      const total = Number(later.total({ from: "2026-11-01", until: "2026-12-01" }, name));
      const band = forecast?.month.band;
      expect(Number(band?.lower95)).toBeLessThan(total);
      expect(Number(band?.upper95)).toBeGreaterThan(total);
      expect(Math.abs(Number(forecast?.month.mean) / total - 1)).toBeLessThan(0.03);
      expect(forecast?.month.known).toBe(
        Number(sampleTruth(NOW).costs.total({ from: "2026-11-01", until: "2026-11-19" }, name)).toFixed(2),
      );
      // To the end of the next month, without a gap.
      expect([forecast?.days[0]?.day, forecast?.days.at(-1)?.day, forecast?.days.length]).toEqual([
        "2026-11-19",
        "2026-12-31",
        43,
      ]);
    }
  });

  test("shows how it did on this organisation's own last weeks, beside repeating last week", async () => {
    const { forecast } = await (await toLookAt()).as("viewer").costs.forecast.query({});
    expect(forecast?.backtest).toMatchObject({ weeks: 12 });
    expect(forecast?.backtest?.wape ?? 1).toBeLessThan(forecast?.backtest?.naiveWape ?? 0);
    expect(forecast?.historyDays).toBeGreaterThan(390);
  });

  test("is none, with the reason, before there is a past, and goes with the account", async () => {
    const stranger = await world.org();
    expect(await stranger.as("viewer").costs.forecast.query({})).toEqual({
      forecast: null,
      reason: "There is no synced account.",
    });
    const acme = await synced();
    await acme.as("maintainer").inventory.accounts.remove.mutate({ id: acme.accountId });
    expect((await acme.as("viewer").costs.forecast.query({})).forecast).toBeNull();
  });
});

describe("anomalies", () => {
  test("are the two days of the runaway of each judged month, with the account that they came from", async () => {
    const acme = await toLookAt();
    const { items, next } = await acme.as("viewer").costs.anomalies.query({});
    expect(next).toBeNull();
    const { days, service } = sampleTruth(NOW).costs.anomaly;
    expect(service).toBe(EC2);
    expect(items.filter(({ day }) => day >= "2026-11-01").map((item) => [item.day, item.service, item.kind])).toEqual(
      days.toReversed().map((day) => [day, EC2, "rise"]),
    );
    for (const { day, service: name, actual, expected, impact, causes } of items) {
      expect([name, ["10", "11"].includes(day.slice(8))]).toEqual([EC2, true]);
      expect(Number(actual) - Number(expected)).toBeCloseTo(Number(impact), 6);
      expect(causes[0]?.name).toBe("juniper-goods");
      const books = sampleTruth(NOW).costs.byService({
        from: day,
        until: `${day.slice(0, 8)}${Number(day.slice(8)) + 1}`,
      });
      expect(Number(actual)).toBeCloseTo(Number(books[EC2]), 1);
    }
  });

  test("are announced once, when they are young, and never twice", async () => {
    now = new Date("2026-11-13T09:00:00Z");
    const acme = await synced();
    const eventsOf = async () =>
      (
        await world.owner.query(
          "select data from events where organization_id = $1 and action = 'costs.anomalies' order by id",
          [acme.id],
        )
      ).rows;
    const first = await eventsOf();
    expect(first.flatMap(({ data }) => data.anomalies.map(({ day }: { day: string }) => day)).sort()).toEqual([
      "2026-11-10",
      "2026-11-11",
    ]);
    now = new Date("2026-11-14T09:00:00Z");
    await acme.as("developer").costs.sync.mutate();
    await world.drain();
    expect(await eventsOf()).toEqual(first);
  });

  test("keep what people say of them, which is recorded, through the next analysis", async () => {
    const acme = await synced();
    const [anomaly] = (await acme.as("viewer").costs.anomalies.query({})).items;
    const id = anomaly?.id ?? "";
    await expect(acme.as("viewer").costs.judgeAnomaly.mutate({ id, verdict: "expected" })).rejects.toMatchObject({
      data: { code: "FORBIDDEN" },
    });
    await acme.as("developer").costs.judgeAnomaly.mutate({ id, verdict: "expected" });
    await acme.as("developer").costs.sync.mutate();
    await world.drain();
    const { items } = await acme.as("viewer").costs.anomalies.query({});
    expect(items.find((item) => item.id === id)?.verdict).toBe("expected");
    const { rows } = await world.owner.query(
      "select data from events where organization_id = $1 and action = 'costs.judge-anomaly'",
      [acme.id],
    );
    expect(rows).toEqual([
      { data: expect.objectContaining({ after: expect.objectContaining({ verdict: "expected" }) }) },
    ]);
  });

  test("come in pages", async () => {
    const viewer = (await toLookAt()).as("viewer");
    const all = await viewer.costs.anomalies.query({});
    const first = await viewer.costs.anomalies.query({ limit: 1 });
    const rest = await viewer.costs.anomalies.query({ cursor: first.next });
    expect([...first.items, ...rest.items]).toEqual(all.items);
  });
});
