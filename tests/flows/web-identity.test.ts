import { afterAll, beforeAll, expect, test } from "bun:test";
import { importJWK, SignJWT } from "jose";
import { type Aws, type AwsAccess, AwsError } from "../../src/ports/aws.ts";
import { awsAccess } from "../../src/ports/aws-access.ts";
import { sampleAws } from "../../src/ports/aws-sample.ts";
import { AUDIENCE, openWebIdentity, TOKEN_SECONDS, type WebIdentity } from "../../src/ports/web-identity.ts";
import { signingKey } from "../fakes/signing-key.ts";
import { type FakeSts, fakeSts } from "../fakes/sts.ts";
import { openWorld, type World } from "../world.ts";

const ISSUER = "https://devcontrol.example.com";
const [old, next] = [signingKey(), signingKey()];
const identityOf = (keys: ReturnType<typeof signingKey>[]) => openWebIdentity({ origin: ISSUER, keys });
const identity = { now: identityOf([old, next]) };
/** The installation's identity, which a test may change: a restart with other keys. */
const webIdentity = new Proxy({} as WebIdentity, { get: (_, name) => Reflect.get(identity.now, name) });

/** What a role that was assumed finds: an account without regions, which is read at once. The assuming is real. */
const emptyAccount = (sample: Aws): Aws => ({
  async call(call, input, region) {
    const isOfDoor = call === "sts:GetCallerIdentity" || call === "ec2:DescribeRegions";
    if (!isOfDoor) throw new AwsError("refused", call, region, "AccessDenied", `AWS refused ${call}.`);
    return Object.assign(await sample.call(call, input, region), call === "ec2:DescribeRegions" && { Regions: [] });
  },
});

let world: World;
let sts: FakeSts;
let product: ReturnType<typeof Bun.serve>;

beforeAll(async () => {
  sts = fakeSts();
  const real = awsAccess({ endpoint: sts.url, connector: null, webIdentity });
  const aws: AwsAccess = {
    ...real,
    async open(credentials, now) {
      await real.open(credentials, now);
      return emptyAccount(sampleAws({ now }));
    },
  };
  world = await openWorld({ ports: { aws, webIdentity } });
  product = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => world.fetch(new URL(request.url).pathname),
  });
  sts.providers.set(ISSUER, { clientIds: [AUDIENCE], at: product.url.origin });
});
afterAll(async () => {
  await product?.stop(true);
  sts?.stop();
  await world?.close();
});

const arnOf = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
async function prepared(name: string) {
  const acme = await world.org();
  const { accounts } = acme.as("owner").inventory;
  const { id, subject, template } = await accounts.prepareWebIdentity.mutate({ name });
  return { acme, accounts, id, subject, template, roleArn: arnOf(name) };
}
type Prepared = Awaited<ReturnType<typeof prepared>>;
/** What the account says after a try to read it. */
async function connected(one: Prepared) {
  await one.accounts.connectRole.mutate({ id: one.id, roleArn: one.roleArn });
  return checked(one);
}
async function checkedAgain(one: Prepared) {
  await one.accounts.discover.mutate({ id: one.id });
  return checked(one);
}
async function checked({ accounts }: Prepared) {
  await world.drain();
  const { items } = await accounts.list.query();
  return { status: items[0]?.status, problem: items[0]?.problem };
}

test("the role that the template makes lets us in, by a token that AWS has verified with our published keys", async () => {
  const one = await prepared("acme");
  const { Resources } = Bun.YAML.parse(one.template) as {
    Resources: Record<string, { Properties: { AssumeRolePolicyDocument: { Statement: unknown[] }; Url: string } }>;
  };
  expect(Resources.DevControlIdentityProvider?.Properties).toMatchObject({ Url: ISSUER, ClientIdList: [AUDIENCE] });
  expect(Resources.DevControlRole?.Properties.AssumeRolePolicyDocument.Statement).toMatchObject([
    {
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: { "devcontrol.example.com:aud": AUDIENCE, "devcontrol.example.com:sub": one.subject },
      },
    },
  ]);
  sts.roles.set(one.roleArn, { provider: ISSUER, aud: AUDIENCE, sub: one.subject });
  expect(await connected(one)).toEqual({ status: "connected", problem: null });
  const mine = sts.asked.filter(({ roleArn }) => roleArn === one.roleArn);
  expect(new Set(mine.map(({ outcome }) => outcome))).toEqual(new Set(["admitted", "AccessDenied"]));
  // The one refusal is ours to provoke: a token of another subject, which the role must not take.
  expect(mine.filter(({ outcome }) => outcome !== "admitted")).toHaveLength(1);
  for (const { policy } of mine) expect(policy).toContain('"Effect":"Deny"');
});

test("a role that pins another organisation's subject is closed to us, whoever names its ARN", async () => {
  const [acme, rival] = [await prepared("pinned"), await prepared("rival")];
  sts.roles.set(acme.roleArn, { provider: ISSUER, aud: AUDIENCE, sub: acme.subject });
  expect(acme.subject).not.toBe(rival.subject);
  const { status, problem } = await connected({ ...rival, roleArn: acme.roleArn });
  expect(status).toBe("failing");
  expect(problem).toStartWith("AWS did not let us assume the role: it does not exist, or its trust policy asks for");
});

test("a role that takes any subject is named until it pins ours, and stays named while AWS does not say", async () => {
  const one = await prepared("loose");
  sts.roles.set(one.roleArn, { provider: ISSUER, aud: AUDIENCE });
  const said = "The role takes our tokens for any subject: its trust policy does not pin this connection's own.";
  expect((await connected(one)).problem).toStartWith(said);
  sts.hesitant.add(one.roleArn);
  expect((await checkedAgain(one)).problem).toStartWith(said);
  sts.hesitant.delete(one.roleArn);
  sts.roles.set(one.roleArn, { provider: ISSUER, aud: AUDIENCE, sub: one.subject });
  expect(await checkedAgain(one)).toEqual({ status: "connected", problem: null });
}, 60_000);

test("each way in which AWS does not take our token has its own sentence", async () => {
  const says = async (name: string, break_: () => void, mend: () => void) => {
    const one = await prepared(name);
    sts.roles.set(one.roleArn, { provider: ISSUER, aud: AUDIENCE, sub: one.subject });
    break_();
    const said = await connected(one);
    mend();
    expect(said.status).toBe("failing");
    return said.problem;
  };
  const provider = { clientIds: [AUDIENCE], at: product.url.origin };
  const restore = () => void sts.providers.set(ISSUER, provider);
  expect(await says("no-provider", () => sts.providers.delete(ISSUER), restore)).toStartWith(
    "The account has no identity provider for this installation: create the stack from the template",
  );
  const other = { ...provider, clientIds: ["somebody-else"] };
  expect(await says("other-audience", () => sts.providers.set(ISSUER, other), restore)).toStartWith(
    "The account's identity provider does not know our audience: add sts.amazonaws.com to its client ids",
  );
  const isRestarted = (keys: ReturnType<typeof signingKey>[]) => () => {
    identity.now = identityOf(keys);
  };
  const unsigned = { ...identityOf([old]), token: async () => "not.a.token" } as WebIdentity;
  const garbled = () => {
    identity.now = unsigned;
  };
  expect(await says("not-a-token", garbled, isRestarted([old, next]))).toStartWith(
    "AWS did not accept our token: The ID Token provided is not a valid JWT.",
  );
  const late: WebIdentity = {
    ...identityOf([old]),
    token: (subject: string, now: Date) => forged({ sub: subject }, new Date(now.getTime() - 3_600_000)),
  } as WebIdentity;
  expect(
    await says(
      "late",
      () => {
        identity.now = late;
      },
      isRestarted([old, next]),
    ),
  ).toStartWith("AWS says that our token has expired: the clock of this installation is wrong");
});

/** A token as ours are, but for what is said here. */
async function forged(claims: Record<string, unknown>, now = new Date(), key = old): Promise<string> {
  const seconds = Math.floor(now.getTime() / 1000);
  const { keys } = await (identityOf([old]) as Exclude<WebIdentity, { issuer: null }>).publicKeys();
  return new SignJWT({ iss: ISSUER, aud: AUDIENCE, iat: seconds, exp: seconds + 300, ...claims })
    .setProtectedHeader({ alg: "ES256", kid: keys[0]?.kid ?? "" })
    .sign(await importJWK({ ...key }, "ES256"));
}

test("the fake of STS refuses what AWS refuses: another signature, issuer, audience, subject, time or algorithm", async () => {
  const roleArn = arnOf("strict");
  sts.roles.set(roleArn, { provider: ISSUER, aud: AUDIENCE, sub: "mine" });
  const ask = async (token: string) => {
    const body = new URLSearchParams({
      Action: "AssumeRoleWithWebIdentity",
      RoleArn: roleArn,
      WebIdentityToken: token,
    });
    return /<Code>(\w+)/.exec(await (await fetch(sts.url, { method: "POST", body })).text())?.[1] ?? "admitted";
  };
  const none = (await forged({ sub: "mine" })).split(".").with(0, btoa('{"alg":"none","kid":"x"}')).join(".");
  expect({
    mine: await ask(await forged({ sub: "mine" })),
    "another subject": await ask(await forged({ sub: "mine2" })),
    "another key": await ask(await forged({ sub: "mine" }, new Date(), signingKey())),
    "another issuer": await ask(await forged({ sub: "mine", iss: "https://evil.example.com" })),
    "another audience": await ask(await forged({ sub: "mine", aud: "evil" })),
    "an hour ago": await ask(await forged({ sub: "mine" }, new Date(Date.now() - 3_600_000))),
    "in an hour": await ask(await forged({ sub: "mine" }, new Date(Date.now() + 3_600_000))),
    "no algorithm": await ask(none),
  }).toEqual({
    mine: "admitted",
    "another subject": "AccessDenied",
    "another key": "InvalidIdentityToken",
    "another issuer": "InvalidIdentityToken",
    "another audience": "InvalidIdentityToken",
    "an hour ago": "ExpiredTokenException",
    "in an hour": "InvalidIdentityToken",
    "no algorithm": "InvalidIdentityToken",
  });
});

test("keys are changed without a moment in which AWS refuses us: published first, signing later", async () => {
  const one = await prepared("rotated");
  sts.roles.set(one.roleArn, { provider: ISSUER, aud: AUDIENCE, sub: one.subject });
  const before: { keys: { kid: string }[] } = await (await world.fetch("/.well-known/jwks.json")).json();
  expect(before.keys).toHaveLength(2);
  identity.now = identityOf([next, old]);
  expect(await connected(one)).toEqual({ status: "connected", problem: null });
  const [token = ""] = sts.asked.flatMap(({ roleArn, token }) => (roleArn === one.roleArn && token ? [token] : []));
  const { kid } = JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString());
  expect(kid).toBe(before.keys[1]?.kid ?? "");
  identity.now = identityOf([old, next]);
});

test("a token is for one subject, for minutes, and different each time", async () => {
  const issued = identityOf([old]) as Exclude<WebIdentity, { issuer: null }>;
  const now = new Date("2026-12-01T12:00:00Z");
  const claims = async () =>
    JSON.parse(Buffer.from((await issued.token("one", now)).split(".")[1] ?? "", "base64url").toString());
  const [first, second] = [await claims(), await claims()];
  expect(first).toMatchObject({ iss: ISSUER, sub: "one", aud: AUDIENCE, iat: now.getTime() / 1000 });
  expect(first.exp - first.iat).toBe(TOKEN_SECONDS);
  expect(TOKEN_SECONDS).toBeLessThanOrEqual(300);
  expect(first.jti).not.toBe(second.jti);
});

test("what is published says who we are, and holds no private key", async () => {
  const configuration = await world.fetch("/.well-known/openid-configuration");
  expect(configuration.headers.get("cache-control")).toBe("public, max-age=300");
  expect(await configuration.json()).toMatchObject({
    issuer: ISSUER,
    jwks_uri: `${ISSUER}/.well-known/jwks.json`,
    id_token_signing_alg_values_supported: ["ES256"],
  });
  const text = await (await world.fetch("/.well-known/jwks.json")).text();
  for (const { d } of [old, next]) expect(text).not.toContain(d);
});

test("no private key and no token stands in any row or log line", async () => {
  const secrets = [old.d, next.d, ...sts.asked.flatMap(({ token }) => token ?? [])];
  expect(secrets.length).toBeGreaterThan(10);
  const logs = JSON.stringify([world.logs, world.hub.published]);
  expect(secrets.filter((secret) => logs.includes(secret))).toEqual([]);
  const { rows } = await world.owner.query(
    "select (select jsonb_agg(a) from aws_accounts a)::text || (select jsonb_agg(e) from events e)::text || (select jsonb_agg(j) from jobs j)::text as all",
  );
  expect(secrets.filter((secret) => rows[0].all.includes(secret))).toEqual([]);
});
