import { events } from "../../db/schema/base.ts";
import { type Change, redact, toldChange } from "./changes.ts";
import type { OrgContext } from "./context.ts";

/** The job that reads on when something was written; a trigger of the table asks for it, src/activity runs it. */
export const LOG_READER = { name: "activity.seal", attemptsMax: 10 };
/** As in the trigger: what is written within some seconds is read at once. */
const READ_AFTER_MS = 5_000;

/**
 * Writes what happened, in the transaction that made it happen. Give the whole rows as `before` and `after`, as they
 * are in the database: the log keeps what differs, and no secret. Other facts (counts, names) stand beside them.
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
    publish,
  }: Pick<OrgContext, "tx" | "organization" | "actor" | "now" | "requestId" | "client" | "wake" | "publish">,
  action: string,
  target: { type: string; id?: string | null },
  { before, after, ...facts }: Change & Record<string, unknown> = {},
) {
  await tx.insert(events).values({
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
  });
  wake(new Date(now.getTime() + READ_AFTER_MS));
  publish({ topic: "log.changed", data: { action } });
}
