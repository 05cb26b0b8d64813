import { events } from "../../db/schema/base.ts";
import type { OrgContext } from "./context.ts";

/** Writes what happened, in the transaction that made it happen. `data` holds before/after and counts, never a secret. */
export async function record(
  { tx, organization, actor, now, requestId }: Pick<OrgContext, "tx" | "organization" | "actor" | "now" | "requestId">,
  action: string,
  target: { type: string; id?: string | null },
  data: Record<string, unknown> = {},
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
    data,
    requestId,
  });
}
