import * as z from "zod";
import { member, org, router } from "../../base/trpc.ts";
import {
  checkToken,
  connect,
  connectionRows,
  disconnect,
  NewConnection,
  readAgain,
  rotateSecret,
} from "./connections.ts";
import { RepositoriesInput, repositoriesPage, toRepositories } from "./repositories.ts";

const ById = z.strictObject({ id: z.uuid() });

/** Organisations on GitHub. Their tokens are people's to give and take: a key could hand on what it may not have. */
export const github = router({
  list: org("viewer")
    .meta({ title: "List connected GitHub organisations" })
    .query(({ ctx }) =>
      ctx.read(
        (db) => [connectionRows(db)],
        ([items]) => ({ items }),
      ),
    ),

  repositories: org("viewer")
    .meta({ title: "List repositories on GitHub" })
    .input(RepositoriesInput)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => [repositoriesPage(db, input)],
        ([rows]) => toRepositories(rows, input),
      ),
    ),

  connect: member("maintainer")
    .meta({ title: "Connect a GitHub organisation" })
    .input(NewConnection)
    .mutation(async ({ ctx, input }) => {
      const { login } = await checkToken(ctx.ports, input);
      return ctx.write((context) => connect(context, ctx.ports, { ...input, login }));
    }),

  read: org("developer")
    .meta({ title: "Read a GitHub organisation again" })
    .input(ById)
    .mutation(({ ctx, input }) => ctx.write((context) => readAgain(context, input.id))),

  rotate: member("maintainer")
    .meta({ title: "Give a GitHub webhook a new secret" })
    .input(ById)
    .mutation(({ ctx, input }) => ctx.write((context) => rotateSecret(context, ctx.ports, input.id))),

  disconnect: member("maintainer")
    .meta({ title: "Disconnect a GitHub organisation" })
    .input(ById)
    .mutation(({ ctx, input }) => ctx.write((context) => disconnect(context, input.id))),
});
