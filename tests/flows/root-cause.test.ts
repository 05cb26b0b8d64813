import { afterAll, beforeAll, expect, test } from "bun:test";
import type { SecurityGroup } from "@aws-sdk/client-ec2";
import type { Aws } from "../../src/ports/aws.ts";
import { sampleAws } from "../../src/ports/aws-sample.ts";
import { openWorld, type World } from "../world.ts";

let world: World;
let acme: Awaited<ReturnType<World["org"]>>;
/** Whether somebody has closed the group that opens everything. */
let isMended = false;

const EVERYTHING = { IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] };
const SSH = { IpProtocol: "tcp", FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: "0.0.0.0/0" }] };
const PORT_RULES = ["EC2-011", "EC2-012", "EC2-014", "EC2-015", "EC2-016"];

/** The sample, in which "launch-wizard-1" of us-east-1 opens SSH by an entry of its own beside everything. */
const changed = (sample: Aws): Aws => ({
  async call(call, input, region) {
    const answer = await sample.call(call, input, region);
    const told = answer as { SecurityGroups?: SecurityGroup[] };
    for (const group of told.SecurityGroups ?? []) {
      if (group.GroupName === "launch-wizard-1" && region === "us-east-1") group.IpPermissions = [EVERYTHING, SSH];
      if (group.GroupName === "debug-everything" && isMended) group.IpPermissions = [];
    }
    return answer;
  },
});

beforeAll(async () => {
  const open = async (_: unknown, now: Date) => changed(sampleAws({ now }));
  const principal = "arn:aws:iam::111122223333:user/devcontrol";
  world = await openWorld({ ports: { aws: { principal, open, reopen: open, tryDoor: async () => "closed" } } });
  acme = await world.org();
  await acme.as("owner").inventory.accounts.connectSample.mutate();
  await world.drain();
}, 300_000);
afterAll(() => world.close());

const findings = () => acme.as("maintainer").findings;
const list = async (filter: object) => (await findings().list.query({ limit: 100, ...filter })).items;
/** What the worklist shows of a group's port rules. */
async function shownOf(group: string) {
  const items = await list({ search: group });
  return items.filter(({ resource, ruleId }) => resource.name === group && /^EC2-01[1-6]$/.test(ruleId));
}

test("a group that opens every port is one finding, which says how many go with it", async () => {
  const [root, ...more] = await shownOf("debug-everything");
  expect(more).toEqual([]);
  expect(root).toMatchObject({ ruleId: "EC2-013", covers: PORT_RULES.length });
  const detail = await findings().get.query({ id: root?.id ?? "" });
  expect(detail.parts.map(({ resourceName }) => resourceName)).toEqual(PORT_RULES.map(() => "debug-everything"));

  // The verdicts stand: by the rule, on the resource, and in the framework's requirement.
  const byRule = (await list({ rule: ["EC2-011"] })).find(({ resource }) => resource.name === "debug-everything");
  expect(byRule).toMatchObject({ status: "FAIL", state: "open" });
  const ofResource = await list({ resource: root?.resource.id });
  expect(ofResource.filter(({ ruleId }) => PORT_RULES.includes(ruleId))).toHaveLength(PORT_RULES.length);
  expect(await findings().get.query({ id: byRule?.id ?? "" })).toMatchObject({
    cause: { id: root?.id, title: root?.title },
    parts: [],
  });
}, 60_000);

test("what another entry opens as well stands for itself", async () => {
  const shown = (await shownOf("launch-wizard-1")).filter(({ resource }) => resource.region === "us-east-1");
  expect(shown.map(({ ruleId, covers }) => [ruleId, covers]).sort()).toEqual([
    ["EC2-011", 0],
    ["EC2-013", PORT_RULES.length - 1],
  ]);
});

test("buckets without a block go with the account's, and come back when that one is accepted", async () => {
  const [root] = await list({ rule: ["S3-001"] });
  const buckets = await list({ rule: ["S3-002"] });
  expect(buckets.length).toBeGreaterThan(1);
  expect(root?.covers).toBe(buckets.length);
  expect((await list({ severity: ["high"] })).filter(({ ruleId }) => ruleId === "S3-002")).toEqual([]);

  const before = await findings().summary.query();
  const endsAt = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  const { items: members } = await findings().assignees.query();
  const approverId = members.find(({ mayApprove }) => mayApprove)?.id ?? "";
  const wanted = { ruleId: "S3-001", reason: "One bucket is public.", approverId, endsAt };
  const { id } = await findings().exceptions.create.mutate(wanted);
  expect((await list({ severity: ["high"] })).filter(({ ruleId }) => ruleId === "S3-002")).toHaveLength(buckets.length);
  const during = await findings().summary.query();
  expect(during.counts.covered).toBe(before.counts.covered - buckets.length);
  expect(during.counts.fail).toBe(before.counts.fail - 1 + buckets.length);
  await findings().exceptions.end.mutate({ id });
  expect(await findings().summary.query()).toEqual(before);
}, 60_000);

test("every sum counts it once: the summary, the groups and the list", async () => {
  const { counts, openBySeverity, score } = await findings().summary.query();
  const { rows } = await world.owner.query(
    `select count(*)::int as all, (count(*) filter (where cause_rule_id is not null))::int as caused from findings
      where organization_id = $1 and pack = 'compliance' and state = 'open' and status = 'FAIL'`,
    [acme.id],
  );
  expect(counts.covered).toBe(rows[0].caused);
  expect(counts.fail).toBe(rows[0].all - rows[0].caused);
  expect(score).toBe(counts.pass / (counts.pass + counts.fail));
  const { total } = await findings().list.query({ limit: 1 });
  expect(Object.values(openBySeverity).reduce((sum, count) => sum + count, 0)).toBe(total);
  const { items: groups } = await findings().groups.query({ by: "account" });
  expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(total);
  expect((await findings().list.query({ limit: 1, covered: true })).total).toBe(total + counts.covered);
});

test("mending the cause mends all of it", async () => {
  isMended = true;
  const { items } = await acme.as("owner").inventory.accounts.list.query();
  await acme.as("developer").inventory.accounts.discover.mutate({ id: items[0]?.id ?? "" });
  await world.drain();
  expect(await shownOf("debug-everything")).toEqual([]);
  for (const one of await list({ rule: ["EC2-013", ...PORT_RULES], state: ["resolved"] }))
    expect(one).toMatchObject({ status: "PASS", causeRuleId: null, covers: 0 });
}, 60_000);
