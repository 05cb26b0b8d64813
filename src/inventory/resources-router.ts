import * as z from "zod";
import { member, org, router } from "../base/trpc.ts";
import { assignOwner, OwnerAssignment } from "./assign.ts";
import { ResourceGraphInput, resourceGraph, toResourceGraph } from "./graph.ts";
import {
  ResourceGroupsInput,
  ResourcesInput,
  resourceDetail,
  resourceFacets,
  resourceGroups,
  resourcesPage,
  toDetail,
  toResourcesPage,
} from "./resources.ts";
import { TagCommandsInput, tagged, toTagCommands } from "./tag-commands.ts";
import { HistoryInput, resourceHistory, toHistory } from "./versions.ts";
import { removeView, saveView, ViewInput, ViewName, viewsOf } from "./views.ts";

const ById = z.strictObject({ id: z.uuid() });

export const resources = router({
  list: org("viewer")
    .meta({ title: "List resources" })
    .input(ResourcesInput)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => resourcesPage(db, input, ctx.now),
        ([rows, [counted]]) => toResourcesPage(rows, counted?.total ?? 0, input.limit),
      ),
    ),
  groups: org("viewer")
    .meta({ title: "Group resources by type, account, region, owner or tag" })
    .input(ResourceGroupsInput)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => resourceGroups(db, input, ctx.now),
        ([items]) => ({ items, currency: "USD" }),
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
  history: org("viewer")
    .meta({ title: "Show what changed in a resource" })
    .input(HistoryInput)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => resourceHistory(db, input),
        ([[resource], versions]) => toHistory(resource, versions),
      ),
    ),
  graph: org("viewer")
    .meta({ title: "Show what a resource needs and what needs it" })
    .input(ResourceGraphInput)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => resourceGraph(db, input),
        ([rows]) => toResourceGraph(rows),
      ),
    ),
  facets: org("viewer")
    .meta({ title: "Count resources by type, region, status, account and owner" })
    .query(({ ctx }) =>
      ctx.read(
        (db) => resourceFacets(db),
        ([type, region, status, account, owner]) => ({ type, region, status, account, owner }),
      ),
    ),
  assignOwner: org("developer")
    .meta({ title: "Say who owns resources" })
    .input(OwnerAssignment)
    .mutation(({ ctx, input }) => ctx.write((context) => assignOwner(context, input))),
  tagCommands: org("viewer")
    .meta({ title: "Show the commands that tag resources in AWS" })
    .input(TagCommandsInput)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => [tagged(db, input)],
        ([rows]) => toTagCommands(rows, input),
      ),
    ),
  views: router({
    list: org("viewer")
      .meta({ title: "List saved views of resources" })
      .query(async ({ ctx }) => {
        const caller = await ctx.authenticate();
        return ctx.read(
          (db) => [viewsOf(db, caller && !caller.isGuest ? caller.userId : null)],
          ([items]) => ({ items }),
        );
      }),
    save: member("viewer")
      .meta({ title: "Save a view of resources" })
      .input(ViewInput)
      .mutation(({ ctx, input }) => ctx.write((context) => saveView(context, "own", input))),
    remove: member("viewer")
      .meta({ title: "Remove a view of one's own" })
      .input(ViewName)
      .mutation(({ ctx, input }) => ctx.write((context) => removeView(context, "own", input.name))),
    share: org("maintainer")
      .meta({ title: "Save a view of resources for the organisation" })
      .input(ViewInput)
      .mutation(({ ctx, input }) => ctx.write((context) => saveView(context, "shared", input))),
    unshare: org("maintainer")
      .meta({ title: "Remove a view of the organisation" })
      .input(ViewName)
      .mutation(({ ctx, input }) => ctx.write((context) => removeView(context, "shared", input.name))),
  }),
});
