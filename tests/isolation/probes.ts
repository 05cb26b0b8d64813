import { sql } from "drizzle-orm";
import { sqlState } from "../../db/client.ts";
import type { World } from "../world.ts";
import type { Org } from "./fixture.ts";
import { probeSearch } from "./search-probe.ts";
import { probeWebhooks } from "./webhook-probe.ts";

const stateOf = (work: Promise<unknown>) =>
  work.then(
    () => "entered",
    (error) => sqlState(error) ?? String(error),
  );

/** Asks every definer function for what it must refuse. @returns complaints; empty = all refuse. */
export async function probeDefiners(world: World, acme: Org, rival: Org): Promise<string[]> {
  const complaints: string[] = [];
  const expectState = async (what: string, wanted: string, work: Promise<unknown>) => {
    const state = await stateOf(work);
    if (state !== wanted) complaints.push(`${what}: ${state} instead of ${wanted}`);
  };
  const userOf = async (org: Org, role: string) => {
    const { rows } = await world.owner.query(
      "select user_id from memberships where organization_id = $1 and role = $2",
      [org.id, role],
    );
    return String(rows[0].user_id);
  };
  const sessionOf = async (userId: string, from: string) => {
    const id = crypto.randomUUID();
    await world.owner.query(
      "insert into sessions (id, user_id, expires_at, created_at) values ($1, $2, now() + $3::interval, now())",
      [id, userId, from],
    );
    return id;
  };
  const read = (key: Parameters<World["database"]["read"]>[0]) =>
    world.database.read(
      key,
      () => [],
      (_, entered) => entered,
    );
  const viewer = await userOf(acme, "viewer");
  const [mine, theirs, late] = [
    await sessionOf(viewer, "1 hour"),
    await sessionOf(await userOf(rival, "owner"), "1 hour"),
    await sessionOf(viewer, "-1 second"),
  ];

  await expectState("a stranger enters", "DC404", read({ sessionId: theirs, slug: acme.slug, role: "viewer" }));
  await expectState("a viewer enters as an owner", "DC403", read({ sessionId: mine, slug: acme.slug, role: "owner" }));
  await expectState("an ended session", "DC407", read({ sessionId: late, slug: acme.slug, role: "viewer" }));
  await expectState("no session", "DC407", read({ sessionId: "", slug: acme.slug, role: "viewer" }));
  const entered = await read({ sessionId: mine, slug: acme.slug, role: "viewer" }).catch(() => null);
  if (entered?.by?.id !== viewer) complaints.push("a session enters as somebody else");
  if (entered?.organizationId !== acme.id) complaints.push("a member enters another organisation than the one named");
  await expectState(
    "an organisation that does not exist",
    "DC404",
    read({ sessionId: mine, slug: `${acme.slug}-x`, role: "viewer" }),
  );

  const { rows: shown } = await world.database
    .identity()
    .execute(sql`select slug from app.my_organizations(${viewer}::uuid)`);
  if (shown.length !== 1 || shown[0]?.slug !== acme.slug)
    complaints.push(`my_organizations shows ${shown.length} organisations of one`);

  complaints.push(...(await probeInvitations(world, acme, rival)), ...(await probeApiKeys(world, acme, rival)));
  complaints.push(...(await probeSearch(world, acme, rival)), ...(await probeWebhooks(world, acme)));
  complaints.push(...(await probeJobs(world, acme, rival)), ...(await probeSecurityNotes(world, viewer, acme)));

  complaints.push(...(await probeStatus(world, acme, userOf, sessionOf)));
  complaints.push(...(await probeDeletion(world)));
  const page = async (after: string | null, limit: number) => {
    const { rows } = await world.database
      .identity()
      .execute(sql`select id from app.organizations_page(${after}::uuid, ${limit})`);
    return rows.map(({ id }) => String(id));
  };
  const [first] = await page(null, 1);
  if ((await page(null, 1)).length !== 1) complaints.push("organizations_page knows no limit");
  if ((await page(first ?? null, 1000)).includes(first ?? "")) complaints.push("organizations_page does not go on");
  return complaints;
}

/** What is deleted: nothing before it is due, and then that organisation's only. On two small ones, and rolled back. */
async function probeDeletion(world: World) {
  const attempt = async (status: string, deleteAt: string) => {
    const client = await world.owner.connect();
    try {
      await client.query("begin");
      const make = async (status: string, deleteAt: string) => {
        const { rows } = await client.query(
          `insert into organizations (slug, name, status, delete_at) values ('probe-' || gen_random_uuid(), 'Probe', $1, ${deleteAt}) returning id`,
          [status],
        );
        await client.query(
          "insert into invitations (organization_id, token_hash, role, expires_at) values ($1, 'probe', 'viewer', now())",
          [rows[0].id],
        );
        return rows[0].id;
      };
      const [asked, other] = [await make(status, deleteAt), await make("deleting", "now()")];
      await client.query("select set_config('app.organization_id', $1, true)", [asked]);
      await client.query("select app.delete_organization(1000)");
      const { rows } = await client.query(
        "select organization_id = $1 as own from invitations where organization_id in ($1, $2)",
        [asked, other],
      );
      return rows.map(({ own }) => (own ? "its own is there" : "the other's is there")).join();
    } catch (error) {
      return sqlState(error) ?? String(error);
    } finally {
      await client.query("rollback");
      client.release();
    }
  };
  const expected = [
    ["active", "null", "DC409"],
    ["deleting", "now() + interval '1 minute'", "DC409"],
    ["deleting", "now() - interval '1 minute'", "the other's is there"],
  ] as const;
  const complaints: string[] = [];
  for (const [status, deleteAt, wanted] of expected) {
    const said = await attempt(status, deleteAt);
    if (said !== wanted) complaints.push(`delete_organization of one that is ${status} until ${deleteAt}: ${said}`);
  }
  return complaints;
}

/** Who is let in while the organisation is suspended, and while it is about to be deleted. */
async function probeStatus(
  world: World,
  acme: Org,
  userOf: (org: Org, role: string) => Promise<string>,
  sessionOf: (userId: string, from: string) => Promise<string>,
) {
  const complaints: string[] = [];
  const [viewer, owner] = [await userOf(acme, "viewer"), await userOf(acme, "owner")];
  const [ofViewer, ofOwner] = [await sessionOf(viewer, "1 hour"), await sessionOf(owner, "1 hour")];
  const { rows: keys } = await world.owner.query(
    `insert into api_keys (organization_id, name, hash, ending, role, scopes, created_by, expires_at)
     values ($1, 'status', gen_random_uuid()::text, 'abcd', 'viewer', '{read}', $2, now() + interval '1 day') returning id, hash`,
    [acme.id, owner],
  );
  const { rows: links } = await world.owner.query(
    `insert into invitations (organization_id, token_hash, role, expires_at)
     values ($1, gen_random_uuid()::text, 'viewer', now() + interval '1 day') returning token_hash as hash`,
    [acme.id],
  );
  const key = { keyId: keys[0].id, keyHash: keys[0].hash, scope: "costs:read", ip: null };
  const entering = { slug: acme.slug, role: "viewer" };
  const read = (opens: Parameters<World["database"]["read"]>[0]) =>
    stateOf(
      world.database.read(
        opens,
        () => [],
        () => null,
      ),
    );
  const lists = async (userId: string) =>
    (await world.database.identity().execute(sql`select slug from app.my_organizations(${userId}::uuid)`)).rows.length;
  const pages = async () =>
    (await world.database.identity().execute(sql`select id from app.organizations_page(null, 1000)`)).rows.some(
      ({ id }) => id === acme.id,
    );
  const expected = {
    active: ["entered", "entered", "entered", "entered", 1, 1, true],
    suspended: ["DC423", "DC423", "DC423", "DC410", 0, 0, false],
    deleting: ["entered", "DC423", "DC423", "DC410", 1, 0, false],
  };
  for (const [status, wanted] of Object.entries(expected)) {
    await world.owner.query(
      "update organizations set status = $2, delete_at = case when $2 = 'deleting' then now() end where id = $1",
      [acme.id, status],
    );
    const got = [
      await read({ ...entering, sessionId: ofOwner }),
      await read({ ...entering, sessionId: ofViewer }),
      await read({ ...entering, ...key }),
      await read({ invitationHash: links[0].hash }),
      await lists(owner),
      await lists(viewer),
      await pages(),
    ];
    if (String(got) !== String(wanted)) complaints.push(`${status}: ${got} instead of ${wanted}`);
  }
  await world.owner.query("update organizations set status = 'active', delete_at = null where id = $1", [acme.id]);
  await world.owner.query("delete from api_keys where id = $1", [key.keyId]);
  await world.owner.query("delete from invitations where token_hash = $1", [links[0].hash]);
  return complaints;
}

/** One that works, and one for each reason why it opens nothing or less. */
async function probeApiKeys(world: World, acme: Org, rival: Org): Promise<string[]> {
  const complaints: string[] = [];
  const mark = crypto.randomUUID();
  const make = async (org: Org, maker: string, change = "name = name") => {
    const { rows } = await world.owner.query(
      `insert into api_keys (organization_id, name, hash, ending, role, scopes, created_by, expires_at)
       select $1, $2, gen_random_uuid()::text, 'abcd', 'developer', '{read,costs:write}', user_id, now() + interval '1 day'
         from memberships where organization_id = $1 and role = $3 limit 1 returning id, hash`,
      [org.id, mark, maker],
    );
    await world.owner.query(`update api_keys set ${change} where id = $1`, [rows[0].id]);
    return { keyId: String(rows[0].id), keyHash: String(rows[0].hash) };
  };
  type Made = Awaited<ReturnType<typeof make>>;
  const asks = { slug: acme.slug, role: "viewer", scope: "costs:read", ip: "203.0.113.7" };
  const opens = (made: Made, change: Partial<typeof asks> = {}) =>
    world.database
      .read(
        { ...asks, ...made, ...change },
        () => [],
        (_, entered) => entered.organizationId,
      )
      .catch((error) => sqlState(error) ?? String(error));
  const expectAnswer = async (what: string, wanted: string, answer: Promise<string>) => {
    const got = await answer;
    if (got !== wanted) complaints.push(`${what}: ${got} instead of ${wanted}`);
  };
  const [mine, theirs] = [await make(acme, "owner"), await make(rival, "owner")];
  await expectAnswer("a key of its organisation", acme.id, opens(mine));
  await expectAnswer("the other's key at the other", rival.id, opens(theirs, { slug: rival.slug }));
  await expectAnswer("a key at another organisation", "DC404", opens(theirs));
  await expectAnswer("a key with another's secret", "DC401", opens({ keyId: mine.keyId, keyHash: theirs.keyHash }));
  await expectAnswer("a secret with another id", "DC401", opens({ keyId: crypto.randomUUID(), keyHash: mine.keyHash }));
  await expectAnswer("a revoked key", "DC401", opens(await make(acme, "owner", "revoked_at = now()")));
  await expectAnswer(
    "an expired key",
    "DC401",
    opens(await make(acme, "owner", "expires_at = now() - interval '1 second'")),
  );
  const stranger = `created_by = (select user_id from memberships where organization_id = '${rival.id}' limit 1)`;
  await expectAnswer("a key whose maker has left", "DC401", opens(await make(acme, "owner", stranger)));
  const walled = await make(acme, "owner", "networks = '{203.0.113.0/24}'");
  await expectAnswer("a key from its network", acme.id, opens(walled));
  await expectAnswer("a key from elsewhere", "DC401", opens(walled, { ip: "198.51.100.1" }));
  await expectAnswer("a scope of one capability", acme.id, opens(mine, { scope: "costs:write" }));
  await expectAnswer("a scope that it lacks", "DC406", opens(mine, { scope: "findings:write" }));
  await expectAnswer("a role above the key's", "DC403", opens(mine, { role: "maintainer" }));
  await expectAnswer("a role above its maker's", "DC403", opens(await make(acme, "viewer"), { role: "developer" }));
  const nameOf = async ({ keyId, keyHash }: Made) => {
    const { rows } = await world.database
      .identity()
      .execute(sql`select * from app.organization_of_key(${keyId}::uuid, ${keyHash})`);
    return rows.map(({ organization_id }) => String(organization_id)).join() || "none";
  };
  await expectAnswer("whose a valid key is", acme.id, nameOf(mine));
  await expectAnswer("whose a mixed key is", "none", nameOf({ keyId: mine.keyId, keyHash: theirs.keyHash }));
  await expectAnswer("whose a wrong id is", "none", nameOf({ keyId: crypto.randomUUID(), keyHash: mine.keyHash }));
  await expectAnswer("whose a revoked key is", "none", nameOf(await make(acme, "owner", "revoked_at = now()")));
  await expectAnswer(
    "whose an expired key is",
    "none",
    nameOf(await make(acme, "owner", "expires_at = now() - interval '1 s'")),
  );
  await world.owner.query("delete from api_keys where name = $1", [mark]);
  return complaints;
}

/** A member's, and one of somebody who is none: each is written where it belongs and nowhere else. */
async function probeSecurityNotes(world: World, viewer: string, acme: Org): Promise<string[]> {
  const complaints: string[] = [];
  const note = async (userId: string | null) => {
    const { rows } = await world.database.identity().execute(sql`
      select organization_id from app.note_security(${userId}::uuid, 'system', null, 'Somebody', 'probe', '{}'::jsonb, null, null, null, now())`);
    return rows.map(({ organization_id }) => String(organization_id));
  };
  const installation = "00000000-0000-7000-8000-000000000001";
  const cases = [
    ["a member's", viewer, [acme.id]],
    ["nobody's", null, [installation]],
    ["a stranger's", crypto.randomUUID(), [installation]],
  ] as const;
  for (const [whose, userId, wanted] of cases) {
    const told = await note(userId);
    if (told.join() !== wanted.join()) complaints.push(`${whose} note goes to ${told.length} organisations: ${told}`);
  }
  await world.owner.query("delete from events where action = 'probe'");
  return complaints;
}

/** One that is open, and one for each reason why it opens nothing. */
async function probeInvitations(world: World, acme: Org, rival: Org): Promise<string[]> {
  const complaints: string[] = [];
  const make = async (org: Org, change: string) => {
    const hash = crypto.randomUUID();
    await world.owner.query(
      `insert into invitations (organization_id, token_hash, role, expires_at) values ($1, $2, 'viewer', now() + interval '1 day')`,
      [org.id, hash],
    );
    await world.owner.query(`update invitations set ${change} where token_hash = $1`, [hash]);
    return hash;
  };
  const opens = (invitationHash: string) =>
    world.database
      .read(
        { invitationHash },
        () => [],
        (_, entered) => entered.organizationId,
      )
      .catch((error) => sqlState(error) ?? String(error));
  const open = { acme: await make(acme, "note = ''"), rival: await make(rival, "note = ''") };
  for (const [org, hash] of [
    [acme, open.acme],
    [rival, open.rival],
  ] as const)
    if ((await opens(hash)) !== org.id) complaints.push("an invitation opens another organisation than its own");
  for (const change of ["accepted_at = now()", "revoked_at = now()", "expires_at = now() - interval '1 second'"])
    if ((await opens(await make(acme, change))) !== "DC410") complaints.push(`an invitation opens with ${change}`);
  if ((await opens(crypto.randomUUID())) !== "DC410") complaints.push("an unknown invitation opens an organisation");
  await world.owner.query("delete from invitations where token_hash = any($1)", [Object.values(open)]);
  return complaints;
}

/** Four jobs: due, not yet due, leased, and one that its workers did not survive. */
async function probeJobs(world: World, acme: Org, rival: Org): Promise<string[]> {
  const complaints: string[] = [];
  const key = crypto.randomUUID();
  const make = async (org: Org, name: string, columns: Record<string, string>) => {
    const names = Object.keys(columns);
    const { rows } = await world.owner.query(
      `insert into jobs (organization_id, name, key, input, attempts_max${names.map((n) => `, ${n}`).join("")})
       values ($1, $2, $3, '{}', 3${names.map((n) => `, ${columns[n]}`).join("")}) returning id`,
      [org.id, name, key],
    );
    return String(rows[0].id);
  };
  // Whatever else waits stands behind these.
  await world.owner.query("update jobs set due_at = due_at + interval '1 day' where state = 'queued'");
  const long = "now() - interval '1 hour'";
  const ids = {
    due: await make(acme, "probe.due", { due_at: long }),
    alsoDue: await make(rival, "probe.also", { due_at: `${long} + interval '1 second'` }),
    future: await make(acme, "probe.future", { due_at: "now() + interval '1 hour'" }),
    leased: await make(acme, "probe.leased", {
      due_at: long,
      state: "'running'",
      attempts: "1",
      lease_token: "5",
      lease_until: "now() + interval '1 minute'",
    }),
    dead: await make(acme, "probe.dead", {
      due_at: long,
      state: "'running'",
      losses: "25",
      lease_token: "5",
      lease_until: "now() - interval '1 minute'",
    }),
    done: await make(acme, "probe.done", { state: "'done'", lease_token: "5" }),
  };
  try {
    const claim = async () =>
      (await world.database.identity().execute(sql`select id, lease_token from app.claim_jobs(1)`)).rows;
    const first = await claim();
    const rest = [...(await claim()), ...(await claim()), ...(await claim())];
    const claimed = [...first, ...rest].map(({ id }) => id);
    if (first.length !== 1) complaints.push(`claim_jobs(1) claims ${first.length}`);
    if (!claimed.includes(ids.due) || !claimed.includes(ids.alsoDue)) complaints.push("claim_jobs leaves a due job");
    for (const name of ["future", "leased", "dead", "done"] as const)
      if (claimed.includes(ids[name])) complaints.push(`claim_jobs takes the ${name} job`);
    const { rows } = await world.owner.query("select state from jobs where id = $1", [ids.dead]);
    if (rows[0].state !== "failed") complaints.push(`a job that kills its workers is ${rows[0].state}`);
    const enter = (jobId: string, leaseToken: number) =>
      stateOf(
        world.database.read(
          { jobId, leaseToken },
          () => [],
          () => null,
        ),
      );
    if ((await enter(ids.leased, 4)) !== "DC409") complaints.push("an old lease opens the organisation");
    if ((await enter(ids.done, 5)) !== "DC409") complaints.push("a finished job opens the organisation");
    if ((await enter(crypto.randomUUID(), 5)) !== "DC409") complaints.push("an unknown job opens an organisation");
    if ((await enter(ids.leased, 5)) !== "entered") complaints.push("a job with its lease cannot enter");
  } finally {
    await world.owner.query("delete from jobs where key = $1", [key]);
  }
  return complaints;
}
