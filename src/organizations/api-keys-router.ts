import * as z from "zod";
import { personId } from "../base/context.ts";
import { member, router } from "../base/trpc.ts";
import { createKey, liveKeys, NewApiKey, revokeKey } from "./api-keys.ts";

/** For people alone: a key that could make keys would outlive its own end. */
export const apiKeys = router({
  list: member("developer")
    .meta({ title: "List API keys" })
    .query(({ ctx }) =>
      ctx.read(
        (db) => [liveKeys(db, ctx.now)],
        ([items]) => ({ items }),
      ),
    ),

  create: member("developer")
    .meta({ title: "Make an API key" })
    .input(NewApiKey)
    .mutation(({ ctx, input }) => ctx.write((context) => createKey(context, personId(context), input))),

  revoke: member("developer")
    .meta({ title: "Revoke an API key" })
    .input(z.strictObject({ id: z.uuid() }))
    .mutation(({ ctx, input }) => ctx.write((context) => revokeKey(context, personId(context), input.id))),
});
