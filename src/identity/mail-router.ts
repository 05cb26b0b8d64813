import * as z from "zod";
import { Expected, notFound } from "../base/errors.ts";
import type { Context } from "../base/trpc.ts";
import { anyone, person } from "../base/trpc.ts";
import { countTry } from "./lockout.ts";
import { holderOf, MailToken, resetPassword, verifyEmail } from "./mail-tokens.ts";
import { readOutbox } from "./outbox.ts";
import { hashPassword } from "./passwords.ts";
import { confirmPassword, Email, Password, personByEmail } from "./people.ts";
import { noteAgainst, noteOwn } from "./security-events.ts";
import { requestMail } from "./send-mail.ts";
import { tellWindows } from "./windows.ts";

const Token = z.strictObject({ token: MailToken });

/** Each address and each network may ask for a few mails; then they wait, whether the address is known or not. */
async function allowMail(ctx: Context, email: string) {
  if (ctx.ports.email.mode === "none")
    throw new Expected("NOT_FOUND", "This installation sends no mail. Ask whoever runs it to set a mail provider.");
  await countTry(ctx.database, "mail", { email, ip: ctx.client.ip }, ctx.now);
}

/** What goes by mail: a new password, a verified address. */
export const mailProcedures = {
  /** Says the same and does the same for an address that is nobody's. */
  requestReset: anyone
    .meta({ title: "Ask for a new password", limit: "attempt" })
    .input(z.strictObject({ email: Email }))
    .mutation(async ({ ctx, input: { email } }) => {
      await allowMail(ctx, email);
      const found = await personByEmail(ctx.database, email);
      await noteAgainst(ctx, found?.userId ?? null, "password.reset-asked");
      await requestMail(ctx, { purpose: "reset", userId: found?.userId ?? null, email: null }, email);
      return {};
    }),

  /** Signs nobody in: a second factor is asked for as ever. */
  resetPassword: anyone
    .meta({ title: "Choose a new password by a link", limit: "attempt" })
    .input(Token.extend({ password: Password }))
    .mutation(async ({ ctx, input: { token, password } }) => {
      // Before the slow hash: a link that is none costs us nothing.
      const holder = await holderOf(ctx, "reset", token);
      const passwordHash = await hashPassword(password);
      const told = await noteOwn(ctx, holder, "password.reset");
      await resetPassword(ctx, token, passwordHash);
      await tellWindows(ctx, told);
      return { email: holder.email };
    }),

  verifyEmail: anyone
    .meta({ title: "Verify an email address", limit: "attempt" })
    .input(Token)
    .mutation(async ({ ctx, input: { token } }) => {
      const holder = await holderOf(ctx, "verify", token);
      await noteOwn(ctx, holder, "email.verify", { email: holder.email });
      await verifyEmail(ctx, token);
      return { email: holder.email };
    }),

  requestVerification: person
    .meta({ title: "Ask for a mail to verify your address", limit: "attempt" })
    .mutation(async ({ ctx }) => {
      const { userId, email } = ctx.caller;
      if (!email) throw notFound("Your email address");
      await allowMail(ctx, email);
      await requestMail(ctx, { purpose: "verify", userId, email }, email);
      return {};
    }),

  /** The new address becomes the person's when its mail is opened; one that is taken gets none, and nobody learns it. */
  changeEmail: person
    .meta({ title: "Change your email address", limit: "attempt" })
    .input(z.strictObject({ email: Email, current: z.string().max(1000) }))
    .mutation(async ({ ctx, input: { email, current } }) => {
      const { userId } = ctx.caller;
      await allowMail(ctx, email);
      const counted = await countTry(
        ctx.database,
        "sign-in",
        { email: ctx.caller.email ?? userId, ip: ctx.client.ip },
        ctx.now,
      );
      await confirmPassword(ctx.database, userId, current);
      await counted.succeed();
      await noteOwn(ctx, ctx.caller, "email.change-asked", { email });
      await requestMail(ctx, { purpose: "verify", userId, email }, email);
      return {};
    }),

  /** Everybody's mail, on a machine where nobody else is. */
  outbox: anyone.meta({ title: "Show the local outbox" }).query(async ({ ctx }) => {
    if (ctx.ports.email.mode !== "outbox") throw notFound("A local outbox");
    return { items: await readOutbox(ctx.database) };
  }),
};
