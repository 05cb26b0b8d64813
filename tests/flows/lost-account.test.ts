import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Aws, type AwsCredentials, AwsError } from "../../src/ports/aws.ts";
import { sampleAws } from "../../src/ports/aws-sample.ts";
import { openWorld, type World } from "../world.ts";

let world: World;
/** What AWS says when somebody wants to come in; null = it lets us in. */
let refusal: AwsError | null = null;

beforeAll(async () => {
  const open = async ({ kind }: AwsCredentials, now: Date) => {
    if (refusal && kind === "sample") throw refusal;
    return small(sampleAws({ now }), kind === "keys" ? SECOND : null);
  };
  world = await openWorld({
    ports: {
      aws: {
        principal: "arn:aws:iam::111122223333:user/devcontrol",
        open,
        reopen: open,
        tryDoor: async () => "closed",
      },
    },
  });
}, 120_000);
afterAll(() => world.close());

/** The account that is connected by keys, and always lets us in. */
const SECOND = "999900001111";

/** One region of the sample, under another number or its own. */
const small = (sample: Aws, number: string | null): Aws => ({
  async call(call, input, region) {
    const answer = await sample.call(call, input, region);
    if (call === "ec2:DescribeRegions")
      Object.assign(answer, { Regions: [{ RegionName: "us-east-1", OptInStatus: "opt-in-not-required" }] });
    if (call === "ce:GetCostAndUsage") Object.assign(answer, { ResultsByTime: [] });
    if (call === "sts:GetCallerIdentity" && number)
      Object.assign(answer, { Account: number, Arn: `arn:aws:iam::${number}:user/reader` });
    return answer;
  },
});
const NOT_ASSUMABLE = "AWS did not let us assume the role.";
const gone = new AwsError("credentials", "sts:AssumeRole", "us-east-1", "AccessDenied", NOT_ASSUMABLE);
const out = new AwsError("unavailable", "sts:AssumeRole", "us-east-1", "InternalFailure", "AWS could not answer.");

async function connected() {
  refusal = null;
  const acme = await world.org();
  const { id } = await acme.as("owner").inventory.accounts.connectSample.mutate();
  await drainAll();
  return { ...acme, accountId: id };
}
type Org = Awaited<ReturnType<typeof connected>>;

async function discoverAgain({ as, accountId }: Org, says: AwsError | null) {
  refusal = says;
  await as("developer").inventory.accounts.discover.mutate({ id: accountId });
  await drainAll();
}

/** Also what waits for another try. */
async function drainAll() {
  for (;;) {
    await world.drain();
    const { rows } = await world.owner.query("update jobs set due_at = now() where state = 'queued' returning id");
    if (rows.length === 0) return;
  }
}

/** How many verdicts of each status, on every face that counts them; `messages`: of those that are unknown. */
async function told({ as, id }: Org) {
  const { findings } = as("viewer");
  const { counts, score } = await findings.summary.query();
  const frameworks = await findings.frameworks.list.query({});
  const { rows } = await world.owner.query(
    "select status, state, message from findings where organization_id = $1 and status <> 'NOT_APPLICABLE'",
    [id],
  );
  return {
    counts,
    scores: [score, ...frameworks.map((one) => one.score)],
    good: rows.filter(({ status }) => status === "PASS" || status === "FAIL").length,
    open: rows.filter(({ state }) => state === "open").length,
    messages: new Set(rows.filter(({ status }) => status === "UNKNOWN").map(({ message }) => message)),
  };
}

test("of an account that lets nobody in any more nothing counts as known, until it is read again", async () => {
  const acme = await connected();
  const before = await told(acme);
  expect(before.counts.pass).toBeGreaterThan(100);

  await discoverAgain(acme, gone);
  const lost = await told(acme);
  expect(lost.counts).toMatchObject({ pass: 0, fail: 0 });
  expect(lost.good).toBe(0);
  expect(lost.scores.filter((score) => score !== null)).toEqual([]);
  const today = new Date().toISOString().slice(0, 10);
  expect([...lost.messages]).toEqual([`Not read since ${today}: ${NOT_ASSUMABLE}`]);
  // What was open is not mended by our not seeing it.
  expect(lost.open).toBe(before.open);

  // Nor does the daily judgement call what is stored good.
  await world.owner.query(
    "insert into jobs (organization_id, name, key, input, attempts_max) values ($1, 'findings.judge', 'day', '{\"after\": null}', 4)",
    [acme.id],
  );
  await drainAll();
  expect((await told(acme)).good).toBe(0);

  await discoverAgain(acme, null);
  const after = await told(acme);
  expect({ counts: after.counts, scores: after.scores, open: after.open }).toEqual({
    counts: before.counts,
    scores: before.scores,
    open: before.open,
  });
}, 120_000);

test("an outage of an hour leaves what was read; two days without a read do not", async () => {
  const acme = await connected();
  const before = await told(acme);
  await discoverAgain(acme, out);
  expect(await told(acme)).toEqual(before);
  const { items } = await acme.as("viewer").inventory.accounts.list.query();
  expect(items[0]).toMatchObject({ status: "failing", problem: "AWS could not answer." });

  await world.owner.query("update aws_accounts set discovered_at = now() - interval '49 hours' where id = $1", [
    acme.accountId,
  ]);
  await discoverAgain(acme, out);
  const lost = await told(acme);
  expect(lost.good).toBe(0);
  expect([...lost.messages].join()).toContain("AWS could not answer.");
}, 120_000);

test("the verdicts of the organisation's other accounts stay", async () => {
  const acme = await connected();
  const { accounts } = acme.as("owner").inventory;
  const keys = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00" };
  const second = await accounts.connectKeys.mutate({ name: "Second", ...keys });
  await drainAll();
  const verdicts = async () => {
    const { rows } = await world.owner.query(
      `select f.entity_id, f.rule_id, f.status, f.state, f.message from findings f join resources r on r.id = f.entity_id
        where r.account_id = $1 order by 1, 2`,
      [second.id],
    );
    return rows;
  };
  const before = await verdicts();
  expect(before.length).toBeGreaterThan(100);
  await discoverAgain(acme, gone);
  expect((await told(acme)).messages.size).toBeGreaterThan(0);
  expect(await verdicts()).toEqual(before);
}, 120_000);
