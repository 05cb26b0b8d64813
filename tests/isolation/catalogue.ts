import type pg from "pg";

/** Tables that are nobody's tenant's: people, their sessions and mail, the tenants themselves, the migrations' own. */
const GLOBAL_TABLES = [
  "users",
  "sessions",
  "sign_in_attempts",
  "sign_in_challenges",
  "second_factors",
  "recovery_codes",
  "linked_accounts",
  "mail_tokens",
  "outbox_mails",
  "organizations",
];
const APP_ROLE = "app_user";
/** The only functions that may see more than one organisation; see db/migrations. */
export const DEFINERS = [
  "claim_jobs",
  "delete_organization",
  "enter",
  "my_organizations",
  "note_security",
  "organization_of_key",
  "organizations_page",
  "search",
  "webhook_target",
];

const TENANT = `exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped)`;
const IN_PUBLIC = `join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'`;

/** What must not be in the database's catalogue: each query answers with the offenders and must be empty. */
export const LINT: Record<string, string> = {
  "tenant table without row-level security, or not forced": `
    select c.relname from pg_class c ${IN_PUBLIC}
     where c.relkind in ('r', 'p') and (${TENANT} or c.relname = 'organizations') and not (c.relrowsecurity and c.relforcerowsecurity)`,
  "table without an organisation that is not known to be global": `
    select c.relname from pg_class c ${IN_PUBLIC} where c.relkind in ('r', 'p') and not ${TENANT} and c.relname <> all (array['${GLOBAL_TABLES.join("','")}'])`,
  "organization_id that may be null": `
    select c.relname from pg_attribute a join pg_class c on c.oid = a.attrelid ${IN_PUBLIC}
     where a.attname = 'organization_id' and c.relkind in ('r', 'p') and not a.attnotnull`,
  "foreign key between tenants' tables without the organisation on both sides": `
    select k.conrelid::regclass || ' ' || k.conname from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class f on f.oid = k.confrelid
     where k.contype = 'f' and ${TENANT} and exists (select from pg_attribute a where a.attrelid = f.oid and a.attname = 'organization_id')
       and not (exists (select from pg_attribute a where a.attrelid = c.oid and a.attnum = any (k.conkey) and a.attname = 'organization_id')
            and exists (select from pg_attribute a where a.attrelid = f.oid and a.attnum = any (k.confkey) and a.attname = 'organization_id'))`,
  "unique key or index of a tenant table that does not start with the organisation": `
    select i.indexrelid::regclass::text from pg_index i join pg_class c on c.oid = i.indrelid ${IN_PUBLIC}
     where i.indisunique and ${TENANT}
       and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attnum = i.indkey[0] and a.attname = 'organization_id')`,
  "tenant table without exactly one permissive policy of the tenant, for all commands and both ways": `
    select c.relname from pg_class c ${IN_PUBLIC}
     where c.relkind in ('r', 'p') and (${TENANT} or c.relname = 'organizations')
       and (select count(*) from pg_policy p where p.polrelid = c.oid and p.polpermissive and p.polcmd = '*'
              and pg_get_expr(p.polqual, c.oid) like '%app.organization_id()%' and pg_get_expr(p.polwithcheck, c.oid) like '%app.organization_id()%') <> 1`,
  "permissive policy that does not mention the tenant": `
    select p.polrelid::regclass || ' ' || p.polname from pg_policy p
     where p.polpermissive and coalesce(pg_get_expr(p.polqual, p.polrelid), '') || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '') not like '%app.organization_id()%'`,
  "tenant table without a restrictive wall": `
    select c.relname from pg_class c ${IN_PUBLIC}
     where c.relkind in ('r', 'p') and (${TENANT} or c.relname = 'organizations')
       and not exists (select from pg_policy p where p.polrelid = c.oid and not p.polpermissive and p.polcmd = '*'
              and pg_get_expr(p.polqual, c.oid) like '%app.organization_id()%' and pg_get_expr(p.polwithcheck, c.oid) like '%app.organization_id()%')`,
  "view that runs as its owner, or a materialized view": `
    select c.relname from pg_class c ${IN_PUBLIC}
     where (c.relkind = 'v' and not coalesce(c.reloptions::text like '%security_invoker=true%', false)) or c.relkind = 'm'`,
  "function that runs as its owner and is not on the list, is open to everybody, or has no fixed search_path": `
    select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace and n.nspname not in ('pg_catalog', 'information_schema')
     where p.prosecdef and (n.nspname <> 'app' or p.proname <> all (array['${DEFINERS.join("','")}'])
        or p.proacl is null or p.proacl::text ~ '[{,]=X' or p.proconfig is null
        or not exists (select from unnest(p.proconfig) setting where setting like 'search_path=%'))`,
  "privilege that the Worker must not have": `
    select table_name || ' ' || privilege_type from information_schema.role_table_grants
     where grantee = '${APP_ROLE}' and (privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN')
        or (table_name in ('events', 'event_seals') and privilege_type in ('UPDATE', 'DELETE')) or (table_name = 'organizations' and privilege_type = 'DELETE'))`,
  "column of an organisation that the Worker must not change": `
    select column_name from information_schema.role_column_grants
     where grantee = '${APP_ROLE}' and table_name = 'organizations' and privilege_type = 'UPDATE' and column_name in ('id', 'slug', 'kind', 'plan', 'created_at')`,
  "attribute that the Worker's login must not have, or a role that it could become": `
    select rolname from pg_roles where rolname = '${APP_ROLE}' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)
    union all select r.rolname from pg_auth_members m join pg_roles r on r.oid = m.roleid join pg_roles u on u.oid = m.member where u.rolname = '${APP_ROLE}'
    union all select c.relname from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = '${APP_ROLE}'`,
  "serial or identity column of a tenant table": `
    select c.relname || '.' || a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid ${IN_PUBLIC}
     where c.relkind in ('r', 'p') and ${TENANT} and (a.attidentity <> ''
        or exists (select from pg_attrdef d where d.adrelid = a.attrelid and d.adnum = a.attnum and pg_get_expr(d.adbin, d.adrelid) like 'nextval%'))`,
  // What an organisation gives us stands in its capability's row as "sealed_…", of the type Sealed; what we made as "…hash".
  "secret that is neither sealed nor a hash": `
    select c.relname || '.' || a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid ${IN_PUBLIC}
     where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
       and a.attname ~ '(^|_)(secret|secrets|password|token|credential|credentials|access_key|private_key)($|_)'
       and a.atttypid in ('text'::regtype, 'varchar'::regtype, 'jsonb'::regtype, 'bytea'::regtype)
       and not (a.attname ~ '_hash$' and a.atttypid = 'text'::regtype)
       and not (a.atttypid = 'jsonb'::regtype and (a.attname ~ '^sealed_' or (c.relname, a.attname) = ('second_factors', 'secret')))`,
};

type Queryable = Pick<pg.Pool, "query">;

/** @returns "rule: offender" lines; empty = clean. */
export async function lint(owner: Queryable): Promise<string[]> {
  const found: string[] = [];
  for (const [rule, query] of Object.entries(LINT)) {
    const { rows } = await owner.query({ text: query, rowMode: "array" });
    found.push(...rows.map(([offender]) => `${rule}: ${offender}`));
  }
  return found;
}

/** Every table that carries an organisation, from the catalogue: a new one is covered the day it is made. */
export async function tenantTables(owner: Queryable): Promise<string[]> {
  const { rows } = await owner.query(
    `select c.relname from pg_class c ${IN_PUBLIC} where c.relkind in ('r', 'p') and ${TENANT} order by 1`,
  );
  return rows.map(({ relname }) => relname);
}
