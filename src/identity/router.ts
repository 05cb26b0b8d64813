import * as z from "zod";
import type { Context } from "../base/trpc.ts";
import { anyone, router, signedIn } from "../base/trpc.ts";
import { createOrganization, OrganizationName } from "../organizations/index.ts";
import { endedCookie, sessionCookie } from "./cookies.ts";
import { authenticatePerson, Email, organizationsOf, Password, PersonName, preparePerson } from "./people.ts";
import { createSession, endSession } from "./sessions.ts";

async function startSession(ctx: Context, userId: string) {
  const { token, maxAgeSeconds } = await createSession(ctx.database, userId);
  ctx.responseHeaders.append("set-cookie", sessionCookie(ctx.origin, token, maxAgeSeconds));
}

export const identity = router({
  /** A person, their first organisation as its owner, and a session. */
  signUp: anyone
    .meta({ title: "Sign up" })
    .input(z.strictObject({ email: Email, password: Password, name: PersonName, organization: OrganizationName }))
    .mutation(async ({ ctx, input }) => {
      let userId = "";
      const makePerson = await preparePerson(input);
      const organization = await createOrganization(ctx, input.name, input.organization, async (tx) => {
        userId = await makePerson(tx);
        return userId;
      });
      await startSession(ctx, userId);
      return { slug: organization.slug };
    }),

  signIn: anyone
    .meta({ title: "Sign in" })
    .input(z.strictObject({ email: Email, password: z.string().max(1000) }))
    .mutation(async ({ ctx, input }) => {
      const userId = await authenticatePerson(ctx.database, input.email, input.password);
      await startSession(ctx, userId);
      return { organizations: await organizationsOf(ctx.database, userId) };
    }),

  signOut: signedIn.meta({ title: "Sign out" }).mutation(async ({ ctx }) => {
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
