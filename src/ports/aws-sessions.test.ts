import { afterAll, beforeEach, expect, test } from "bun:test";
import type { RoleCredentials } from "./aws.ts";
import { awsAccess } from "./aws-access.ts";
import { rememberSessions } from "./aws-sessions.ts";

/**
 * AWS with one role that asks for the ExternalId "right". It knows which sessions it has granted and which of them it has
 * ended, so what it answers is what it holds now.
 */
const role = { isThere: true, granted: 0, live: new Set<string>(), seconds: 3600, mayList: true };
const aws = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  async fetch(request) {
    const form = new URLSearchParams(await request.text());
    if (form.get("Action") === "AssumeRole") {
      if (!role.isThere || form.get("ExternalId") !== "right") return refused("AccessDenied");
      const id = `ASIA${++role.granted}`;
      role.live.add(id);
      const until = new Date(Date.now() + role.seconds * 1000).toISOString();
      return new Response(`<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>${id}</AccessKeyId>
        <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${until}</Expiration>
        </Credentials></AssumeRoleResult></AssumeRoleResponse>`);
    }
    const id = /Credential=(\w+)\//.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
    if (!role.live.has(id)) return refused("ExpiredToken");
    if (!role.mayList) return refused("UnauthorizedOperation");
    return new Response("<DescribeVpcsResponse><vpcSet/></DescribeVpcsResponse>");
  },
});
const refused = (code: string) =>
  new Response(`<Response><Errors><Error><Code>${code}</Code><Message>no</Message></Error></Errors></Response>`, {
    status: 403,
  });
afterAll(() => aws.stop(true));

const by = (more: Partial<RoleCredentials> = {}): RoleCredentials => ({
  kind: "role",
  roleArn: "arn:aws:iam::123456789012:role/DevControl",
  externalId: "right",
  sessionName: "devcontrol-1",
  narrowedTo: "{}",
  ...(more as object),
});
const isolate = () =>
  awsAccess({
    endpoint: aws.url.origin,
    connector: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "s", principal: "arn:aws:iam::111122223333:user/x" },
    sessions: rememberSessions(),
  });
const minutes = (count: number) => new Date(Date.now() + count * 60_000);

async function read(access: ReturnType<typeof isolate>, credentials = by(), now = new Date()) {
  const opened = await access.reopen(credentials, now);
  return Promise.all([1, 2, 3].map(() => opened.call("ec2:DescribeVpcs", {}, "eu-west-1")));
}

beforeEach(() => {
  Object.assign(role, { isThere: true, granted: 0, live: new Set(), seconds: 3600, mayList: true });
});

test("the runs of a scan share the session with which it began", async () => {
  const access = isolate();
  await access.open(by(), new Date());
  for (let run = 0; run < 5; run++) await read(access);
  expect(role.granted).toBe(1);
});

test("a scan that begins asks AWS, whatever is remembered", async () => {
  const access = isolate();
  await access.open(by(), new Date());
  await access.open(by(), new Date());
  expect(role.granted).toBe(2);
});

test("after a quarter of an hour, and before a session ends, another is asked for", async () => {
  const access = isolate();
  await read(access, by(), minutes(0));
  await read(access, by(), minutes(14));
  expect(role.granted).toBe(1);
  await read(access, by(), minutes(16));
  expect(role.granted).toBe(2);
  role.seconds = 6 * 60;
  const short = isolate();
  await read(short, by(), minutes(0));
  await read(short, by(), minutes(2));
  expect(role.granted).toBe(4);
});

test("a connection that differs in anything gets nothing of another's: AWS is asked, and refuses", async () => {
  const access = isolate();
  await access.open(by(), new Date());
  await expect(read(access, by({ externalId: "guessed" } as Partial<RoleCredentials>))).rejects.toMatchObject({
    failure: "credentials",
  });
  expect(role.granted).toBe(1);
  for (const other of [
    by({ sessionName: "devcontrol-2" }),
    by({ narrowedTo: '{"Version":"2012-10-17"}' }),
    by({ roleArn: "arn:aws:iam::123456789012:role/Other" }),
  ]) {
    const before = role.granted;
    await read(access, other);
    expect(role.granted).toBe(before + 1);
  }
});

test("a session that the customer has ended is replaced once, for all calls that wait on it", async () => {
  const access = isolate();
  await access.open(by(), new Date());
  role.live.clear();
  await read(access);
  expect(role.granted).toBe(2);
});

test("a role that is gone lets nobody in by what is remembered, now or later", async () => {
  const access = isolate();
  await access.open(by(), new Date());
  Object.assign(role, { isThere: false, live: new Set() });
  await expect(read(access)).rejects.toMatchObject({ failure: "credentials", call: "sts:AssumeRole" });
  await expect(access.open(by(), new Date())).rejects.toMatchObject({ failure: "credentials" });
  await expect(access.reopen(by(), new Date())).rejects.toMatchObject({ failure: "credentials" });
});

test("a refused call is refused by a new session too before anybody is told", async () => {
  const access = isolate();
  await access.open(by(), new Date());
  role.mayList = false;
  await expect(read(access)).rejects.toMatchObject({ failure: "refused", call: "ec2:DescribeVpcs" });
  expect(role.granted).toBe(2);
});
