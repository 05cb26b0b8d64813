import { org, router } from "../base/trpc.ts";
import {
  askedWindow,
  changeQuantity,
  createQuantity,
  listedWindow,
  NewQuantity,
  QuantityChange,
  QuantityDays,
  QuantityId,
  QuantityReport,
  quantityQueries,
  removeQuantity,
  reportQuantity,
  toQuantities,
  toQuantity,
} from "./quantities.ts";
import { toReadDays } from "./read-days.ts";

export const units = router({
  list: org("viewer")
    .meta({ title: "List what one of a quantity costs" })
    .query(({ ctx }) => {
      const window = listedWindow(ctx.now);
      return ctx.read(
        (db) => quantityQueries(db, window),
        ([rows, accounts, syncs, told, connected]) =>
          toQuantities(window, toReadDays(syncs, told, connected, ctx.now), rows, accounts),
      );
    }),
  get: org("viewer")
    .meta({ title: "Show what one of a quantity cost, day by day" })
    .input(QuantityDays)
    .query(({ ctx, input: { id, ...days } }) => {
      const window = askedWindow(days, ctx.now);
      return ctx.read(
        (db) => quantityQueries(db, window, id),
        ([rows, accounts, syncs, told, connected]) =>
          toQuantity(window, toReadDays(syncs, told, connected, ctx.now), rows, accounts),
      );
    }),
  create: org("maintainer")
    .meta({ title: "Count a quantity" })
    .input(NewQuantity)
    .mutation(({ ctx, input }) => ctx.write((context) => createQuantity(context, input))),
  change: org("maintainer")
    .meta({ title: "Change a quantity" })
    .input(QuantityChange)
    .mutation(({ ctx, input }) => ctx.write((context) => changeQuantity(context, input))),
  remove: org("maintainer")
    .meta({ title: "Stop counting a quantity" })
    .input(QuantityId)
    .mutation(({ ctx, input }) => ctx.write((context) => removeQuantity(context, input.id))),
  report: org("developer")
    .meta({ title: "Report how many of a quantity there were" })
    .input(QuantityReport)
    .mutation(({ ctx, input }) => ctx.write((context) => reportQuantity(context, input))),
});
