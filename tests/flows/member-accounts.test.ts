import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Aws, type AwsAccess, AwsError, type RoleCredentials } from "../../src/ports/aws.ts";
import { sampleAws } from "../../src/ports/aws-sample.ts";
import { openWorld, type World } from "../world.ts";

const MANAGEMENT = "100000000001";
type Listed = { Id: string; Name: string; State: string };
/** Roles that are there, by ARN → what they ask for. */
const roles = new Map<string, string>();
const listed: Listed[] = [];
const asked: string[] = [];
let refusal: ((call: string, region: string) => AwsError) | null = null;

/** An account without regions, so that it is read at once; the management account lists its organisation two by two. */
const accountOf = (number: string, sample: Aws): Aws => ({
  async call(call, input, region) {
    asked.push(`${number} ${call}`);
    if (call === "organizations:ListAccounts") {
      if (refusal) throw refusal(call, region);
      const from = Number((input as { NextToken?: string }).NextToken ?? 0);
      const Accounts = listed.slice(from, from + 2);
      const NextToken = from + 2 < listed.length ? String(from + 2) : undefined;
      const answer = { Accounts, NextToken };
      return answer as Awaited<ReturnType<typeof sample.call<typeof call>>>;
    }
    const answer = await sample.call(call, input, region);
    if (call === "sts:GetCallerIdentity")
      return Object.assign(answer, { Account: number, Arn: `arn:aws:sts::${number}:assumed-role/x` });
    if (call === "ec2:DescribeRegions") return Object.assign(answer, { Regions: [] });
    throw new AwsError("refused", call, region, "AccessDenied", `AWS refused ${call}.`);
  },
});

const idOf = (role: RoleCredentials) => (role.kind === "role" ? role.externalId : role.subject);
const aws: AwsAccess = {
  principal: "arn:aws:iam::111122223333:user/devcontrol",
  tryDoor: async () => "closed",
  reopen: (credentials, now) => aws.open(credentials, now),
  async open(credentials, now) {
    if (credentials.kind !== "role" && credentials.kind !== "web-identity") throw new Error("roles only");
    if (roles.get(credentials.roleArn) !== idOf(credentials))
      throw new AwsError("credentials", "sts:AssumeRole", "us-east-1", "AccessDenied", "AWS did not let us assume it.");
    return accountOf(credentials.roleArn.split(":")[4] ?? "", sampleAws({ now }));
  },
};

let world: World;
beforeAll(async () => {
  world = await openWorld({ ports: { aws } });
});
afterAll(() => world.close());

const member = (at: number, name: string, State = "ACTIVE"): Listed => ({ Id: `20000000000${at}`, Name: name, State });

/** An organisation with its management account connected, and what that lists. */
async function managed(members: Listed[], by: "id" | "token" = "id") {
  listed.splice(0, listed.length, { Id: MANAGEMENT, Name: "Management", State: "ACTIVE" }, ...members);
  refusal = null;
  const acme = await world.org();
  const owner = acme.as("owner");
  const { accounts, members: api } = owner.inventory;
  const input = { name: "Management", scope: "organization" as const };
  const prepared =
    by === "id" ? await accounts.prepareRole.mutate(input) : await accounts.prepareWebIdentity.mutate(input);
  const trust = "externalId" in prepared ? prepared.externalId : prepared.subject;
  const { id, template } = prepared;
  const roleArn = `arn:aws:iam::${MANAGEMENT}:role/DevControl-of-${id}`;
  roles.set(roleArn, trust);
  await accounts.connectRole.mutate({ id, roleArn });
  await world.drain();
  const { roleName, ...set } = await api.stackSet.query({ managementId: id });
  const roleOf = (number: string) => `arn:aws:iam::${number}:role/${roleName}`;
  const statuses = async () => {
    const { items } = await api.list.query({ managementId: id });
    return Object.fromEntries(items.map(({ name, status }) => [name, status]));
  };
  const hour = async () => {
    const { scheduleCadence } = await import("../../src/schedule.ts");
    await scheduleCadence(world.database, "hour", new Date());
    await world.drain();
  };
  return { acme, owner, accounts, api, id, template, trust, set, roleName, roleOf, statuses, hour };
}

test("a suspended member that was connected is not read any more", async () => {
  const { api, id, roleOf, trust, statuses, accounts } = await managed([member(9, "Shop")]);
  roles.set(roleOf("200000000009"), trust);
  await api.connect.mutate({ managementId: id, awsAccountIds: ["200000000009"] });
  await world.drain();
  listed[1] = member(9, "Shop", "SUSPENDED");
  await accounts.discover.mutate({ id });
  await world.drain();
  expect(await statuses()).toMatchObject({ Shop: "skipped" });
  asked.length = 0;
  const { scheduleCadence } = await import("../../src/schedule.ts");
  await scheduleCadence(world.database, "day", new Date());
  await world.drain();
  expect(asked.some((call) => call.startsWith(MANAGEMENT))).toBe(true);
  expect(asked.filter((call) => call.startsWith("200000000009"))).toEqual([]);
}, 60_000);

test("the management account lists every page of its members, and only its own policy asks for that", async () => {
  const { statuses, template, set, accounts } = await managed([
    member(1, "Shop"),
    member(2, "Data"),
    member(3, "Old", "SUSPENDED"),
    member(4, "Ending", "PENDING_CLOSURE"),
  ]);
  expect(await statuses()).toEqual({
    Management: "management",
    Shop: "not-connected",
    Data: "not-connected",
    Old: "skipped",
    Ending: "skipped",
  });
  expect(template).toContain('"organizations:ListAccounts"');
  expect(template).toContain('"ce:GetCostAndUsage"');
  // A member's bill comes with the management account's.
  expect(set.template).not.toContain("organizations:ListAccounts");
  expect(set.template).not.toContain("ce:GetCostAndUsage");
  expect((await accounts.prepareRole.mutate({ name: "Plain" })).template).not.toContain("organizations:ListAccounts");
});

test("chosen members wait until the stack set reaches them, are tried each hour, and are read with the shared trust", async () => {
  const { api, id, roleOf, statuses, hour, trust, set, owner } = await managed([
    member(1, "Shop"),
    member(2, "Data"),
    member(3, "Old", "SUSPENDED"),
  ]);
  const [shop, data, old] = ["200000000001", "200000000002", "200000000003"];
  expect(set.template).toContain(trust);
  expect(set.commands).toContain("create-stack-instances");
  const { connected, skipped } = await api.connect.mutate({
    managementId: id,
    awsAccountIds: [shop, data, old, "999999999999", MANAGEMENT],
  });
  expect(connected).toBe(2);
  expect(Object.fromEntries(skipped.map(({ awsAccountId, reason }) => [awsAccountId, reason]))).toEqual({
    [old]: "AWS has suspended it.",
    "999999999999": "It is not in the organisation.",
    [MANAGEMENT]: "It is connected already.",
  });
  roles.set(roleOf(shop), trust);
  await world.drain();
  expect(await statuses()).toMatchObject({ Shop: "connected", Data: "waiting", Old: "skipped" });
  const waiting = await api.list.query({ managementId: id, status: "waiting" });
  expect(waiting.items[0]?.problem).toStartWith("The role is not there yet");
  // Waiting is no failure: nobody is called to the jobs page for it.
  const { items: jobs } = await owner.operations.jobs.list.query({ limit: 100 });
  const failed = jobs.filter(({ name, state }) => name.startsWith("inventory.") && state === "failed");
  expect(failed).toEqual([]);

  await hour();
  expect(await statuses()).toMatchObject({ Data: "waiting" });
  // A role of that name that trusts somebody else is not ours.
  roles.set(roleOf(data), "another-id");
  await hour();
  expect(await statuses()).toMatchObject({ Data: "waiting" });
  roles.set(roleOf(data), trust);
  await hour();
  expect(await statuses()).toMatchObject({ Shop: "connected", Data: "connected" });
  const { counts } = await api.list.query({ managementId: id, limit: 1 });
  expect(counts.find(({ status }) => status === "connected")?.count).toBe(2);
  // Connected once, however often it is asked.
  const again = await api.connect.mutate({ managementId: id, awsAccountIds: [shop, data] });
  expect(again.connected).toBe(0);
}, 60_000);

test("by signed identity all members pin the management connection's subject", async () => {
  const { api, id, roleOf, statuses, trust, set } = await managed([member(1, "Shop")], "token");
  expect(trust).toContain(id);
  expect(set.template).toContain(`"devcontrol.example.com:sub": "${trust}"`);
  roles.set(roleOf("200000000001"), trust);
  await api.connect.mutate({ managementId: id, awsAccountIds: ["200000000001"] });
  await world.drain();
  expect(await statuses()).toMatchObject({ Shop: "connected" });
});

test("the daily discovery notices who came and who left, and connects who is new where that was asked for", async () => {
  const { acme, owner, accounts, api, id, statuses } = await managed([member(1, "Shop"), member(2, "Data")]);
  const day = async () => {
    await accounts.discover.mutate({ id });
    await world.drain();
  };
  listed.splice(1, 1);
  listed.push(member(3, "New"));
  await day();
  expect(await statuses()).toMatchObject({ Shop: "left", Data: "not-connected", New: "not-connected" });
  await api.setAutomatic.mutate({ managementId: id, connectsMembers: true });
  listed.push(member(4, "Newer"), member(5, "Closed", "SUSPENDED"));
  await day();
  expect(await statuses()).toMatchObject({ New: "not-connected", Newer: "waiting", Closed: "skipped" });
  const { rows } = await world.owner.query(
    "select data from events where organization_id = $1 and action = 'account.members-found' order by id",
    [acme.id],
  );
  expect(rows.map(({ data }) => data.count)).toEqual([1, 2]);
  // Their bill is not asked for.
  const { accounts: costs } = await owner.costs.summary.query({});
  expect(costs.length).toBeGreaterThan(0);
  expect(asked.filter((call) => call.endsWith("ce:GetCostAndUsage")).every((call) => call.startsWith(MANAGEMENT))).toBe(
    true,
  );
}, 60_000);

test.each<[string, AwsError["failure"], string, string]>([
  ["in no organisation", "invalid", "AWSOrganizationsNotInUseException", "This account is in no AWS organisation"],
  [
    "a member itself",
    "refused",
    "AccessDeniedException",
    "AWS refused to list the organisation's accounts: this is neither",
  ],
])("an account that is %s says so, and stays connected", async (_, failure, code, says) => {
  const { api, id, accounts } = await managed([member(1, "Shop")]);
  refusal = (call, region) => new AwsError(failure, call, region, code, "said by AWS");
  await api.refresh.mutate({ managementId: id });
  await world.drain();
  const { management, items } = await api.list.query({ managementId: id });
  expect(management.membersProblem).toStartWith(says);
  // What was listed before is kept.
  expect(items.length).toBe(2);
  expect((await accounts.list.query()).items[0]).toMatchObject({ status: "connected", problem: null });
});

test("an account that was connected alone becomes a management account by one right more, which is shown", async () => {
  listed.splice(0, listed.length, { Id: MANAGEMENT, Name: "Management", State: "ACTIVE" });
  const acme = await world.org();
  const { accounts, members: api } = acme.as("owner").inventory;
  const { id, externalId } = await accounts.prepareRole.mutate({ name: "Root" });
  const roleArn = `arn:aws:iam::${MANAGEMENT}:role/Root`;
  roles.set(roleArn, externalId);
  await accounts.connectRole.mutate({ id, roleArn });
  await expect(api.stackSet.query({ managementId: id })).rejects.toThrow("members are not listed");
  expect((await accounts.policyChange.query({ id })).change).toEqual({ added: [], removed: [] });
  await api.add.mutate({ managementId: id });
  expect((await accounts.policyChange.query({ id })).change).toEqual({
    added: ["organizations:ListAccounts"],
    removed: [],
  });
  expect((await accounts.list.query()).items[0]).toMatchObject({ lacks: 1, scope: "organization" });
  await accounts.confirmPolicy.mutate({ id });
  expect((await accounts.list.query()).items[0]).toMatchObject({ lacks: 0 });
  await expect(api.add.mutate({ managementId: id })).rejects.toThrow("already");
});

test("a policy that the product has outgrown is told by what it lacks, and by what it no longer needs", async () => {
  const acme = await world.org();
  const { accounts } = acme.as("owner").inventory;
  const { id } = await accounts.connectKeys.mutate({
    name: "Keys",
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    secretAccessKey: "a".repeat(40),
  });
  await world.owner.query(
    `update aws_accounts set granted = (granted - 'ec2:DescribeVolumes' - 's3:ListAllMyBuckets') || '["ec2:DescribeOldThings"]' where id = $1`,
    [id],
  );
  expect((await accounts.list.query()).items[0]?.lacks).toBe(2);
  expect((await accounts.policyChange.query({ id })).change).toEqual({
    added: ["ec2:DescribeVolumes", "s3:ListAllMyBuckets"],
    removed: ["ec2:DescribeOldThings"],
  });
  // Connected before this was kept: nothing is claimed.
  await world.owner.query("update aws_accounts set granted = null where id = $1", [id]);
  expect((await accounts.list.query()).items[0]?.lacks).toBeNull();
  expect((await accounts.policyChange.query({ id })).change).toBeNull();
});

test("a management account is removed with its members' connections, or not at all", async () => {
  const { acme, api, accounts, id, roleOf, trust } = await managed([member(1, "Shop")]);
  roles.set(roleOf("200000000001"), trust);
  await api.connect.mutate({ managementId: id, awsAccountIds: ["200000000001"] });
  await world.drain();
  const going = await accounts.removal.query({ id });
  const counted = async (table: string) =>
    (await world.owner.query(`select count(*)::int as n from ${table} where organization_id = $1`, [acme.id])).rows[0]
      .n;
  expect(going).toMatchObject({ members: 1, resources: await counted("resources") });
  expect(going.resources).toBeGreaterThan(0);
  expect(going.findings).toBe(await counted("findings"));
  await expect(accounts.remove.mutate({ id })).rejects.toThrow("1 member account is connected through this one");
  await accounts.remove.mutate({ id, withMembers: true });
  expect((await accounts.list.query()).items).toEqual([]);
  expect(await counted("resources")).toBe(0);
});

test("a plan without room connects none of the chosen members", async () => {
  const { acme, api, id } = await managed([1, 2, 3, 4, 5].map((at) => member(at, `Member ${at}`)));
  await world.owner.query("update organizations set plan = 'free' where id = $1", [acme.id]);
  const all = listed.slice(1).map(({ Id }) => Id);
  await expect(api.connect.mutate({ managementId: id, awsAccountIds: all })).rejects.toMatchObject({
    data: { code: "CONFLICT" },
  });
  const { connected } = await api.connect.mutate({ managementId: id, awsAccountIds: all.slice(0, 4) });
  expect(connected).toBe(4);
});

test("a long list comes page by page, and is searched by name and number", async () => {
  const { api, id } = await managed(Array.from({ length: 7 }, (_, at) => member(at, `Team ${at % 3}`)));
  const names: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await api.list.query({ managementId: id, cursor, limit: 3 });
    names.push(...page.items.map(({ awsAccountId }) => awsAccountId));
    cursor = page.next;
  }
  expect(new Set(names).size).toBe(8);
  expect(names.length).toBe(8);
  expect((await api.list.query({ managementId: id, search: "TEAM 1" })).items.length).toBe(2);
  expect((await api.list.query({ managementId: id, search: "200000000004" })).items.length).toBe(1);
});
