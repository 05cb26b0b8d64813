import { eq } from "drizzle-orm";
import * as z from "zod";
import { users } from "../../db/schema/identity.ts";
import { memberships, ROLES } from "../../db/schema/organizations.ts";
import { personId } from "../base/context.ts";
import { badRequest } from "../base/errors.ts";
import { later } from "../base/jobs.ts";
import { member, org, router } from "../base/trpc.ts";
import { invite, linkOf, NewInvitation, openInvitations, withdrawInvitation } from "./invitations.ts";
import { changeRole, leave, MEMBERS_MAX, removeMember, transferOwnership } from "./members.ts";
import { sendInvitation } from "./send-invitation.ts";

const Member = z.strictObject({ userId: z.uuid() });

export const members = router({
  /** Everybody, and the invitations that are open; those are for who may withdraw them. */
  list: org("viewer")
    .meta({ title: "List members" })
    .query(({ ctx }) =>
      ctx.read(
        (db) => [
          db
            .select({
              id: memberships.userId,
              name: users.name,
              email: users.email,
              role: memberships.role,
              joinedAt: memberships.createdAt,
              lastSignInAt: users.lastSignInAt,
            })
            .from(memberships)
            .innerJoin(users, eq(users.id, memberships.userId))
            .orderBy(users.name, memberships.userId)
            .limit(MEMBERS_MAX),
          openInvitations(db, ctx.now),
        ],
        ([rows, invitations], { role, by }) => ({
          items: rows.map((row) => ({ ...row, isYou: row.id === by?.id })),
          invitations: role === "owner" || role === "maintainer" ? invitations : [],
        }),
      ),
    ),

  invite: member("maintainer")
    .meta({ title: "Invite a member" })
    .input(NewInvitation)
    .mutation(async ({ ctx, input }) => {
      if (input.email && ctx.ports.email.mode === "none")
        throw badRequest("This installation sends no mail. Leave the address out and share the link.", {
          email: "No mail is sent from here.",
        });
      const { token, ...invitation } = await ctx.write(async (context) => {
        const made = await invite(context, ctx.ports, personId(context), input);
        if (input.email)
          await later(context, sendInvitation, { invitationId: made.id, origin: ctx.origin }, { key: made.id });
        return made;
      });
      return { ...invitation, link: linkOf(ctx.origin, token) };
    }),

  withdraw: org("maintainer")
    .meta({ title: "Withdraw an invitation" })
    .input(z.strictObject({ id: z.uuid() }))
    .mutation(({ ctx, input }) => ctx.write((context) => withdrawInvitation(context, input.id))),

  changeRole: org("maintainer")
    .meta({ title: "Change a member's role" })
    .input(Member.extend({ role: z.enum(ROLES) }))
    .mutation(({ ctx, input }) => ctx.write((context) => changeRole(context, input.userId, input.role))),

  remove: org("maintainer")
    .meta({ title: "Remove a member" })
    .input(Member)
    .mutation(({ ctx, input }) => ctx.write((context) => removeMember(context, input.userId))),

  transfer: member("owner")
    .meta({ title: "Transfer ownership" })
    .input(Member)
    .mutation(({ ctx, input }) =>
      ctx.write((context) => transferOwnership(context, { from: personId(context), to: input.userId })),
    ),

  leave: member("viewer")
    .meta({ title: "Leave the organisation" })
    .mutation(({ ctx }) => ctx.write((context) => leave(context, personId(context)))),
});
