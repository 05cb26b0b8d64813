import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drizzle } from "drizzle-orm/node-postgres";
import { genesis, sealAfter } from "../../src/activity/chain.ts";
import { type Ask, verifyLog } from "../../src/activity/verify.ts";
import { NO_CLIENT } from "../../src/base/context.ts";
import { CANONICAL_SQL, record } from "../../src/base/events.ts";
import { memoryAnchors } from "../fakes/anchors.ts";
import { openWorld, type World } from "../world.ts";

const KEY = { name: "CI", role: "viewer" as const, scopes: ["read"], days: 1 };
type Org = Awaited<ReturnType<World["org"]>>;

const anchors = memoryAnchors();
let world: World;
let ask: Ask;
beforeAll(async () => {
  world = await openWorld({ ports: { anchors } });
  const db = drizzle(world.owner);
  ask = async (query) => (await db.execute(query)).rows;
});
afterAll(() => world.close());

const anchorsOf = ({ id }: Org) => world.ports.anchors.newest(id, 1_000);
const verify = async (org: Org) => verifyLog(ask, org.id, { anchors: await anchorsOf(org) });
const queryOne = async (text: string, values: unknown[] = []) => (await world.owner.query(text, values)).rows[0];

/** Does now what the trigger has asked for in some seconds. */
async function sealNow() {
  await world.owner.query("update jobs set due_at = now() where name = 'activity.seal' and state = 'queued'");
  await world.drain();
}

async function organizationWith(events: number): Promise<Org> {
  const org = await world.org();
  for (let n = 0; n < events; n++) await org.as("owner").organizations.rename.mutate({ name: `Name ${n}` });
  await sealNow();
  return org;
}

/** What somebody does who owns the database and knows the code: the chain anew, from that seal on. */
async function rewriteChain({ id }: Org, from: number) {
  const before = await queryOne("select hash from event_seals where organization_id = $1 and seq = $2", [id, from - 1]);
  let place = before ? { seq: from - 1, hash: before.hash as string } : await genesis(id);
  const { rows } = await world.owner.query(
    `select s.event_id, ${CANONICAL_SQL} canonical from event_seals s join events e on e.id = s.event_id where s.organization_id = $1 and s.seq >= $2 order by s.seq`,
    [id, from],
  );
  for (const { event_id, canonical } of rows) {
    place = await sealAfter(place, canonical);
    await world.owner.query("update event_seals set seq = $3, hash = $4 where organization_id = $1 and event_id = $2", [
      id,
      event_id,
      place.seq,
      place.hash,
    ]);
  }
}
const eventAt = async ({ id }: Org, seq: number): Promise<string> =>
  (await queryOne("select event_id from event_seals where organization_id = $1 and seq = $2", [id, seq])).event_id;

describe("sealing", () => {
  test("every event is sealed once, in one chain, also when many write at once", async () => {
    const org = await world.org();
    await Promise.all(
      Array.from({ length: 60 }, async (_, n) => {
        await org.as("owner").organizations.apiKeys.create.mutate(KEY);
        if (n % 15 === 0) await sealNow();
      }),
    );
    await sealNow();
    const { count } = await queryOne("select count(*)::int from events where organization_id = $1", [org.id]);
    expect(await verify(org)).toMatchObject({ sealed: count, waiting: 0, problems: [] });
    expect(count).toBe(62);
  });

  test("a slow transaction is waited for, not passed", async () => {
    const org = await organizationWith(2);
    const { promise: isOver, resolve: end } = Promise.withResolvers<void>();
    const { promise: hasWritten, resolve: written } = Promise.withResolvers<void>();
    const slow = world.database.write({ organizationId: org.id }, async (tx, organization) => {
      const doer = {
        actor: { kind: "system" as const, id: null, name: "Slow" },
        now: new Date(),
        requestId: "slow",
        client: NO_CLIENT,
      };
      await record({ tx, organization, ...doer, wake: () => {}, witness: () => {}, publish: () => {} }, "test.slow", {
        type: "test",
      });
      written();
      await isOver;
    });
    await hasWritten;
    let drained: Promise<unknown> | undefined;
    const before = await verify(org);
    try {
      await org.as("owner").organizations.apiKeys.create.mutate(KEY);
      await world.owner.query("update jobs set due_at = now() where name = 'activity.seal' and state = 'queued'");
      // It looks again until the slow one is over.
      drained = world.drain();
      await Bun.sleep(1_500);
      expect(await verify(org)).toMatchObject({ sealed: before.sealed, waiting: 1, problems: [] });
    } finally {
      end();
      await slow;
      await drained;
    }
    await sealNow();
    expect(await verify(org)).toMatchObject({ sealed: before.sealed + 2, waiting: 0, problems: [] });
    const order = await world.owner.query(
      "select e.action from event_seals s join events e on e.id = s.event_id where s.organization_id = $1 order by seq desc limit 2",
      [org.id],
    );
    expect(order.rows.map(({ action }) => action)).toEqual(["key.create", "test.slow"]);
  });

  test("goes on after a restore into a cluster whose transactions count from the beginning", async () => {
    const org = await organizationWith(3);
    // What a restored database looks like: numbers far above this cluster's, one event not sealed yet.
    await world.owner.query(
      "update event_seals set xid = (xid::text::bigint + 1000000000)::text::xid8 where organization_id = $1",
      [org.id],
    );
    await world.owner.query(
      "insert into events (organization_id, actor_kind, actor_name, action, target_type, xid) values ($1, 'system', 'x', 'left.over', 'x', '3000000000')",
      [org.id],
    );
    const { count } = await queryOne("select count(*)::int from event_seals where organization_id = $1", [org.id]);
    // Somebody else's transaction is open meanwhile: what was written waits for it, and is no defect of the log.
    const slow = await world.owner.connect();
    await slow.query("begin; select pg_current_xact_id()");
    await org.as("owner").organizations.rename.mutate({ name: "After" });
    const isSealed = sealNow();
    await Bun.sleep(500);
    const whileOpen = await verify(org);
    await slow.query("commit");
    slow.release();
    await isSealed;
    expect(whileOpen).toMatchObject({ waiting: 1, problems: [] });
    await org.as("owner").organizations.rename.mutate({ name: "And again" });
    await sealNow();
    expect(await verify(org)).toMatchObject({ sealed: count + 3, waiting: 0, problems: [] });
  });

  test("the Worker's login can neither change nor remove a seal", async () => {
    const org = await organizationWith(1);
    for (const change of ["update event_seals set hash = 'x'", "delete from event_seals"])
      await expect(world.database.write({ organizationId: org.id }, (tx) => tx.execute(change))).rejects.toThrow();
  });

  test("is asked for by whatever writes an event, and leaves neither a job nor an event", async () => {
    const org = await organizationWith(1);
    expect(
      await queryOne("select count(*)::int from jobs where organization_id = $1 and name = 'activity.seal'", [org.id]),
    ).toEqual({ count: 0 });
    expect(
      await queryOne("select count(*)::int from events where organization_id = $1 and action like 'activity.%'", [
        org.id,
      ]),
    ).toEqual({ count: 0 });
  });
});

describe("whoever owns the database", () => {
  test("changes any column of any sealed event: it is named", async () => {
    const org = await organizationWith(12);
    const changes = [
      ["at", "at + interval '1 microsecond'"],
      ["actor_kind", "actor_kind || 'x'"],
      ["actor_id", "coalesce(actor_id, '') || 'x'"],
      ["actor_name", "overlay(actor_name placing '~' from 1 for 1)"],
      ["action", "action || ' '"],
      ["target_type", "upper(target_type)"],
      ["target_id", "null"],
      ["data", "data || '{\"a\": 1}'"],
      ["data", "jsonb_set(data, '{n}', '12345678901234567891')"],
      ["request_id", "request_id || 'x'"],
      ["ip", "'203.0.113.7'"],
      ["user_agent", "''"],
      ["xid", "(xid::text::bigint + 1)::text::xid8"],
    ] as const;
    const { sealed } = await verify(org);
    let found = 0;
    for (const [column, value] of changes)
      for (const seq of [1, Math.ceil(sealed / 2), sealed]) {
        const eventId = await eventAt(org, seq);
        const before = await queryOne(`select ${column}::text old from events where id = $1`, [eventId]);
        await world.owner.query(`update events set ${column} = ${value} where id = $1`, [eventId]);
        const { problems } = await verify(org);
        expect(problems).toHaveLength(1);
        expect(problems[0]).toMatchObject({ seq, eventId });
        found++;
        const type = column === "at" ? "timestamptz" : column === "data" ? "jsonb" : column === "xid" ? "xid8" : "text";
        await world.owner.query(`update events set ${column} = $2::text::${type} where id = $1`, [eventId, before.old]);
      }
    expect((await verify(org)).problems).toEqual([]);
    console.log(`sealing: ${found} of ${changes.length * 3} changed columns named`);
  });

  const ways: [string, (org: Org) => Promise<unknown>, (org: Org) => Promise<string>][] = [
    [
      "deletes an event",
      async (org) => world.owner.query("delete from events where id = $1", [await eventAt(org, 4)]),
      async (org) => `Event ${await eventAt(org, 4)} was deleted`,
    ],
    [
      "deletes an event with its seal",
      async (org) => {
        await world.owner.query("delete from events where id = $1", [await eventAt(org, 4)]);
        await world.owner.query("delete from event_seals where organization_id = $1 and seq = 4", [org.id]);
      },
      async () => "Seal 4 is missing",
    ],
    [
      "moves an event from one place to another",
      async (org) => {
        const [a, b] = [await eventAt(org, 4), await eventAt(org, 6)];
        await world.owner.query("delete from event_seals where organization_id = $1 and seq = 6", [org.id]);
        await world.owner.query("update event_seals set event_id = $2 where organization_id = $1 and event_id = $3", [
          org.id,
          b,
          a,
        ]);
      },
      async (org) => `Event ${await eventAt(org, 4)}, or its seal 4, was changed`,
    ],
    [
      "inserts an event into the past",
      (org) =>
        world.owner.query(
          "insert into events (organization_id, at, actor_kind, actor_name, action, target_type, xid) select organization_id, at, actor_kind, 'Mallory', action, target_type, xid from events where organization_id = $1 order by xid limit 1",
          [org.id],
        ),
      async (org) =>
        `Event ${(await queryOne("select id from events where organization_id = $1 and actor_name = 'Mallory'", [org.id])).id} was inserted`,
    ],
    [
      "inserts an event with an earlier time, and waits until it is sealed",
      async (org) => {
        await world.owner.query(
          "insert into events (organization_id, at, actor_kind, actor_name, action, target_type) values ($1, now() - interval '1 day', 'user', 'Mallory', 'x', 'x')",
          [org.id],
        );
        await sealNow();
      },
      async (org) =>
        `Event ${(await queryOne("select id from events where organization_id = $1 and actor_name = 'Mallory'", [org.id])).id} was inserted later than it says`,
    ],
    [
      "changes an event and rewrites the chain's tail",
      async (org) => {
        await world.owner.query("update events set actor_name = 'Mallory' where id = $1", [await eventAt(org, 5)]);
        await rewriteChain(org, 5);
      },
      async () => "The chain was rewritten",
    ],
    [
      "rewrites the whole chain",
      async (org) => {
        await world.owner.query("update events set actor_name = 'Mallory' where id = $1", [await eventAt(org, 1)]);
        await rewriteChain(org, 1);
      },
      async () => "The chain was rewritten",
    ],
    [
      "cuts the tail off",
      async (org) => {
        const { rows } = await world.owner.query(
          "delete from event_seals where organization_id = $1 and seq > 5 returning event_id",
          [org.id],
        );
        await world.owner.query("delete from events where id = any($1)", [rows.map(({ event_id }) => event_id)]);
      },
      async () => "The end of the chain is gone",
    ],
    [
      "empties the log",
      async (org) => {
        await world.owner.query("delete from event_seals where organization_id = $1", [org.id]);
        await world.owner.query("delete from events where organization_id = $1", [org.id]);
      },
      async () => "The end of the chain is gone",
    ],
  ];
  for (const [way, tamper, expected] of ways)
    test(`${way}: it is noticed`, async () => {
      const org = await organizationWith(8);
      expect((await verify(org)).problems).toEqual([]);
      await tamper(org);
      const { problems } = await verify(org);
      expect(problems[0]?.problem ?? "nothing was noticed").toContain(await expected(org));
    });
});

describe("before an event is sealed", () => {
  const verifyWithLog = async (org: Org) =>
    verifyLog(ask, org.id, { anchors: await anchorsOf(org), written: anchors.written(org.id) });
  const newest = async (org: Org): Promise<string> =>
    (await queryOne("select id from events where organization_id = $1 order by id desc limit 1", [org.id])).id;
  /** Written, and not sealed yet. */
  async function organizationWithNews() {
    const org = await organizationWith(3);
    await org.as("owner").organizations.rename.mutate({ name: "Just now" });
    return { org, eventId: await newest(org) };
  }

  test("the Worker's log knows every event of a change or a job as it was written", async () => {
    const { org } = await organizationWithNews();
    // A job that leaves an event of its own.
    await org.as("owner").activity.verify.mutate();
    await world.drain();
    await sealNow();
    const { count } = await queryOne("select count(*)::int from events where organization_id = $1", [org.id]);
    expect(await verifyWithLog(org)).toMatchObject({ sealed: count, problems: [] });
    expect(anchors.written(org.id)).toHaveLength(count);
  });

  test.each([
    ["and the change is sealed", true],
    ["and is not sealed yet", false],
  ])("whoever owns the database changes it, %s: it is named", async (_, isSealed) => {
    const { org, eventId } = await organizationWithNews();
    await world.owner.query("update events set actor_name = 'Mallory' where id = $1", [eventId]);
    if (isSealed) await sealNow();
    expect((await verifyWithLog(org)).problems).toMatchObject([
      { eventId, problem: expect.stringContaining("before") },
    ]);
  });

  test("whoever owns the database removes it: it is named", async () => {
    const { org, eventId } = await organizationWithNews();
    await world.owner.query("delete from events where id = $1", [eventId]);
    await sealNow();
    expect((await verifyWithLog(org)).problems).toMatchObject([{ eventId, problem: expect.stringContaining("gone") }]);
  });
});

describe("bun run audit:verify", () => {
  const folder = mkdtempSync(join(tmpdir(), "devcontrol-anchors-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  async function run(org: Org) {
    const file = join(folder, `${org.slug}.log`);
    const lines = (await anchorsOf(org)).map((anchor) =>
      JSON.stringify({ level: "info", message: "audit anchor", organizationId: org.id, ...anchor }),
    );
    const written = { message: "audit events", organizationId: org.id, written: anchors.written(org.id) };
    lines.push(JSON.stringify(written), "not a line of JSON", '{"level":"info","message":"request"}');
    writeFileSync(file, lines.join("\n"));
    const child = Bun.spawn(
      [process.execPath, "--no-env-file", "dev/audit-verify.ts", "--anchors", file, "--organization", org.slug],
      {
        env: { PATH: process.env.PATH, DATABASE_OWNER_URL: world.ownerUrl },
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    return { text: await new Response(child.stdout).text(), code: await child.exited };
  }

  test("says that a log is whole; names the first bad row, and exits with 1", async () => {
    const org = await organizationWith(5);
    expect(await run(org)).toMatchObject({ code: 0, text: expect.stringContaining("ok   ") });
    const eventId = await eventAt(org, 3);
    await world.owner.query("update events set actor_name = 'Mallory' where id = $1", [eventId]);
    expect(await run(org)).toMatchObject({ code: 1, text: expect.stringContaining(`Event ${eventId}`) });
    await rewriteChain(org, 1);
    expect(await run(org)).toMatchObject({ code: 1, text: expect.stringContaining("The chain was rewritten") });
  });

  test("the product says the same, where a maintainer asks", async () => {
    const org = await organizationWith(3);
    const integrity = () => org.as("developer").activity.integrity.query();
    expect(await integrity()).toMatchObject({ waiting: 0, verified: null });
    await org.as("maintainer").activity.verify.mutate();
    await world.drain();
    expect(await integrity()).toMatchObject({ verified: { problems: [] } });
    const eventId = await eventAt(org, 2);
    await world.owner.query("update events set actor_name = 'Mallory' where id = $1", [eventId]);
    await org.as("maintainer").activity.verify.mutate();
    await world.drain();
    expect(await integrity()).toMatchObject({ verified: { problems: [{ seq: 2, eventId }] } });
  });
});
