import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { freePort } from "../fakes/free-port.ts";
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

setDefaultTimeout(180_000);
const HERE = findMoto() !== null;
if (!HERE) console.log("skipped: 21 cases (moto_server is neither on PATH nor in MOTO_SERVER)");

type Case = {
  connect?: Parameters<Connections["connect"]>[1];
  arrange?: Parameters<Connections["connect"]>[2];
  says: string;
};
const code = (status: number, code: string, message = "") => ({ status, code, message });
const UNREACHABLE = "sts:GetCallerIdentity in us-east-1: AWS could not be reached or did not answer in time.";
const NOT_ASSUMED =
  "AWS did not let us assume the role: check the role ARN, its trust policy and the external id (AccessDenied).";

/** Failures at the door: nothing of the account is read. */
const CLOSED: Record<string, Case> = {
  "keys that nobody knows": {
    arrange: (fake, _, __, { accessKeyId }) => fake.revoke(accessKeyId),
    says: "AWS did not accept the credentials for sts:GetCallerIdentity in us-east-1 (InvalidClientTokenId). The security token included in the request is invalid.",
  },
  "a secret that does not match": {
    arrange: (fake) => fake.fail("sts:GetCallerIdentity", code(403, "SignatureDoesNotMatch", "Check your secret.")),
    says: "AWS did not accept the credentials for sts:GetCallerIdentity in us-east-1 (SignatureDoesNotMatch). Check your secret.",
  },
  "keys that have expired": {
    arrange: (fake) => fake.fail("sts:GetCallerIdentity", code(403, "ExpiredToken", "The security token has expired.")),
    says: "AWS did not accept the credentials for sts:GetCallerIdentity in us-east-1 (ExpiredToken). The security token has expired.",
  },
  "a role that does not exist or does not trust us": {
    connect: { by: "role" },
    arrange: (fake) => fake.refuse("sts:AssumeRole"),
    says: NOT_ASSUMED,
  },
  "a role that asks for another external id": {
    connect: { by: "role" },
    arrange: (fake, _, roleArn) => fake.requireExternalId(roleArn, "somebody-elses"),
    says: NOT_ASSUMED,
  },
  "a storm of roles at STS": {
    connect: { by: "role" },
    arrange: (fake) => fake.throttle("sts:AssumeRole"),
    says: "AWS still limited the rate of sts:AssumeRole in us-east-1 after every retry (Throttling).",
  },
  "an STS that breaks off": {
    connect: { by: "role" },
    arrange: (fake) => fake.breakOff("sts:AssumeRole"),
    says: "sts:AssumeRole in us-east-1: AWS could not be reached or did not answer in time.",
  },
  "a policy without DescribeRegions": {
    arrange: (fake) => fake.refuse("ec2:DescribeRegions"),
    says: "AWS refused ec2:DescribeRegions in us-east-1: the connected role or user is not allowed to make this call (UnauthorizedOperation).",
  },
  "a service control policy over everything": {
    arrange: (fake) => fake.refuseByScp(/^ec2:/),
    says: "A service control policy (SCP) of the AWS organization denies ec2:DescribeRegions in us-east-1.",
  },
  "an AWS that limits the rate for ever": {
    arrange: (fake) => fake.throttle("sts:GetCallerIdentity"),
    says: "AWS still limited the rate of sts:GetCallerIdentity in us-east-1 after every retry (Throttling).",
  },
  "an AWS that fails for ever": {
    arrange: (fake) => fake.fail("sts:GetCallerIdentity", code(500, "InternalFailure")),
    says: "AWS could not answer sts:GetCallerIdentity in us-east-1 (InternalFailure).",
  },
  "answers that are cut off": { arrange: (fake) => fake.breakOff("sts:GetCallerIdentity"), says: UNREACHABLE },
};

/** Failures of one part, after a first scan that read everything. `calls` are of the type that is not read. */
const PARTLY: Record<string, Case & { type: string; service: string; place?: string }> = {
  "a service control policy over one list": {
    arrange: (fake) => fake.refuseByScp("ec2:DescribeVolumes"),
    type: "AWS::EC2::Volume",
    service: "ec2",
    says: "A service control policy (SCP) of the AWS organization denies ec2:DescribeVolumes in us-east-1.",
  },
  "a policy without one list": {
    arrange: (fake) => fake.refuse("ecs:ListServices"),
    type: "AWS::ECS::Service",
    service: "ecs",
    says: "AWS refused ecs:ListServices in us-east-1: the connected role or user is not allowed to make this call (AccessDeniedException).",
  },
  "one list that is over the rate for ever": {
    arrange: (fake) => fake.throttle("rds:DescribeDBInstances"),
    type: "AWS::RDS::DBInstance",
    service: "rds",
    says: "AWS still limited the rate of rds:DescribeDBInstances in us-east-1 after every retry (Throttling).",
  },
  "one list that always breaks off": {
    arrange: (fake) => fake.breakOff("s3:ListBuckets"),
    type: "AWS::S3::Bucket",
    service: "s3",
    says: "s3:ListBuckets in us-east-1: AWS could not be reached or did not answer in time.",
  },
};

const events = async ({ world }: Connections, { organizationId }: Connection, action: string) =>
  (
    await world.owner.query("select data from events where organization_id = $1 and action = $2", [
      organizationId,
      action,
    ])
  ).rows;
const accountOf = async ({ owner }: Connection) => (await owner.inventory.accounts.list.query()).items[0];
const jobsOf = async ({ owner }: Connection) => (await owner.operations.jobs.list.query({ limit: 100 })).items;

describe.if(HERE)("a connection that fails", () => {
  let moto: Moto;
  let proxy: ReturnType<typeof Bun.serve>;
  let all: Connections;
  const connected = new Map<string, Connection>();
  const of = (name: string) => {
    const found = connected.get(name);
    if (!found) throw new Error(`Nothing is connected as ${name}`);
    return found;
  };
  /** What was there after the first scan, which read everything. */
  const before = new Map<string, Awaited<ReturnType<typeof contents>>>();

  const contents = async ({ organizationId }: Connection) => {
    const { rows: resources } = await all.world.owner.query(
      "select id, type, hash, vanished_at from resources where organization_id = $1 order by id",
      [organizationId],
    );
    const { rows: findings } = await all.world.owner.query(
      "select f.entity_id, f.rule_id, f.status, f.state, f.message, r.type from findings f join resources r on r.organization_id = f.organization_id and r.id = f.entity_id where f.organization_id = $1 order by 1, 2",
      [organizationId],
    );
    return { resources, findings };
  };

  beforeAll(async () => {
    moto = await startMoto();
    await play(moto.url, accountSetup(REGION));
    proxy = Bun.serve({
      hostname: "127.0.0.1",
      port: freePort(),
      fetch: () => new Response("<!doctype html><title>Sign in to the guest network</title>"),
    });
    all = await openConnections(moto.url);
    const door = { ...CLOSED, "a proxy that answers with a web page": { connect: { endpoint: proxy.url.origin } } };
    const parts = { ...PARTLY, "a region that was switched off": { connect: { optIn: "ap-east-1" } } };
    for (const [name, { connect, arrange }] of Object.entries<Partial<Case>>(door))
      connected.set(name, await all.connect(name, connect, arrange));
    for (const [name, { connect }] of Object.entries<Partial<Case>>(parts))
      connected.set(name, await all.connect(name, connect));
    await all.drain();
    for (const name of Object.keys(parts)) before.set(name, await contents(of(name)));
    for (const [name, { arrange }] of Object.entries(PARTLY))
      arrange?.(of(name).fake, "", "", { accessKeyId: "", secretAccessKey: "" });
    of("a region that was switched off").fake.turnOff("ap-east-1");
    for (const name of Object.keys(parts)) {
      const { owner, accountId } = of(name);
      await owner.inventory.accounts.discover.mutate({ id: accountId });
    }
    await all.drain();
  });
  afterAll(async () => {
    await all?.close();
    await proxy?.stop(true);
    await moto?.stop();
  });

  async function isClosed(connection: Connection, says: string) {
    const account = await accountOf(connection);
    const problem = account?.problem ?? "";
    expect(problem).toStartWith(says);
    expect(account).toMatchObject({
      status: "failing",
      discoveredAt: null,
      awsAccountId: null,
      resources: 0,
      regions: 0,
    });
    const jobs = await jobsOf(connection);
    expect(jobs.map(({ name, state, error }) => ({ name, state, error: error?.message }))).toEqual([
      { name: "inventory.discover-account", state: "failed", error: problem },
    ]);
    expect(await contents(connection)).toEqual({ resources: [], findings: [] });
    const [told, ...more] = await events(all, connection, "account.failing");
    expect(told.data).toEqual({ problem });
    expect(await connection.owner.costs.summary.query({})).toMatchObject({ monthToDate: null, syncedAt: null });
    console.log(`${connection.name}: ${problem} (${more.length + 1} events)`);
  }

  for (const [name, { says }] of Object.entries(CLOSED))
    test(`${name}: the account says why, and nothing of it is there`, () => isClosed(of(name), says));

  test("a proxy that answers with a web page: never taken for an account without resources", () =>
    isClosed(of("a proxy that answers with a web page"), UNREACHABLE));

  for (const [name, { says, type, service }] of Object.entries(PARTLY))
    test(`${name}: the rest is read, and what was not read is unknown, not gone and not judged`, async () => {
      const connection = of(name);
      expect(await accountOf(connection)).toMatchObject({ status: "connected", problem: null, unread: 1 });
      const { units } = await connection.owner.inventory.accounts.coverage.query({ id: connection.accountId });
      const unread = units.filter(({ problem }) => problem !== null);
      const problem = unread[0]?.problem ?? "";
      expect(problem).toStartWith(says);
      expect(unread).toMatchObject([{ region: REGION, service }]);

      const [was, is] = [before.get(name), await contents(connection)];
      expect(is.resources).toEqual(was?.resources ?? []);
      const touched = (findings: typeof is.findings) => findings.filter((finding) => finding.type === type);
      expect(touched(is.findings).length).toBeGreaterThan(3);
      const expected = touched(was?.findings ?? []).map((finding) =>
        finding.status === "NOT_APPLICABLE" ? finding : { ...finding, status: "UNKNOWN", message: problem },
      );
      expect(touched(is.findings)).toEqual(expected);
      expect(is.findings.filter((finding) => finding.type !== type)).toEqual(
        (was?.findings ?? []).filter((finding) => finding.type !== type),
      );
      expect((await jobsOf(connection)).filter(({ state }) => state !== "done")).toEqual([]);
      console.log(`${name}: ${problem} (${expected.length} verdicts)`);
    });

  test("a region that was switched off: it says so, and the others are read", async () => {
    const connection = of("a region that was switched off");
    const { units } = await connection.owner.inventory.accounts.coverage.query({ id: connection.accountId });
    const unread = units.filter(({ problem }) => problem !== null);
    expect(unread.length).toBeGreaterThan(3);
    for (const { region, problem } of unread) {
      expect(region).toBe("ap-east-1");
      expect(problem).toContain("The region ap-east-1 is not enabled in this account");
    }
    expect(units.some(({ region, resources }) => region === REGION && resources > 5)).toBe(true);
    expect((await contents(connection)).resources).toEqual(before.get(connection.name)?.resources ?? []);
    console.log(`${connection.name}: ${unread[0]?.problem} (${unread.length} places)`);
  });

  test("an installation without an identity says what its operator sets", async () => {
    const { awsAccess } = await import("../../src/ports/aws-access.ts");
    const access = awsAccess({ connector: null });
    const role = {
      kind: "role",
      roleArn: "arn:aws:iam::123456789012:role/x",
      externalId: "e",
      sessionName: "s",
      narrowedTo: "{}",
    } as const;
    await expect(access.open(role, new Date())).rejects.toThrow("Its operator sets CONNECTOR_ACCESS_KEY_ID");
    expect(access.principal).toBeNull();
  });

  test("a connection that was mended is read at once, and its problem is gone", async () => {
    const connection = of("a policy without DescribeRegions");
    connection.fake.clear();
    fillGaps(connection.fake);
    await connection.owner.inventory.accounts.discover.mutate({ id: connection.accountId });
    await all.drain();
    expect(await accountOf(connection)).toMatchObject({ status: "connected", problem: null, unread: 0 });
    expect((await contents(connection)).findings.length).toBeGreaterThan(50);
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
    expect(tables).toBeGreaterThan(15);
    // The same search finds one that was planted.
    const [, planted] = secrets;
    await world.owner.query("update aws_accounts set name = 'oops ' || $2 where id = $1", [
      of("keys that have expired").accountId,
      planted,
    ]);
    const again = await whereSecretsStand(world.owner, secrets, { answers: [{ planted }] });
    expect(again.found).toEqual(["1 rows of public.aws_accounts", "answers"]);
    console.log(`${secrets.size} secrets in ${tables} tables, ${world.logs.length} log lines: found nowhere`);
  });
});
