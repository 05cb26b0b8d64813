import { and, asc, eq } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { entities } from "../../db/schema/catalog.ts";
import { users } from "../../db/schema/identity.ts";
import { serviceRoles } from "../../db/schema/teams.ts";
import type { OrgContext } from "../base/context.ts";
import { conflict, forbidden, notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { roleOn } from "../base/service-role.ts";
import { mayGive } from "./rank.ts";
import { lockTeam, memberName } from "./teams.ts";

/** A role for everything is given in the organisation; who needs more than these has too many exceptions. */
const ROLES_MAX = 1000;
const team = alias(entities, "team");

/** Exactly one of a person and a team. Giving again changes the role. */
export const GivenRole = z
  .strictObject({
    service: z.string().min(1).max(300),
    userId: z.uuid().optional(),
    team: z.string().min(1).max(300).optional(),
    /** A viewer sees every service already. */
    role: z.enum(["developer", "maintainer", "owner"]),
  })
  .refine(({ userId, team }) => (userId === undefined) !== (team === undefined), {
    message: "Name a person or a team.",
    path: ["userId"],
  });

export const serviceRolesQuery = (db: ReadDb) =>
  db
    .select({
      id: serviceRoles.id,
      role: serviceRoles.role,
      service: entities.ref,
      serviceTitle: entities.title,
      userId: serviceRoles.userId,
      userName: users.name,
      team: team.ref,
      teamTitle: team.title,
      createdAt: serviceRoles.createdAt,
    })
    .from(serviceRoles)
    .innerJoin(entities, eq(entities.id, serviceRoles.entityId))
    .leftJoin(users, eq(users.id, serviceRoles.userId))
    .leftJoin(team, eq(team.id, serviceRoles.teamId))
    .orderBy(asc(entities.ref), asc(serviceRoles.id))
    .limit(ROLES_MAX);

/** Nobody gives more than they have on that service themselves. */
export async function giveRole(context: OrgContext, given: z.infer<typeof GivenRole>) {
  const { tx, organization, now } = context;
  const mine = await roleOn(context, given.service);
  if (!mayGive(mine, given.role))
    throw forbidden(`Your role on ${given.service} is ${mine}: you cannot give the role ${given.role}.`);
  const [service] = await tx
    .select({ id: entities.id, declared: entities.declared })
    .from(entities)
    .where(eq(entities.ref, given.service))
    .for("update");
  if (!service?.declared) throw notFound("The service");
  const holder = await holderOf(context, given);
  const whom = given.userId ? eq(serviceRoles.userId, given.userId) : eq(serviceRoles.teamId, holder.teamId ?? "");
  const [before] = await tx
    .select()
    .from(serviceRoles)
    .where(and(eq(serviceRoles.entityId, service.id), whom))
    .for("update");
  if (before && !mayGive(mine, before.role))
    throw forbidden(`Your role on ${given.service} is ${mine}: you cannot change who is ${before.role} there.`);
  if (!before && (await tx.$count(serviceRoles)) >= ROLES_MAX)
    throw conflict(
      `There are ${ROLES_MAX} roles on services, which is the limit. Take some away, or give roles in the organisation.`,
    );
  const [after] = before
    ? await tx.update(serviceRoles).set({ role: given.role }).where(eq(serviceRoles.id, before.id)).returning()
    : await tx
        .insert(serviceRoles)
        .values({
          organizationId: organization.organizationId,
          entityId: service.id,
          userId: given.userId ?? null,
          teamId: holder.teamId,
          role: given.role,
          createdAt: now,
        })
        .returning();
  if (!after) throw new Error("the role was not written");
  await record(
    context,
    "service.role",
    { type: "service-role", id: after.id },
    { service: given.service, holder: holder.name, before, after },
  );
  context.publish({ topic: "members.changed", data: {} });
  return { id: after.id };
}

export async function takeRole(context: OrgContext, id: string, service: string) {
  const { tx } = context;
  const [row] = await tx
    .select({ role: serviceRoles.role, userId: serviceRoles.userId, team: team.title, userName: users.name })
    .from(serviceRoles)
    .innerJoin(entities, eq(entities.id, serviceRoles.entityId))
    .leftJoin(users, eq(users.id, serviceRoles.userId))
    .leftJoin(team, eq(team.id, serviceRoles.teamId))
    .where(and(eq(serviceRoles.id, id), eq(entities.ref, service)));
  if (!row) throw notFound("The role on this service");
  const mine = await roleOn(context, service);
  if (!mayGive(mine, row.role))
    throw forbidden(`Your role on ${service} is ${mine}: you cannot take the role ${row.role} away.`);
  const [before] = await tx.delete(serviceRoles).where(eq(serviceRoles.id, id)).returning();
  await record(
    context,
    "service.role",
    { type: "service-role", id },
    { service, holder: row.userName ?? row.team, before },
  );
  context.publish({ topic: "members.changed", data: {} });
  return { id };
}

async function holderOf(context: OrgContext, given: z.infer<typeof GivenRole>) {
  if (given.userId) return { teamId: null, name: await memberName(context, given.userId) };
  const { id, title } = await lockTeam(context, given.team ?? "");
  return { teamId: id, name: title };
}
