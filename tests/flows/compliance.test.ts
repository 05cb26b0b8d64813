import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { problemsOf } from "../ocsf.ts";
import { openWorld, type World } from "../world.ts";

let world: World;
let acme: Awaited<ReturnType<World["org"]>>;
beforeAll(async () => {
  world = await openWorld();
  acme = await world.org();
  await acme.as("owner").inventory.accounts.connectSample.mutate();
  await world.drain();
}, 300_000);
afterAll(() => world.close());

const frameworks = () => acme.as("viewer").findings.frameworks;

describe("a framework", () => {
  test("says the same as its findings: what is unknown never passes", async () => {
    const cis = await frameworks().get.query({ id: "cis-aws-5.0" });
    const { rows } = await world.owner.query(
      "select f.rule_id, f.status, count(*)::int n from findings f join resources r on r.id = f.entity_id where f.organization_id = $1 and r.vanished_at is null group by 1, 2",
      [acme.id],
    );
    const count = (rule: string, status: string) =>
      rows.find((row) => row.rule_id === rule && row.status === status)?.n ?? 0;
    expect(cis.requirements.length).toBeGreaterThan(40);
    for (const { id, status, rules } of cis.requirements) {
      const sum = (word: string) => rules.reduce((total, rule) => total + count(rule.id, word), 0);
      const expected =
        sum("FAIL") > 0
          ? "FAIL"
          : sum("UNKNOWN") > 0
            ? "UNKNOWN"
            : sum("MANUAL") > 0
              ? "MANUAL"
              : sum("PASS") > 0
                ? "PASS"
                : "NONE";
      expect({ id, status }).toEqual({ id, status: expected as typeof status });
    }
    const { PASS, FAIL } = cis.counts;
    expect(cis.score).toBe(PASS / (PASS + FAIL));
    const listed = (await frameworks().list.query({})).find(({ id }) => id === "cis-aws-5.0");
    expect(listed).toMatchObject({ score: cis.score, counts: cis.counts });
  });

  test("of an account that is not ours counts nothing", async () => {
    const [cis] = await frameworks().list.query({ account: [crypto.randomUUID()] });
    expect(cis).toMatchObject({ score: null, counts: { PASS: 0, FAIL: 0 } });
  });

  test("that does not exist is refused", () =>
    expect(frameworks().get.query({ id: "made-up" })).rejects.toMatchObject({ data: { code: "NOT_FOUND" } }));

  test("hands out its evidence, every page once, as rows and as OCSF", async () => {
    const ids: string[] = [];
    for (let cursor: string | null = null; ; ) {
      const page: Awaited<ReturnType<ReturnType<typeof frameworks>["evidence"]["query"]>> =
        await frameworks().evidence.query({ id: "cis-aws-7.0", limit: 200, cursor });
      ids.push(...page.items.map(({ id }) => id));
      expect(page.items.every(({ requirements }) => requirements.length > 0)).toBe(true);
      cursor = page.next;
      if (!cursor) break;
    }
    const cis = await frameworks().get.query({ id: "cis-aws-7.0" });
    const { PASS, FAIL, UNKNOWN, MANUAL, NOT_APPLICABLE } = cis.verdicts;
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(PASS + FAIL + UNKNOWN + MANUAL + NOT_APPLICABLE);
    const { events } = await frameworks().ocsf.query({ id: "cis-aws-7.0", limit: 20 });
    expect(events.map(({ finding_info }) => finding_info.uid)).toEqual(ids.slice(0, 20));
    expect(events[0]?.cloud.account.uid).toMatch(/^\d{12}$/);
  });

  test("exports nothing but valid OCSF, every page of every framework", async () => {
    let checked = 0;
    for (const { id } of await frameworks().list.query({}))
      for (let cursor: string | null = null, isMore = true; isMore; ) {
        const page: { events: object[]; next: string | null } = await frameworks().ocsf.query({ id, cursor });
        expect(page.events.flatMap(problemsOf)).toEqual([]);
        checked += page.events.length;
        cursor = page.next;
        isMore = cursor !== null;
      }
    console.log(`${checked} OCSF events, all valid`);
    expect(checked).toBeGreaterThan(1000);
  });

  test("remembers how it stood, once a day", async () => {
    await acme.as("owner").organizations.changeSettings.mutate({});
    await world.drain();
    await acme.as("owner").organizations.changeSettings.mutate({});
    await world.drain();
    const cis = await frameworks().get.query({ id: "cis-aws-5.0" });
    expect(cis.trend).toEqual([{ day: new Date().toISOString().slice(0, 10), score: cis.score }]);
  });
});

describe("a finding", () => {
  const findings = () => acme.as("developer").findings;
  const anyOpen = async (skip = 0) => {
    const { items } = await findings().list.query({ limit: 100 });
    const found = items[skip];
    if (!found) throw new Error("no open finding");
    return found;
  };

  test("is acknowledged once, and everything that happened to it is told", async () => {
    const { id } = await anyOpen();
    expect(await findings().acknowledge.mutate({ ids: [id], note: "Known since Monday" })).toEqual({ changed: [id] });
    expect(await findings().acknowledge.mutate({ ids: [id] })).toEqual({ changed: [] });
    const seen = await findings().get.query({ id });
    expect(seen).toMatchObject({ state: "open", acknowledgedBy: "developer" });
    expect(seen.history.map(({ action, actor }) => [action, actor])).toEqual([
      ["acknowledge", "developer"],
      ["opened", null],
    ]);
    expect(seen.history[0]?.data).toEqual({ note: "Known since Monday" });
    await findings().unacknowledge.mutate({ ids: [id] });
    expect(await findings().get.query({ id })).toMatchObject({ acknowledgedAt: null });
  });

  test("is given to a member and to nobody else", async () => {
    const { id } = await anyOpen(1);
    const members = (await findings().assignees.query()).items;
    const someone = members.find(({ name }) => name === "maintainer");
    await findings().assign.mutate({ ids: [id], userId: someone?.id ?? "" });
    expect((await findings().get.query({ id })).assignee).toEqual({ id: someone?.id ?? "", name: "maintainer" });
    const stranger = await world.person("Stranger");
    await expect(findings().assign.mutate({ ids: [id], userId: stranger.userId })).rejects.toMatchObject({
      data: { code: "NOT_FOUND" },
    });
    expect(await findings().assign.mutate({ ids: [id], userId: null })).toEqual({
      changed: [{ id, before: someone?.id ?? null }],
    });
  });

  test("that is not there refuses the whole act", async () => {
    const { id } = await anyOpen(2);
    await expect(findings().acknowledge.mutate({ ids: [id, crypto.randomUUID()] })).rejects.toMatchObject({
      data: { code: "NOT_FOUND" },
    });
    expect((await findings().get.query({ id })).acknowledgedAt).toBeNull();
  });

  test("that a read shows mended and broken again must be seen again", async () => {
    const { id } = await anyOpen(3);
    await findings().acknowledge.mutate({ ids: [id] });
    const judge = async () => {
      await acme.as("owner").organizations.changeSettings.mutate({});
      await world.drain();
    };
    // As if the last read had shown it mended.
    await world.owner.query("update findings set state = 'resolved', status = 'PASS' where id = $1", [id]);
    await world.owner.query("delete from judgements where organization_id = $1", [acme.id]);
    await judge();
    const back = await findings().get.query({ id });
    expect(back).toMatchObject({ state: "open", acknowledgedAt: null });
    expect(back.history[0]).toMatchObject({ action: "opened", actor: null });
  });

  test("belongs to whom its tags name, then its stack, then the catalogue, then its account's default", async () => {
    const { id, resource } = await anyOpen(4);
    const { rows } = await world.owner.query("select account_id, arn from resources where id = $1", [resource.id]);
    const { account_id: account, arn } = rows[0];
    const owner = async () => (await findings().get.query({ id })).owner;
    const tags = (ref: string | null, stack: string | null) =>
      world.owner.query(
        `insert into resource_owners (organization_id, resource_id, owner_ref, tag_key, stack) values ($1, $2, $3, 'Owner', $4)
         on conflict (organization_id, resource_id) do update set owner_ref = excluded.owner_ref, stack = excluded.stack`,
        [acme.id, resource.id, ref, stack],
      );
    await tags(null, null);
    expect(await owner()).toBeNull();
    await acme
      .as("owner")
      .organizations.changeSettings.mutate({ accountOwners: { [account]: "Group:default/Platform" } });
    expect(await owner()).toEqual({ ref: "group:default/platform", source: "account", from: account });
    await acme.as("owner").catalog.import.mutate({
      name: "owner.yaml",
      text: `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: claimer\n  annotations:\n    aws.amazon.com/arn: ${arn}\nspec:\n  type: service\n  lifecycle: production\n  owner: team-a\n`,
    });
    expect(await owner()).toEqual({
      ref: "group:default/team-a",
      source: "catalog",
      from: "component:default/claimer",
    });
    const sibling = await anyOpen(60);
    await world.owner.query(
      `insert into resource_owners (organization_id, resource_id, owner_ref, tag_key, stack) values ($1, $2, 'group:default/stackers', 'Owner', $3)
       on conflict (organization_id, resource_id) do update set owner_ref = excluded.owner_ref, stack = excluded.stack`,
      [acme.id, sibling.resource.id, `${account}/shop`],
    );
    await tags(null, `${account}/shop`);
    expect(await owner()).toEqual({ ref: "group:default/stackers", source: "stack", from: "shop" });
    await tags("group:default/checkout", `${account}/shop`);
    expect(await owner()).toEqual({ ref: "group:default/checkout", source: "tag", from: "Owner" });
  });
});
