import * as z from "zod";
import { conflict } from "../base/errors.ts";
import { anyone, person, router } from "../base/trpc.ts";
import { linksOf, unlink } from "./linked-accounts.ts";
import { Next, Provider, startOAuth } from "./oauth.ts";
import { readAccount } from "./people.ts";
import { prove } from "./prove.ts";
import { noteOwn } from "./security-events.ts";

/** GitHub and Google: the way there; the way back is an address of its own (src/app.ts). */
export const oauth = router({
  /** A mutation of our own page, so that no other site can begin it in somebody's browser. */
  signIn: anyone
    .meta({ title: "Sign in with a provider", limit: "attempt" })
    .input(z.strictObject({ provider: Provider, next: Next.nullish() }))
    .mutation(({ ctx, input }) =>
      startOAuth(ctx, { provider: input.provider, intent: "sign-in", next: input.next ?? null }),
    ),

  /** Another way to sign in is asked for like a new password. */
  link: person
    .meta({ title: "Link an account with a provider", limit: "attempt" })
    .input(z.strictObject({ provider: Provider, next: Next, proof: z.string().max(1000).default("") }))
    .mutation(async ({ ctx, input: { provider, next, proof } }) => {
      await prove(ctx, proof);
      return startOAuth(ctx, { provider, intent: "link", next });
    }),

  unlink: person
    .meta({ title: "Unlink an account with a provider" })
    .input(z.strictObject({ provider: Provider }))
    .mutation(async ({ ctx, input: { provider } }) => {
      const { userId } = ctx.caller;
      const [{ hasPassword }, links] = await Promise.all([
        readAccount(ctx.database, userId),
        linksOf(ctx.database, userId),
      ]);
      if (!hasPassword && links.every((each) => each.provider === provider))
        throw conflict("This is your only way to sign in. Choose a password first.");
      await noteOwn(ctx, ctx.caller, "account.unlink", { provider });
      await unlink(ctx.database, userId, provider);
      return {};
    }),
});
