import * as z from "zod";
import { anyone, person } from "../base/trpc.ts";
import { linksOf } from "./linked-accounts.ts";
import { PersonName, readAccount, renamePerson } from "./people.ts";
import { readSecondFactor } from "./second-factor.ts";
import { noteOwn } from "./security-events.ts";

/** What a person has here, and what the installation offers them. */
export const accountProcedures = {
  options: anyone.meta({ title: "Show how to sign in" }).query(({ ctx }) => ({
    mail: ctx.ports.email.mode,
    providers: ctx.ports.oauth.providers,
  })),

  account: person.meta({ title: "Show your account" }).query(async ({ ctx }) => {
    const { userId } = ctx.caller;
    const [mine, secondFactor, links] = await Promise.all([
      readAccount(ctx.database, userId),
      readSecondFactor(ctx.database, userId),
      linksOf(ctx.database, userId),
    ]);
    return { ...mine, secondFactor, links };
  }),

  rename: person
    .meta({ title: "Change your name" })
    .input(z.strictObject({ name: PersonName }))
    .mutation(async ({ ctx, input: { name } }) => {
      await noteOwn(ctx, ctx.caller, "person.rename", { before: { name: ctx.caller.name }, after: { name } });
      await renamePerson(ctx.database, ctx.caller.userId, name);
      return { name };
    }),
};
