import { and, asc, eq, isNotNull, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { catalogLocations, entities } from "../../db/schema/catalog.ts";
import { users } from "../../db/schema/identity.ts";
import { memberships } from "../../db/schema/organizations.ts";
import { serviceRoles, teamMembers } from "../../db/schema/teams.ts";
import type { OrgContext } from "../base/context.ts";
import { conflict, notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";

export const TEAMS_MAX = 500;
const GROUP = "Group";

export const NewTeam = z.strictObject({
  name: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "Use letters, digits and single hyphens, such as payments-core.")
    .max(63, "Use at most 63 characters."),
  title: z.string().trim().min(1, "Give the team a name.").max(60, "Use at most 60 characters."),
  description: z.string().trim().max(300, "Use at most 300 characters.").default(""),
});

/**
 * Takes a file into the catalogue. A team is a Group of the catalogue, declared here instead of in a repository;
 * src/router.ts puts the catalogue's own import here.
 */
export type ImportCatalogFile = (
  name: string,
  text: string,
) => Promise<(context: OrgContext) => Promise<{ isSaved: boolean; problems: readonly { message: string }[] }>>;

/** Under which name the catalogue knows the declaration of a team that was made here. */
const fileOf = (name: string) => `team ${name}, made in the settings`;
export const refOf = (name: string) => `group:default/${name}`;

/** As a catalogue file; JSON is YAML. */
export const declarationOf = ({ name, title, description }: z.infer<typeof NewTeam>) =>
  JSON.stringify({
    apiVersion: "backstage.io/v1alpha1",
    kind: GROUP,
    metadata: { name, title, ...(description && { description }) },
    spec: { type: "team", profile: { displayName: title }, children: [] },
  });

/** Hashes first, outside the transaction. */
export async function prepareTeam(importCatalogFile: ImportCatalogFile, team: z.infer<typeof NewTeam>) {
  const declare = await importCatalogFile(fileOf(team.name), declarationOf(team));
  return async (context: OrgContext) => {
    const ref = refOf(team.name);
    const [present] = await context.tx.select({ id: entities.id }).from(entities).where(eq(entities.ref, ref));
    if (present)
      throw conflict(`There is a group named ${team.name} already. Add members to it, or choose another name.`);
    const { isSaved, problems } = await declare(context);
    if (!isSaved) throw conflict(problems[0]?.message ?? "The catalogue does not take this team.");
    const [after] = await context.tx.select().from(entities).where(eq(entities.ref, ref));
    await record(context, "team.create", { type: "team", id: ref }, { after });
    changed(context);
    return { ref };
  };
}

/** Every group of the catalogue, whoever declares it. */
export const teamsQuery = (db: ReadDb) =>
  db
    .select({
      ref: entities.ref,
      namespace: entities.namespace,
      name: entities.name,
      title: entities.title,
      description: sql<string | null>`${entities.declared} -> 'metadata' ->> 'description'`,
      file: catalogLocations.target,
      members: sql<number>`(select count(*)::int from ${teamMembers} where ${teamMembers.organizationId} = ${entities.organizationId} and ${teamMembers.teamId} = ${entities.id})`,
      owns: sql<number>`(select count(*)::int from entities o where o.organization_id = ${entities.organizationId} and o.owner_ref = ${entities.ref} and o.declared is not null)`,
    })
    .from(entities)
    .leftJoin(catalogLocations, eq(catalogLocations.id, entities.locationId))
    .where(and(eq(entities.kind, GROUP), isNotNull(entities.declared)))
    .orderBy(asc(sql`lower(${entities.title})`), asc(entities.id))
    .limit(TEAMS_MAX);

/** Only what was made here can be removed here. */
export const isMadeHere = ({ name, file }: { name: string; file: string | null }) => file === fileOf(name);

export const membersQuery = (db: ReadDb, ref: string) =>
  db
    .select({
      id: users.id,
      name: users.name,
      email: users.email,
      role: memberships.role,
      addedAt: teamMembers.addedAt,
    })
    .from(teamMembers)
    .innerJoin(entities, eq(entities.id, teamMembers.teamId))
    .innerJoin(memberships, eq(memberships.userId, teamMembers.userId))
    .innerJoin(users, eq(users.id, teamMembers.userId))
    .where(eq(entities.ref, ref))
    .orderBy(asc(users.name), asc(users.id));

/** The team and its declaration go; what it owned names an owner that is no more, until somebody takes it. */
export async function removeTeam(context: OrgContext, ref: string) {
  const { tx } = context;
  const team = await lockTeam(context, ref);
  if (!isMadeHere(team)) throw conflict(`${team.title} is declared by ${team.file ?? "a file"}. Take it out of that.`);
  const [before] = await tx.select().from(entities).where(eq(entities.id, team.id));
  const members = await tx
    .select({ userId: teamMembers.userId })
    .from(teamMembers)
    .where(eq(teamMembers.teamId, team.id));
  await tx
    .delete(catalogLocations)
    .where(and(eq(catalogLocations.type, "upload"), eq(catalogLocations.target, fileOf(team.name))));
  await record(
    context,
    "team.remove",
    { type: "team", id: ref },
    { before, members: members.map(({ userId }) => userId) },
  );
  changed(context);
  return { ref };
}

export async function addToTeam(context: OrgContext, ref: string, userId: string) {
  const { tx, organization, now } = context;
  const team = await lockTeam(context, ref);
  const name = await memberName(context, userId);
  const [added] = await tx
    .insert(teamMembers)
    .values({ organizationId: organization.organizationId, teamId: team.id, userId, addedAt: now })
    .onConflictDoNothing()
    .returning();
  if (!added) throw conflict(`${name} is in ${team.title} already.`);
  await record(context, "team.add", { type: "team", id: ref }, { member: name, after: added });
  changed(context);
  return { ref, userId };
}

export async function takeFromTeam(context: OrgContext, ref: string, userId: string) {
  const { tx } = context;
  const team = await lockTeam(context, ref);
  const name = await memberName(context, userId);
  const [gone] = await tx
    .delete(teamMembers)
    .where(and(eq(teamMembers.teamId, team.id), eq(teamMembers.userId, userId)))
    .returning();
  if (!gone) throw notFound("The member of this team");
  await record(context, "team.take", { type: "team", id: ref }, { member: name, before: gone });
  changed(context);
  return { ref, userId };
}

/** The roles that a team has on services, to show beside its members. */
export const rolesOfTeamQuery = (db: ReadDb, ref: string) => {
  const team = db.select({ id: entities.id }).from(entities).where(eq(entities.ref, ref));
  return db
    .select({ ref: entities.ref, title: entities.title, role: serviceRoles.role })
    .from(serviceRoles)
    .innerJoin(entities, eq(entities.id, serviceRoles.entityId))
    .where(sql`${serviceRoles.teamId} = (${team})`)
    .orderBy(asc(entities.ref))
    .limit(TEAMS_MAX);
};

export async function lockTeam({ tx }: Pick<OrgContext, "tx">, ref: string) {
  const [team] = await tx
    .select({ id: entities.id, name: entities.name, title: entities.title, locationId: entities.locationId })
    .from(entities)
    .where(and(eq(entities.ref, ref), eq(entities.kind, GROUP), isNotNull(entities.declared)))
    .for("update");
  if (!team) throw notFound("The team");
  const [location] = team.locationId
    ? await tx
        .select({ file: catalogLocations.target })
        .from(catalogLocations)
        .where(eq(catalogLocations.id, team.locationId))
    : [];
  return { ...team, file: location?.file ?? null };
}

/** The name of a member of this organisation; nobody else can be named in it. */
export async function memberName({ tx }: Pick<OrgContext, "tx">, userId: string): Promise<string> {
  const [member] = await tx
    .select({ name: users.name })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(eq(memberships.userId, userId));
  if (!member) throw notFound("The member");
  return member.name;
}

function changed({ publish }: OrgContext) {
  publish({ topic: "members.changed", data: {} });
}
