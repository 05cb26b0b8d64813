import { tracked } from "@trpc/server";
import * as z from "zod";
import { org, router, translate } from "../base/trpc.ts";
import type { Hub } from "../ports/hub.ts";

/** How long a stream lives before the client must come back with its last id: sessions and roles are checked again then. */
const STREAM_MS = 15 * 60_000;

export const live = router({
  /**
   * The organisation's hints to refetch. Ids are the hub's sequence; after a gap that cannot be filled the topic is "reset".
   * Session and membership are checked at the start and at each ping.
   */
  events: org("viewer")
    .meta({ title: "Follow live events" })
    .input(
      z
        .strictObject({
          lastEventId: z
            .string()
            .regex(/^\d{1,16}$/)
            .nullish(),
        })
        .optional(),
    )
    // Who may not is refused before the stream begins, with the code that says why.
    .subscription(async ({ ctx, input, signal }) => {
      const organizationId = await ctx.read(
        () => [],
        (_, organization) => organization.organizationId,
      );
      const until = AbortSignal.any([signal ?? new AbortController().signal, AbortSignal.timeout(STREAM_MS)]);
      const after = input?.lastEventId ? Number(input.lastEventId) : null;
      return heard(ctx.ports.hub.subscribe(organizationId, after, until), async () => {
        // A session that was ended, a key that was revoked and a member who has left are refused at the door.
        await ctx
          .read(
            () => [],
            () => null,
          )
          .catch((error) => {
            throw translate(error) ?? error;
          });
      });
    }),
});

type Heard = ReturnType<Hub["subscribe"]>;

/** What the hub says, for people. The caller is checked again at each ping, and when members have changed. */
async function* heard(items: Heard, checkAgain: () => Promise<void>) {
  for await (const item of items) {
    if (item === "ping") {
      await checkAgain();
      continue;
    }
    const { seq, topic } = item;
    // Told first: somebody who was just removed learns from it to look, and then hears no more.
    yield tracked(String(seq), { topic, data: "data" in item ? item.data : {} });
    if (topic === "members.changed") await checkAgain();
  }
}
