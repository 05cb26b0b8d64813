import { afterAll, beforeAll, expect, test } from "bun:test";
import { gunzipSync } from "node:zlib";
import { codeOf, fromBase32, stepAt } from "../../src/identity/totp.ts";
import { arcticOAuth } from "../../src/ports/oauth.ts";
import { startOAuthProviders } from "../fakes/oauth.ts";
import { CASES } from "../isolation/cases.ts";
import { ORIGIN, openWorld, type World } from "../world.ts";

const CLIENT = { id: "client-1", secret: "canary-of-the-oauth-client" };
const PASSWORDS = ["canary one of a password", "canary two of a password", "canary three of a password"] as const;
const AWS_SECRET = `canary${"A".repeat(34)}`;

let world: World;
let providers: ReturnType<typeof startOAuthProviders>;
/** Every answer that anybody got, but for those that hand a secret over, once and on purpose. */
const answers: string[] = [];
const secrets = new Map<string, string>();
const plant = (what: string, secret: string | undefined) => {
  expect({ what, length: secret?.length ?? 0 }).toMatchObject({ what, length: expect.any(Number) });
  expect(secret?.length ?? 0).toBeGreaterThan(8);
  secrets.set(what, secret ?? "");
  return secret ?? "";
};

beforeAll(async () => {
  providers = startOAuthProviders(CLIENT, () => ORIGIN);
  world = await openWorld({ ports: { oauth: arcticOAuth({ github: CLIENT }, providers.url) } });
});
afterAll(async () => {
  await world.close();
  providers.stop();
});

const post = async (path: string, body: unknown, cookie = "") => {
  const answer = await world.fetch(`/trpc/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "sec-fetch-site": "same-origin", ...(cookie && { cookie }) },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  const cookies = answer.headers.getSetCookie().map((each) => each.split(";")[0] ?? "");
  return { status: answer.status, text, cookie: cookies[0] ?? "", data: JSON.parse(text).result?.data };
};
const ask = async (path: string, body: unknown, cookie = "") => {
  const answer = await post(path, body, cookie);
  answers.push(answer.text);
  return answer;
};

/** One person and one organisation with a secret of every kind that there is. */
async function plantEverywhere() {
  const email = `${crypto.randomUUID()}@example.com`;
  const signUp = await ask("identity.signUp", { email, password: PASSWORDS[0], name: "Ada", organization: "Canaries" });
  const slug: string = signUp.data.slug;
  plant("password", PASSWORDS[0]);
  plant("session of signing up", signUp.cookie.split("=")[1]);
  const changed = await ask("identity.changePassword", { current: PASSWORDS[0], next: PASSWORDS[1] }, signUp.cookie);
  plant("changed password", PASSWORDS[1]);
  plant("session of the changed password", changed.cookie.split("=")[1]);
  plant("wrong password", PASSWORDS[2]);
  expect((await ask("identity.signIn", { email, password: PASSWORDS[2] })).status).toBe(401);

  await ask("identity.requestReset", { email });
  await world.drain();
  // The outbox stands for a mailbox: it is where these tokens belong.
  const { items } = await world.client(null).identity.outbox.query();
  for (const { subject, text } of items.filter(({ recipient }) => recipient === email))
    plant(`token of the mail "${subject}"`, /#([\w-]{43})/.exec(text)?.[1]);

  const me = () => world.client(changed.cookie);
  const factor = await me().identity.secondFactor.begin.mutate({ proof: PASSWORDS[1] });
  plant("second factor", factor.secret);
  const code = await codeOf(fromBase32(factor.secret), stepAt(new Date()));
  const confirmed = await post("identity.secondFactor.confirm", { code }, changed.cookie);
  for (const [n, each] of (confirmed.data.codes as string[]).entries()) plant(`recovery code ${n + 1}`, each);
  const cookie = confirmed.cookie;
  plant("session of the second factor", cookie.split("=")[1]);

  const mine = world.client(cookie, slug);
  const key = { name: "CI", role: "viewer" as const, scopes: ["read"], days: 1 };
  const { key: apiKey } = await mine.organizations.apiKeys.create.mutate(key);
  plant("API key", apiKey.split("_")[3]);
  const hook = await mine.activity.webhooks.create.mutate({ url: "https://hooks.example.com/x", topics: ["*"] });
  plant("secret of a webhook", hook.secret.slice(6));
  plant("its new secret", (await mine.activity.webhooks.rotate.mutate({ id: hook.id })).secret.slice(6));
  const invited = await mine.organizations.members.invite.mutate({ role: "viewer" });
  plant("invitation", /[\w-]{43}/.exec(JSON.stringify(invited))?.[0]);
  const keys = { name: "Keys", accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: AWS_SECRET };
  plant("AWS secret access key", AWS_SECRET);
  await mine.inventory.accounts.connectKeys.mutate(keys);

  await signInWithGitHub();
  plant("key that seals", Buffer.from([...world.ports.sealKeys.values()][0] ?? []).toString("base64"));
  return { slug, cookie, mine };
}

async function signInWithGitHub() {
  const start = await post("identity.oauth.signIn", { provider: "github" });
  const page = await (await fetch(start.data.url)).text();
  const link = /id="yes" href="([^"]+)"/.exec(page)?.[1] ?? "";
  const back = await world.fetch(link.replace(ORIGIN, ""), { headers: { cookie: start.cookie } });
  expect(back.headers.get("location")).toBe("/welcome");
  answers.push(await back.text(), back.headers.get("location") ?? "");
  plant("GitHub's access token", providers.accessTokens()[0]);
  plant("secret of the OAuth client", CLIENT.secret);
  const { verifier } = JSON.parse(decodeURIComponent(start.cookie.split("=")[1] ?? "{}"));
  plant("PKCE verifier", verifier);
}

/** Every table of the database as text; but for the outbox, which is everybody's mailbox on a machine of one's own. */
async function everyRow(): Promise<string[]> {
  const { rows } = await world.owner.query(
    "select tablename from pg_tables where schemaname = 'public' and tablename <> 'outbox_mails'",
  );
  const texts = rows.map(async ({ tablename }) => {
    const { rows: found } = await world.owner.query(
      `select coalesce(string_agg(to_jsonb(x)::text, e'\n'), '') as text from ${tablename} x`,
    );
    return `${tablename}\n${found[0].text}`;
  });
  return Promise.all(texts);
}

test("no secret is in a row, a log line, an event, a live message, an archive or an answer but the one that hands it over", async () => {
  const { slug, cookie, mine } = await plantEverywhere();
  await mine.organizations.data.export.mutate();
  await world.drain();
  const [made] = (await mine.organizations.data.exports.query()).items;
  const archive = await world.fetch(`/api/exports/${slug}/${made?.id}`, { headers: { cookie } });
  const tar = gunzipSync(await archive.bytes()).toString("latin1");
  const { rows } = await world.owner.query("select id from organizations where slug = $1", [slug]);
  const org = { id: rows[0].id, slug, cookieOf: () => cookie, as: () => mine };
  let asked = 0;
  for (const [path, make] of Object.entries(CASES)) {
    const made = await make(world, org).catch(() => null);
    const query = made?.input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(made.input))}`;
    // Mutations answer 405 to a GET.
    const answer = await world.fetch(`/trpc/${slug}/${path}${query}`, {
      headers: { cookie, "sec-fetch-site": "same-origin" },
    });
    if (answer.ok) asked++;
    answers.push(await answer.text());
  }
  const places = {
    rows: await everyRow(),
    logs: world.logs.map((line) => JSON.stringify(line)),
    messages: world.hub.published.map((each) => JSON.stringify(each)),
    archive: [tar],
    answers,
  };
  const found = [...secrets].flatMap(([what, secret]) =>
    Object.entries(places).flatMap(([place, texts]) =>
      texts.filter((text) => text.includes(secret)).map((text) => `${what} is in ${place}: ${text.slice(0, 80)}`),
    ),
  );
  console.log(
    `canaries: ${secrets.size} secrets planted; looked for in ${places.rows.length} tables, ${places.logs.length} log lines, ` +
      `${places.messages.length} messages, an archive of ${tar.length} bytes, ${places.answers.length} answers (${asked} queries): ${found.length} found`,
  );
  expect(found).toEqual([]);
  expect(secrets.size).toBeGreaterThanOrEqual(20);
  expect(asked).toBeGreaterThan(40);
  expect(tar).toContain("export/events/");
}, 120_000);
