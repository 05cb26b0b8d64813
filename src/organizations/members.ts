import { and, eq } from "drizzle-orm";
import { users } from "../../db/schema/identity.ts";
import { memberships, organizations, type Role } from "../../db/schema/organizations.ts";
import type { OrgContext } from "../base/context.ts";
import { conflict, forbidden, notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { whyNotChange } from "./rank.ts";

/** Who belongs to an organisation is read as a whole: a page of everybody. */
export const MEMBERS_MAX = 500;

type Change = { userId: string; to: Role | null; action: string };

/**
 * One change of one member: a role, or none any more. The organisation's row is locked first, so that two owners who
 * step down at once do not leave it without one.
 */
async function changeMember(context: OrgContext, { userId, to, action }: Change) {
  const { tx, organization, actor, publish } = context;
  const [locked] = await tx.select({ status: organizations.status }).from(organizations).for("update");
  const members = await tx
    .select({ userId: memberships.userId, role: memberships.role, name: users.name, row: memberships })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId));
  const before = members.find((member) => member.userId === userId);
  if (!before) throw notFound("The member");
  // The role that this person came in with may have been taken since: the locked rows tell.
  const mine = members.find((member) => member.userId === actor.id)?.role ?? organization.role;
  const problem = whyNotChange({
    mine,
    isSelf: actor.id === userId,
    from: before.role,
    to,
    // One that is about to be deleted needs nobody any more.
    owners: locked?.status === "deleting" ? Infinity : members.filter(({ role }) => role === "owner").length,
  });
  if (problem === "last-owner")
    throw conflict("An organisation has at least one owner. Make somebody else an owner first.");
  if (problem === "above-you")
    throw forbidden(`Your role is ${mine}: you can neither give a role above it nor change who has one.`);
  const mineOnly = and(eq(memberships.organizationId, organization.organizationId), eq(memberships.userId, userId));
  if (to) await tx.update(memberships).set({ role: to }).where(mineOnly);
  else await tx.delete(memberships).where(mineOnly);
  const { name, row } = before;
  await record(
    context,
    action,
    { type: "member", id: userId },
    { name, before: row, after: to && { ...row, role: to } },
  );
  publish({ topic: "members.changed", data: {} });
  return { userId, role: to };
}

export const changeRole = (context: OrgContext, userId: string, role: Role) =>
  changeMember(context, { userId, to: role, action: "member.role" });

export const removeMember = (context: OrgContext, userId: string) =>
  changeMember(context, { userId, to: null, action: "member.remove" });

export const leave = (context: OrgContext, userId: string) =>
  changeMember(context, { userId, to: null, action: "member.leave" });

/** Another member becomes an owner, and whoever gives steps down to maintainer, in one transaction. */
export async function transferOwnership(context: OrgContext, { from, to }: { from: string; to: string }) {
  if (from === to) throw conflict("You are an owner already. Choose somebody else.");
  await changeMember(context, { userId: to, to: "owner", action: "member.role" });
  await changeMember(context, { userId: from, to: "maintainer", action: "member.transfer" });
  return { userId: to };
}
