import { and, eq, isNotNull, or } from "drizzle-orm";
import { entities } from "../../db/schema/catalog.ts";
import { ROLES, type Role } from "../../db/schema/organizations.ts";
import { serviceRoles, teamMembers } from "../../db/schema/teams.ts";
import type { OrgContext } from "./context.ts";
import { forbidden } from "./errors.ts";

const rank = (role: Role) => ROLES.indexOf(role);

/** The highest of some roles; there is always the one in the organisation. */
export const highest = (role: Role, others: readonly Role[]): Role =>
  others.reduce((best, each) => (rank(each) > rank(best) ? each : best), role);

/**
 * The caller's role on one entity of the catalogue: the one in the organisation, or one that they or a team of theirs
 * were given on it, whichever is higher. An API key has its own role only, the demo's guest the guest's.
 */
export async function roleOn(
  { tx, organization, actor }: Pick<OrgContext, "tx" | "organization" | "actor">,
  ref: string,
): Promise<Role> {
  if (actor.kind !== "user" || !actor.id) return organization.role;
  const given = await tx
    .select({ role: serviceRoles.role })
    .from(serviceRoles)
    .innerJoin(entities, eq(entities.id, serviceRoles.entityId))
    .leftJoin(teamMembers, and(eq(teamMembers.teamId, serviceRoles.teamId), eq(teamMembers.userId, actor.id)))
    .where(and(eq(entities.ref, ref), or(eq(serviceRoles.userId, actor.id), isNotNull(teamMembers.userId))));
  return highest(
    organization.role,
    given.map(({ role }) => role),
  );
}

/** Refuses who has less than `needed` both in the organisation and on this entity. */
export async function requireRoleOn(context: OrgContext, ref: string, needed: Role): Promise<void> {
  const role = await roleOn(context, ref);
  if (rank(role) < rank(needed))
    throw forbidden(
      `Your role on ${ref} is ${role}, which does not allow this. Ask an owner of the organisation, or a maintainer of ${ref}, to change it.`,
    );
}
