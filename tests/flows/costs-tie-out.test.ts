import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { laneOf } from "../../src/costs/lanes.ts";
import { awsAccess } from "../../src/ports/aws-access.ts";
import { booksOf, type Charge, decimalOf, seenOn } from "../fakes/cost-books.ts";
import { costSimulator } from "../fakes/cost-simulator.ts";
import { openWorld, type World } from "../world.ts";

setDefaultTimeout(300_000);
const BEGAN = new Date("2026-10-20T06:00:00Z");
let now = BEGAN;
const charges = booksOf({ from: "2025-09-01", until: "2026-11-22", accounts: 2, services: 4 });
// A correction of March that AWS books eight months later, when no daily sync looks at March any more.
const [march] = charges.filter(({ day, record }) => day === "2026-03-05" && record === "Usage");
if (!march) throw new Error("no charge in March");
const LATE = { ...march, record: "Refund", seenFrom: "2026-11-18" };
charges.push(LATE);
const simulator = costSimulator({ charges, now: () => now, pageSize: 5000 });
let world: World;
beforeAll(async () => {
  const aws = { ...awsAccess({ connector: null }), open: async () => simulator.aws };
  world = await openWorld({ costHistory: "whole", now: () => now, ports: { aws } });
});
afterAll(() => world.close());

async function connected() {
  const acme = await world.org();
  await world.owner.query("insert into aws_accounts (organization_id, name, kind) values ($1, 'payer', 'sample')", [
    acme.id,
  ]);
  return acme;
}

/** Every sum of the ledger minus the same sum of the books, by day, service, account and lane; what is not zero. */
async function differences(organizationId: string, from: string): Promise<string[]> {
  const { rows } = await world.owner.query(
    `select day::text, service, sub_account_id, charge_category, unblended::text u, amortized::text a, net_unblended::text nu, net_amortized::text na
     from cost_lines where organization_id = $1 and counts and day >= $2`,
    [organizationId, from],
  );
  const sums = new Map<string, bigint[]>();
  const add = (key: string, amounts: bigint[]) =>
    sums.set(
      key,
      (sums.get(key) ?? [0n, 0n, 0n, 0n]).map((sum, at) => sum + (amounts[at] ?? 0n)),
    );
  const units = (text: string) => BigInt(text.replace(".", ""));
  for (const { day, service, sub_account_id, charge_category, u, a, nu, na } of rows)
    add(`${day} ${service} ${sub_account_id} ${charge_category}`, [u, a, nu, na].map(units));
  for (const { day, service, account, record, ...charge } of seen().filter((each) => each.day >= from))
    add(
      `${day} ${service} ${account} ${laneOf(record)}`,
      [charge.unblended, charge.amortized, charge.netUnblended, charge.netAmortized].map((amount) => -amount),
    );
  return [...sums]
    .filter(([, amounts]) => amounts.some((amount) => amount !== 0n))
    .map(([key, amounts]) => `${key}: ${amounts.map(decimalOf)}`);
}
const seen = () => seenOn(charges, now.toISOString().slice(0, 10));
const sumOf = (list: readonly Charge[]) => decimalOf(list.reduce((sum, { netUnblended }) => sum + netUnblended, 0n));

test("fourteen months with credits, refunds, tax, plans and late corrections tie out to the cent, day by day, and again each day for a month", async () => {
  const acme = await connected();
  const sync = async () => {
    await acme.as("developer").costs.sync.mutate();
    await world.drain();
  };
  await sync();
  expect(await differences(acme.id, "2025-09-01")).toEqual([]);
  for (const day of ["2026-10-26", "2026-11-01", "2026-11-12", "2026-11-21"]) {
    now = new Date(`${day}T06:00:00Z`);
    await sync();
    expect(await differences(acme.id, "2026-10-01")).toEqual([]);
  }
  const [account] = (await acme.as("viewer").costs.summary.query({})).accounts;
  expect(account).toMatchObject({ tiesOut: true, problem: null });
  expect(Object.values(account?.difference ?? {})).toEqual(["0", "0", "0", "0"]);

  // The rollups say what the ledger says, through both views, by each dimension.
  const { days } = await acme.as("viewer").costs.byDay.query({ from: "2026-10-01", to: "2026-11-21", metric: "pay" });
  const october = seen().filter(({ day }) => day >= "2026-10-01");
  const { addAmounts } = await import("../../src/base/money.ts");
  expect(days.reduce((sum, { total }) => addAmounts(sum, total), "0")).toBe(sumOf(october));
  const { rows } = await world.owner.query(
    `select grain, by, count(distinct charge_category)::int lanes, trim_scale(sum(net_unblended))::text total from cost_rollups
     where organization_id = $1 and service = '' and day >= '2026-10-01' group by 1, 2 order by 1, 2`,
    [acme.id],
  );
  expect(
    rows.filter(({ by }) => ["", "account", "region"].includes(by)).map(({ total, lanes }) => [total, lanes]),
  ).toEqual(Array(6).fill([sumOf(october), 5]));
  const running = await acme.as("viewer").costs.byDay.query({ from: "2026-10-01", to: "2026-11-21", metric: "run" });
  const used = october.filter(({ record }) => !["Tax", "Credit", "Adjustment"].includes(laneOf(record)));
  expect(running.days.reduce((sum, { total }) => addAmounts(sum, total), "0")).toBe(
    decimalOf(used.reduce((sum, { netAmortized }) => sum + netAmortized, 0n)),
  );

  // What AWS changed afterwards is in the journal, with the refund that came nine days late.
  const { items } = await acme.as("viewer").costs.restatements.query({ limit: 100 });
  expect(items.length).toBeGreaterThan(2);
  expect(
    items.find(({ day, chargeCategory }) => day === "2026-10-17" && chargeCategory === "Adjustment"),
  ).toMatchObject({
    before: null,
    after: { unblended: "-12.4" },
  });

  // The weekly look at older months finds what AWS booked into March in November, and reads March alone again.
  expect((await differences(acme.id, "2025-10-01")).map((line) => line.slice(0, 10))).toEqual([LATE.day]);
  await world.owner.query(
    "insert into jobs (organization_id, name, key, input, attempts_max, due_at) values ($1, 'costs.check-history', '', '{}', 4, now())",
    [acme.id],
  );
  await world.drain();
  expect(await differences(acme.id, "2025-10-01")).toEqual([]);
  const [latest] = (await acme.as("viewer").costs.restatements.query({ limit: 1 })).items;
  expect(latest).toMatchObject({
    ...{ day: LATE.day, chargeCategory: "Adjustment", before: null },
    after: { unblended: decimalOf(LATE.unblended) },
  });
  expect(simulator.seen.refused).toBe(0);
  expect(simulator.seen.atOnceMax).toBe(1);
});

test("a limit of requests delays the sync and loses nothing", async () => {
  const acme = await connected();
  simulator.faults.push("LimitExceededException", "ThrottlingException");
  await acme.as("developer").costs.sync.mutate();
  await world.drain();
  expect(await differences(acme.id, "2025-10-01")).toEqual([]);
});
