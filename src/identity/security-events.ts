import { and, eq, gt, sql } from "drizzle-orm";
import * as z from "zod";
import { events } from "../../db/schema/base.ts";
import { type Actor, inOrganization } from "../base/context.ts";
import { sha256 } from "../base/crypto.ts";
import { record } from "../base/events.ts";
import type { Context } from "../base/trpc.ts";

type Asked = Pick<Context, "database" | "now" | "requestId" | "client">;
type Subject = { userId: string; name: string };
export type SecurityAction =
  | "sign-in.success"
  | "sign-in.failed"
  | "sign-in.locked"
  | "session.end"
  | "password.change"
  | "password.reset-asked"
  | "password.reset"
  | "email.verify"
  | "email.change-asked"
  | "person.rename"
  | "second-factor.on"
  | "second-factor.off"
  | "second-factor.codes"
  | "account.link"
  | "account.unlink"
  | "limit.reached";

const Row = z.object({ organization_id: z.uuid() });
/** A wrong password says nothing of who typed it. */
const SOMEBODY: Actor = { kind: "system", id: null, name: "Somebody" };

/**
 * Writes what concerns a person's security to the log of each organisation of theirs (at most 100), or to the
 * installation's when they have none or do not exist. Called before what it tells of: no note, no change.
 * @returns the organisations that were told.
 */
async function note(
  { database, now, requestId, client }: Asked,
  actor: Actor,
  { userId, action, data = {} }: { userId: string | null; action: SecurityAction; data?: Record<string, unknown> },
): Promise<string[]> {
  const { rows } = await database.identity().execute(sql`
    select organization_id from app.note_security(
      ${userId}::uuid, ${actor.kind}, ${actor.id}, ${actor.name}, ${action}, ${JSON.stringify(data)}::jsonb,
      ${requestId}, ${client.ip}, ${client.userAgent}, ${now.toISOString()}::timestamptz)`);
  return rows.map((row) => Row.parse(row).organization_id);
}

/** What a person did. */
export const noteOwn = (
  ctx: Asked,
  { userId, name }: Subject,
  action: SecurityAction,
  data: Record<string, unknown> = {},
) => note(ctx, { kind: "user", id: userId, name }, { userId, action, data });

/** What somebody did to an account; null: to one that does not exist. */
export const noteAgainst = (
  ctx: Asked,
  userId: string | null,
  action: SecurityAction,
  data: Record<string, unknown> = {},
) => note(ctx, SOMEBODY, { userId, action, data });

/** The same refusal of the same caller is noted once in this time: a loop must not fill the log. */
const REFUSAL_QUIET_MS = 60_000;

/** Notes that a member, or a valid key, was refused this procedure of the organisation in the address. */
export async function noteRefusal(ctx: Context, procedure: string): Promise<void> {
  const { database, ports, now, requestId, client } = ctx;
  const refused = await refusedCaller(ctx);
  if (!refused) return;
  const who = { actor: refused.actor, now, requestId, client };
  await inOrganization(database, ports, refused.key, who, async (context) => {
    const [before] = await context.tx
      .select({ id: events.id })
      .from(events)
      .where(
        and(
          gt(events.at, new Date(now.getTime() - REFUSAL_QUIET_MS)),
          eq(events.action, "access.refused"),
          eq(events.actorId, context.actor.id ?? ""),
          eq(events.targetId, procedure),
        ),
      )
      .limit(1);
    if (!before) await record(context, "access.refused", { type: "procedure", id: procedure });
  });
}

/**
 * Notes that a caller went over a rate, in calls a minute: in the log of the organisation in the address when it knows
 * them, otherwise in the installation's. Called once a minute and caller, not for each refusal.
 */
export async function noteLimit(ctx: Context, limit: { name: string; quota: number }): Promise<void> {
  const { database, ports, now, requestId, client } = ctx;
  const data = { quota: limit.quota, windowSeconds: 60 };
  const caller = ctx.slug ? await refusedCaller(ctx) : null;
  if (!caller)
    return void (await note(ctx, SOMEBODY, {
      userId: null,
      action: "limit.reached",
      data: { ...data, limit: limit.name },
    }));
  const who = { actor: caller.actor, now, requestId, client };
  await inOrganization(database, ports, caller.key, who, (context) =>
    record(context, "limit.reached", { type: "limit", id: limit.name }, data),
  );
}

/** The actor is null where the key tells it. */
type Refused = { actor: Actor | null; key: Parameters<Context["database"]["write"]>[0] };

/** null: nobody that the organisation knows. */
async function refusedCaller({ apiKey, token, database, slug }: Context): Promise<Refused | null> {
  if (apiKey) {
    const { rows } = await database
      .identity()
      .execute(sql`select * from app.organization_of_key(${apiKey.id}::uuid, ${await sha256(apiKey.text)})`);
    const [row] = rows.map((each) => Row.extend({ name: z.string() }).parse(each));
    if (!row) return null;
    return { actor: { kind: "key", id: apiKey.id, name: row.name }, key: { organizationId: row.organization_id } };
  }
  if (!token || !slug) return null;
  return { actor: null, key: { sessionId: await sha256(token), slug, role: "viewer" } };
}
