import * as z from "zod";
import { notFound } from "../base/errors.ts";
import { onService, org, router } from "../base/trpc.ts";
import { GivenRole, giveRole, serviceRolesQuery, takeRole } from "./service-roles.ts";
import {
  addToTeam,
  type ImportCatalogFile,
  isMadeHere,
  membersQuery,
  NewTeam,
  prepareTeam,
  removeTeam,
  rolesOfTeamQuery,
  takeFromTeam,
  teamsQuery,
} from "./teams.ts";

const ByRef = z.strictObject({ ref: z.string().min(1).max(300) });
const Place = ByRef.extend({ userId: z.uuid() });

export const teams = (importCatalogFile: ImportCatalogFile) =>
  router({
    list: org("viewer")
      .meta({ title: "List teams" })
      .query(({ ctx }) =>
        ctx.read(
          (db) => [teamsQuery(db)],
          ([rows]) => ({
            items: rows.map(({ file, ...team }) => ({ ...team, file, isMadeHere: isMadeHere({ ...team, file }) })),
          }),
        ),
      ),

    get: org("viewer")
      .meta({ title: "Show a team" })
      .input(ByRef)
      .query(({ ctx, input: { ref } }) =>
        ctx.read(
          (db) => [teamsQuery(db), membersQuery(db, ref), rolesOfTeamQuery(db, ref)],
          ([rows, members, roles]) => {
            const team = rows.find((row) => row.ref === ref);
            if (!team) throw notFound("The team");
            return { ...team, isMadeHere: isMadeHere(team), people: members, roles };
          },
        ),
      ),

    create: org("maintainer")
      .meta({ title: "Make a team" })
      .input(NewTeam)
      .mutation(async ({ ctx, input }) => ctx.write(await prepareTeam(importCatalogFile, input))),

    remove: org("maintainer")
      .meta({ title: "Remove a team" })
      .input(ByRef)
      .mutation(({ ctx, input }) => ctx.write((context) => removeTeam(context, input.ref))),

    addMember: org("maintainer")
      .meta({ title: "Add a member to a team" })
      .input(Place)
      .mutation(({ ctx, input }) => ctx.write((context) => addToTeam(context, input.ref, input.userId))),

    removeMember: org("maintainer")
      .meta({ title: "Take a member out of a team" })
      .input(Place)
      .mutation(({ ctx, input }) => ctx.write((context) => takeFromTeam(context, input.ref, input.userId))),
  });

/** Roles on single services, beside the ones in the organisation. */
export const serviceRoles = router({
  list: org("viewer")
    .meta({ title: "List roles on services" })
    .query(({ ctx }) =>
      ctx.read(
        (db) => [serviceRolesQuery(db)],
        ([items]) => ({ items }),
      ),
    ),

  give: onService("maintainer")
    .meta({ title: "Give a role on a service" })
    .input(GivenRole)
    .mutation(({ ctx, input }) => ctx.writeOn(input.service, (context) => giveRole(context, input))),

  take: onService("maintainer")
    .meta({ title: "Take a role on a service away" })
    .input(z.strictObject({ id: z.uuid(), service: z.string().min(1).max(300) }))
    .mutation(({ ctx, input }) => ctx.writeOn(input.service, (context) => takeRole(context, input.id, input.service))),
});
