import * as z from "zod";
import { anyone, person } from "../base/trpc.ts";
import { PersonName, readAccount, renamePerson } from "./people.ts";
import { noteOwn } from "./security-events.ts";

/** What a person has here, and what the installation offers them. */
export const accountProcedures = {
  options: anyone.meta({ title: "Show how to sign in" }).query(({ ctx }) => ({ mail: ctx.ports.email.mode })),

  account: person.meta({ title: "Show your account" }).query(({ ctx }) => readAccount(ctx.database, ctx.caller.userId)),

  rename: person
    .meta({ title: "Change your name" })
    .input(z.strictObject({ name: PersonName }))
    .mutation(async ({ ctx, input: { name } }) => {
      await noteOwn(ctx, ctx.caller, "person.rename", { before: { name: ctx.caller.name }, after: { name } });
      await renamePerson(ctx.database, ctx.caller.userId, name);
      return { name };
    }),
};
