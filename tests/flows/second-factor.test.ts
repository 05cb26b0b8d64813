import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { codeOf, fromBase32, stepAt } from "../../src/identity/totp.ts";
import { openWorld, type World } from "../world.ts";

let world: World;
/** Stands still but for what a test adds: a code is good for one step. */
const startedAt = Date.now();
let skewMs = 0;
const now = () => new Date(startedAt + skewMs);
beforeAll(async () => {
  world = await openWorld({ now });
});
afterAll(() => world.close());

const PASSWORD = "correct horse battery";
let address = 0;
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  world.fetch(`/trpc/${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "sec-fetch-site": "same-origin",
      "cf-connecting-ip": `198.51.100.${++address % 250}`,
      ...headers,
    },
    body: JSON.stringify(body),
  });
const dataOf = async (answer: Response) => (await answer.json()).result.data;
const cookieOf = (answer: Response) => (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
const codeAt = (secret: string, steps = 0) => codeOf(fromBase32(secret), stepAt(now()) + steps);
const nextStep = () => {
  skewMs += 60_000;
};

/** A person with the second factor on, and a session. */
async function protectedPerson() {
  const email = `${crypto.randomUUID()}@example.com`;
  const signUp = await post("identity.signUp", { email, password: PASSWORD, name: "Ada", organization: "Twice" });
  const before = cookieOf(signUp);
  const { slug } = await dataOf(signUp);
  const { secret } = await world.client(before).identity.secondFactor.begin.mutate({ proof: PASSWORD });
  const confirmed = await post("identity.secondFactor.confirm", { code: await codeAt(secret) }, { cookie: before });
  const { codes } = await dataOf(confirmed);
  nextStep();
  return { email, slug, secret, codes: codes as string[], before, cookie: cookieOf(confirmed) };
}
const challengeOf = async (email: string) =>
  (await dataOf(await post("identity.signIn", { email, password: PASSWORD }))).challenge as string;
const second = (challenge: string, code: string) => post("identity.secondFactor.signIn", { challenge, code });

describe("with a second factor", () => {
  test("the password alone opens nothing, the device's code does", async () => {
    const { email, secret } = await protectedPerson();
    const first = await post("identity.signIn", { email, password: PASSWORD });
    expect(first.headers.get("set-cookie")).toBeNull();
    const { challenge, organizations } = await dataOf(first);
    expect(organizations).toEqual([]);
    expect((await second(challenge, "000000")).status).toBe(401);
    const answer = await second(challenge, await codeAt(secret));
    expect(answer.status).toBe(200);
    expect(await world.client(cookieOf(answer)).identity.me.query()).not.toBeNull();
    expect((await second(challenge, await codeAt(secret, 1))).status).toBe(401);
  });

  test("a code is good once, also when it comes twice at once", async () => {
    const { email, secret } = await protectedPerson();
    const code = await codeAt(secret);
    const challenges = [await challengeOf(email), await challengeOf(email)];
    const statuses = (await Promise.all(challenges.map((each) => second(each, code)))).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 401]);
    expect((await second(await challengeOf(email), code)).status).toBe(401);
  });

  test("turning it on ends the sessions of before and shows ten codes, each of which works once", async () => {
    const { email, codes, before, cookie } = await protectedPerson();
    expect(await world.client(before).identity.me.query()).toBeNull();
    expect(new Set(codes).size).toBe(10);
    const code = codes[0] ?? "";
    expect((await second(await challengeOf(email), code.toUpperCase().replaceAll("-", " "))).status).toBe(200);
    expect((await second(await challengeOf(email), code)).status).toBe(401);
    expect((await world.client(cookie).identity.account.query()).secondFactor?.codesLeft).toBe(9);
  });

  test("guesses wait longer and longer, and the right password does not clear the count", async () => {
    const { email } = await protectedPerson();
    const challenge = await challengeOf(email);
    const statuses: number[] = [];
    for (let n = 0; n < 7; n++) statuses.push((await second(challenge, "123456")).status);
    expect(statuses.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
    expect(statuses).toContain(429);
    const again = await challengeOf(email);
    expect((await second(again, "123456")).status).toBe(429);
  });

  test("a sign-in that was begun ends after ten minutes", async () => {
    const { email, secret } = await protectedPerson();
    const challenge = await challengeOf(email);
    skewMs += 11 * 60_000;
    expect((await second(challenge, await codeAt(secret))).status).toBe(401);
  });

  test("it is turned off with the password or a code, and not without", async () => {
    const { email, cookie, secret } = await protectedPerson();
    const turnOff = (proof: string) => post("identity.secondFactor.turnOff", { proof }, { cookie });
    expect((await turnOff("not my password")).status).toBe(400);
    expect((await turnOff("")).status).toBe(400);
    expect((await turnOff(await codeAt(secret))).status).toBe(200);
    expect(await world.client(cookie).identity.me.query()).toBeNull();
    expect((await dataOf(await post("identity.signIn", { email, password: PASSWORD }))).challenge).toBeNull();
  });

  test("the database holds neither the secret nor a code, and another person's row opens nothing", async () => {
    const { secret, codes } = await protectedPerson();
    const { rows } = await world.owner.query(
      "select (select json_agg(f) from second_factors f)::text || (select json_agg(c) from recovery_codes c)::text as all",
    );
    for (const text of [secret, ...codes]) expect(rows[0].all).not.toContain(text);
    const [ada, eve] = [await protectedPerson(), await protectedPerson()];
    const of = (email: string) => `(select id from users where email = '${email}')`;
    await world.owner.query(
      `update second_factors set secret = (select secret from second_factors where user_id = ${of(eve.email)}) where user_id = ${of(ada.email)}`,
    );
    expect((await second(await challengeOf(ada.email), await codeAt(eve.secret))).status).toBe(500);
  });

  test("its changes are in the log", async () => {
    const { slug, email } = await protectedPerson();
    await second(await challengeOf(email), "000000");
    const { rows } = await world.owner.query(
      "select action from events e join organizations o on o.id = e.organization_id where o.slug = $1 order by e.id",
      [slug],
    );
    expect(rows.map(({ action }) => action)).toEqual([
      "organization.create",
      "member.join",
      "sign-in.success",
      "second-factor.on",
      "sign-in.failed",
    ]);
  });
});

describe("setting it up", () => {
  test("asks for the password, and asks for nothing at sign-in until the first code was right", async () => {
    const email = `${crypto.randomUUID()}@example.com`;
    const cookie = cookieOf(
      await post("identity.signUp", { email, password: PASSWORD, name: "Ada", organization: "Begun" }),
    );
    const begin = (proof: string) => post("identity.secondFactor.begin", { proof }, { cookie });
    expect((await begin("wrong")).status).toBe(400);
    const { uri } = await dataOf(await begin(PASSWORD));
    expect(uri).toStartWith(`otpauth://totp/DevControl:${encodeURIComponent(email)}?secret=`);
    expect((await dataOf(await post("identity.signIn", { email, password: PASSWORD }))).challenge).toBeNull();
    expect((await post("identity.secondFactor.confirm", { code: "000000" }, { cookie })).status).toBe(400);
  });
});
