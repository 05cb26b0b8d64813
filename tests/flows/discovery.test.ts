import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type Aws, type AwsCall, AwsError } from "../../src/ports/aws.ts";
import { sampleAws } from "../../src/ports/aws-sample.ts";
import { openWorld, type World } from "../world.ts";

/** What AWS answers to a call in a region, given what the sample answers; throws to refuse. */
type Interfere = (call: AwsCall, region: string, answer: Record<string, unknown>) => unknown;

let world: World;
const undisturbed: Interfere = () => {};
const interfering = { with: undisturbed };
/** The sample has four; where a test is about one, the others need not be read, nor a bill. */
const regions = { on: [] as readonly string[] };

beforeAll(async () => {
  world = await openWorld({
    ports: {
      aws: {
        principal: "arn:aws:iam::111122223333:user/devcontrol",
        open: async (_, now) => interfered(sampleAws({ now })),
        reopen: async (_, now) => interfered(sampleAws({ now })),
        tryDoor: async ({ roleArn }) => (roleArn.endsWith("/open") ? "without-id" : "closed"),
      },
    },
  });
  whole = await discovered();
}, 120_000);
afterAll(() => world.close());

function interfered(sample: Aws): Aws {
  return {
    async call(call, input, region) {
      const answer = await sample.call(call, input, region);
      const told = answer as Record<string, unknown>;
      if (call === "ec2:DescribeRegions" && Array.isArray(told.Regions) && regions.on.length > 0)
        told.Regions = told.Regions.filter(({ RegionName }) => regions.on.includes(RegionName));
      if (call === "ce:GetCostAndUsage" && regions.on.length > 0) told.ResultsByTime = [];
      interfering.with(call, region, told);
      return answer;
    },
  };
}

/** An organisation that has discovered the sample account, in these regions or in all of them. */
async function discovered(...on: string[]) {
  regions.on = on;
  const acme = await world.org();
  await acme.as("owner").inventory.accounts.connectSample.mutate();
  await world.drain();
  return { ...acme, regions: on };
}
type Org = Awaited<ReturnType<typeof discovered>>;
/** The whole of it, read once for the tests that only look. */
let whole: Org;

async function discoverAgain(acme: Org, interfere: Interfere) {
  const { items } = await acme.as("owner").inventory.accounts.list.query();
  interfering.with = interfere;
  regions.on = acme.regions;
  try {
    await acme.as("developer").inventory.accounts.discover.mutate({ id: items[0]?.id ?? "" });
    await world.drain();
  } finally {
    interfering.with = undisturbed;
  }
}
const refused = (call: AwsCall, region: string) =>
  new AwsError("refused", call, region, "AccessDenied", `${call} in ${region} is not allowed by the policy.`);

describe("a role", () => {
  test("that lets us in without its ExternalId is connected, and says so until its door is closed", async () => {
    regions.on = ["us-east-1"];
    const acme = await world.org();
    const { accounts } = acme.as("owner").inventory;
    const { id } = await accounts.prepareRole.mutate({ name: "Production" });
    const connect = async (role: string) => {
      await accounts.connectRole.mutate({ id, roleArn: `arn:aws:iam::210000000042:role/${role}` });
      await world.drain();
      return (await accounts.list.query()).items[0];
    };
    expect(await connect("open")).toMatchObject({
      status: "connected",
      problem: expect.stringContaining("without its ExternalId"),
    });
    const { rows } = await world.owner.query(
      "select count(*)::int as n from events where organization_id = $1 and action = 'account.open-role'",
      [acme.id],
    );
    expect(rows[0].n).toBe(1);
    expect(await connect("closed")).toMatchObject({ status: "connected", problem: null });
  }, 120_000);
});

describe("the sample account", () => {
  test("is discovered by jobs: resources, relations, findings", async () => {
    const acme = whole;
    const owner = acme.as("owner");
    const { items: jobs } = await owner.operations.jobs.list.query({ limit: 100 });
    expect(jobs.filter(({ state }) => state !== "done")).toEqual([]);
    const scan = await owner.operations.jobs.get.query({
      id: jobs.find(({ name }) => name === "inventory.discover-account")?.id ?? "",
    });
    expect(scan.children.length).toBeGreaterThan(15);
    expect(scan.progress).toMatchObject({ done: scan.children.length, total: scan.children.length });
    const summary = await owner.inventory.summary.query();
    const total = summary.types.reduce((sum, { count }) => sum + count, 0);
    expect(total).toBeGreaterThan(300);
    const { items } = await owner.inventory.accounts.list.query();
    expect(items[0]).toMatchObject({ resources: total, regions: 4, unread: 0, status: "connected", problem: null });
    const findings = await owner.findings.summary.query();
    expect(findings.counts.fail).toBeGreaterThan(20);
    expect(findings.counts.pass).toBeGreaterThan(findings.counts.fail);
    expect(Number(findings.savings.monthly)).toBeGreaterThan(100);
    // Who reads the log learns what is new: each run's event says how many findings it opened.
    const { rows } = await world.owner.query(
      `select (select sum((data ->> 'findingsOpened')::int)::int from events where organization_id = $1 and action = 'inventory.discover-service.run') as told,
        (select count(*)::int from finding_changes where organization_id = $1 and action = 'opened') as opened`,
      [acme.id],
    );
    expect(rows[0].told).toBe(rows[0].opened);
    expect(rows[0].told).toBeGreaterThan(20);
  }, 60_000);

  test("filters by cost and age keep what is unknown apart", async () => {
    const acme = whole;
    const total = async (filter: object) =>
      (await acme.as("viewer").inventory.resources.list.query({ ...filter, limit: 1 })).total;
    const [all, dear, cheap, unknown] = [
      await total({}),
      await total({ cost: 100 }),
      await total({ cost: 0 }),
      await total({ cost: "unknown" }),
    ];
    expect(dear).toBeGreaterThan(0);
    expect(dear).toBeLessThan(cheap);
    expect(cheap + unknown).toBe(all);
    expect(await total({ newWithinDays: 1 })).toBe(all);
  }, 60_000);

  test("relations lead from an instance to its subnet and network, and back", async () => {
    const acme = whole;
    const owner = acme.as("owner");
    const { items } = await owner.inventory.resources.list.query({ type: ["AWS::EC2::Instance"], limit: 1 });
    const instance = await owner.inventory.resources.get.query({ id: items[0]?.id ?? "" });
    const subnet = instance.pointsAt.find(({ toType }) => toType === "AWS::EC2::Subnet");
    expect(subnet?.id).toBeString();
    const back = await owner.inventory.resources.get.query({ id: subnet?.id ?? "" });
    expect(back.pointedAtBy.map(({ id }) => id)).toContain(instance.id);
    expect(back.pointsAt.map(({ toType }) => toType)).toContain("AWS::EC2::VPC");
  }, 60_000);
});

describe("a second scan", () => {
  test("of an unchanged account writes no resource and no finding", async () => {
    const acme = whole;
    const stamp = async () =>
      (
        await world.owner.query(
          "select (select max(changed_at) from resources where organization_id = $1) r, (select max(changed_at) from findings where organization_id = $1) f",
          [acme.id],
        )
      ).rows;
    const before = await stamp();
    await discoverAgain(acme, undisturbed);
    expect(await stamp()).toEqual(before);
    // Each run tells how many rules it asked: the second time only those that look at the clock.
    const { rows } = await world.owner.query(
      `select sum((outcome ->> 'rulesEvaluated')::int)::int as asked from jobs
        where organization_id = $1 and name = 'inventory.discover-service' group by parent_id order by min(created_at)`,
      [acme.id],
    );
    expect(rows[0].asked).toBeGreaterThan(2000);
    expect(rows[1].asked).toBeLessThan(rows[0].asked / 4);
    // Asked all of them again, they say what stands.
    await world.owner.query("delete from judgements where organization_id = $1", [acme.id]);
    await acme.as("owner").organizations.changeSettings.mutate({});
    await world.drain();
    expect(await stamp()).toEqual(before);
  }, 60_000);

  test("marks what is gone, closes its findings, and takes it back when it returns", async () => {
    const acme = await discovered("eu-west-1");
    const viewer = acme.as("viewer");
    const list = (vanished: boolean) =>
      viewer.inventory.resources.list.query({ type: ["AWS::EC2::Volume"], region: ["eu-west-1"], vanished, limit: 1 });
    const before = await list(false);
    await discoverAgain(acme, (call, region, answer) => {
      if (call === "ec2:DescribeVolumes" && region === "eu-west-1") answer.Volumes = [];
    });
    expect((await list(false)).total).toBe(0);
    const gone = await list(true);
    expect(gone.total).toBe(before.total);
    expect(gone.items[0]?.vanishedAt).not.toBeNull();
    const open = await viewer.findings.list.query({ resource: gone.items[0]?.id, state: ["open"] });
    expect(open.total).toBe(0);
    await discoverAgain(acme, undisturbed);
    expect((await list(false)).total).toBe(before.total);
    expect((await list(false)).items[0]?.id).toBe(before.items[0]?.id ?? "");
  }, 90_000);

  test("a refused read makes verdicts unknown with the reason, and nothing vanishes", async () => {
    const acme = await discovered("us-west-2");
    const viewer = acme.as("viewer");
    const volumes = () =>
      viewer.inventory.resources.list.query({ type: ["AWS::EC2::Volume"], region: ["us-west-2"], limit: 1 });
    const before = await volumes();
    await discoverAgain(acme, (call, region) => {
      if (call === "ec2:DescribeVolumes" && region === "us-west-2") throw refused(call, region);
    });
    expect((await volumes()).total).toBe(before.total);
    const { items } = await viewer.findings.list.query({
      resource: before.items[0]?.id,
      rule: ["EC2-001"],
      status: ["UNKNOWN"],
    });
    expect(items[0]?.message).toContain("ec2:DescribeVolumes in us-west-2 is not allowed");
    const { items: accounts } = await viewer.inventory.accounts.list.query();
    const { units } = await viewer.inventory.accounts.coverage.query({ id: accounts[0]?.id ?? "" });
    expect(units.filter(({ problem }) => problem !== null)).toMatchObject([{ region: "us-west-2", service: "ec2" }]);
    // What is known of them is old: judging it again tells nothing, another read does.
    const unknown = () => viewer.findings.list.query({ rule: ["EC2-001"], status: ["UNKNOWN"], limit: 1 });
    const unread = (await unknown()).total;
    await acme.as("owner").organizations.changeSettings.mutate({ requiredTags: ["Another"] });
    await world.drain();
    expect((await unknown()).total).toBe(unread);
    await discoverAgain(acme, undisturbed);
    expect((await unknown()).total).toBe(0);
  }, 60_000);

  test("a whole service that cannot be read leaves the others alone", async () => {
    const acme = await discovered("us-east-1");
    await discoverAgain(acme, (call, region) => {
      if (call.startsWith("rds:") && region === "us-east-1")
        throw new AwsError("region-off", call, region, "OptInRequired", `The region ${region} is off.`);
    });
    const { counts } = await acme.as("viewer").findings.summary.query();
    expect(counts.unknown).toBeGreaterThan(10);
    expect(counts.pass).toBeGreaterThan(counts.unknown);
  }, 60_000);
});

describe("settings", () => {
  test("a tag policy that changes is judged at once, without asking AWS", async () => {
    const acme = await discovered("us-east-1");
    const owner = acme.as("owner");
    const failing = async () => (await owner.findings.list.query({ rule: ["TAG-001"], limit: 1 })).total;
    const before = await failing();
    await owner.organizations.changeSettings.mutate({ requiredTags: ["NobodyHasThis"] });
    await world.drain();
    expect(await failing()).toBeGreaterThan(before);
    await owner.organizations.changeSettings.mutate({ requiredTags: [] });
    await world.drain();
    expect(await failing()).toBe(0);
  }, 60_000);
});

describe("accounts", () => {
  test("keys are sealed: no row, event or log holds them in the clear", async () => {
    const acme = await world.org();
    const secret = `SECRET${crypto.randomUUID().replaceAll("-", "")}XX`;
    const { id } = await acme.as("owner").inventory.accounts.connectKeys.mutate({
      name: "Keys",
      accessKeyId: "AKIAABCDEFGHIJKLMNOP",
      secretAccessKey: secret,
    });
    await world.drain();
    const { rows: tables } = await world.owner.query(
      "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
    );
    for (const { table_name } of tables) {
      const { rows } = await world.owner.query(
        `select 1 from ${table_name} t where position($1 in t::text) > 0 limit 1`,
        [secret],
      );
      expect(`${table_name} ${rows.length}`).toBe(`${table_name} 0`);
    }
    expect(JSON.stringify(world.logs)).not.toContain(secret);
    expect(JSON.stringify(await acme.as("viewer").inventory.accounts.list.query())).not.toContain(
      "AKIAABCDEFGHIJKLMNOP",
    );
    expect(id).toBeString();
  }, 60_000);

  test("removing one removes what was read from it, and says so in the log", async () => {
    const acme = await discovered();
    const owner = acme.as("owner");
    const { items } = await owner.inventory.accounts.list.query();
    await owner.inventory.accounts.remove.mutate({ id: items[0]?.id ?? "" });
    for (const table of [
      "resources",
      "entities",
      "relations",
      "findings",
      "judgements",
      "discovery_units",
      "cost_lines",
    ]) {
      const { rows } = await world.owner.query(`select count(*)::int n from ${table} where organization_id = $1`, [
        acme.id,
      ]);
      expect(`${table} ${rows[0].n}`).toBe(`${table} 0`);
    }
    const { rows } = await world.owner.query(
      "select action from events where organization_id = $1 and action = 'account.remove'",
      [acme.id],
    );
    expect(rows.length).toBe(1);
  }, 60_000);
});
