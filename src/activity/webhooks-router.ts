import { notFound } from "../base/errors.ts";
import { toPage } from "../base/pages.ts";
import { member, org, router } from "../base/trpc.ts";
import {
  ById,
  changeEndpoint,
  createEndpoint,
  DeliveriesInput,
  deliveryRows,
  EndpointChange,
  endpointOf,
  endpointRows,
  NewEndpoint,
  ping,
  removeEndpoint,
  replay,
  rotateSecret,
} from "./webhooks.ts";

/** Changed by people alone: a key that could add a receiver could read the log for ever. */
export const webhooks = router({
  list: org("maintainer")
    .meta({ title: "List webhooks" })
    .query(({ ctx }) =>
      ctx.read(
        (db) => [endpointRows(db)],
        ([items]) => ({ items }),
      ),
    ),

  deliveries: org("maintainer")
    .meta({ title: "List a webhook's deliveries" })
    .input(DeliveriesInput)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => [endpointOf(db, input.endpointId), deliveryRows(db, input)],
        ([[endpoint], rows]) => {
          if (!endpoint) throw notFound("The webhook");
          return toPage(rows, input.limit, () => null);
        },
      ),
    ),

  create: member("maintainer")
    .meta({ title: "Add a webhook" })
    .input(NewEndpoint)
    .mutation(({ ctx, input }) => ctx.write((context) => createEndpoint(context, ctx.ports, input))),

  change: member("maintainer")
    .meta({ title: "Change, enable or disable a webhook" })
    .input(EndpointChange)
    .mutation(({ ctx, input }) => ctx.write((context) => changeEndpoint(context, ctx.ports, input))),

  rotate: member("maintainer")
    .meta({ title: "Give a webhook a new secret" })
    .input(ById)
    .mutation(({ ctx, input }) => ctx.write((context) => rotateSecret(context, ctx.ports, input.id))),

  ping: member("maintainer")
    .meta({ title: "Send a test to a webhook" })
    .input(ById)
    .mutation(({ ctx, input }) => ctx.write((context) => ping(context, input.id))),

  replay: member("maintainer")
    .meta({ title: "Send a webhook's delivery again" })
    .input(ById)
    .mutation(({ ctx, input }) => ctx.write((context) => replay(context, input.id))),

  remove: member("maintainer")
    .meta({ title: "Remove a webhook" })
    .input(ById)
    .mutation(({ ctx, input }) => ctx.write((context) => removeEndpoint(context, input.id))),
});
