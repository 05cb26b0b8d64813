import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { PLANS } from "../../src/base/plans.ts";
import { callsPerMinute } from "../../src/organizations/index.ts";
import { openWorld, type World } from "../world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const free = async () => {
  const acme = await world.org();
  await world.owner.query("update organizations set plan = 'free' where id = $1", [acme.id]);
  return acme;
};
type Org = Awaited<ReturnType<World["org"]>>;
const addMembers = async (org: Org, count: number) => {
  for (let n = 0; n < count; n++) {
    const { userId } = await world.person(`Member ${n}`);
    await world.owner.query("insert into memberships (organization_id, user_id, role) values ($1, $2, 'viewer')", [
      org.id,
      userId,
    ]);
  }
};
const refusedBy = (kind: string, used: number, max: number) => ({
  data: { code: "CONFLICT", httpStatus: 409, limit: { kind, plan: "free", used, max } },
});
const usageOf = async (org: Org, kind: string) =>
  (await org.as("viewer").organizations.usage.query()).items.find((item) => item.kind === kind);

describe("members", () => {
  test("the last place goes to one invitation; the next is refused with what to do", async () => {
    const acme = await free();
    await addMembers(acme, PLANS.free.members - 5);
    const owner = acme.as("owner").organizations.members;
    expect(await usageOf(acme, "members")).toMatchObject({ used: 9, max: 10, isNear: true });
    await owner.invite.mutate({ role: "viewer" });
    const refusal = await owner.invite.mutate({ role: "viewer" }).catch((error) => error);
    expect(refusal).toMatchObject(refusedBy("members", 10, 10));
    expect(refusal.message).toContain("Remove one");
  });

  test("two who invite for the last place at once: one gets it", async () => {
    const acme = await free();
    await addMembers(acme, PLANS.free.members - 5);
    const invite = (role: "owner" | "maintainer") =>
      acme.as(role).organizations.members.invite.mutate({ role: "viewer" });
    const answers = await Promise.allSettled([invite("owner"), invite("maintainer"), invite("owner")]);
    expect(answers.filter(({ status }) => status === "fulfilled").length).toBe(1);
  });

  test("an invitation made before the plan was full opens nothing after, and stays open", async () => {
    const [acme, ada] = [await free(), await world.person()];
    const { link } = await acme.as("owner").organizations.members.invite.mutate({ role: "viewer" });
    await addMembers(acme, PLANS.free.members - 4);
    const accept = () =>
      world.client(ada.cookie).organizations.acceptInvitation.mutate({ token: link.split("#")[1] ?? "" });
    await expect(accept()).rejects.toMatchObject(refusedBy("members", 10, 10));
    await world.owner.query("update organizations set plan = 'team' where id = $1", [acme.id]);
    expect(await accept()).toEqual({ slug: acme.slug, role: "viewer" });
  });
});

test("AWS accounts end with the plan", async () => {
  const acme = await free();
  const { accounts } = acme.as("owner").inventory;
  for (let n = 0; n < PLANS.free.awsAccounts; n++) await accounts.prepareRole.mutate({ name: `Account ${n}` });
  await expect(accounts.prepareRole.mutate({ name: "One more" })).rejects.toMatchObject(refusedBy("awsAccounts", 5, 5));
  expect(await usageOf(acme, "awsAccounts")).toMatchObject({ used: 5, isNear: true });
});

test("a day's changes end with the plan, and the refused one leaves nothing; jobs do not count", async () => {
  const acme = await free();
  const fill = (count: number, kind: string) =>
    world.owner.query(
      `insert into events (organization_id, actor_kind, actor_name, action, target_type)
       select $1, $3, 'Ada', 'test', 'test' from generate_series(1, $2::int)`,
      [acme.id, count, kind],
    );
  await fill(PLANS.free.eventsPerDay, "job");
  const { rows } = await world.owner.query(
    "select count(*)::int n from events where organization_id = $1 and actor_kind = 'user'",
    [acme.id],
  );
  await fill(PLANS.free.eventsPerDay - rows[0].n - 1, "user");
  const { organizations } = acme.as("owner");
  await organizations.rename.mutate({ name: "The last change" });
  const answer = await world.fetch(`/trpc/${acme.slug}/organizations.rename`, {
    method: "POST",
    headers: { cookie: acme.cookieOf("owner"), "sec-fetch-site": "same-origin", "content-type": "application/json" },
    body: JSON.stringify({ name: "One too many" }),
  });
  expect(answer.status).toBe(429);
  expect(Number(answer.headers.get("retry-after"))).toBeWithin(1, 86_401);
  expect((await answer.json()).error.data.limit).toMatchObject({ kind: "eventsPerDay", max: PLANS.free.eventsPerDay });
  expect((await organizations.current.query()).name).toBe("The last change");
  expect(await usageOf(acme, "eventsPerDay")).toMatchObject({ used: PLANS.free.eventsPerDay, isNear: true });
  // Yesterday's are forgotten.
  await world.owner.query("update events set at = at - interval '1 day' where organization_id = $1", [acme.id]);
  await organizations.rename.mutate({ name: "A new day" });
});

test("who enters learns the plan, whose rate the limiter takes", async () => {
  const acme = await free();
  const entering = { slug: acme.slug, role: "viewer" };
  const { rows } = await world.owner.query(
    "select s.id from sessions s join memberships m using (user_id) where m.organization_id = $1 limit 1",
    [acme.id],
  );
  const rate = () =>
    world.database.read(
      { ...entering, sessionId: rows[0].id },
      () => [],
      (_, entered) => callsPerMinute(entered),
    );
  expect(await rate()).toBe(PLANS.free.apiRequestsPerMinute);
  await world.owner.query("update organizations set plan = 'enterprise' where id = $1", [acme.id]);
  expect(await rate()).toBe(PLANS.enterprise.apiRequestsPerMinute);
});

test("the Worker cannot give a plan", async () => {
  const acme = await free();
  await expect(
    world.database.write({ organizationId: acme.id }, (tx) => tx.execute("update organizations set plan = 'team'")),
  ).rejects.toMatchObject({ cause: { code: "42501" } });
});

describe("a suspended organisation", () => {
  test("lets nobody in, and says why; resumed, it is as it was", async () => {
    const acme = await world.org();
    const key = { name: "CI", role: "viewer" as const, scopes: ["read"], days: 1 };
    const made = await acme.as("owner").organizations.apiKeys.create.mutate(key);
    const status = (word: string) =>
      world.owner.query("update organizations set status = $2 where id = $1", [acme.id, word]);
    await status("suspended");
    for (const role of ["owner", "viewer"] as const)
      await expect(acme.as(role).organizations.current.query()).rejects.toMatchObject({
        message: expect.stringContaining("suspended"),
        data: { code: "FORBIDDEN" },
      });
    const byKey = await world.fetch(`/trpc/${acme.slug}/organizations.current`, { headers: { "x-api-key": made.key } });
    expect(byKey.status).toBe(403);
    const me = await world.client(acme.cookieOf("owner")).identity.me.query();
    expect(me?.organizations).toEqual([]);
    await status("active");
    expect((await acme.as("owner").organizations.current.query()).role).toBe("owner");
  });
});

describe("subdomain and domain", () => {
  test("are kept in lower case, taken away by null, and a subdomain is one organisation's", async () => {
    const [acme, rival] = [await world.org(), await world.org()];
    const name = `a${crypto.randomUUID().slice(0, 8)}`;
    const { organizations } = acme.as("owner");
    await organizations.changeAddress.mutate({ subdomain: name.toUpperCase(), domain: "Acme.Example" });
    expect(await organizations.address.query()).toEqual({ subdomain: name, domain: "acme.example" });
    await expect(rival.as("owner").organizations.changeAddress.mutate({ subdomain: name })).rejects.toMatchObject({
      data: { code: "CONFLICT" },
    });
    await organizations.changeAddress.mutate({ subdomain: null });
    expect(await organizations.address.query()).toEqual({ subdomain: null, domain: "acme.example" });
    await rival.as("owner").organizations.changeAddress.mutate({ subdomain: name });
  });

  test("that are none are refused with the field", async () => {
    const acme = await world.org();
    for (const wrong of [
      { subdomain: "-acme" },
      { subdomain: "api" },
      { subdomain: "a.b" },
      { domain: "localhost" },
      { domain: "10.0.0.1" },
      { domain: "https://acme.example" },
      { domain: "acme..example" },
    ])
      await expect(acme.as("owner").organizations.changeAddress.mutate(wrong)).rejects.toMatchObject({
        data: { code: "BAD_REQUEST", fields: { [Object.keys(wrong)[0] ?? ""]: expect.any(String) } },
      });
  });
});
