import { and, desc, eq, inArray, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { type FindingAction, findingChanges, findings } from "../../db/schema/findings.ts";
import { users } from "../../db/schema/identity.ts";
import { memberships } from "../../db/schema/organizations.ts";
import type { OrgContext } from "../base/context.ts";
import { notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";

export const FINDINGS_AT_ONCE_MAX = 500;
const HISTORY_MAX = 200;
const ids = z.array(z.uuid()).min(1, "Choose at least one finding.").max(FINDINGS_AT_ONCE_MAX);

export const FindingIds = z.strictObject({ ids });
export const Acknowledgement = z.strictObject({ ids, note: z.string().trim().max(500).default("") });
export const Assignment = z.strictObject({ ids, userId: z.uuid().nullable() });

/** Locks them; one that is not there refuses all, so that nobody believes it was done. */
async function lock({ tx }: OrgContext, wanted: readonly string[]) {
  const unique = [...new Set(wanted)];
  const rows = await tx
    .select({
      id: findings.id,
      ruleId: findings.ruleId,
      acknowledgedAt: findings.acknowledgedAt,
      assigneeId: findings.assigneeId,
    })
    .from(findings)
    .where(inArray(findings.id, unique))
    .orderBy(findings.id)
    .for("update");
  if (rows.length < unique.length) throw notFound(unique.length === 1 ? "The finding" : "One of the findings");
  return rows;
}

/** The audit log tells of one act on many findings once; each finding's history tells its own. */
export async function remember(
  context: OrgContext,
  action: FindingAction,
  changed: readonly { id: string; data?: Record<string, unknown> }[],
  data: Record<string, unknown>,
) {
  if (changed.length === 0) return;
  const { tx, organization, actor, now, publish } = context;
  await tx.insert(findingChanges).values(
    changed.map((row) => ({
      organizationId: organization.organizationId,
      findingId: row.id,
      at: now,
      action,
      actor: actor.name,
      data: row.data ?? data,
    })),
  );
  const [first] = changed;
  await record(
    context,
    `finding.${action}`,
    { type: "finding", id: changed.length === 1 ? first?.id : null },
    { ...data, findings: changed.map(({ id }) => id) },
  );
  publish({ topic: "findings.changed", data: { changed: changed.length } });
}

/** "I have seen it": it stays open until a read shows it mended. @returns those that were not acknowledged before. */
export async function acknowledge(context: OrgContext, { ids, note }: z.infer<typeof Acknowledgement>) {
  const { tx, actor, now } = context;
  const fresh = (await lock(context, ids)).filter(({ acknowledgedAt }) => acknowledgedAt === null);
  const changed = fresh.map(({ id }) => id);
  if (changed.length > 0)
    await tx
      .update(findings)
      .set({ acknowledgedAt: now, acknowledgedBy: actor.name })
      .where(inArray(findings.id, changed));
  await remember(context, "acknowledge", fresh, note ? { note } : {});
  return { changed };
}

export async function unacknowledge(context: OrgContext, { ids }: z.infer<typeof FindingIds>) {
  const seen = (await lock(context, ids)).filter(({ acknowledgedAt }) => acknowledgedAt !== null);
  const changed = seen.map(({ id }) => id);
  if (changed.length > 0)
    await context.tx
      .update(findings)
      .set({ acknowledgedAt: null, acknowledgedBy: null })
      .where(inArray(findings.id, changed));
  await remember(context, "unacknowledge", seen, {});
  return { changed };
}

/** To a member, or to nobody. @returns who had each before, so that it can be undone. */
export async function assign(context: OrgContext, { ids, userId }: z.infer<typeof Assignment>) {
  const { tx } = context;
  const rows = (await lock(context, ids)).filter(({ assigneeId }) => assigneeId !== userId);
  const name = userId ? await memberName(context, userId) : null;
  const changed = rows.map(({ id, assigneeId }) => ({ id, before: assigneeId }));
  if (changed.length > 0)
    await tx
      .update(findings)
      .set({ assigneeId: userId })
      .where(
        inArray(
          findings.id,
          changed.map(({ id }) => id),
        ),
      );
  await remember(context, "assign", rows, { to: name });
  return { changed };
}

async function memberName({ tx }: OrgContext, userId: string): Promise<string> {
  const [row] = await tx
    .select({ name: users.name })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(eq(memberships.userId, userId));
  if (!row) throw notFound("The member");
  return row.name;
}

/** Members that a finding can be given to; `mayApprove`: those that can answer for an exception. */
export const assignees = (db: ReadDb) =>
  [
    db
      .select({
        id: memberships.userId,
        name: users.name,
        mayApprove: sql<boolean>`${memberships.role} in ('maintainer', 'owner')`,
      })
      .from(memberships)
      .innerJoin(users, eq(users.id, memberships.userId))
      .orderBy(users.name, memberships.userId)
      .limit(500),
  ] as const;

/** Newest first. */
export const history = (db: ReadDb, findingId: string) =>
  db
    .select({
      id: findingChanges.id,
      at: findingChanges.at,
      action: findingChanges.action,
      actor: findingChanges.actor,
      data: findingChanges.data,
    })
    .from(findingChanges)
    .where(and(eq(findingChanges.findingId, findingId)))
    .orderBy(desc(findingChanges.at), desc(findingChanges.id))
    .limit(HISTORY_MAX);
