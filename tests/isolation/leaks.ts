import type pg from "pg";
import { lint, tenantTables } from "./catalogue.ts";

type Outcome = { planted: number; found: number; missed: string[] };

/** Breaks one wall at a time and looks whether the catalogue's lint sees it; everything is rolled back. */
export async function plantTableLeaks(pool: pg.Pool): Promise<Outcome> {
  const tables = [...(await tenantTables(pool)), "organizations"];
  const leaks = tables.flatMap((table) => [
    `drop policy tenant on ${table}`,
    `drop policy tenant_wall on ${table}`,
    `alter table ${table} no force row level security`,
    `alter table ${table} disable row level security`,
    `create policy everybody on ${table} using (true)`,
    `grant truncate on ${table} to app_user`,
  ]);
  leaks.push(
    "alter role app_user bypassrls",
    "alter role app_user createrole",
    "grant update on events to app_user",
    "grant update on organizations to app_user",
    "create table planted (id uuid primary key)",
    "create table planted (organization_id uuid, id uuid)",
    "create table planted (organization_id uuid not null, id bigserial)",
    "create unique index planted on resources (id, organization_id)",
    "alter table github_connections add column planted_token text",
    "alter table aws_accounts add column secret jsonb",
    "create view planted as select * from resources",
    "create materialized view planted as select * from resources",
    "create function app.planted() returns bigint language sql security definer as 'select count(*) from resources'",
    "alter function app.my_organizations reset search_path",
    "grant execute on function app.my_organizations to public",
    "alter table memberships drop constraint memberships_organization_id_user_id_pk cascade, alter organization_id drop not null",
    "alter table relations add constraint planted foreign key (from_id) references planted_target (id) not valid",
  );
  return each(pool, leaks, async (client) => (await lint(client)).length > 0);
}

/** A function without one of its predicates, as text: what stands there, and what stands there instead. */
const PREDICATES: Record<string, [from: string, to: string][]> = {
  "app.enter(text,text,text)": [
    ["s.id = p_session AND", ""],
    ["AND s.expires_at > now()", ""],
    ["AND m.user_id = s.user_id", ""],
    ["ON g.slug = p_slug AND", "ON"],
    ["IF app.role_rank(o.role) < app.role_rank(p_role)", "IF false"],
    ["o.status = 'suspended' OR", ""],
    ["(o.status = 'deleting' AND o.role <> 'owner')", "false"],
    ["AND o.role <> 'owner'", ""],
  ],
  "app.enter(uuid,bigint)": [
    ["AND j.lease_token = p_token", ""],
    ["AND j.state = 'running'", ""],
    ["j.id = p_job AND", ""],
  ],
  "app.enter(uuid,text,text,text,text,inet)": [
    ["k.id = p_key AND", ""],
    ["AND k.hash = p_hash", ""],
    ["AND k.revoked_at IS NULL", ""],
    ["AND k.expires_at > now()", ""],
    ["AND m.user_id = k.created_by", ""],
    ["IF o.networks <> '{}' AND", "IF false AND"],
    ["IF o.slug <> p_slug", "IF false"],
    ["IF o.status <> 'active'", "IF false"],
    ["IF NOT o.scopes && ARRAY[p_scope, split_part(p_scope, ':', 2)]", "IF false"],
    [
      "CASE WHEN app.role_rank(o.key_role) < app.role_rank(o.maker_role) THEN o.key_role ELSE o.maker_role END",
      "o.key_role",
    ],
    [
      "CASE WHEN app.role_rank(o.key_role) < app.role_rank(o.maker_role) THEN o.key_role ELSE o.maker_role END",
      "o.maker_role",
    ],
    ["IF app.role_rank(effective) < app.role_rank(p_role)", "IF false"],
  ],
  "app.enter(text)": [
    ["i.token_hash = p_invitation AND", ""],
    ["AND i.accepted_at IS NULL", ""],
    ["AND i.revoked_at IS NULL", ""],
    ["AND i.expires_at > now()", ""],
    ["AND g.status = 'active'", ""],
  ],
  "app.my_organizations(uuid)": [
    ["WHERE m.user_id = p_user AND", "WHERE"],
    ["g.status = 'active' OR", "true OR"],
    ["OR (g.status = 'deleting' AND m.role = 'owner')", ""],
    ["AND m.role = 'owner'", ""],
  ],
  "app.note_security(uuid,text,text,text,text,jsonb,text,text,text,timestamp with time zone)": [
    ["WHERE m.user_id = p_user", ""],
    ["g.id = '00000000-0000-7000-8000-000000000001' AND", ""],
    ["AND NOT EXISTS (SELECT FROM mine)", ""],
  ],
  "app.organization_of_key(uuid,text)": [
    ["k.id = p_key AND", ""],
    ["AND k.hash = p_hash", ""],
    ["AND k.revoked_at IS NULL", ""],
    ["AND k.expires_at > now()", ""],
  ],
  "app.webhook_target(uuid)": [
    ["c.id = p_connection AND", ""],
    ["AND g.status = 'active'", ""],
  ],
  "app.claim_jobs(integer)": [
    ["x.state = 'queued' AND x.due_at <= now()", "x.state = 'queued'"],
    ["x.state = 'running' AND x.lease_until < now())", "x.state = 'running')"],
    ["AND x.losses >= 25", "AND false"],
    ["LIMIT p_limit", ""],
  ],
  "app.search(text,text[],integer)": [
    ["WHERE s.organization_id = o AND (s.ids", "WHERE (s.ids"],
    ["WHERE s.organization_id = o AND s.id = typed", "WHERE s.id = typed"],
    ["WHERE s.organization_id = o AND s.title_key", "WHERE s.title_key"],
    ["WHERE s.organization_id = o AND s.words @@ query AND s.kind = ANY (p_kinds) AND", "WHERE s.words @@ query AND"],
    [
      "WHERE s.organization_id = o AND s.words @@ query AND s.kind = ANY (p_kinds) LIMIT",
      "WHERE s.words @@ query LIMIT",
    ],
    ["WHERE sw.organization_id = o AND", "WHERE"],
    ["LIMIT wanted\n", "\n"],
  ],
  "app.organizations_page(uuid,integer)": [
    ["p_after IS NULL OR g.id > p_after", "true"],
    ["AND g.status = 'active'", ""],
    ["LIMIT least(p_limit, 1000)", ""],
  ],
  "app.delete_organization(integer)": [
    ["g.id = app.organization_id() AND", ""],
    // Its status says the same, by a check of the table: either alone holds the wall.
    ["AND g.status = 'deleting' AND g.delete_at <= now()", ""],
    ["WHERE organization_id = $1", ""],
  ],
};

/** Takes one predicate at a time out of a definer function; `probe` must then answer with a complaint. */
export async function plantDefinerLeaks(pool: pg.Pool, probe: () => Promise<string[]>): Promise<Outcome> {
  const outcome: Outcome = { planted: 0, found: 0, missed: [] };
  for (const [signature, mutations] of Object.entries(PREDICATES)) {
    const { rows } = await pool.query("select pg_get_functiondef($1::regprocedure) as text", [signature]);
    const original: string = rows[0].text;
    for (const [from, to] of mutations) {
      if (!original.includes(from))
        throw new Error(`${signature} no longer holds "${from}": update the planted leaks.`);
      outcome.planted++;
      await pool.query(original.replace(from, to));
      try {
        if ((await probe()).length > 0) outcome.found++;
        else outcome.missed.push(`${signature} without "${from}"`);
      } finally {
        await pool.query(original);
      }
    }
  }
  return outcome;
}

async function each(
  pool: pg.Pool,
  leaks: readonly string[],
  isFound: (client: pg.PoolClient) => Promise<boolean>,
): Promise<Outcome> {
  const outcome: Outcome = { planted: 0, found: 0, missed: [] };
  for (const leak of leaks) {
    const client = await pool.connect();
    try {
      await client.query("begin");
      // Gives the one leak that needs it a table of another tenant's key to point at.
      if (leak.includes("planted_target"))
        await client.query("create table planted_target (organization_id uuid not null, id uuid unique)");
      await client.query(leak);
      outcome.planted++;
      if (await isFound(client)) outcome.found++;
      else outcome.missed.push(leak);
    } finally {
      await client.query("rollback");
      client.release();
    }
  }
  return outcome;
}
