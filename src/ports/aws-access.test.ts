import { afterAll, expect, test } from "bun:test";
import type { Door } from "./aws.ts";
import { awsAccess } from "./aws-access.ts";

const KEYS = `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
  <SessionToken>t</SessionToken><Expiration>2030-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
const error = (code: string) =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`;

/** STS as it is before roles of four kinds: one that asks for its id, one that does not, one that takes any, one that is throttled. */
const sts = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  async fetch(request) {
    const form = new URLSearchParams(await request.text());
    const role = form.get("RoleArn")?.split("/")[1];
    if (form.get("Action") !== "AssumeRole") return new Response(error("InvalidAction"), { status: 400 });
    if (role === "throttled") return new Response(error("Throttling"), { status: 400 });
    if (role === "any" && !form.has("ExternalId")) return new Response(error("AccessDenied"), { status: 403 });
    if (role === "closed" && form.get("ExternalId") !== "right")
      return new Response(error("AccessDenied"), { status: 403 });
    return new Response(KEYS);
  },
});
afterAll(() => sts.stop(true));

const access = awsAccess({
  endpoint: sts.url.origin,
  connector: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "s", principal: "arn:aws:iam::111122223333:user/x" },
});
const role = (name: string, externalId = "right") => ({
  kind: "role" as const,
  roleArn: `arn:aws:iam::123456789012:role/${name}`,
  externalId,
  sessionName: "s",
  narrowedTo: "{}",
});

test.each<[string, Door]>([
  ["closed", "closed"],
  ["open", "without-id"],
  ["any", "any-id"],
  ["throttled", "unknown"],
])(
  "the door of a role that is %s: %s",
  async (name, door) => {
    expect(await access.tryDoor(role(name), new Date())).toBe(door);
  },
  60_000,
);

test("a role that asks for its ExternalId opens with it, and with no other", async () => {
  await access.open(role("closed"), new Date());
  await expect(access.open(role("closed", "wrong"), new Date())).rejects.toMatchObject({ failure: "credentials" });
});

test("without an identity of our own nothing is asked", async () => {
  expect(await awsAccess({ connector: null }).tryDoor(role("open"), new Date())).toBe("unknown");
});
