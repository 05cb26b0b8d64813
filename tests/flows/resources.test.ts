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

const resources = () => acme.as("developer").inventory.resources;
const some = async (input: object = {}) => (await resources().list.query({ limit: 3, ...input })).items;

describe("who owns resources", () => {
  test("is said for several at once, goes before tags, shows on findings, and is taken back", async () => {
    const [finding] = (await acme.as("viewer").findings.list.query({ limit: 1 })).items;
    const ids = [finding?.resource.id ?? "", ...(await some()).map(({ id }) => id)];
    const before = new Map(
      (await Promise.all(ids.map((id) => resources().get.query({ id })))).map((r) => [r.id, r.owner]),
    );
    const { changed } = await resources().assignOwner.mutate({ ids, owner: "Night Watch".replace(" ", "-") });
    expect(changed.every(({ before }) => before === null)).toBe(true);
    const owner = { ref: "group:default/night-watch", source: "assigned" as const, from: "developer" };
    expect((await resources().get.query({ id: ids[0] ?? "" })).owner).toEqual(owner);
    expect((await acme.as("viewer").findings.get.query({ id: finding?.id ?? "" })).owner).toEqual(owner);
    const found = await resources().list.query({ owner: ["group:default/night-watch"] });
    expect(found.items.map(({ id }) => id).sort()).toEqual([...new Set(ids)].sort());
    expect((await resources().groups.query({ by: "owner" })).items).toContainEqual(
      expect.objectContaining({ key: "group:default/night-watch", count: new Set(ids).size }),
    );
    // Nothing changes twice; taken back, what was known before holds.
    expect((await resources().assignOwner.mutate({ ids, owner: "night-watch" })).changed).toEqual([]);
    await resources().assignOwner.mutate({ ids, owner: null });
    for (const id of ids) expect((await resources().get.query({ id })).owner).toEqual(before.get(id) ?? null);
    const { rows } = await world.owner.query(
      "select count(*)::int as n from events where organization_id = $1 and action = 'resource.assign'",
      [acme.id],
    );
    expect(rows[0].n).toBe(2);
  });

  test.each([["a b c"], ["group:/x"], ["' or true --"], ["component:default/x"]])("%s is no owner", async (owner) => {
    const [one] = await some();
    await expect(resources().assignOwner.mutate({ ids: [one?.id ?? ""], owner })).rejects.toMatchObject({
      data: { code: "BAD_REQUEST" },
    });
  });

  test("one resource that is not there refuses all", async () => {
    const [one] = await some();
    const ids = [one?.id ?? "", crypto.randomUUID()];
    await expect(resources().assignOwner.mutate({ ids, owner: "x" })).rejects.toMatchObject({
      data: { code: "NOT_FOUND" },
    });
    expect((await resources().get.query({ id: one?.id ?? "" })).owner?.source).not.toBe("assigned");
  });
});

describe("the graph around a resource", () => {
  test("holds what it points at and what points at it, and the same edge from both of its ends", async () => {
    const [instance] = await some({ type: ["AWS::EC2::Instance"], limit: 1 });
    const id = instance?.id ?? "";
    const detail = await resources().get.query({ id });
    const near = await resources().graph.query({ id, depth: 1 });
    const down = detail.pointsAt.flatMap((each) => (each.id ? [each.id] : []));
    expect(down.length).toBeGreaterThan(0);
    const wanted = new Set([id, ...down, ...detail.pointedAtBy.map((each) => each.id)]);
    expect(new Set(near.nodes.map((node) => node.id))).toEqual(wanted);
    for (const other of down) expect(near.edges).toContainEqual(expect.objectContaining({ from: id, to: other }));
    const back = await resources().graph.query({ id: down[0] ?? "", depth: 1 });
    expect(back.edges).toContainEqual(expect.objectContaining({ from: id, to: down[0] }));
    const far = await resources().graph.query({ id, depth: 3 });
    expect(far.nodes.length).toBeGreaterThanOrEqual(near.nodes.length);
    expect(far.nodes[0]?.id).toBe(id);
    await expect(resources().graph.query({ id, depth: 99 })).rejects.toMatchObject({ data: { code: "BAD_REQUEST" } });
  });
});

describe("groups", () => {
  test.each(["type", "account", "region", "owner", "tag"] as const)("by %s add up to the list", async (by) => {
    const filter = { encrypted: "yes" as const };
    const { items } = await resources().groups.query({ ...filter, by, tagKey: "Environment" });
    const { total } = await resources().list.query({ ...filter, limit: 1 });
    expect(items.reduce((sum, { count }) => sum + count, 0)).toBe(total);
  });
});

describe("a tag in AWS", () => {
  test("is a command to copy, twenty resources a call; we write none", async () => {
    const items = await some({ type: ["AWS::EC2::Instance"], limit: 25 });
    const ids = items.map(({ id }) => id);
    const { commands, left } = await resources().tagCommands.query({ ids, key: "Owner", value: "check out" });
    expect(left).toEqual([]);
    const told = commands.join("\n");
    for (const { arn } of items) expect(told).toContain(arn);
    for (const command of commands) {
      expect(command).toStartWith("aws resourcegroupstaggingapi tag-resources --resource-arn-list ");
      expect(command).toContain(`--tags '{"Owner":"check out"}'`);
      expect(command.match(/arn:aws:/g)?.length ?? 0).toBeLessThanOrEqual(20);
    }
    await expect(resources().tagCommands.query({ ids, key: "aws:x", value: "" })).rejects.toMatchObject({
      data: { code: "BAD_REQUEST" },
    });
    await expect(resources().tagCommands.query({ ids, key: "a';id;'", value: "" })).rejects.toMatchObject({
      data: { code: "BAD_REQUEST" },
    });
  });
  test("of a role is IAM's own call; a hostile name is left out with the reason", async () => {
    const [role] = await some({ type: ["AWS::IAM::Role"], limit: 1 });
    const id = role?.id ?? "";
    expect((await resources().tagCommands.query({ ids: [id], key: "k", value: "" })).commands[0]).toStartWith(
      "aws iam tag-role --role-name ",
    );
    const [vpc] = await some({ type: ["AWS::EC2::VPC"], limit: 1 });
    await world.owner.query("update resources set arn = $2 where id = $1", [vpc?.id, "arn:aws:ec2:x:1:\u202evpc/x"]);
    const { commands, left } = await resources().tagCommands.query({ ids: [vpc?.id ?? ""], key: "k", value: "v" });
    expect([commands, left.length]).toEqual([[], 1]);
  });
});

describe("views", () => {
  test("are one's own or everybody's, take each other's place by name, and have one default", async () => {
    const mine = resources().views;
    const shared = acme.as("maintainer").inventory.resources.views;
    await mine.save.mutate({ name: "Mine", search: { type: ["AWS::S3::Bucket"] }, isDefault: true });
    await mine.save.mutate({ name: "Other", search: {}, isDefault: true });
    await shared.share.mutate({ name: "Mine", search: { public: "yes" } });
    const names = async (role: "developer" | "viewer") =>
      (await acme.as(role).inventory.resources.views.list.query()).items.map(
        ({ name, isShared, isDefault }) => `${name}${isShared ? " shared" : ""}${isDefault ? " default" : ""}`,
      );
    expect(await names("developer")).toEqual(["Mine shared", "Mine", "Other default"]);
    expect(await names("viewer")).toEqual(["Mine shared"]);
    await mine.save.mutate({ name: "Other", search: { public: "no" } });
    expect(await names("developer")).toEqual(["Mine shared", "Mine", "Other"]);
    const { removed } = await mine.remove.mutate({ name: "Mine" });
    expect(removed).toEqual({ name: "Mine", search: { type: ["AWS::S3::Bucket"] }, isDefault: false });
    expect(await mine.remove.mutate({ name: "Mine" })).toEqual({ removed: null });
    expect(await names("developer")).toEqual(["Mine shared", "Other"]);
  });
  test.each([
    [{ name: "", search: {} }],
    [{ name: "x", search: { "a.b": "x" } }],
    [{ name: "x", search: { deep: { er: 1 } } }],
    [{ name: "x", search: { long: "x".repeat(401) } }],
  ])("%j is refused", async (input) => {
    await expect(resources().views.save.mutate(input as never)).rejects.toMatchObject({
      data: { code: "BAD_REQUEST" },
    });
  });
});
