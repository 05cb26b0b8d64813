import { org, router } from "../base/trpc.ts";
import { type AfterRemoval, accounts } from "./accounts-router.ts";
import { members } from "./members-router.ts";
import { inventorySummary } from "./resources.ts";
import { resources } from "./resources-router.ts";
import { ChangesInput, changesPage, toChangesPage } from "./versions.ts";

export const inventory = (afterRemoval: AfterRemoval) =>
  router({
    accounts: accounts(afterRemoval),
    members,
    resources,
    changes: org("viewer")
      .meta({ title: "List what changed in AWS" })
      .input(ChangesInput)
      .query(({ ctx, input }) =>
        ctx.read(
          (db) => changesPage(db, input, ctx.now),
          ([rows, counts]) => toChangesPage(rows, counts, input.limit),
        ),
      ),
    summary: org("viewer")
      .meta({ title: "Summarise the inventory" })
      .query(({ ctx }) =>
        ctx.read(
          (db) => inventorySummary(db),
          ([types, [units], [counted]]) => ({
            types,
            places: units?.places ?? 0,
            unread: units?.unread ?? 0,
            readAt: units?.readAt ?? null,
            accounts: counted?.accounts ?? 0,
          }),
        ),
      ),
  });
