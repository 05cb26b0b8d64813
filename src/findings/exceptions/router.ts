import { org, router } from "../../base/trpc.ts";
import {
  ExceptionId,
  ExceptionScope,
  ExceptionsInput,
  endException,
  except,
  exceptionsPage,
  NewException,
  previewQueries,
  withTitle,
} from "./exceptions.ts";

export const exceptions = router({
  list: org("viewer")
    .meta({ title: "List exceptions" })
    .input(ExceptionsInput)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => exceptionsPage(db, input),
        ([items]) => ({ items: withTitle(items) }),
      ),
    ),
  preview: org("viewer")
    .meta({ title: "Preview what an exception hides" })
    .input(ExceptionScope)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => previewQueries(db, input),
        ([severities, items]) => ({ total: severities.reduce((sum, { count }) => sum + count, 0), severities, items }),
      ),
    ),
  create: org("maintainer")
    .meta({ title: "Except findings until a day" })
    .input(NewException)
    .mutation(({ ctx, input }) => ctx.write((context) => except(context, input))),
  end: org("maintainer")
    .meta({ title: "End an exception" })
    .input(ExceptionId)
    .mutation(({ ctx, input }) => ctx.write((context) => endException(context, input.id))),
});
