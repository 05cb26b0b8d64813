import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { noEmail } from "../../src/ports/email.ts";
import { openWorld, type World } from "../world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const PASSWORD = "correct horse battery";
const NEXT = "another long sentence";
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  world.fetch(`/trpc/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "cf-connecting-ip": crypto.randomUUID().slice(0, 4), ...headers },
    body: JSON.stringify(body),
  });
const cookieOf = (answer: Response) => (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
const signIn = (email: string, password: string) => post("identity.signIn", { email, password });
async function newcomer() {
  const email = `${crypto.randomUUID()}@example.com`;
  const answer = await post("identity.signUp", { email, password: PASSWORD, name: "Ada", organization: "Mail" });
  const { slug } = (await answer.json()).result.data;
  return { email, slug, cookie: cookieOf(answer) };
}
/** Lets the jobs send, and answers with the mails to that address, newest first. */
async function mailTo(email: string) {
  await world.drain();
  const { items } = await world.client(null).identity.outbox.query();
  return items.filter(({ recipient }) => recipient === email);
}
const tokenIn = (mail: { text: string } | undefined) => /#([\w-]{43})/.exec(mail?.text ?? "")?.[1] ?? "";
const resetToken = async (email: string) => {
  await post("identity.requestReset", { email });
  return tokenIn((await mailTo(email)).find(({ subject }) => subject.includes("password")));
};

describe("a forgotten password", () => {
  test("is chosen anew by the mail's link, once, and ends every session", async () => {
    const { email, cookie, slug } = await newcomer();
    const token = await resetToken(email);
    expect((await post("identity.resetPassword", { token, password: NEXT })).status).toBe(200);
    expect(await world.client(cookie).identity.me.query()).toBeNull();
    expect((await signIn(email, PASSWORD)).status).toBe(401);
    expect((await signIn(email, NEXT)).status).toBe(200);
    expect((await post("identity.resetPassword", { token, password: "a third long one" })).status).toBe(404);
    const { rows } = await world.owner.query(
      "select action from events e join organizations o on o.id = e.organization_id where o.slug = $1",
      [slug],
    );
    expect(rows.map(({ action }) => action)).toContain("password.reset");
  });

  test("of an address that is nobody's gets the same answer, and no mail", async () => {
    const { email } = await newcomer();
    const nobody = `${crypto.randomUUID()}@example.com`;
    const ask = async (address: string) => {
      const answer = await post("identity.requestReset", { email: address }, { "x-request-id": "same-request" });
      return [answer.status, await answer.text(), [...answer.headers.keys()].sort()];
    };
    expect(await ask(nobody)).toEqual(await ask(email));
    expect(await mailTo(nobody)).toEqual([]);
    expect((await mailTo(email)).length).toBeGreaterThan(0);
  });

  test("waits when it is asked for again and again", async () => {
    const email = `${crypto.randomUUID()}@example.com`;
    const statuses: number[] = [];
    for (let n = 0; n < 6; n++) statuses.push((await post("identity.requestReset", { email })).status);
    expect(statuses.slice(0, 4)).toEqual([200, 200, 200, 200]);
    expect(statuses).toContain(429);
  });

  test("has a link for half an hour, for that and nothing else; the database holds no token", async () => {
    const { email } = await newcomer();
    const token = await resetToken(email);
    expect(token).toHaveLength(43);
    const { rows } = await world.owner.query("select * from mail_tokens");
    expect(JSON.stringify(rows)).not.toContain(token);
    const { rows: jobs } = await world.owner.query("select input, key from jobs where name = 'identity.send-mail'");
    expect(JSON.stringify(jobs)).not.toContain(token);
    expect((await post("identity.verifyEmail", { token })).status).toBe(404);
    const half = "expires_at > now() + interval '29 minutes' and expires_at <= now() + interval '30 minutes'";
    expect((await world.owner.query(`select from mail_tokens where purpose = 'reset' and ${half}`)).rowCount).not.toBe(
      0,
    );
    await world.owner.query("update mail_tokens set expires_at = now() - interval '1 second'");
    expect((await post("identity.resetPassword", { token, password: NEXT })).status).toBe(404);
  });

  test("of two who use the link at once, one succeeds", async () => {
    const { email } = await newcomer();
    const token = await resetToken(email);
    const use = (password: string) => post("identity.resetPassword", { token, password });
    const statuses = (await Promise.all([use("one long password"), use("two long password")])).map((a) => a.status);
    expect(statuses.sort()).toEqual([200, 404]);
  });
});

describe("an address", () => {
  test("is verified by the mail that signing up sends", async () => {
    const { email, cookie } = await newcomer();
    expect((await world.client(cookie).identity.account.query()).emailVerifiedAt).toBeNull();
    const [mail] = await mailTo(email);
    expect((await post("identity.verifyEmail", { token: tokenIn(mail) })).status).toBe(200);
    expect((await world.client(cookie).identity.account.query()).emailVerifiedAt).not.toBeNull();
  });

  test("is changed when the mail to the new one is opened, and not before", async () => {
    const { email, cookie } = await newcomer();
    const next = `${crypto.randomUUID()}@example.com`;
    await expect(
      world.client(cookie).identity.changeEmail.mutate({ email: next, current: "not my password" }),
    ).rejects.toMatchObject({ data: { code: "BAD_REQUEST" } });
    await world.client(cookie).identity.changeEmail.mutate({ email: next, current: PASSWORD });
    const [mail] = await mailTo(next);
    expect((await world.client(cookie).identity.account.query()).email).toBe(email);
    await post("identity.verifyEmail", { token: tokenIn(mail) });
    expect((await world.client(cookie).identity.account.query()).email).toBe(next);
  });

  test("that is somebody else's gets no mail, and nobody learns it", async () => {
    const [ada, eve] = [await newcomer(), await newcomer()];
    const before = (await mailTo(ada.email)).length;
    expect(await world.client(eve.cookie).identity.changeEmail.mutate({ email: ada.email, current: PASSWORD })).toEqual(
      {},
    );
    expect((await mailTo(ada.email)).length).toBe(before);
  });
});

describe("an invitation by mail", () => {
  test("carries the link that the inviter sees, too", async () => {
    const acme = await world.org();
    const email = `${crypto.randomUUID()}@example.com`;
    const { link } = await acme.as("owner").organizations.members.invite.mutate({ role: "developer", email });
    const [mail] = await mailTo(email);
    expect(mail?.text).toContain(link);
    const newcomer = await world.person("New");
    await world.client(newcomer.cookie).organizations.acceptInvitation.mutate({ token: tokenIn(mail) });
    const { items } = await acme.as("owner").organizations.members.list.query();
    expect(items.some(({ name }) => name === "New")).toBe(true);
  });

  test("that was withdrawn before it was sent, is not sent", async () => {
    const acme = await world.org();
    const email = `${crypto.randomUUID()}@example.com`;
    const { id } = await acme.as("owner").organizations.members.invite.mutate({ role: "viewer", email });
    await acme.as("owner").organizations.members.withdraw.mutate({ id });
    expect(await mailTo(email)).toEqual([]);
  });
});

describe("an installation without mail", () => {
  test("says so, and shows no outbox", async () => {
    const { ports } = world;
    const email = ports.email;
    ports.email = noEmail;
    try {
      expect((await world.client(null).identity.options.query()).mail).toBe("none");
      expect((await post("identity.requestReset", { email: "ada@example.com" })).status).toBe(404);
      await expect(world.client(null).identity.outbox.query()).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
    } finally {
      ports.email = email;
    }
  });
});
