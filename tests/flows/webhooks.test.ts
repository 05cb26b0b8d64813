import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { judgeTry, PAUSES_MS, signedHeaders } from "../../src/activity/webhook-delivery.ts";
import { openReceivers } from "../../src/ports/receivers.ts";
import { openWeb } from "../../src/ports/web.ts";
import { startReceiver } from "../fakes/receiver.ts";
import { openWorld, type World } from "../world.ts";

type Org = Awaited<ReturnType<World["org"]>>;

const receiver = startReceiver();
const other = startReceiver();
const TIMEOUT_MS = 400;
let world: World;
beforeAll(async () => {
  // What a local installation sets to reach its own machine.
  const { check } = openWeb({ privateHosts: [receiver.host, other.host] });
  world = await openWorld({ ports: { receivers: openReceivers({ check, timeoutMs: TIMEOUT_MS }) } });
});
beforeEach(() => {
  receiver.received.length = 0;
  receiver.answer(() => new Response(null, { status: 204 }));
});
afterAll(async () => {
  await Promise.all([receiver.stop(), other.stop()]);
  await world.close();
});

async function hook(org: Org, topics = ["*"]) {
  const made = await org.as("owner").activity.webhooks.create.mutate({ url: receiver.url, topics });
  receiver.expect(made.secret);
  return made;
}
/** Does now what is due in some seconds, and what a try has put off. */
async function runNow() {
  await world.owner.query("update webhook_deliveries set next_at = now() where next_at is not null");
  await world.owner.query(
    "update jobs set due_at = now() where name in ('activity.seal', 'activity.deliver') and state = 'queued'",
  );
  await world.drain(1).catch(() => {});
  await world.owner.query(
    "update jobs set due_at = now() where name = 'activity.deliver' and state = 'queued' and attempts = 0 and created_at > now() - interval '1 second'",
  );
}
async function settle() {
  for (let n = 0; n < 3; n++) await runNow();
}
const deliveries = async (org: Org, endpointId: string) =>
  (await org.as("maintainer").activity.webhooks.deliveries.query({ endpointId })).items;

describe("a receiver with npm's standardwebhooks", () => {
  test("gets the events of its topics, once each, verified", async () => {
    const org = await world.org();
    await hook(org, ["organization.*", "key.create"]);
    await org.as("owner").organizations.rename.mutate({ name: "Renamed" });
    await org.as("owner").organizations.members.invite.mutate({ role: "viewer" });
    await org
      .as("owner")
      .organizations.apiKeys.create.mutate({ name: "CI", role: "viewer", scopes: ["read"], days: 1 });
    await settle();
    expect(receiver.received.map(({ type, isVerified }) => `${type} ${isVerified}`).sort()).toEqual([
      "key.create true",
      "organization.rename true",
    ]);
    expect(receiver.received.find(({ type }) => type === "organization.rename")?.data).toMatchObject({
      organization: org.slug,
      actor: { kind: "user" },
      details: { after: { name: "Renamed" } },
    });
    expect(JSON.stringify(receiver.received)).toContain("[redacted]");
  });

  test("tries a ping, and sees one that was sent again with the same id", async () => {
    const org = await world.org();
    const { id } = await hook(org, ["nothing.such"]);
    const { deliveryId } = await org.as("owner").activity.webhooks.ping.mutate({ id });
    await settle();
    await org.as("owner").activity.webhooks.replay.mutate({ id: deliveryId });
    await settle();
    expect(receiver.received).toMatchObject([
      { id: deliveryId, type: "ping", isVerified: true },
      { id: deliveryId, type: "ping", isVerified: true },
    ]);
  });

  test("changes over to a new secret while both sign", async () => {
    const org = await world.org();
    const { id, secret: old } = await hook(org, ["nothing.such"]);
    const { secret } = await org.as("owner").activity.webhooks.rotate.mutate({ id });
    expect(secret).not.toBe(old);
    for (const [given, signatures] of [
      [old, 2],
      [secret, 2],
    ] as const) {
      receiver.expect(given);
      await org.as("owner").activity.webhooks.ping.mutate({ id });
      await settle();
      expect(receiver.received.at(-1)).toMatchObject({ isVerified: true, signatures });
    }
    await world.owner.query("update webhook_endpoints set old_secret_until = now() where id = $1", [id]);
    receiver.expect(old);
    await org.as("owner").activity.webhooks.ping.mutate({ id });
    await settle();
    expect(receiver.received.at(-1)).toMatchObject({ isVerified: false, signatures: 1 });
  });

  test("the specification's own example has our signature", async () => {
    const headers = await signedHeaders(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], {
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
      at: new Date(1614265330_000),
      body: '{"test": 2432232314}',
    });
    expect(headers["webhook-signature"]).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });
});

const endless = () =>
  new ReadableStream({
    async pull(controller) {
      await Bun.sleep(20);
      controller.enqueue(new Uint8Array(10));
    },
  });

describe("a receiver that fails", () => {
  const failing: [string, () => Response | Promise<Response>, { status: number | null; answer: string }][] = [
    ["with 500", () => new Response("broken", { status: 500 }), { status: 500, answer: "broken" }],
    ["by a redirect, which is not followed", () => Response.redirect(other.url, 302), { status: 302, answer: "" }],
    [
      "by silence",
      async () => {
        await Bun.sleep(TIMEOUT_MS * 3);
        return new Response();
      },
      { status: null, answer: "did not answer within 0.4 s" },
    ],
    [
      "by an answer without an end",
      () => new Response(endless(), { status: 500 }),
      { status: null, answer: "did not answer within 0.4 s" },
    ],
  ];
  for (const [way, answer, shown] of failing)
    test(`${way}: is tried again later`, async () => {
      const org = await world.org();
      const { id } = await hook(org, ["nothing.such"]);
      receiver.answer(answer);
      await org.as("owner").activity.webhooks.ping.mutate({ id });
      await runNow();
      const [first] = await deliveries(org, id);
      expect(first).toMatchObject({ state: "waiting", attempts: 1, status: shown.status });
      expect(first?.answer).toContain(shown.answer);
      expect(first?.nextAt ? new Date(first.nextAt).getTime() : 0).toBeGreaterThan(
        new Date(first?.lastAt ?? 0).getTime() + 4_000,
      );
      expect(other.received).toEqual([]);
      receiver.answer(() => new Response(null, { status: 200 }));
      await settle();
      expect(await deliveries(org, id)).toMatchObject([{ state: "delivered", attempts: 2, status: 200 }]);
    });

  test("by saying that it is gone, or for three days, is disabled, which the log tells", async () => {
    const org = await world.org();
    const { id } = await hook(org, ["nothing.such"]);
    const endpoint = async () => (await org.as("maintainer").activity.webhooks.list.query()).items[0];
    receiver.answer(() => new Response(null, { status: 410 }));
    await org.as("owner").activity.webhooks.ping.mutate({ id });
    await settle();
    expect(await endpoint()).toMatchObject({ isEnabled: false, problem: "The receiver says that it is gone (410)." });
    await org.as("owner").activity.webhooks.change.mutate({ id, isEnabled: true });
    expect(await endpoint()).toMatchObject({ isEnabled: true, problem: null, failingSince: null });
    receiver.answer(() => new Response(null, { status: 500 }));
    await world.owner.query("update webhook_endpoints set failing_since = now() - interval '73 hours' where id = $1", [
      id,
    ]);
    await org.as("owner").activity.webhooks.ping.mutate({ id });
    await settle();
    expect(await endpoint()).toMatchObject({ isEnabled: false, problem: "Nothing arrived there for three days." });
    const { items } = await org.as("developer").activity.events.query({ action: ["webhook.disable"] });
    expect(items).toHaveLength(2);
    expect(items[0]).toMatchObject({
      actorKind: "job",
      data: { before: { isEnabled: true }, after: { isEnabled: false } },
    });
  });

  test("its pauses grow to a day, and end", () => {
    const pauses = Array.from({ length: PAUSES_MS.length + 1 }, (_, n) =>
      judgeTry(n + 1, { status: 500, retryAfterMs: null }, 0),
    );
    expect(pauses.map(({ nextInMs }) => nextInMs)).toEqual([...PAUSES_MS, null]);
    expect(pauses.at(-1)).toMatchObject({ state: "failed" });
    expect(judgeTry(1, { status: 429, retryAfterMs: 90_000 }).nextInMs).toBe(90_000);
    expect(judgeTry(1, { status: 500, retryAfterMs: null }, 1).nextInMs).toBe(6_000);
  });
});

test("an address inside our own network is refused where it is saved and where it is sent", async () => {
  const org = await world.org();
  const { id } = await hook(org, ["nothing.such"]);
  const refused = [
    "http://127.0.0.1:1/",
    "https://127.0.0.1/",
    "https://localhost/",
    "https://[::1]/",
    "https://10.0.0.1/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://[fd00:ec2::254]/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://017700000001/",
    "https://[::ffff:127.0.0.1]/",
    "https://printer.local/",
    "https://intranet/",
    "https://user:secret@hooks.example.com/",
    "http://hooks.example.com/",
    "https://hooks.example.com:8443/",
    "ftp://hooks.example.com/",
    "not an address",
  ];
  for (const url of refused) {
    const making = org.as("owner").activity.webhooks.create.mutate({ url, topics: ["*"] });
    await expect(making, url).rejects.toMatchObject({ data: { code: "BAD_REQUEST" } });
    await expect(org.as("owner").activity.webhooks.change.mutate({ id, url }), url).rejects.toMatchObject({
      data: { code: "BAD_REQUEST" },
    });
  }
  console.log(`webhooks: ${refused.length} addresses refused, twice each`);
  await world.owner.query("update webhook_endpoints set url = 'http://127.0.0.1:1/' where id = $1", [id]);
  await org.as("owner").activity.webhooks.ping.mutate({ id });
  await runNow();
  const [tried] = await deliveries(org, id);
  expect(tried).toMatchObject({ state: "waiting", status: null, answer: expect.stringContaining("https://") });
});

test("deliveries are forgotten after thirty days, by the job that comes each day", async () => {
  const org = await world.org();
  const { id } = await hook(org, ["nothing.such"]);
  for (const days of [31, 29, 0]) {
    const { deliveryId } = await org.as("owner").activity.webhooks.ping.mutate({ id });
    await world.owner.query(
      "update webhook_deliveries set created_at = now() - make_interval(days => $2) where id = $1",
      [deliveryId, days],
    );
  }
  await settle();
  expect(await deliveries(org, id)).toHaveLength(3);
  await org.as("owner").activity.verify.mutate();
  await world.drain();
  expect(await deliveries(org, id)).toHaveLength(2);
});

test("secrets are sealed, and shown once", async () => {
  const org = await world.org();
  const { id, secret } = await hook(org);
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const { rows } = await world.owner.query(
    "select to_jsonb(w)::text text from webhook_endpoints w where id = $1 union all select data::text from events where organization_id = $2",
    [id, org.id],
  );
  expect(JSON.stringify([rows, await org.as("maintainer").activity.webhooks.list.query()])).not.toContain(
    secret.slice(6, 30),
  );
});
