import * as z from "zod";
import { badRequest } from "../../base/errors.ts";
import { record } from "../../base/events.ts";
import { org, router } from "../../base/trpc.ts";
import { readerFor } from "./index.ts";
import { Proposal, propose, toPropose } from "./propose.ts";
import {
  Acceptance,
  accept,
  Dismissal,
  dismiss,
  filesOf,
  SuggestionsInput,
  storeSuggestions,
  suggestionsPage,
  toAccept,
  toSuggestions,
} from "./suggestions.ts";

const PastedFile = z.strictObject({
  name: z.string().trim().min(1).max(200),
  text: z.string().min(1).max(1_000_000),
});

/** What files tell without meaning to: shown with its evidence, and in the catalogue once somebody says yes. */
export const suggestions = router({
  list: org("viewer")
    .meta({ title: "List suggested entities" })
    .input(SuggestionsInput)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => [suggestionsPage(db, input)],
        ([rows]) => toSuggestions(rows, input.limit),
      ),
    ),

  /** docker-compose, OpenAPI, AsyncAPI or CODEOWNERS. */
  read: org("developer")
    .meta({ title: "Suggest entities from a file" })
    .input(PastedFile)
    .mutation(async ({ ctx, input: { name, text } }) => {
      const reader = readerFor(name, text);
      if (!reader)
        throw badRequest(
          "This is no file that entities can be read from: docker-compose, OpenAPI, AsyncAPI, CODEOWNERS.",
        );
      const { inferred, problems } = reader.read({ file: name, text, project: "" });
      if (problems.length === 0)
        await ctx.write(async (context) => {
          const found = inferred.map((item) => ({ ...item, ownerRef: null }));
          const entities = await storeSuggestions(context, { source: name, repositoryId: null }, found);
          await record(context, "suggestion.read", { type: "suggestion" }, { file: name, entities });
        });
      return { kind: reader.title, source: name, suggested: inferred.length, problems };
    }),

  accept: org("developer")
    .meta({ title: "Accept suggested entities" })
    .input(Acceptance)
    .mutation(async ({ ctx, input }) => {
      const rows = await ctx.read(
        (db) => [toAccept(db, input.ids)],
        ([found]) => found,
      );
      const files = await filesOf(rows, input.owner);
      const chosen = rows.filter(({ id }) => input.ids.includes(id));
      return ctx.write((context) => accept(context, chosen, files));
    }),

  dismiss: org("developer")
    .meta({ title: "Dismiss suggested entities" })
    .input(Dismissal)
    .mutation(({ ctx, input }) => ctx.write((context) => dismiss(context, input.ids))),

  propose: org("developer")
    .meta({ title: "Propose a catalog file on GitHub" })
    .input(Proposal)
    .mutation(async ({ ctx, input }) => {
      const rows = await ctx.read(
        (db) => [toPropose(db, input.repositoryId)],
        ([found]) => found,
      );
      return ctx.write((context) => propose(context, input, rows));
    }),
});
