import { asc, count, eq, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../../db/client.ts";
import { githubConnections, githubRepositories } from "../../../db/schema/github.ts";
import type { OrgContext, Ports } from "../../base/context.ts";
import { open, randomToken, seal } from "../../base/crypto.ts";
import { conflict, notFound } from "../../base/errors.ts";
import { record } from "../../base/events.ts";
import { type Job, later, supersede } from "../../base/jobs.ts";

const CONNECTIONS_MAX = 20;
/** 256 bits: as long as what SHA-256 makes of it. */
const SECRET_BYTES = 32;

export const Login = z
  .string()
  .trim()
  .regex(/^[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}$/i, "The name of the organisation, as in github.com/<name>.");
/** ghp_…, github_pat_…; what GitHub will make of them tomorrow is its own affair. */
export const Token = z
  .string()
  .trim()
  .min(20, "Paste the whole token.")
  .max(300)
  .regex(/^[\x21-\x7e]+$/, "Paste the token alone.");
export const NewConnection = z.strictObject({ login: Login, token: Token });

export const DISCOVER_GITHUB = { name: "catalog.discover-github", attemptsMax: 5 } satisfies Partial<Job>;

export type Connection = typeof githubConnections.$inferSelect;
type Keys = Pick<Ports, "sealKeys">;

/** Never the token nor the secret. */
const shown = {
  id: githubConnections.id,
  login: githubConnections.login,
  status: githubConnections.status,
  problem: githubConnections.problem,
  isReading: sql<boolean>`${githubConnections.page} is not null`,
  readAt: githubConnections.readAt,
  deliveredAt: githubConnections.deliveredAt,
  connectedBy: githubConnections.connectedBy,
  createdAt: githubConnections.createdAt,
  repositories: sql<number>`(select count(*)::int from ${githubRepositories} r where r.connection_id = github_connections.id and r.gone_at is null)`,
  unread: sql<number>`(select count(*)::int from ${githubRepositories} r where r.connection_id = github_connections.id and r.gone_at is null and not r.is_archived and r.read_at is null)`,
};
export const connectionRows = (db: ReadDb) =>
  db.select(shown).from(githubConnections).orderBy(asc(githubConnections.id)).limit(CONNECTIONS_MAX);

/** The token must open the organisation, and list its repositories, before anything is kept. Throws GitHubError. */
export async function checkToken({ github }: Pick<Ports, "github">, { login, token }: z.infer<typeof NewConnection>) {
  const client = github.as(token);
  const organization = await client.organization(login);
  await client.repositories(organization.login, 1);
  return organization;
}

/** Connecting the same one again replaces its token. @returns the webhook's secret, this once; null where it stays. */
export async function connect(context: OrgContext, { sealKeys }: Keys, input: z.infer<typeof NewConnection>) {
  const { tx, organization, actor, now } = context;
  const { organizationId } = organization;
  const [before] = await tx
    .select()
    .from(githubConnections)
    .where(sql`lower(${githubConnections.login}) = lower(${input.login})`)
    .for("update");
  if (before) {
    const sealedToken = await seal(sealKeys, input.token, [organizationId, before.id, "token"]);
    const [after] = await tx
      .update(githubConnections)
      .set({ sealedToken, login: input.login, status: "connected", problem: null, ...fromTheStart(now) })
      .where(eq(githubConnections.id, before.id))
      .returning();
    await record(
      context,
      "github.connect",
      { type: "github-connection", id: before.id },
      { login: input.login, before, after },
    );
    await readSoon(context, before.id);
    return { id: before.id, secret: null };
  }
  const [{ total } = { total: 0 }] = await tx.select({ total: count() }).from(githubConnections);
  if (total >= CONNECTIONS_MAX) throw conflict(`At most ${CONNECTIONS_MAX} organisations on GitHub are connected.`);
  // The id is bound into what is sealed, so it is made before the row.
  const { rows } = await tx.execute(sql`select app.uuidv7()::text as id`);
  const { id } = z.object({ id: z.uuid() }).parse(rows[0]);
  const secret = randomToken(SECRET_BYTES);
  const [after] = await tx
    .insert(githubConnections)
    .values({
      organizationId,
      id,
      login: input.login,
      sealedToken: await seal(sealKeys, input.token, [organizationId, id, "token"]),
      sealedSecret: await seal(sealKeys, secret, [organizationId, id, "webhook"]),
      connectedBy: actor.name,
      createdAt: now,
      ...fromTheStart(now),
    })
    .returning();
  await record(context, "github.connect", { type: "github-connection", id }, { login: input.login, after });
  await readSoon(context, id);
  return { id, secret };
}

/** What a row says while its list is to be read from the beginning. */
const fromTheStart = (now: Date) => ({ page: 1, startedAt: now });

async function readSoon(context: OrgContext, id: string) {
  await supersede(context, DISCOVER_GITHUB.name, id);
  await later(context, DISCOVER_GITHUB, { connectionId: id }, { key: id });
  context.publish({ topic: "catalog.changed", data: {} });
}

/** Reads the whole list again as soon as a worker is free. */
export async function readAgain(context: OrgContext, id: string) {
  const before = await lock(context, id);
  const [after] = await context.tx
    .update(githubConnections)
    .set(fromTheStart(context.now))
    .where(eq(githubConnections.id, id))
    .returning();
  await record(context, "github.read", { type: "github-connection", id }, { login: before.login, before, after });
  await readSoon(context, id);
  return { id };
}

/** A new secret for its webhook, shown this once; the one before signs no more. */
export async function rotateSecret(context: OrgContext, { sealKeys }: Keys, id: string) {
  const before = await lock(context, id);
  const secret = randomToken(SECRET_BYTES);
  const sealedSecret = await seal(sealKeys, secret, [before.organizationId, id, "webhook"]);
  const [after] = await context.tx
    .update(githubConnections)
    .set({ sealedSecret })
    .where(eq(githubConnections.id, id))
    .returning();
  await record(context, "github.rotate", { type: "github-connection", id }, { login: before.login, before, after });
  return { id, secret };
}

/** What was read stays in the catalogue, with its files as addresses of the open web. */
export async function disconnect(context: OrgContext, id: string) {
  const before = await lock(context, id);
  await supersede(context, DISCOVER_GITHUB.name, id);
  await context.tx.delete(githubConnections).where(eq(githubConnections.id, id));
  await record(context, "github.disconnect", { type: "github-connection", id }, { login: before.login, before });
  context.publish({ topic: "catalog.changed", data: {} });
  return { id };
}

async function lock({ tx }: OrgContext, id: string): Promise<Connection> {
  const [row] = await tx.select().from(githubConnections).where(eq(githubConnections.id, id)).for("update");
  if (!row) throw notFound("The connection");
  return row;
}

export const connectionOf = (db: ReadDb, owner: string) =>
  db.select().from(githubConnections).where(sql`lower(${githubConnections.login}) = lower(${owner})`);

/** GitHub as the connection's token sees it. */
export async function clientOf(
  { github, sealKeys }: Pick<Ports, "github" | "sealKeys">,
  { organizationId, id, sealedToken }: Pick<Connection, "organizationId" | "id" | "sealedToken">,
) {
  return github.as(await open(sealKeys, sealedToken, [organizationId, id, "token"]));
}
