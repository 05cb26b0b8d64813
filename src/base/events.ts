import { sql } from "drizzle-orm";
import { events } from "../../db/schema/base.ts";
import { organizations, type Plan } from "../../db/schema/organizations.ts";
import { type Change, redact, toldChange } from "./changes.ts";
import type { OrgContext } from "./context.ts";
import { dayIsFull } from "./errors.ts";
import { PLANS } from "./plans.ts";

/** The job that reads on when something was written; a trigger of the table asks for it, src/activity runs it. */
export const LOG_READER = { name: "activity.seal", attemptsMax: 10 };
/** As in the trigger: what is written within some seconds is read at once. */
const READ_AFTER_MS = 5_000;

/**
 * Every column of an event as one text, in this order and form for ever: times to the microsecond in UTC, data as
 * Postgres writes jsonb. A new column needs a new number in front, and this one for the seals that are there.
 */
const canonicalSql = (e: string) => `json_build_array(1, ${e}.organization_id, ${e}.id,
  to_char(${e}.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.USZ'), ${e}.actor_kind, ${e}.actor_id, ${e}.actor_name, ${e}.action,
  ${e}.target_type, ${e}.target_id, ${e}.data::text, ${e}.request_id, ${e}.ip, ${e}.user_agent, ${e}.xid::text)::text`;
export const CANONICAL_SQL = canonicalSql("e");
/** The SHA-256 of the row that is just written. */
const WRITTEN_SQL = `encode(sha256(convert_to(${canonicalSql("events")}, 'UTF8')), 'hex')`;

/**
 * Writes what happened, in the transaction that made it happen. Give the whole rows as `before` and `after`, as they
 * are in the database: the log keeps what differs, and no secret. Other facts (counts, names) stand beside them.
 * What people and API keys do counts against the plan's events of the day; jobs go on when those are used up.
 */
export async function record(
  {
    tx,
    organization,
    actor,
    now,
    requestId,
    client,
    wake,
    witness,
    publish,
  }: Pick<
    OrgContext,
    "tx" | "organization" | "actor" | "now" | "requestId" | "client" | "wake" | "witness" | "publish"
  >,
  action: string,
  target: { type: string; id?: string | null },
  { before, after, ...facts }: Change & Record<string, unknown> = {},
) {
  const [told] = await tx
    .insert(events)
    .values({
      organizationId: organization.organizationId,
      at: now,
      actorKind: actor.kind,
      actorId: actor.id,
      actorName: actor.name,
      action,
      targetType: target.type,
      targetId: target.id ?? null,
      data: { ...redact(facts), ...(await toldChange({ before, after })) },
      requestId,
      ip: client.ip,
      userAgent: client.userAgent,
    })
    .returning({
      eventId: events.id,
      hash: sql<string>`${sql.raw(WRITTEN_SQL)}`,
      ...(COUNTED.has(actor.kind) ? today(now) : { plan: sql<null>`null`, before: sql<null>`null` }),
    });
  if (told) witness({ eventId: told.eventId, hash: told.hash });
  wake(new Date(now.getTime() + READ_AFTER_MS));
  publish({ topic: "log.changed", data: { action } });
  if (!told?.plan) return;
  const max = PLANS[told.plan].eventsPerDay;
  if (told.before >= max) throw dayIsFull({ kind: "eventsPerDay", plan: told.plan, used: told.before, max }, now);
}

const COUNTED: ReadonlySet<string> = new Set(["user", "key"]);

/** How many there were today before this one, as far as the plan's limit: in the insert itself, not a question more. */
function today(now: Date) {
  const midnight = new Date(now.getTime() - (now.getTime() % 86_400_000));
  const plan = sql<Plan>`(select ${organizations.plan} from ${organizations})`;
  const limit = sql`case ${plan} when 'free' then ${PLANS.free.eventsPerDay}::int when 'team' then ${PLANS.team.eventsPerDay}::int else ${PLANS.enterprise.eventsPerDay}::int end`;
  return {
    plan,
    before: sql<number>`(select count(*)::int from (select from events e where e.at >= ${midnight.toISOString()}::timestamptz and e.actor_kind in ('user', 'key') limit ${limit}) counted)`,
  };
}
