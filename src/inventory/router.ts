import { org, router } from "../base/trpc.ts";
import { type AfterRemoval, accounts, ById } from "./accounts-router.ts";
import { members } from "./members-router.ts";
import {
  inventorySummary,
  ResourcesInput,
  resourceDetail,
  resourceFacets,
  resourcesPage,
  toDetail,
  toResourcesPage,
} from "./resources.ts";

const resources = router({
  list: org("viewer")
    .meta({ title: "List resources" })
    .input(ResourcesInput)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => resourcesPage(db, input, ctx.now),
        ([rows, [counted]]) => toResourcesPage(rows, counted?.total ?? 0, input.limit),
      ),
    ),
  get: org("viewer")
    .meta({ title: "Show a resource" })
    .input(ById)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => resourceDetail(db, input.id),
        ([[row], pointsAt, pointedAtBy]) => toDetail(row, pointsAt, pointedAtBy),
      ),
    ),
  facets: org("viewer")
    .meta({ title: "Count resources by type, region, status and account" })
    .query(({ ctx }) =>
      ctx.read(
        (db) => resourceFacets(db),
        ([type, region, status, account]) => ({ type, region, status, account }),
      ),
    ),
});

export const inventory = (afterRemoval: AfterRemoval) =>
  router({
    accounts: accounts(afterRemoval),
    members,
    resources,
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
