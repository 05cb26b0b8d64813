import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openWorld, type World } from "../world.ts";

const DAY_MS = 86_400_000;
let now = new Date();
let world: World;
let acme: Awaited<ReturnType<World["org"]>>;
let approverId: string;
beforeAll(async () => {
  world = await openWorld({ now: () => now });
  acme = await world.org();
  await acme.as("owner").inventory.accounts.connectSample.mutate();
  await world.drain();
  const { items } = await acme.as("owner").findings.assignees.query();
  approverId = items.find(({ name }) => name === "maintainer")?.id ?? "";
}, 300_000);
afterAll(() => world.close());

const findings = () => acme.as("maintainer").findings;
const inDays = (days: number) => new Date(now.getTime() + days * DAY_MS).toISOString();
const open = async (rule: string) => (await findings().list.query({ rule: [rule], limit: 100 })).items;
const wanted = (more: object = {}) => ({
  ruleId: "TAG-001",
  reason: "Tagged when they are rebuilt in spring",
  approverId,
  endsAt: inDays(30),
  ...more,
});

describe("an exception", () => {
  test("hides what its preview said, is counted apart, and opens again by itself on its day", async () => {
    const before = await findings().summary.query();
    const preview = await findings().exceptions.preview.query({ ruleId: "TAG-001" });
    expect(preview.total).toBe((await findings().list.query({ rule: ["TAG-001"] })).total);
    const made = await findings().exceptions.create.mutate(wanted());
    expect(made.hidden).toBe(preview.total);
    expect(await open("TAG-001")).toEqual([]);
    const during = await findings().summary.query();
    expect(during.counts).toMatchObject({
      pass: before.counts.pass,
      fail: before.counts.fail - preview.total,
      excepted: preview.total,
    });
    expect((await findings().list.query({ rule: ["TAG-001"], excepted: true })).total).toBe(preview.total);
    const [listed] = (await findings().exceptions.list.query({})).items;
    expect(listed).toMatchObject({ id: made.id, approver: "maintainer", hides: preview.total });
    // Postgres says when a job is due, and its clock is not ours.
    const comesDue = () =>
      world.owner.query("update jobs set due_at = now() where name = 'findings.end-exception' and state = 'queued'");
    now = new Date(now.getTime() + 30.01 * DAY_MS);
    await comesDue();
    await world.drain();
    expect((await findings().list.query({ rule: ["TAG-001"] })).total).toBe(preview.total);
    expect((await findings().exceptions.list.query({})).items).toEqual([]);
    now = new Date();
    const [ended] = (await findings().exceptions.list.query({ state: "ended" })).items;
    expect(ended).toMatchObject({ id: made.id, endedBy: null });
    const [finding] = await open("TAG-001");
    const { history } = await findings().get.query({ id: finding?.id ?? "" });
    expect(history.map(({ action }) => action)).toEqual(["except-end", "except", "opened"]);
    const { rows } = await world.owner.query(
      "select action, actor_kind from events where organization_id = $1 and action like 'exception.%' order by at",
      [acme.id],
    );
    expect(rows.map(({ action }) => action)).toEqual(["exception.create", "exception.end"]);
    expect(rows[1].actor_kind).toBe("job");
  });

  test("accepts what fails later too, in its scope and nowhere else", async () => {
    const [first] = await open("TAG-001");
    if (!first) throw new Error("nothing open");
    const { arn, region } = first.resource;
    const made = await findings().exceptions.create.mutate(wanted({ arnPattern: `${arn.slice(0, -3)}*`, region }));
    expect(made.hidden).toBeGreaterThan(0);
    expect((await open("TAG-001")).every(({ resource }) => !resource.arn.startsWith(arn.slice(0, -3)))).toBe(true);
    // Mended and broken again while the exception lasts.
    await world.owner.query(
      "update findings set state = 'resolved', status = 'PASS', exception_id = null where exception_id = $1",
      [made.id],
    );
    await world.owner.query("delete from judgements where organization_id = $1", [acme.id]);
    await acme.as("owner").organizations.changeSettings.mutate({});
    await world.drain();
    const again = await findings().get.query({ id: first.id });
    expect(again).toMatchObject({ state: "open", exception: { id: made.id } });
    expect((await findings().exceptions.end.mutate({ id: made.id })).reopened).toBe(made.hidden);
    await expect(findings().exceptions.end.mutate({ id: made.id })).rejects.toMatchObject({
      data: { code: "NOT_FOUND" },
    });
  });

  test.each([
    ["%", 0],
    ["_rn:*", 0],
    ["arn:aws:*", "all"],
    ["arn:aws:s3???*", "some"],
    ["*", "all"],
    ["\\*", 0],
    ["*\\", 0],
    ["arn:aws:s3:::\\%", 0],
    ["'; drop table findings; --", 0],
    ["' or '1'='1", 0],
    [".*", 0],
    ["?".repeat(2048), 0],
  ])("with the pattern %s matches %s", async (arnPattern, expected) => {
    const all = (await findings().exceptions.preview.query({ ruleId: "TAG-001" })).total;
    const { total } = await findings().exceptions.preview.query({ ruleId: "TAG-001", arnPattern });
    if (expected === "some") expect(total > 0 && total < all).toBe(true);
    else expect(total).toBe(expected === "all" ? all : Number(expected));
  });

  test("may ask for a tag, with a value or with any", async () => {
    const preview = async (more: object) =>
      (await findings().exceptions.preview.query({ ruleId: "TAG-001", ...more })).total;
    const tagged = await preview({ tagKey: "Environment" });
    const production = await preview({ tagKey: "Environment", tagValue: "production" });
    expect(tagged).toBeGreaterThan(production);
    expect(production).toBeGreaterThan(0);
    await expect(preview({ tagValue: "production" })).rejects.toMatchObject({ data: { code: "BAD_REQUEST" } });
  });

  test.each([
    ["without an end in sight", () => ({ endsAt: inDays(366) }), "365 days"],
    ["that has ended already", () => ({ endsAt: inDays(-1) }), "future"],
    ["that nobody of rank approves", () => ({ approverId: crypto.randomUUID() }), "maintainer or an owner"],
    ["without a reason", () => ({ reason: "because" }), "why it is accepted"],
    ["with too many stars", () => ({ arnPattern: "*a*b*c*d*e*f*" }), "stars"],
    ["of a rule that is not there", () => ({ ruleId: "NO-001" }), "rule"],
  ])("%s is refused", async (_, more, sentence) => {
    await expect(findings().exceptions.create.mutate(wanted(more()))).rejects.toThrow(sentence);
  });

  test("is for maintainers", () =>
    expect(acme.as("developer").findings.exceptions.create.mutate(wanted())).rejects.toMatchObject({
      data: { code: "FORBIDDEN" },
    }));
});
