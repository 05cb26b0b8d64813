import * as z from "zod";
import { notFound, unauthorized } from "../base/errors.ts";
import { anyone, person, router, signedIn } from "../base/trpc.ts";
import { acceptInvitation, createOrganization, InvitationToken, OrganizationName } from "../organizations/index.ts";
import { accountProcedures } from "./account-router.ts";
import { endedCookie } from "./cookies.ts";
import { deleteAccount } from "./delete-account.ts";
import { countTry } from "./lockout.ts";
import { mailProcedures } from "./mail-router.ts";
import { oauth } from "./oauth-router.ts";
import {
  checkPassword,
  confirmPassword,
  Email,
  organizationsOf,
  Password,
  PersonName,
  preparePerson,
  setPassword,
} from "./people.ts";
import { secondFactor } from "./second-factor-router.ts";
import { noteAgainst, noteOwn } from "./security-events.ts";
import { requestMail } from "./send-mail.ts";
import { endNamedSession, endOtherSessions, endSession, hasSession, listSessions } from "./sessions.ts";
import { continueSignIn, rotateSessions, startSession } from "./start-session.ts";
import { tellWindows } from "./windows.ts";

const sessions = router({
  list: person.meta({ title: "List your sessions" }).query(async ({ ctx }) => ({
    items: await listSessions(ctx.database, ctx.caller, ctx.now),
  })),

  end: person
    .meta({ title: "End one of your sessions" })
    .input(z.strictObject({ id: z.string().regex(/^[0-9a-f]{16}$/, "This is not a session's id.") }))
    .mutation(async ({ ctx, input }) => {
      const { userId } = ctx.caller;
      if (!(await hasSession(ctx.database, userId, input.id))) throw notFound("The session");
      const told = await noteOwn(ctx, ctx.caller, "session.end", { session: input.id });
      await endNamedSession(ctx.database, userId, input.id);
      await tellWindows(ctx, told);
      return {};
    }),

  endOthers: person.meta({ title: "End all your other sessions" }).mutation(async ({ ctx }) => {
    const told = await noteOwn(ctx, ctx.caller, "session.end", { session: "all others" });
    const ended = await endOtherSessions(ctx.database, ctx.caller);
    await tellWindows(ctx, told);
    return { ended };
  }),
});

export const identity = router({
  sessions,
  ...mailProcedures,
  ...accountProcedures,
  secondFactor,
  oauth,

  /** Ends every session, and starts this one anew: whoever had the old password or its token is out. */
  changePassword: person
    .meta({ title: "Change your password", limit: "attempt" })
    .input(z.strictObject({ current: z.string().max(1000), next: Password }))
    .mutation(async ({ ctx, input }) => {
      const { userId, email } = ctx.caller;
      const counted = await countTry(ctx.database, "sign-in", { email: email ?? userId, ip: ctx.client.ip }, ctx.now);
      await confirmPassword(ctx.database, userId, input.current);
      await counted.succeed();
      const told = await noteOwn(ctx, ctx.caller, "password.change");
      await setPassword(ctx.database, userId, input.next);
      await rotateSessions(ctx, userId);
      await tellWindows(ctx, told);
      return {};
    }),

  deleteAccount: person
    .meta({ title: "Delete your account", limit: "attempt" })
    .input(z.strictObject({ email: z.string().max(254), password: z.string().max(1000).default("") }))
    .mutation(async ({ ctx, input }) => {
      const { userId, email } = ctx.caller;
      const counted = await countTry(ctx.database, "sign-in", { email: email ?? userId, ip: ctx.client.ip }, ctx.now);
      await deleteAccount(ctx, ctx.caller, input);
      await counted.succeed();
      ctx.responseHeaders.append("set-cookie", endedCookie(ctx.origin));
      return {};
    }),

  /** A person and a session; and their first organisation as its owner, or a membership where they are invited. */
  signUp: anyone
    .meta({ title: "Sign up" })
    .input(
      z
        .strictObject({
          email: Email,
          password: Password,
          name: PersonName,
          organization: OrganizationName.optional(),
          invitation: InvitationToken.optional(),
        })
        .refine(({ organization, invitation }) => !organization !== !invitation, {
          path: ["organization"],
          message: "Name your organisation, or come by an invitation.",
        }),
    )
    .mutation(async ({ ctx, input }) => {
      let userId = "";
      const makePerson = await preparePerson(input);
      const make = async (tx: Parameters<typeof makePerson>[0]) => {
        userId = await makePerson(tx);
        return userId;
      };
      const { slug } = input.invitation
        ? await acceptInvitation(ctx, input.invitation, async (tx) => ({ userId: await make(tx), name: input.name }))
        : await createOrganization(ctx, input.name, input.organization ?? "", make);
      await startSession(ctx, { userId, name: input.name }, "sign-up");
      if (ctx.ports.email.mode !== "none")
        await requestMail(ctx, { purpose: "verify", userId, email: input.email }, input.email);
      return { slug };
    }),

  signIn: anyone
    .meta({ title: "Sign in" })
    .input(z.strictObject({ email: Email, password: z.string().max(1000) }))
    .mutation(async ({ ctx, input }) => {
      const counted = await countTry(ctx.database, "sign-in", { email: input.email, ip: ctx.client.ip }, ctx.now);
      const { person, isRight } = await checkPassword(ctx.database, input.email, input.password);
      if (!person || !isRight) {
        await noteAgainst(ctx, person?.userId ?? null, counted.isLast ? "sign-in.locked" : "sign-in.failed");
        throw unauthorized("Email or password is wrong.");
      }
      const signedIn = await continueSignIn(ctx, person, "password");
      // Until the second step is made the tries stay counted: a right password alone tells its finder no more than that.
      if (!signedIn.challenge) await counted.succeed();
      return signedIn;
    }),

  signOut: signedIn.meta({ title: "Sign out" }).mutation(async ({ ctx }) => {
    // Everybody is the demo's guest: who comes and goes there says nothing.
    if (!ctx.caller.isGuest) await noteOwn(ctx, ctx.caller, "session.end", { session: "this one" });
    await endSession(ctx.database, ctx.caller.sessionId);
    ctx.responseHeaders.append("set-cookie", endedCookie(ctx.origin));
    return {};
  }),

  /** null when signed out: asking who one is, is no error. */
  me: anyone.meta({ title: "Who am I" }).query(async ({ ctx }) => {
    const caller = await ctx.authenticate();
    if (!caller) return null;
    const { name, email, isGuest } = caller;
    return { user: { name, email, isGuest }, organizations: await organizationsOf(ctx.database, caller.userId) };
  }),
});
