import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openWorld, type World } from "../world.ts";

let world: World;
let skewMs = 0;
beforeAll(async () => {
  world = await openWorld({ now: () => new Date(Date.now() + skewMs) });
});
afterAll(() => world.close());

const PASSWORD = "correct horse battery";
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  world.fetch(`/trpc/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "user-agent": "Firefox", ...headers },
    body: JSON.stringify(body),
  });
const cookieOf = (answer: Response) => (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
async function newcomer() {
  const email = `${crypto.randomUUID()}@example.com`;
  const answer = await post("identity.signUp", { email, password: PASSWORD, name: "Ada", organization: "Notes" });
  const { slug } = (await answer.json()).result.data;
  return { email, slug, cookie: cookieOf(answer) };
}
const signIn = (email: string, password: string, ip = "203.0.113.1") =>
  post("identity.signIn", { email, password }, { "cf-connecting-ip": ip });
/** Newest first. */
const logOf = async (slug: string) => {
  const { rows } = await world.owner.query(
    `select action, actor_kind, actor_name, target_id, data, ip, user_agent from events e join organizations o on o.id = e.organization_id
      where o.slug = $1 order by e.id desc`,
    [slug],
  );
  return rows;
};
const actionsOf = async (slug: string) => (await logOf(slug)).map(({ action }) => action);

describe("the log of a person's organisations", () => {
  test("tells of signing in and out, of wrong passwords, of the lock and of a new password", async () => {
    const { email, slug, cookie } = await newcomer();
    expect(await actionsOf(slug)).toEqual(["sign-in.success", "member.join", "organization.create"]);
    for (let n = 0; n < 5; n++) await signIn(email, "wrong wrong wrong", "203.0.113.66");
    const log = await logOf(slug);
    expect(log.slice(0, 5).map(({ action }) => action)).toEqual(["sign-in.locked", ...Array(4).fill("sign-in.failed")]);
    expect(log[0]).toMatchObject({
      actor_kind: "system",
      actor_name: "Somebody",
      ip: "203.0.113.66",
      user_agent: "Firefox",
    });
    expect(JSON.stringify(log)).not.toContain("wrong wrong");
    // The account waits after the fifth failure.
    skewMs += 61_000;
    const changed = await post(
      "identity.changePassword",
      { current: PASSWORD, next: "another long sentence" },
      { cookie, "sec-fetch-site": "same-origin", "cf-connecting-ip": "203.0.113.2" },
    );
    expect(changed.status).toBe(200);
    expect((await actionsOf(slug))[0]).toBe("password.change");
  });

  test("is told of a session that is ended from another, and of all others", async () => {
    const { email, slug, cookie } = await newcomer();
    await signIn(email, PASSWORD);
    const { items } = await world.client(cookie).identity.sessions.list.query();
    const other = items.find(({ isThis }) => !isThis)?.id ?? "";
    await world.client(cookie).identity.sessions.end.mutate({ id: other });
    await world.client(cookie).identity.sessions.endOthers.mutate();
    await world.client(cookie).identity.signOut.mutate();
    const log = await logOf(slug);
    expect(log.slice(0, 3).map(({ action, data }) => [action, data.session])).toEqual([
      ["session.end", "this one"],
      ["session.end", "all others"],
      ["session.end", other],
    ]);
    expect(log[0]).toMatchObject({ actor_kind: "user", actor_name: "Ada" });
  });

  test("shows every organisation of the person the same, and no other one anything", async () => {
    const [ada, stranger] = [await newcomer(), await newcomer()];
    const second = await world.client(ada.cookie).organizations.create.mutate({ name: "Second" });
    const before = await actionsOf(stranger.slug);
    await signIn(ada.email, PASSWORD);
    expect((await actionsOf(ada.slug))[0]).toBe("sign-in.success");
    expect((await actionsOf(second.slug))[0]).toBe("sign-in.success");
    expect(await actionsOf(stranger.slug)).toEqual(before);
  });

  test("keeps tries at accounts that do not exist in the installation's own, without the address", async () => {
    const email = `${crypto.randomUUID()}@example.com`;
    const before = (await logOf("-installation")).length;
    await signIn(email, "wrong wrong wrong", "203.0.113.77");
    const log = await logOf("-installation");
    expect(log.length).toBe(before + 1);
    expect(log[0]).toMatchObject({ action: "sign-in.failed", target_id: null });
    expect(JSON.stringify(log)).not.toContain(email);
  });

  test("the members' page shows the last sign-in", async () => {
    const { email, slug } = await newcomer();
    const cookie = cookieOf(await signIn(email, PASSWORD));
    const { items } = await world.client(cookie, slug).organizations.members.list.query();
    expect(Date.now() - new Date(items[0]?.lastSignInAt ?? 0).getTime()).toBeLessThan(60_000);
  });
});

describe("a refused call", () => {
  test("of a member is noted, once a minute for each procedure", async () => {
    const acme = await world.org();
    const rename = () => acme.as("viewer").organizations.rename.mutate({ name: "Mine" });
    for (let n = 0; n < 3; n++) await expect(rename()).rejects.toMatchObject({ data: { code: "FORBIDDEN" } });
    const refused = (await logOf(acme.slug)).filter(({ action }) => action === "access.refused");
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ actor_kind: "user", actor_name: "viewer", target_id: "organizations.rename" });
  });

  test("of a key without the scope is noted with the key's name", async () => {
    const acme = await world.org();
    const { key } = await acme
      .as("owner")
      .organizations.apiKeys.create.mutate({ name: "Reader", role: "owner", scopes: ["read"], days: 1 });
    const answer = await post(`${acme.slug}/organizations.rename`, { name: "Theirs" }, { "x-api-key": key });
    expect(answer.status).toBe(403);
    expect((await logOf(acme.slug))[0]).toMatchObject({ action: "access.refused", actor_name: "Reader" });
  });

  test("of a stranger leaves no trace in an organisation that is not theirs", async () => {
    const [acme, stranger] = [await world.org(), await world.person("Eve")];
    const before = await actionsOf(acme.slug);
    await expect(
      world.client(stranger.cookie, acme.slug).organizations.rename.mutate({ name: "Mine" }),
    ).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
    expect(await actionsOf(acme.slug)).toEqual(before);
  });
});
