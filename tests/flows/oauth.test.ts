import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { arcticOAuth, type OAuthProvider } from "../../src/ports/oauth.ts";
import { startOAuthProviders } from "../fakes/oauth.ts";
import { ORIGIN, openWorld, type World } from "../world.ts";

const CLIENT = { id: "client-1", secret: "secret-1" };
const PASSWORD = "correct horse battery";
let world: World;
let providers: ReturnType<typeof startOAuthProviders>;
beforeAll(async () => {
  providers = startOAuthProviders(CLIENT, () => ORIGIN);
  world = await openWorld({ ports: { oauth: arcticOAuth({ github: CLIENT, google: CLIENT }, providers.url) } });
});
afterAll(async () => {
  await world.close();
  providers.stop();
});

const post = (path: string, body: unknown, cookie = "") =>
  world.fetch(`/trpc/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "sec-fetch-site": "same-origin", ...(cookie && { cookie }) },
    body: JSON.stringify(body),
  });
const cookiesOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((each) => each.split(";")[0] ?? "")
    .filter((each) => !each.endsWith("="))
    .join("; ");
let people = 0;
/** Somebody new at the provider. */
function somebody(change: Partial<typeof providers.people.now> = {}) {
  people++;
  const login = `person${people}`;
  providers.people.now = { id: people, login, name: login, email: `${login}@example.com`, isVerified: true, ...change };
  return providers.people.now;
}
/** Goes to the provider, says yes or no there, and comes back. */
async function walk(
  start: Response,
  { press = "yes", tamper = (url: string) => url, cookies = cookiesOf(start) } = {},
) {
  const { url } = (await start.json()).result.data;
  const page = await (await fetch(url)).text();
  const link = new RegExp(`id="${press}" href="([^"]+)"`).exec(page)?.[1] ?? "";
  const answer = await world.fetch(tamper(link).replace(ORIGIN, ""), { headers: { cookie: cookies } });
  return { answer, to: answer.headers.get("location") ?? "", cookie: cookiesOf(answer) };
}
const signIn = async (provider: OAuthProvider, options = {}) =>
  walk(await post("identity.oauth.signIn", { provider }), options);
const me = (cookie: string) => world.client(cookie).identity.me.query();
async function signUp(email: string) {
  const answer = await post("identity.signUp", { email, password: PASSWORD, name: "Ada", organization: "Linked" });
  return { cookie: cookiesOf(answer), slug: (await answer.json()).result.data.slug as string };
}
const verify = (email: string) =>
  world.owner.query("update users set email_verified_at = now() where email = $1", [email]);

describe.each(["github", "google"] as const)("with %s", (provider) => {
  test("a newcomer gets an account with a verified address, and comes back to the same one", async () => {
    const { email } = somebody();
    const first = await signIn(provider);
    expect(first.to).toBe("/welcome");
    expect((await me(first.cookie))?.user.email).toBe(email);
    expect((await world.client(first.cookie).identity.account.query()).emailVerifiedAt).not.toBeNull();
    const { slug } = await world.client(first.cookie).organizations.create.mutate({ name: "Newcomers" });
    const again = await signIn(provider);
    expect(again.to).toBe(`/${slug}/overview`);
    expect((await me(again.cookie))?.user.email).toBe(email);
  });

  test("the account of the same address is opened when both sides have verified it, and no other", async () => {
    const { email } = somebody();
    await signUp(email);
    expect((await signIn(provider)).to).toBe("/login?problem=unverified-here");
    await verify(email);
    const { cookie } = await signIn(provider);
    expect((await me(cookie))?.organizations).toHaveLength(1);
    expect((await world.client(cookie).identity.account.query()).links[0]).toMatchObject({ provider });
    const squatter = somebody({ isVerified: false });
    await signUp(squatter.email);
    await verify(squatter.email);
    expect((await signIn(provider)).to).toBe("/login?problem=unverified");
  });

  test("who says no there is told so; who comes without having gone is not let in", async () => {
    somebody();
    expect((await signIn(provider, { press: "no" })).to).toBe("/login?problem=denied");
    for (const options of [
      { cookies: "" },
      { tamper: (url: string) => url.replace(/state=[^&]+/, "state=another-state-of-somebody") },
      { cookies: "devcontrol_oauth=%7B%22provider%22%3A1%7D" },
      { cookies: "devcontrol_oauth=%zz" },
    ]) {
      const { to, cookie } = await signIn(provider, options);
      expect(to).toBe("/login?problem=stale");
      expect(cookie).toBe("");
    }
    const wrongCode = (url: string) => url.replace(/code=[^&]+/, "code=guessed");
    expect((await signIn(provider, { tamper: wrongCode })).to).toBe("/login?problem=failed");
  });

  test("a code of one browser is worth nothing in another: the verifier is missing there", async () => {
    somebody();
    const [mine, theirs] = [
      await post("identity.oauth.signIn", { provider }),
      await post("identity.oauth.signIn", { provider }),
    ];
    const stateOf = (answer: Response) =>
      JSON.parse(decodeURIComponent(/oauth=([^;]+)/.exec(cookiesOf(answer))?.[1] ?? "")).state as string;
    const tamper = (url: string) => url.replace(/state=[^&]+/, `state=${stateOf(theirs)}`);
    expect((await walk(mine, { tamper, cookies: cookiesOf(theirs) })).to).toBe("/login?problem=failed");
  });
});

test("who comes back by the same link again is not let in, with the same cookies neither", async () => {
  somebody();
  const start = await post("identity.oauth.signIn", { provider: "github" });
  const links: string[] = [];
  const keep = (link: string) => {
    links.push(link);
    return link;
  };
  expect((await walk(start, { tamper: keep })).cookie).not.toBe("");
  for (const cookie of [cookiesOf(start), ""]) {
    const again = await world.fetch((links[0] ?? "").replace(ORIGIN, ""), { headers: { cookie } });
    expect(again.headers.get("location")).toMatch(/^\/login\?problem=(failed|stale)$/);
    expect(cookiesOf(again)).toBe("");
  }
});

describe("linking", () => {
  test("asks for the password, is used to sign in, and is undone", async () => {
    const { cookie } = await signUp(`${crypto.randomUUID()}@example.com`);
    somebody();
    const start = (proof: string) =>
      post("identity.oauth.link", { provider: "github", next: "/linked/settings/security", proof }, cookie);
    expect((await start("not my password")).status).toBe(400);
    const began = await start(PASSWORD);
    const back = await walk(began, { cookies: `${cookie}; ${cookiesOf(began)}` });
    expect(back.to).toBe("/linked/settings/security");
    expect((await me((await signIn("github")).cookie))?.user.name).toBe("Ada");
    await world.client(cookie).identity.oauth.unlink.mutate({ provider: "github" });
    expect((await world.client(cookie).identity.account.query()).links).toEqual([]);
  });

  test("an account that is somebody else's there is not taken from them", async () => {
    somebody();
    const owner = await signIn("google");
    const { cookie } = await signUp(`${crypto.randomUUID()}@example.com`);
    const began = await post("identity.oauth.link", { provider: "google", next: "/x", proof: PASSWORD }, cookie);
    expect((await walk(began, { cookies: `${cookie}; ${cookiesOf(began)}` })).to).toBe("/x?problem=taken");
    expect((await world.client(owner.cookie).identity.account.query()).links).toHaveLength(1);
  });

  test("the only way to sign in is not unlinked", async () => {
    somebody();
    const { cookie } = await signIn("github");
    await expect(world.client(cookie).identity.oauth.unlink.mutate({ provider: "github" })).rejects.toMatchObject({
      data: { code: "CONFLICT" },
    });
  });

  test.each(["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])(
    "nobody is sent to %s afterwards",
    async (next) => {
      expect((await post("identity.oauth.signIn", { provider: "github", next })).status).toBe(400);
    },
  );
});

test("a second factor is asked for after a provider, too", async () => {
  const { email } = somebody();
  const { cookie } = await signIn("github");
  const { rows } = await world.owner.query("select id from users where email = $1", [email]);
  await world.owner.query(
    'insert into second_factors (user_id, secret, confirmed_at) values ($1, \'{"keyVersion":"1"}\', now())',
    [rows[0].id],
  );
  const again = await signIn("github");
  expect(again.to).toMatch(/^\/second-step#[\w-]{43}$/);
  expect(again.cookie).toBe("");
  expect(await me(cookie)).not.toBeNull();
});

test("a provider without a client is not shown, and cannot be used", async () => {
  const { ports } = world;
  const { oauth } = ports;
  ports.oauth = arcticOAuth({ github: CLIENT }, providers.url);
  try {
    expect((await world.client("").identity.options.query()).providers).toEqual(["github"]);
    expect((await post("identity.oauth.signIn", { provider: "google" })).status).toBe(404);
  } finally {
    ports.oauth = oauth;
  }
});
