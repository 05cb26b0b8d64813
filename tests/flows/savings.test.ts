import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { openWorld, type World } from "../world.ts";

setDefaultTimeout(300_000);
const DAY_MS = 86_400_000;
let now = new Date();
let world: World;
let acme: Awaited<ReturnType<World["org"]>>;
beforeAll(async () => {
  world = await openWorld({ now: () => now });
  acme = await world.org();
  await acme.as("owner").inventory.accounts.connectSample.mutate();
  await world.drain();
});
afterAll(() => world.close());

const findings = () => acme.as("developer").findings;
const savings = async (rule: string) =>
  (await findings().list.query({ pack: "savings", rule: [rule], limit: 100 })).items;
const dayOf = (offset: number) => new Date(now.getTime() + offset * DAY_MS).toISOString().slice(0, 10);

const HEADER =
  "BilledCost,EffectiveCost,BillingCurrency,BillingAccountId,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ServiceName,SubAccountId,ResourceId,ProviderName,ListCost,ContractedCost";
type Billed = { resource: string; from: string; until: string; dollars: string };

/** A FOCUS file that names resources, a line a day. */
async function bill(subAccount: string, ...charges: Billed[]) {
  const lines = charges.flatMap(({ resource, from, until, dollars }) =>
    Array.from({ length: (Date.parse(until) - Date.parse(from)) / DAY_MS }, (_, index) => {
      const day = new Date(Date.parse(from) + index * DAY_MS).toISOString().slice(0, 10);
      return `${dollars},${dollars},USD,300000000000,Usage,${day}T00:00:00Z,${day}T01:00:00Z,Amazon Elastic Compute Cloud,${subAccount},${resource},AWS,${dollars},${dollars}`;
    }),
  );
  const file = Buffer.from([HEADER, ...lines].join("\n"));
  const as = acme.as("maintainer").costs.imports;
  const { id } = await as.create.mutate({ name: `${subAccount}.csv`, sizeBytes: file.length, parts: 1 });
  await as.addPart.mutate({ id, number: 0, data: file.toString("base64") });
  // Postgres says when a job is due, and its clock is not ours.
  await world.owner.query("update jobs set due_at = now() where name like 'costs.%' and state = 'queued'");
  await world.drain();
  const { items } = await as.list.query();
  expect(items.find((one) => one.id === id)).toMatchObject({ state: "done" });
}

/** What cron does each day. */
async function daily(name: string) {
  await world.owner.query(
    `insert into jobs (organization_id, name, key, input, attempts_max, due_at) values ($1, $2, $3, '{"after":null}', 4, now())`,
    [acme.id, name, crypto.randomUUID()],
  );
  await world.drain();
}
const actionOf = async (id: string) => (await findings().get.query({ id })).action;

test("a saving is planned, done, proven by the bill, and told when it comes back", async () => {
  const [idle] = await savings("ec2-idle");
  if (!idle?.savingMonthly) throw new Error("the sample has an idle instance");
  const ids = [idle.id];
  expect(idle.action).toBeNull();

  await expect(findings().savings.done.mutate({ ids })).rejects.toThrow(/Plan it first/);
  await findings().savings.plan.mutate({ ids, note: "With the next release" });
  expect(await actionOf(idle.id)).toMatchObject({ state: "planned", expectedMonthly: idle.savingMonthly });
  // Taken back, it is open again; planned anew it is planned once.
  await findings().savings.undo.mutate({ ids });
  expect(await actionOf(idle.id)).toBeNull();
  await findings().savings.plan.mutate({ ids });
  expect((await findings().savings.plan.mutate({ ids })).changed).toEqual([]);
  await findings().savings.done.mutate({ ids });

  await daily("findings.verify-savings");
  expect(await actionOf(idle.id)).toMatchObject({ state: "done", waitsFor: "The bill of the two weeks after it." });

  const start = now;
  const before = { resource: idle.resource.nativeId, from: dayOf(-14), until: dayOf(0), dollars: "10" };
  await bill("300000000001", before);
  now = new Date(start.getTime() + 17 * DAY_MS);
  await daily("findings.verify-savings");
  expect(await actionOf(idle.id)).toMatchObject({ state: "done", waitsFor: expect.stringContaining("covers") });
  // The next export tells the days after, in which another resource is billed and this one is not.
  await bill("300000000001", before, { resource: "another", from: dayOf(-16), until: dayOf(0), dollars: "1" });
  await daily("findings.verify-savings");
  expect(await actionOf(idle.id)).toMatchObject({ state: "verified", waitsFor: "" });
  const report = await findings().savings.report.query({});
  // $10 a day for 14 days before, nothing after: 10 × 30.44 a month.
  expect(report.items[0]).toMatchObject({ id: idle.id, state: "verified", waitsFor: "" });
  expect(Number(report.items[0]?.realisedMonthly)).toBeCloseTo(304.4, 2);
  expect(report.totals).toMatchObject([{ state: "verified", count: 1, currency: "USD" }]);

  // The rule finds it again after that day.
  await world.owner.query("update findings set opened_at = $2 where id = $1", [idle.id, now]);
  await daily("findings.verify-savings");
  expect((await actionOf(idle.id))?.state).toBe("regressed");
  const { history } = await findings().get.query({ id: idle.id });
  expect(history.map(({ action }) => action)).toEqual([
    "regressed",
    "verified",
    "done",
    "plan",
    "undo",
    "plan",
    "opened",
  ]);
  const { rows } = await world.owner.query(
    "select action from events where organization_id = $1 and action in ('finding.plan', 'finding.done', 'finding.undo') order by at, id",
    [acme.id],
  );
  expect(rows.map(({ action }) => action)).toEqual(["finding.plan", "finding.undo", "finding.plan", "finding.done"]);
  now = start;
});

test("a bill that names the resource prices its savings", async () => {
  const [graviton] = (await savings("ec2-graviton")).filter(({ savingMonthly }) => savingMonthly !== null);
  if (!graviton) throw new Error("the sample has a machine that could run on Graviton");
  const before = Number(graviton.savingMonthly);
  await bill("300000000002", {
    resource: graviton.resource.nativeId,
    from: dayOf(-30),
    until: dayOf(0),
    dollars: "1",
  });
  await daily("findings.judge");
  const after = await findings().get.query({ id: graviton.id });
  expect(after.message).toContain("by what was billed");
  const { monthly, list } = (after.evidence as { saving: { monthly: { amount: string }; list: { amount: string } } })
    .saving;
  expect(Number(list.amount)).toBeGreaterThan(0);
  expect(Number(monthly.amount)).not.toBe(before);
  expect(Number(after.savingMonthly)).toBeLessThanOrEqual(30.44);
});

test("only an open saving can be planned, and never another organisation's", async () => {
  const [failing] = (await findings().list.query({ pack: "compliance", limit: 1 })).items;
  await expect(findings().savings.plan.mutate({ ids: [failing?.id ?? ""] })).rejects.toMatchObject({
    data: { code: "CONFLICT" },
  });
  const rival = await world.org();
  const [idle] = await savings("ec2-idle");
  await expect(rival.as("owner").findings.savings.plan.mutate({ ids: [idle?.id ?? ""] })).rejects.toMatchObject({
    data: { code: "CONFLICT" },
  });
});
