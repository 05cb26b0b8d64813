import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openWorld, type World } from "../world.ts";

let world: World;
let acme: Awaited<ReturnType<World["org"]>>;
beforeAll(async () => {
  world = await openWorld();
  acme = await world.org();
  await acme.as("owner").inventory.accounts.connectSample.mutate();
  await world.drain();
}, 120_000);
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

  test("remembers how it stood, once a day", async () => {
    await acme.as("owner").organizations.changeSettings.mutate({});
    await world.drain();
    await acme.as("owner").organizations.changeSettings.mutate({});
    await world.drain();
    const cis = await frameworks().get.query({ id: "cis-aws-5.0" });
    expect(cis.trend).toEqual([{ day: new Date().toISOString().slice(0, 10), score: cis.score }]);
  });
});
