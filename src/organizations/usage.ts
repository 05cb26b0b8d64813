import { and, gt, gte, inArray, isNull, sql } from "drizzle-orm";
import type { ReadDb } from "../../db/client.ts";
import { events } from "../../db/schema/base.ts";
import { awsAccounts } from "../../db/schema/inventory.ts";
import { invitations, memberships, organizations, PLAN_NAMES, type Plan } from "../../db/schema/organizations.ts";
import { type LimitKind, NEAR_LIMIT, PLANS } from "../base/plans.ts";

/** `used: null`: it is not counted here, and `reason` says why. */
export type Usage = { kind: LimitKind; used: number | null; max: number; isNear: boolean; reason?: string };

/** What the organisation uses of its plan. */
export function usageQueries(db: ReadDb, now: Date) {
  const midnight = new Date(now.getTime() - (now.getTime() % 86_400_000));
  return [
    db.select({ plan: organizations.plan, status: organizations.status }).from(organizations),
    db.select({ count: sql<number>`count(*)::int` }).from(memberships),
    db
      .select({ count: sql<number>`count(*)::int` })
      .from(invitations)
      .where(and(isNull(invitations.acceptedAt), isNull(invitations.revokedAt), gt(invitations.expiresAt, now))),
    db.select({ count: sql<number>`count(*)::int` }).from(awsAccounts),
    db
      .select({ count: sql<number>`count(*)::int` })
      .from(events)
      .where(and(gte(events.at, midnight), inArray(events.actorKind, ["user", "key"]))),
  ] as const;
}

export function toUsage(
  plan: Plan,
  counted: { members: number; invited: number; awsAccounts: number; events: number },
) {
  const limits = PLANS[plan];
  const item = (kind: LimitKind, used: number | null, reason?: string): Usage => ({
    kind,
    used,
    max: limits[kind],
    isNear: used !== null && used >= limits[kind] * NEAR_LIMIT,
    ...(reason && { reason }),
  });
  return {
    plan,
    items: [
      item("members", counted.members + counted.invited),
      item("awsAccounts", counted.awsAccounts),
      item("eventsPerDay", counted.events),
      item(
        "apiRequestsPerMinute",
        null,
        "They are limited as they come; each answer tells in its RateLimit header what is left.",
      ),
    ],
    /** What the other plans have room for. */
    plans: PLAN_NAMES.map((name) => ({ name, limits: PLANS[name] })),
  };
}
