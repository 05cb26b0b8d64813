import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import pg from "pg";
import { waitUntil } from "../../dev/listen.ts";
import { addAmounts } from "../../src/base/money.ts";
import { awsFromCredentials } from "../../src/ports/aws-sdk.ts";
import { createClient } from "../../src/sdk/index.ts";
import { type Product, startProduct } from "../browser/product.ts";
import { judgePurely, readPurely } from "../browser/truth.ts";
import { type FakeAws, fakeAws } from "../fakes/aws.ts";
import { accountSetup } from "./account-setup.ts";
import { fillGaps, newKeys, onlyRegions, whereSecretsStand } from "./connections.ts";
import { findMoto, MOTO_KEYS, type Moto, play, startMoto } from "./moto.ts";

setDefaultTimeout(300_000);
const HERE = findMoto() !== null;
if (!HERE) console.log("skipped: 4 cases (moto_server is neither on PATH nor in MOTO_SERVER)");

const REGIONS = ["us-east-1", "eu-west-1"];
const ACCOUNT_ID = "123456789012";
const ROLE_ARN = `arn:aws:iam::${ACCOUNT_ID}:role/DevControlReadOnly`;
const JOBS_MS = 240_000;

/** Costs as the account's owner would add them up by hand: service, sub-account, then dollars of three days. */
const BOOKS: [service: string, subAccountId: string, dollars: string[]][] = [
  ["Amazon Relational Database Service", ACCOUNT_ID, ["31.4159265358", "27.1828182845", "0.0000000001"]],
  ["Amazon Relational Database Service", "210987654321", ["10.00", "0.1", "0.2"]],
  ["AWS Lambda", ACCOUNT_ID, ["0.30", "-0.05", "12"]],
];

/** What Cost Explorer says of these books, in the order in which a sync asks: moto hands its answers out one by one. */
function costAnswers(days: readonly string[]) {
  const costs = (Amount: string) =>
    Object.fromEntries(
      ["UnblendedCost", "AmortizedCost", "NetUnblendedCost", "NetAmortizedCost"].map((metric) => [
        metric,
        { Amount, Unit: "USD" },
      ]),
    );
  const period = (day: string) => ({ TimePeriod: { Start: day, End: day }, Estimated: true });
  const DimensionValueAttributes = [{ Value: "210987654321", Attributes: { description: "sandbox" } }];
  const by = (keysOf: (service: string, subAccountId: string) => [string, string]) => ({
    DimensionValueAttributes,
    ResultsByTime: days.map((day, at) => {
      const sums = new Map<string, string>();
      for (const [service, id, dollars] of BOOKS) {
        const key = JSON.stringify(keysOf(service, id));
        sums.set(key, addAmounts(sums.get(key) ?? "0", dollars[at] ?? "0"));
      }
      const Groups = [...sums].map(([key, amount]) => ({ Keys: JSON.parse(key), Metrics: costs(amount) }));
      return { ...period(day), Total: {}, Groups };
    }),
  });
  const total = days.map((day, at) => ({
    ...period(day),
    Groups: [],
    Total: costs(addAmounts(...BOOKS.map(([, , dollars]) => dollars[at] ?? "0"))),
  }));
  return [
    { ResultsByTime: total, DimensionValueAttributes: [] },
    by((service) => [service, "Usage"]),
    by((service, subAccountId) => [service, subAccountId]),
    by((service) => ["us-east-1", service]),
    by((service) => ["Owner$shop", service]),
  ];
}

describe.if(HERE)("the real SDK inside workerd against moto", () => {
  let moto: Moto;
  let front: ReturnType<typeof onlyRegions>;
  let fake: FakeAws;
  let product: Product;
  let database: pg.Pool;
  const connector = newKeys();
  const keys = newKeys();
  const now = new Date();
  /** Three days of this month, or as many as it has; the first days of a month belong to the one before. */
  const days = [2, 1, 0].map((back) => new Date(now.getTime() - back * 86_400_000).toISOString().slice(0, 10));
  let truth: Awaited<ReturnType<typeof readPurely>>;

  beforeAll(async () => {
    moto = await startMoto();
    front = onlyRegions(moto.url, REGIONS);
    fake = fillGaps(fakeAws(front.url));
    for (const region of REGIONS) await play(moto.url, accountSetup(region));
    const seeded = await fetch(`${moto.url}/moto-api/static/ce/cost-and-usage-results`, {
      method: "POST",
      body: JSON.stringify({ results: costAnswers(days) }),
    });
    expect(seeded.status).toBe(201);
    product = await startProduct({
      AWS_ENDPOINT: fake.url,
      CONNECTOR_ACCESS_KEY_ID: connector.accessKeyId,
      CONNECTOR_SECRET_ACCESS_KEY: connector.secretAccessKey,
      CONNECTOR_PRINCIPAL_ARN: `arn:aws:iam::${ACCOUNT_ID}:user/devcontrol`,
      DEMO: "0",
    });
    database = new pg.Pool({ connectionString: product.ownerUrl(), max: 2 });
    // Its last word, when Postgres is stopped before it, is no defect.
    database.on("error", () => {});
    truth = await readPurely(awsFromCredentials({ ...MOTO_KEYS, endpoint: fake.url }), now);
    expect(truth.failures).toEqual([]);
  });
  afterAll(async () => {
    await database?.end();
    await product?.stop();
    fake?.stop();
    await front?.stop();
    await moto?.stop();
  });

  async function signUp(organization: string) {
    const answer = await fetch(`${product.url}/trpc/identity.signUp`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        name: "Ada",
        email: `${crypto.randomUUID()}@example.com`,
        password: "correct horse battery staple",
        organization,
      }),
    });
    const cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
    const { slug } = (await answer.json()).result.data;
    return createClient({ url: product.url, organization: slug, headers: { cookie, "sec-fetch-site": "same-origin" } });
  }
  type Client = Awaited<ReturnType<typeof signUp>>;

  /** How many jobs ended how; those that people do not see, as the log's sealing, come and go. */
  async function jobsAreDone(client: Client) {
    const { slug } = await client.organizations.current.query();
    const states = async () => {
      const { rows } = await database.query(
        "select state, count(*)::int as jobs from jobs j join organizations o on o.id = j.organization_id where o.slug = $1 and j.name <> 'activity.seal' group by state order by state",
        [slug],
      );
      return rows;
    };
    const areDone = async () => (await states()).every(({ state }) => state === "done" || state === "failed");
    expect(await waitUntil(areDone, { limitMs: JOBS_MS, everyMs: 500 })).toBe(true);
    return states();
  }

  async function isTheTruth(client: Client, name: string, failed = 0) {
    const states = await jobsAreDone(client);
    const jobs = states[0].jobs;
    expect(states).toEqual([{ state: "done", jobs }, ...(failed > 0 ? [{ state: "failed", jobs: failed }] : [])]);
    const { slug } = await client.organizations.current.query();
    const { items: accounts } = await client.inventory.accounts.list.query();
    expect(accounts).toMatchObject([{ status: "connected", problem: null, awsAccountId: ACCOUNT_ID, unread: 0 }]);
    const { rows: resources } = await database.query(
      "select r.arn from resources r join organizations o on o.id = r.organization_id where o.slug = $1 and vanished_at is null order by 1",
      [slug],
    );
    expect(resources.map(({ arn }) => arn)).toEqual(truth.resources.map(({ arn }) => arn).sort());
    for (const [type, op] of [
      ["AWS::S3::Bucket", "CreateBucket"],
      ["AWS::ECS::Service", "CreateService"],
      ["AWS::Lambda::Function", "CreateFunction"],
      ["AWS::RDS::DBInstance", "CreateDBInstance"],
    ] as const) {
      const made = REGIONS.flatMap((region) => accountSetup(region)).filter((step) => step.op === op).length;
      const { total } = await client.inventory.resources.list.query({ type: [type], limit: 1 });
      expect({ type, total }).toEqual({ type, total: made });
    }
    const { rows: findings } = await database.query(
      "select f.rule_id || ' ' || r.arn as of, f.status from findings f join organizations o on o.id = f.organization_id join resources r on r.organization_id = f.organization_id and r.id = f.entity_id where o.slug = $1",
      [slug],
    );
    const pure = judgePurely(truth.resources, { accountId: ACCOUNT_ID, now });
    expect(new Map(findings.map(({ of, status }) => [of, status]))).toEqual(pure.statuses);
    expect(Number((await client.findings.summary.query()).savings.monthly)).toBe(Number(pure.savings.monthly));

    const sum = (wanted: (service: string, at: number) => boolean) =>
      addAmounts("0", ...BOOKS.flatMap(([service, , dollars]) => dollars.filter((_, at) => wanted(service, at))));
    const month = now.toISOString().slice(0, 7);
    const summary = await client.costs.summary.query({});
    expect(summary.monthToDate).toEqual({
      amount: sum((_, at) => days[at]?.startsWith(month) ?? false),
      currency: "USD",
    });
    expect(summary.accounts).toMatchObject([{ tiesOut: true, problem: null }]);
    const byDay = await client.costs.byDay.query({ from: days[0] ?? "", to: days[2] ?? "" });
    expect(byDay.days.map(({ day, total }) => [day, total])).toEqual(
      days.map((day, at) => [day, sum((_, of) => of === at)]),
    );
    const found = new Map<string, string>();
    for (const { service, amount } of byDay.days.flatMap(({ services }) => services))
      found.set(service, addAmounts(found.get(service) ?? "0", amount));
    for (const [service] of BOOKS) expect(found.get(service)).toBe(sum((name) => name === service));
    console.log(
      `${name}: ${jobs} jobs, ${resources.length} resources, ${findings.length} verdicts, $${summary.monthToDate?.amount} this month: equal`,
    );
  }

  test("by access keys: resources, verdicts and costs are those of the account", async () => {
    const client = await signUp("By Keys");
    await client.inventory.accounts.connectKeys.mutate({ name: "Production", ...keys });
    await isTheTruth(client, "by keys");
  });

  test("by role with its ExternalId only: the same", async () => {
    const client = await signUp("By Role");
    const { accounts } = client.inventory;
    const { id, externalId, template } = await accounts.prepareRole.mutate({ name: "Production" });
    expect(template).toContain(externalId);
    fake.requireExternalId(ROLE_ARN, "of-another-product");
    await accounts.connectRole.mutate({ id, roleArn: ROLE_ARN });
    const fails = async () => (await accounts.list.query()).items[0]?.status === "failing";
    expect(await waitUntil(fails, { limitMs: 30_000, everyMs: 250 })).toBe(true);
    fake.requireExternalId(ROLE_ARN, externalId);
    const { jobId } = await accounts.connectRole.mutate({ id, roleArn: ROLE_ARN });
    const isDone = async () => (await client.operations.jobs.get.query({ id: jobId })).state === "done";
    expect(await waitUntil(isDone, { limitMs: JOBS_MS, everyMs: 500 })).toBe(true);
    // The first try, with another id, stays in the history.
    await isTheTruth(client, "by role", 1);
  });

  test("the proxy was asked nothing that it does not know", () => {
    const outcomes = Object.groupBy(fake.seen, ({ outcome }) => outcome);
    console.log(
      Object.entries(outcomes)
        .map(([outcome, seen]) => `${seen?.length} ${outcome}`)
        .join(", "),
    );
    expect(outcomes.unknown ?? []).toEqual([]);
  });

  test("no secret stands in any row or log line", async () => {
    const secrets = [connector.secretAccessKey, keys.secretAccessKey];
    const { tables, found } = await whereSecretsStand(database, secrets, { log: product.workerLog() });
    expect(found).toEqual([]);
    console.log(
      `${secrets.length} secrets in ${tables} tables and ${product.workerLog().length} bytes of log: found nowhere`,
    );
  });
});
