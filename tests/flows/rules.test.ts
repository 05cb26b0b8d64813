import { afterAll, beforeAll, describe, expect, test } from "bun:test";
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

const findings = () => acme.as("maintainer").findings;
const openOf = async (rule: string) => (await findings().list.query({ rule: [rule] })).total;
const ruleOf = async (id: string) => (await findings().rules.query()).find((rule) => rule.id === id);

describe("a rule", () => {
  test("that is switched off finds nothing, until it is on again", async () => {
    const before = await openOf("S3-008");
    expect(before).toBeGreaterThan(0);
    expect(await ruleOf("S3-008")).toMatchObject({ isOn: true, open: before, reads: ["Versioning"] });
    await findings().switchRule.mutate({ ruleId: "S3-008", isOn: false });
    expect(await openOf("S3-008")).toBe(0);
    await acme.as("owner").organizations.changeSettings.mutate({});
    await world.drain();
    expect(await openOf("S3-008")).toBe(0);
    expect(await ruleOf("S3-008")).toMatchObject({ isOn: false, switchedBy: "maintainer" });
    await findings().switchRule.mutate({ ruleId: "S3-008", isOn: true });
    await world.drain();
    expect(await openOf("S3-008")).toBe(before);
  });

  test("that does not exist cannot be switched", () =>
    expect(findings().switchRule.mutate({ ruleId: "NO-001", isOn: false })).rejects.toMatchObject({
      data: { code: "NOT_FOUND" },
    }));
});

describe("a rule of one's own", () => {
  const wanted = {
    title: "Buckets stand in Ireland",
    severity: "high" as const,
    resourceType: "AWS::S3::Bucket",
    condition: "facts.region: eu-west-1",
    remedy: "Move the bucket.",
  };

  test("finds what its preview said, under its own title, and goes with everything it found", async () => {
    const { resourceType, condition } = wanted;
    const preview = await findings().customRules.preview.query({ resourceType, condition });
    expect(preview.counts.FAIL).toBeGreaterThan(0);
    expect(preview.counts.FAIL + preview.counts.PASS).toBe(preview.total);
    const { id } = await findings().customRules.create.mutate(wanted);
    await world.drain();
    const rule = `custom:${id}`;
    const { items, total } = await findings().list.query({ rule: [rule] });
    expect(total).toBe(preview.counts.FAIL);
    expect(items[0]).toMatchObject({ title: wanted.title, severity: "high" });
    const finding = await findings().get.query({ id: items[0]?.id ?? "" });
    expect(finding).toMatchObject({ title: wanted.title, rule: { remedy: wanted.remedy } });
    await findings().customRules.change.mutate({ id, ...wanted, condition: "facts.region: { $exists: true }" });
    await world.drain();
    expect(await openOf(rule)).toBe(0);
    await findings().customRules.remove.mutate({ id });
    const { rows } = await world.owner.query("select count(*)::int n from findings where rule_id = $1", [rule]);
    expect(rows[0].n).toBe(0);
  });

  test("with a condition that cannot be read is refused, with what is wrong", async () => {
    const condition = "facts.colour: red";
    await expect(findings().customRules.create.mutate({ ...wanted, condition })).rejects.toMatchObject({
      data: { code: "BAD_REQUEST", fields: { condition: expect.stringContaining("facts.colour is not known") } },
    });
    const { problems } = await findings().customRules.preview.query({ resourceType: "*", condition });
    expect(problems).toHaveLength(1);
  });

  test("is another organisation's business nowhere", async () => {
    const rival = await world.org();
    const { id } = await findings().customRules.create.mutate(wanted);
    const theirs = rival.as("owner").findings;
    expect((await theirs.rules.query()).some(({ custom }) => custom !== null)).toBe(false);
    await expect(theirs.customRules.remove.mutate({ id })).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
    await expect(theirs.switchRule.mutate({ ruleId: `custom:${id}`, isOn: false })).rejects.toMatchObject({
      data: { code: "NOT_FOUND" },
    });
    await findings().customRules.remove.mutate({ id });
  });
});
