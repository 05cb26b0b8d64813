import * as z from "zod";
import { badRequest, unauthorized } from "../base/errors.ts";
import { anyone, person, router } from "../base/trpc.ts";
import { countTry } from "./lockout.ts";
import { organizationsOf } from "./people.ts";
import { factorsOf, prove, tryOf } from "./prove.ts";
import {
  beginSecondFactor,
  confirmSecondFactor,
  endChallenges,
  readChallenge,
  readSecondFactor,
  removeSecondFactor,
  renewRecoveryCodes,
  spendCode,
} from "./second-factor.ts";
import { noteAgainst, noteOwn } from "./security-events.ts";
import { rotateSessions, startSession } from "./start-session.ts";
import { tellWindows } from "./windows.ts";

const Code = z.string().trim().min(6, "A code has six digits.").max(40, "This is not a code.");
const Proof = z.strictObject({ proof: z.string().max(1000).default("") });
export const secondFactor = router({
  /** Needs the password where there is one: whoever finds a session open must not lock its owner out. */
  begin: person
    .meta({ title: "Set up a second factor", limit: "attempt" })
    .input(Proof)
    .mutation(async ({ ctx, input }) => {
      await prove(ctx, input.proof);
      const { userId, email, name } = ctx.caller;
      return beginSecondFactor(ctx.database, ctx.ports.sealKeys, { userId, account: email ?? name });
    }),

  confirm: person
    .meta({ title: "Turn the second factor on", limit: "attempt" })
    .input(z.strictObject({ code: Code }))
    .mutation(async ({ ctx, input }) => {
      const { userId } = ctx.caller;
      const counted = await countTry(ctx.database, "code", tryOf(ctx), ctx.now);
      if ((await readSecondFactor(ctx.database, userId)) !== null) throw badRequest("The second factor is on already.");
      if (!(await confirmSecondFactor(factorsOf(ctx), userId, input.code)))
        throw badRequest("This is not the code of now.", { code: "Enter the six digits that your app shows now." });
      await counted.succeed();
      const told = await noteOwn(ctx, ctx.caller, "second-factor.on");
      const codes = await renewRecoveryCodes(ctx.database, userId);
      await rotateSessions(ctx, userId);
      await tellWindows(ctx, told);
      return { codes };
    }),

  turnOff: person
    .meta({ title: "Turn the second factor off", limit: "attempt" })
    .input(Proof)
    .mutation(async ({ ctx, input }) => {
      await prove(ctx, input.proof);
      const told = await noteOwn(ctx, ctx.caller, "second-factor.off");
      await removeSecondFactor(ctx.database, ctx.caller.userId);
      await rotateSessions(ctx, ctx.caller.userId);
      await tellWindows(ctx, told);
      return {};
    }),

  renewCodes: person
    .meta({ title: "Make new recovery codes", limit: "attempt" })
    .input(Proof)
    .mutation(async ({ ctx, input }) => {
      await prove(ctx, input.proof);
      if ((await readSecondFactor(ctx.database, ctx.caller.userId)) === null)
        throw badRequest("The second factor is off.");
      await noteOwn(ctx, ctx.caller, "second-factor.codes");
      return { codes: await renewRecoveryCodes(ctx.database, ctx.caller.userId) };
    }),

  /** The second step of a sign-in. Its tries are counted apart from the first's, and wait longer. */
  signIn: anyone
    .meta({ title: "Sign in: the second step", limit: "attempt" })
    .input(
      z.strictObject({ challenge: z.string().regex(/^[A-Za-z0-9_-]{43}$/, "Start to sign in again."), code: Code }),
    )
    .mutation(async ({ ctx, input }) => {
      const begun = await readChallenge(ctx.database, input.challenge, ctx.now);
      if (!begun) throw unauthorized("This sign-in took too long or has ended. Start again.");
      const { userId, email, how } = begun;
      const counted = await countTry(ctx.database, "code", { email: email ?? userId, ip: ctx.client.ip }, ctx.now);
      const used = await spendCode(factorsOf(ctx), userId, input.code);
      if (!used) {
        await noteAgainst(ctx, userId, counted.isLast ? "sign-in.locked" : "sign-in.failed", { step: "second factor" });
        throw unauthorized("This code is wrong, or was used before.");
      }
      await counted.succeed();
      await endChallenges(ctx.database, userId);
      await startSession(ctx, begun, used === "device" ? `${how} and code` : `${how} and recovery code`);
      return { organizations: await organizationsOf(ctx.database, userId) };
    }),
});
