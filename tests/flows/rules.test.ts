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

describe("the tag policy", () => {
  test("asks for keys and values, of some types only, and its findings go when it is met", async () => {
    const { settings, changeSettings } = acme.as("owner").organizations;
    const before = await settings.query();
    const wrongOf = async () => {
      const { items } = await findings().list.query({ rule: ["TAG-001"], limit: 100 });
      return items.filter(({ message }) => message.includes("Environment is "));
    };
    const type = "AWS::S3::Bucket";
    const rule = { key: "Environment", values: ["nowhere*"], types: [type] };
    await changeSettings.mutate({ requiredTags: [], tagRules: [rule] });
    await world.drain();
    const wrong = await wrongOf();
    expect(wrong.length).toBeGreaterThan(0);
    expect(new Set(wrong.map(({ resource }) => resource.type))).toEqual(new Set([type]));
    expect(wrong[0]?.message).toContain("not one of nowhere*");
    await changeSettings.mutate({ tagRules: [{ ...rule, values: ["*"] }] });
    await world.drain();
    expect(await wrongOf()).toEqual([]);
    await changeSettings.mutate({ requiredTags: before.requiredTags, tagRules: before.tagRules });
    await world.drain();
  });

  test.each([
    [{ key: "", values: [], types: [] }],
    [{ key: "a", values: [""], types: [] }],
    [{ key: "a", values: [], types: ["Bucket"] }],
    [{ key: "a", pattern: "(a+)+$" }],
  ])("%j is refused", (rule) =>
    expect(acme.as("owner").organizations.changeSettings.mutate({ tagRules: [rule as never] })).rejects.toMatchObject({
      data: { code: "BAD_REQUEST" },
    }),
  );
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

  test("counts in the frameworks that it is related to, and each change is a version", async () => {
    const framework = "cis-aws-7.0";
    const { requirements } = await findings().frameworks.get.query({ id: framework });
    const target = requirements[0]?.id ?? "";
    const related = { ...wanted, condition: "facts.region: nowhere", requirements: { [framework]: [target] } };
    const { id } = await findings().customRules.create.mutate(related);
    await world.drain();
    const after = await findings().frameworks.get.query({ id: framework });
    const requirement = after.requirements.find((each) => each.id === target);
    expect(requirement?.status).toBe("FAIL");
    expect(requirement?.rules.map((rule) => rule.id)).toContain(`custom:${id}`);
    // The newest stands on the last page.
    const titles = new Set<string>();
    for (let cursor: string | null = null, isMore = true; isMore; isMore = cursor !== null) {
      const page: { items: { ruleId: string; title: string }[]; next: string | null } =
        await findings().frameworks.evidence.query({ id: framework, cursor });
      for (const each of page.items) if (each.ruleId === `custom:${id}`) titles.add(each.title);
      cursor = page.next;
    }
    expect([...titles]).toEqual([wanted.title]);
    await findings().customRules.change.mutate({ id, ...related, severity: "low" });
    expect((await ruleOf(`custom:${id}`))?.custom).toMatchObject({ version: 2, requirements: related.requirements });
    for (const requirements of [{ nothing: ["1"] }, { [framework]: ["99.99"] }, { constructor: ["1"] }])
      await expect(findings().customRules.create.mutate({ ...wanted, requirements } as never)).rejects.toMatchObject({
        data: { code: "BAD_REQUEST" },
      });
    await findings().customRules.remove.mutate({ id });
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
