import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Aws } from "../../src/ports/aws.ts";
import { awsAccess } from "../../src/ports/aws-access.ts";
import type { Charge } from "../fakes/cost-books.ts";
import { costSimulator } from "../fakes/cost-simulator.ts";
import { openWorld, type World } from "../world.ts";

setDefaultTimeout(180_000);
const [EC2, LAMBDA, S3] = [
  "Amazon Elastic Compute Cloud - Compute",
  "AWS Lambda",
  "Amazon Simple Storage Service",
] as const;
const SUPPORT = "AWS Support (Business)";
const [SHOP, LAB] = ["300000000000", "300000000001"] as const;
const FIRST = Date.parse("2026-08-20");
const dayAt = (at: number) => new Date(FIRST + at * 86_400_000).toISOString().slice(0, 10);
/** Looked at on the 90th day; what is strange is some days old. */
const [NEW_REGION, LAB_DAY, LAMBDA_DAY, TEAM_DAY, NOW_DAY] = [65, 84, 85, 86, 90] as const;

/** Steady costs, so that whatever moves is what the test has moved. */
function charges(): Charge[] {
  const all: Charge[] = [];
  const add = (at: number, service: string, account: string, region: string, team: string, dollars: number) => {
    const amount = BigInt(Math.round(dollars * 1e10));
    const amounts = { unblended: amount, amortized: amount, netUnblended: amount, netAmortized: amount };
    all.push({
      day: dayAt(at),
      service,
      account,
      region,
      tags: { Owner: team },
      record: "Usage",
      usageType: "Usage",
      ...amounts,
      seenFrom: dayAt(at),
      seenUntil: "9999-12-31",
    });
  };
  for (let at = 0; at <= NOW_DAY; at++) {
    // Its sum never changes: 30 of it move to another region one day, and 60 from one team to another on one day.
    const payments = at === TEAM_DAY ? 80 : 20;
    const moved = at >= NEW_REGION ? 30 : 0;
    add(at, EC2, SHOP, "us-east-1", "payments", payments);
    add(at, EC2, SHOP, "us-east-1", "search", 980 - payments - moved + 20);
    if (moved) add(at, EC2, SHOP, "ap-southeast-2", "search", moved);
    add(at, EC2, LAB, "us-east-1", "search", at === LAB_DAY ? 60 : 20);
    add(at, LAMBDA, SHOP, "us-east-1", "payments", at === LAMBDA_DAY ? 400 : 100);
    add(at, LAMBDA, LAB, "us-east-1", "search", 100);
    add(at, S3, SHOP, "us-east-1", "search", 300);
    // A fee by the calendar is no story of the team that it falls to.
    if (dayAt(at).endsWith("-01")) add(at, SUPPORT, SHOP, "NoRegion", "payments", 100);
  }
  return all;
}

let world: World;
let now = new Date(`${dayAt(NOW_DAY)}T09:00:00Z`);
let aws: Aws;
beforeAll(async () => {
  const real = awsAccess({ connector: null });
  world = await openWorld({
    costHistory: "whole",
    now: () => now,
    ports: { aws: { ...real, open: async () => aws } },
  });
  aws = costSimulator({ charges: charges(), now: () => now, pageSize: 5000 }).aws;
});
afterAll(() => world.close());

test("each story is told once, where it is widest, with where it comes from, what happened then and what was planned", async () => {
  const acme = await world.org();
  await world.owner.query("insert into aws_accounts (organization_id, name, kind) values ($1, 'payer', 'sample')", [
    acme.id,
  ]);
  const [viewer, developer] = [acme.as("viewer").costs, acme.as("developer").costs];
  // On the day itself somebody changes something.
  now = new Date(`${dayAt(LAMBDA_DAY)}T15:00:00Z`);
  const { id: importId } = await acme
    .as("maintainer")
    .costs.imports.create.mutate({ name: "a.csv", sizeBytes: 1, parts: 1 });
  await acme.as("maintainer").costs.imports.remove.mutate({ id: importId });
  now = new Date(`${dayAt(NOW_DAY)}T09:00:00Z`);
  const planned = await developer.planned.create.mutate({
    from: dayAt(LAMBDA_DAY - 1),
    to: dayAt(LAMBDA_DAY),
    service: LAMBDA,
    note: "Load test",
  });
  await developer.sync.mutate();
  await world.drain();

  const { items } = await viewer.anomalies.query({});
  expect(items.map(({ day, scope, scopeKey, service, kind }) => [day, scope, scopeKey, service, kind])).toEqual([
    [dayAt(TEAM_DAY), "team", "payments", "", "rise"],
    [dayAt(LAMBDA_DAY), "service", "", LAMBDA, "rise"],
    [dayAt(LAB_DAY), "account", LAB, EC2, "rise"],
    [dayAt(NEW_REGION), "region", "ap-southeast-2", "", "new"],
  ]);
  const [team, lambda, lab, region] = items;
  const causes = (item: typeof team) =>
    item?.causes.map(({ kind, key, difference }) => [kind, key, Math.round(Number(difference))]);
  expect(causes(team)).toEqual([["service", EC2, 60]]);
  expect(causes(lambda)).toEqual([
    ["account", SHOP, 300],
    ["region", "us-east-1", 300],
    ["team", "payments", 300],
  ]);
  expect(causes(region)).toEqual([["service", EC2, 30]]);
  expect([lambda?.event?.action, lab?.event]).toEqual(["costs.remove-import", null]);
  expect([lambda?.planned, lab?.planned]).toEqual(["Load test", null]);

  // What is young and not planned is told; of the new region nobody hears weeks later.
  const { rows } = await world.owner.query(
    "select a->>'day' as day from events, jsonb_array_elements(data->'anomalies') a where organization_id = $1 and action = 'costs.anomalies' order by 1",
    [acme.id],
  );
  expect(rows.map(({ day }) => day)).toEqual([dayAt(LAB_DAY), dayAt(TEAM_DAY)]);

  expect((await viewer.anomalies.query({ scope: "account" })).items.map(({ id }) => id)).toEqual([lab?.id ?? ""]);
  await developer.judgeAnomaly.mutate({ id: lab?.id ?? "", verdict: "expected" });
  expect((await viewer.anomalies.query({ verdict: "open" })).items).toHaveLength(3);
  await developer.sync.mutate();
  await world.drain();
  expect((await viewer.anomalies.query({})).items.map(({ id }) => id)).toEqual(items.map(({ id }) => id));

  await expect(acme.as("viewer").costs.planned.remove.mutate(planned)).rejects.toMatchObject({
    data: { code: "FORBIDDEN" },
  });
  await developer.planned.remove.mutate(planned);
  expect((await viewer.anomalies.query({ scope: "service" })).items[0]?.planned).toBeNull();
  await expect(
    developer.planned.create.mutate({ from: "2026-01-02", to: "2026-01-01", note: "Backwards" }),
  ).rejects.toMatchObject({ data: { code: "BAD_REQUEST" } });

  // The month of each service, of each account's services and of each team, seen from the same days.
  const ends = await Promise.all((["service", "account", "team"] as const).map((by) => viewer.outlooks.query({ by })));
  expect(ends.map((end) => end.items.map(({ key, service }) => [key, service]))).toEqual([
    [
      ["", EC2],
      ["", S3],
      ["", LAMBDA],
      ["", SUPPORT],
    ],
    [
      [SHOP, EC2],
      [SHOP, S3],
      [SHOP, LAMBDA],
      [LAB, LAMBDA],
      [LAB, EC2],
      [SHOP, SUPPORT],
    ],
    [
      ["search", ""],
      ["payments", ""],
    ],
  ]);
  const total = (list: { mean: string }[]) => list.reduce((sum, { mean }) => sum + Number(mean), 0);
  for (const end of ends) expect(total(end.items)).toBeCloseTo(30 * 1520 + 40 + 300, -3);
});
