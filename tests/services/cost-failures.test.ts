import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { accountSetup } from "./account-setup.ts";
import {
  type Connection,
  type Connections,
  everyAnswer,
  fillGaps,
  openConnections,
  REGION,
  whereSecretsStand,
} from "./connections.ts";
import { findMoto, type Moto, play, startMoto } from "./moto.ts";

setDefaultTimeout(240_000);
const HERE = findMoto() !== null;
if (!HERE) console.log("skipped: 8 cases (moto_server is neither on PATH nor in MOTO_SERVER)");

const CALL = "ce:GetCostAndUsage";
const REFUSED =
  "AWS refused to show costs. Either Cost Explorer was never switched on (open Billing and Cost Management, Cost Explorer, once; costs appear within 24 hours), or the role may not call ce:GetCostAndUsage (update its policy), or this is a member account whose payer keeps costs to itself (connect the payer account).";

type Case = { arrange: NonNullable<Parameters<Connections["connect"]>[2]>; says: string; tries: number };
const error = (code: string, message: string) => ({ status: 400, code, message });
/** Each failure of Cost Explorer alone; `tries`: runs until the job gives up. */
const CASES: Record<string, Case> = {
  "a policy without Cost Explorer": { arrange: (fake) => fake.refuse(CALL), says: REFUSED, tries: 1 },
  "Cost Explorer that was never switched on": {
    arrange: (fake) => fake.fail(CALL, error("AccessDeniedException", "User not enabled for cost explorer access")),
    says: REFUSED,
    tries: 1,
  },
  "Cost Explorer that has no data yet": {
    arrange: (fake) => fake.fail(CALL, error("DataUnavailableException", "Data is not available.")),
    says: "Cost Explorer has no costs of this account yet. They appear about 24 hours after it is switched on; we look again tomorrow.",
    tries: 1,
  },
  "Cost Explorer that is asked too often, for ever": {
    arrange: (fake) => fake.throttle(CALL),
    says: "Cost Explorer allows few requests in a short time, and other tools of this account use it too. We try again by ourselves.",
    tries: 5,
  },
  "a bill that has expired": {
    arrange: (fake) => fake.fail(CALL, error("BillExpirationException", "The bill has expired.")),
    says: "The bill of this period has expired at AWS, so its costs cannot be read any more.",
    tries: 1,
  },
  "Cost Explorer that loses its place for ever": {
    arrange: (fake) => fake.fail(CALL, error("InvalidNextTokenException", "The pagination token is invalid.")),
    says: "Cost Explorer lost its place between two pages, three times. We try again by ourselves.",
    tries: 5,
  },
};

describe.if(HERE)("costs that cannot be read", () => {
  let moto: Moto;
  let all: Connections;
  const connected = new Map<string, Connection>();
  const of = (name: string) => {
    const found = connected.get(name);
    if (!found) throw new Error(`Nothing is connected as ${name}`);
    return found;
  };

  beforeAll(async () => {
    moto = await startMoto();
    await play(moto.url, accountSetup(REGION));
    all = await openConnections(moto.url);
    for (const [name, { arrange }] of Object.entries(CASES)) connected.set(name, await all.connect(name, {}, arrange));
    await all.drain();
  });
  afterAll(async () => {
    await all?.close();
    await moto?.stop();
  });

  for (const [name, { says, tries }] of Object.entries(CASES))
    test(`${name}: the costs page says why, and everything else works`, async () => {
      const { owner, organizationId, fake } = of(name);
      const { items: accounts } = await owner.inventory.accounts.list.query();
      expect(accounts).toMatchObject([{ status: "connected", problem: null, unread: 0 }]);
      expect((await owner.findings.summary.query()).counts.fail).toBeGreaterThan(20);

      const summary = await owner.costs.summary.query({});
      expect(summary.accounts.map(({ problem }) => problem)).toEqual([says]);
      // Not zero: nobody knows.
      expect(summary).toMatchObject({ monthToDate: null, previous: null, syncedAt: null });
      const [job] = (await owner.operations.jobs.list.query({ name: "costs.sync-account" })).items;
      expect(job).toMatchObject({ state: "failed", attempts: tries });
      expect(job?.error?.message).toBe(says);
      const { rows } = await all.world.owner.query(
        "select (select count(*) from cost_lines where organization_id = $1)::int as lines, (select count(*) from cost_sub_accounts where organization_id = $1)::int as accounts",
        [organizationId],
      );
      expect(rows).toEqual([{ lines: 0, accounts: 0 }]);
      const asked = fake.seen.filter(({ action }) => action === CALL).length;
      const { requests, spent } = await owner.costs.meter.query();
      console.log(`${name}: ${tries} tries, ${asked} requests to AWS, ${requests} counted, $${spent.amount}`);
      expect(asked).toBeGreaterThanOrEqual(requests);
    });

  test("once it is allowed, the next sync reads it and the problem is gone", async () => {
    const { owner, fake } = of("a policy without Cost Explorer");
    fake.clear();
    fillGaps(fake);
    await owner.costs.sync.mutate();
    await all.drain();
    const { accounts, syncedAt } = await owner.costs.summary.query({});
    expect(accounts).toMatchObject([{ problem: null, tiesOut: true }]);
    expect(syncedAt).not.toBeNull();
  });

  test("no secret stands in any row, log line, live message or answer", async () => {
    const { world, secrets } = all;
    const answers = await Promise.all([...connected.values()].map(everyAnswer));
    const { tables, found } = await whereSecretsStand(world.owner, secrets, {
      answers,
      logs: world.logs,
      live: world.hub.published,
    });
    expect(found).toEqual([]);
    console.log(`${secrets.size} secrets in ${tables} tables, ${world.logs.length} log lines: found nowhere`);
  });
});
