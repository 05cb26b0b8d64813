import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tenantTables } from "../isolation/catalogue.ts";
import { CATALOG_FILE, fillEveryTable } from "../isolation/fixture.ts";
import { openWorld, type World } from "../world.ts";

let world: World;
let now = new Date();
beforeAll(async () => {
  world = await openWorld({ now: () => now });
});
afterAll(() => world.close());

type Org = Awaited<ReturnType<World["org"]>>;
const refusedWith = (code: string) => ({ data: { code } });
const download = (org: Org, id: string, headers: Record<string, string>) =>
  world.fetch(`/api/exports/${org.slug}/${id}`, { headers });
const latest = async (org: Org) => (await org.as("owner").organizations.data.exports.query()).items[0];

/** Every file of an archive by its name, read by the system's tar. */
function unpack(archive: Uint8Array): Map<string, string> {
  const folder = mkdtempSync(join(tmpdir(), "export-"));
  try {
    writeFileSync(join(folder, "x.tar.gz"), archive);
    const { exitCode } = Bun.spawnSync(["tar", "-xzf", "x.tar.gz"], { cwd: folder });
    expect(exitCode).toBe(0);
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.jsonl?$/.test(name));
    return new Map(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the export of an organisation", () => {
  test("holds every row of every table, of this organisation only, and no secret", async () => {
    const [acme, rival] = [await world.org("Acme"), await world.org("Rival")];
    await fillEveryTable(world, acme);
    await world.owner.query("delete from organization_exports");
    const { accounts } = acme.as("owner").inventory;
    const secretAccessKey = `canary${"x".repeat(34)}`;
    await accounts.connectKeys.mutate({ name: "Keys", accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey });
    const { externalId } = await accounts.prepareRole.mutate({ name: "Role" });
    const { id } = await acme.as("owner").organizations.data.export.mutate();
    await world.drain();
    const made = await latest(acme);
    expect(made).toMatchObject({ id, state: "done", error: null });

    const answer = await download(acme, id, { cookie: acme.cookieOf("owner") });
    expect(answer.headers.get("content-disposition")).toContain(`${acme.slug}-`);
    const archive = await answer.bytes();
    expect(archive.length).toBe(made?.sizeBytes ?? -1);
    const files = unpack(archive);
    const rowsOf = (table: string) =>
      [...files]
        .filter(([name]) => name.startsWith(`export/${table}/`))
        .flatMap(([, text]) => text.trim().split("\n"))
        .map((line) => JSON.parse(line));
    let counted = 0;
    for (const table of await tenantTables(world.owner)) {
      if (["export_parts", "organization_exports"].includes(table)) continue;
      const { rows } = await world.owner.query(`select count(*)::int n from ${table} where organization_id = $1`, [
        acme.id,
      ]);
      const exported = rowsOf(table);
      counted += exported.length;
      // What the export's own job writes, what seals it and what tells of it come after its table was read.
      if (["jobs", "events", "event_seals", "webhook_deliveries"].includes(table))
        expect(exported.length).toBeWithin(rows[0].n - 3, rows[0].n + 1);
      else expect({ table, rows: exported.length }).toEqual({ table, rows: rows[0].n });
      expect(exported.every((row) => row.organization_id === acme.id)).toBe(true);
    }
    expect(
      rowsOf("people")
        .map(({ role }) => role)
        .sort(),
    ).toEqual(["developer", "maintainer", "owner", "viewer"]);
    expect(rowsOf("organizations").map(({ slug }) => slug)).toEqual([acme.slug]);
    const manifest = JSON.parse(files.get("export/manifest.json") ?? "{}");
    expect(manifest.tables.map(({ name }: { name: string }) => name)).toContain("entities");
    console.log(`export: ${counted} rows of ${manifest.tables.length} tables in ${archive.length} bytes`);

    const text = [...files.values()].join("\n");
    const { rows: hashes } = await world.owner.query(
      "select hash as secret from api_keys union all select token_hash from invitations union all select sealed_keys ->> 'ciphertext' from aws_accounts where sealed_keys is not null union all select password_hash from users where password_hash is not null",
    );
    expect(hashes.length).toBeGreaterThan(2);
    for (const secret of [secretAccessKey, externalId, ...hashes.map((row) => row.secret)])
      expect(text.includes(secret)).toBe(false);
    expect(text.includes(rival.id)).toBe(false);
  }, 400_000);

  test("goes on where it was when its run dies, and is the same", async () => {
    const acme = await world.org();
    const { id } = await acme.as("owner").organizations.data.export.mutate();
    await expect(acme.as("owner").organizations.data.export.mutate()).rejects.toMatchObject(refusedWith("CONFLICT"));
    const real = world.database.write;
    let writes = 0;
    Object.assign(world.database, {
      write: (...args: Parameters<typeof real>) => {
        if (typeof args[0] === "object" && "jobId" in args[0] && ++writes % 3 === 0)
          throw new Error("The connection was lost (a test)");
        return real(...args);
      },
    });
    for (let round = 0; round < 60 && !(await latest(acme))?.finishedAt; round++) {
      await world.owner.query(
        "update jobs set due_at = now(), attempts = 0, state = case when state in ('failed', 'running') then 'queued' else state end, lease_until = null where organization_id = $1 and name = 'organizations.export' and state <> 'done'",
        [acme.id],
      );
      await world.drain().catch(() => 0);
    }
    Object.assign(world.database, { write: real });
    const files = unpack(await (await download(acme, id, { cookie: acme.cookieOf("owner") })).bytes());
    const members = [...files].filter(([name]) => name.startsWith("export/memberships/")).map(([, text]) => text);
    expect(members.join("").trim().split("\n").length).toBe(4);
  }, 60_000);

  test("is downloaded by owners who are signed in, until it ends", async () => {
    const [acme, rival] = [await world.org(), await world.org()];
    const { id } = await acme.as("owner").organizations.data.export.mutate();
    const status = async (headers: Record<string, string>, org = acme, of = id) =>
      (await download(org, of, headers)).status;
    const owner = { cookie: acme.cookieOf("owner") };
    expect(await status(owner)).toBe(404);
    await world.drain();
    const { key } = await acme
      .as("owner")
      .organizations.apiKeys.create.mutate({ name: "CI", role: "owner", scopes: ["read", "write"], days: 1 });
    expect({
      owner: await status(owner),
      maintainer: await status({ cookie: acme.cookieOf("maintainer") }),
      stranger: await status({ cookie: rival.cookieOf("owner") }),
      elsewhere: await status({ cookie: rival.cookieOf("owner") }, rival),
      nobody: await status({}),
      key: await status({ "x-api-key": key }),
      unknown: await status(owner, acme, crypto.randomUUID()),
      nonsense: await status(owner, acme, "nonsense"),
    }).toEqual({
      owner: 200,
      maintainer: 403,
      stranger: 404,
      elsewhere: 404,
      nobody: 401,
      key: 403,
      unknown: 404,
      nonsense: 404,
    });
    const real = now;
    now = new Date(now.getTime() + 25 * 3_600_000);
    expect(await status(owner)).toBe(404);
    await world.owner.query("update jobs set due_at = now() where organization_id = $1 and state = 'queued'", [
      acme.id,
    ]);
    await world.drain();
    now = real;
    const { rows } = await world.owner.query("select 1 from export_parts where organization_id = $1", [acme.id]);
    expect(rows).toEqual([]);
  });
});

/** Rows that hold the organisation's id anywhere, in every table of the database. */
async function tracesOf(org: Org): Promise<string[]> {
  const { rows: tables } = await world.owner.query(
    "select schemaname || '.' || quote_ident(tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await world.owner.query(
      `select count(*)::int n from ${name} t where position($1 in t::text) > 0 or position($2 in t::text) > 0`,
      [org.id, org.slug],
    );
    if (rows[0].n > 0) found.push(`${name}: ${rows[0].n}`);
  }
  console.log(
    `deletion: ${tables.length} tables scanned for the organisation's id and address, ${found.length} hold it`,
  );
  return found;
}

describe("deleting an organisation", () => {
  test("needs its name, closes it to all but owners, and can be undone", async () => {
    const acme = await world.org();
    const { data, current } = acme.as("owner").organizations;
    const { name } = await current.query();
    await expect(data.requestDeletion.mutate({ name: name.toUpperCase() })).rejects.toMatchObject({
      data: { code: "BAD_REQUEST", fields: { name: expect.stringContaining(name) } },
    });
    const { deleteAt } = await data.requestDeletion.mutate({ name });
    expect(Math.round((new Date(deleteAt).getTime() - now.getTime()) / 86_400_000)).toBe(30);
    expect((await current.query()).deleteAt).toBe(deleteAt);
    await expect(acme.as("maintainer").organizations.current.query()).rejects.toMatchObject({
      message: expect.stringContaining("about to be deleted"),
      data: { code: "FORBIDDEN" },
    });
    await expect(data.requestDeletion.mutate({ name })).rejects.toMatchObject(refusedWith("CONFLICT"));
    await data.undoDeletion.mutate();
    expect((await acme.as("viewer").organizations.current.query()).deleteAt).toBeNull();
    await expect(data.undoDeletion.mutate()).rejects.toMatchObject(refusedWith("CONFLICT"));
    const { rows } = await world.owner.query(
      "select state from jobs where organization_id = $1 and name = 'organizations.delete'",
      [acme.id],
    );
    expect(rows).toEqual([{ state: "superseded" }]);
  });

  test("leaves nothing behind after the grace, and nothing else is touched", async () => {
    const [acme, rival] = [await world.org("Acme"), await world.org("Rival")];
    await fillEveryTable(world, acme);
    await rival.as("owner").catalog.import.mutate(CATALOG_FILE);
    const countOf = async (org: Org) => {
      const counts: Record<string, number> = {};
      for (const table of await tenantTables(world.owner)) {
        const { rows } = await world.owner.query(`select count(*)::int n from ${table} where organization_id = $1`, [
          org.id,
        ]);
        counts[table] = rows[0].n;
      }
      return counts;
    };
    const { name } = await acme.as("owner").organizations.current.query();
    await acme.as("owner").organizations.data.requestDeletion.mutate({ name });
    await world.drain();
    expect((await tracesOf(acme)).length).toBeGreaterThan(10);
    const before = await countOf(rival);
    await world.owner.query("update organizations set delete_at = now() where id = $1", [acme.id]);
    await world.owner.query(
      "update jobs set due_at = now() where organization_id = $1 and name = 'organizations.delete'",
      [acme.id],
    );
    await world.drain();
    expect(await tracesOf(acme)).toEqual([]);
    expect(await countOf(rival)).toEqual(before);
    await expect(acme.as("owner").organizations.current.query()).rejects.toMatchObject(refusedWith("NOT_FOUND"));
  }, 400_000);
});

describe("deleting one's account", () => {
  const remove = (person: { cookie: string; email: string }, password = "") =>
    world.client(person.cookie).identity.deleteAccount.mutate({ email: person.email, password });

  test("takes the person out of everything, and only them", async () => {
    const [acme, ada] = [await world.org(), await world.person()];
    const { link } = await acme.as("owner").organizations.members.invite.mutate({ role: "developer" });
    await world.client(ada.cookie).organizations.acceptInvitation.mutate({ token: link.split("#")[1] ?? "" });
    const { key } = await world
      .client(ada.cookie, acme.slug)
      .organizations.apiKeys.create.mutate({ name: "Mine", role: "viewer", scopes: ["read"], days: 1 });
    await expect(remove({ ...ada, email: "somebody@example.com" })).rejects.toMatchObject(refusedWith("BAD_REQUEST"));
    await remove(ada);
    expect((await acme.as("owner").organizations.members.list.query()).items.length).toBe(4);
    const byKey = await world.fetch(`/trpc/${acme.slug}/organizations.current`, { headers: { "x-api-key": key } });
    expect(byKey.status).toBe(401);
    expect(await world.client(ada.cookie).identity.me.query()).toBeNull();
    for (const table of ["users", "sessions", "memberships", "api_keys", "team_members"]) {
      const { rows } = await world.owner.query(`select 1 from ${table} t where position($1 in t::text) > 0`, [
        ada.userId,
      ]);
      expect({ table, rows: rows.length }).toEqual({ table, rows: 0 });
    }
  });

  test("waits for an organisation that would be nobody's, unless that is about to be deleted", async () => {
    const ada = await world.person();
    const { slug, name } = await world.client(ada.cookie).organizations.create.mutate({ name: "Only mine" });
    const refusal = await remove(ada).catch((error) => error);
    expect(refusal).toMatchObject(refusedWith("CONFLICT"));
    expect(refusal.message).toContain(name);
    await world.client(ada.cookie, slug).organizations.data.requestDeletion.mutate({ name });
    await remove(ada);
  });

  test("asks for the password where there is one", async () => {
    const form = { email: `${crypto.randomUUID()}@example.com`, password: "correct horse battery", name: "Grace" };
    const [acme, anon] = [await world.org(), world.client(null)];
    const { link } = await acme.as("owner").organizations.members.invite.mutate({ role: "viewer" });
    await anon.identity.signUp.mutate({ ...form, invitation: link.split("#")[1] ?? "" });
    const answer = await world.fetch("/trpc/identity.signIn", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: form.email, password: form.password }),
    });
    const cookie = (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    await expect(remove({ cookie, email: form.email }, "wrong")).rejects.toMatchObject({
      data: { code: "BAD_REQUEST", fields: { password: expect.any(String) } },
    });
    await remove({ cookie, email: form.email }, form.password);
    await expect(anon.identity.signIn.mutate({ email: form.email, password: form.password })).rejects.toMatchObject(
      refusedWith("UNAUTHORIZED"),
    );
  });
});
