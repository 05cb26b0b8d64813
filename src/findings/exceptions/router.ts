import { org, router } from "../../base/trpc.ts";
import {
  ExceptionId,
  ExceptionIds,
  ExceptionOfEach,
  ExceptionScope,
  ExceptionsInput,
  endEach,
  endException,
  except,
  exceptEach,
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
  createEach: org("maintainer")
    .meta({ title: "Except each of several findings until a day" })
    .input(ExceptionOfEach)
    .mutation(({ ctx, input }) => ctx.write((context) => exceptEach(context, input))),
  end: org("maintainer")
    .meta({ title: "End an exception" })
    .input(ExceptionId)
    .mutation(({ ctx, input }) => ctx.write((context) => endException(context, input.id))),
  endEach: org("maintainer")
    .meta({ title: "End several exceptions" })
    .input(ExceptionIds)
    .mutation(({ ctx, input }) => ctx.write((context) => endEach(context, input))),
});
