import { readFile } from "node:fs/promises";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate as runMigrations } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";

const FOLDER = new URL("./migrations", import.meta.url).pathname;
/** Two starts at once must not migrate at once. */
const LOCK = 7_240_051;

/**
 * Brings a database to the present schema; safe to repeat.
 * `ownerUrl` migrates and must bypass row-level security; `appUrl` names the Worker's login (app_user) and its password,
 * which is created or brought up to date. Throws a sentence that says what to set.
 */
export async function migrate({
  ownerUrl,
  appUrl,
  log = () => {},
}: {
  ownerUrl: string;
  appUrl: string;
  log?: (line: string) => void;
}) {
  const app = new URL(appUrl);
  if (app.username !== "app_user" || !app.password)
    throw new Error(
      "DATABASE_URL must log in as app_user with a password: postgres://app_user:<password>@<host>/<database>.",
    );
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [LOCK]);
    await ensureLogin(client, decodeURIComponent(app.password));
    await runMigrations(drizzle(client), { migrationsFolder: decodeURIComponent(FOLDER) });
    await client.query(await readFile(new URL("./tenancy.sql", import.meta.url), "utf8"));
    log("The database is at the present schema.");
  } finally {
    await client.end();
  }
}

async function ensureLogin(client: pg.Client, password: string) {
  const secret = client.escapeLiteral(password);
  const { rowCount } = await client.query("select from pg_roles where rolname = 'app_user'");
  const attributes = "LOGIN NOBYPASSRLS NOCREATEDB NOCREATEROLE";
  await client.query(`${rowCount ? "ALTER" : "CREATE"} ROLE app_user ${attributes} PASSWORD ${secret}`);
}

if (import.meta.main) {
  const { DATABASE_OWNER_URL: ownerUrl, DATABASE_URL: appUrl } = process.env;
  if (!ownerUrl || !appUrl) {
    console.error("Set both: DATABASE_OWNER_URL (migrates; owner) and DATABASE_URL (the Worker's login, app_user).");
    process.exit(1);
  }
  await migrate({ ownerUrl, appUrl, log: console.log });
}
