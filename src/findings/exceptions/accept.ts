import { and, eq, inArray, sql } from "drizzle-orm";
import { findingChanges, findings } from "../../../db/schema/findings.ts";
import { resources } from "../../../db/schema/inventory.ts";
import type { OrgContext } from "../../base/context.ts";
import { acceptedBy } from "./scope.ts";

type Which = { ruleId: string } | { entityIds: readonly string[] };

/**
 * Puts each finding under the exception that covers it now, or under none: after a judgement, and when an exception
 * begins or ends. Only open ones can be accepted. @returns those that changed.
 */
export async function accept(context: Pick<OrgContext, "tx" | "organization" | "actor" | "now">, which: Which) {
  const { tx, organization, actor, now } = context;
  const wanted = sql`case when ${findings.state} = 'open' then ${acceptedBy(now)} end`;
  const differing = tx
    .select({ id: findings.id, wanted: wanted.as("wanted") })
    .from(findings)
    .innerJoin(resources, eq(resources.id, findings.entityId))
    .where(
      and(
        "ruleId" in which ? eq(findings.ruleId, which.ruleId) : inArray(findings.entityId, [...which.entityIds]),
        sql`${findings.exceptionId} is distinct from ${wanted}`,
      ),
    )
    .as("differing");
  const changed = await tx
    .update(findings)
    .set({ exceptionId: sql`differing.wanted::uuid` })
    .from(differing)
    .where(eq(findings.id, differing.id))
    .returning({ id: findings.id, exceptionId: findings.exceptionId, state: findings.state });
  // What was mended is no longer accepted either, and its history says that it was mended.
  const told = changed.filter(({ state }) => state === "open");
  if (told.length > 0)
    await tx.insert(findingChanges).values(
      told.map(({ id, exceptionId }) => ({
        organizationId: organization.organizationId,
        findingId: id,
        at: now,
        action: exceptionId ? ("except" as const) : ("except-end" as const),
        actor: actor.name,
        data: { exceptionId },
      })),
    );
  return changed;
}
