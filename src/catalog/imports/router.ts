import * as z from "zod";
import { org, router } from "../../base/trpc.ts";
import { addPart, createImport, ImportPart, importRows, NewImport, removeImport } from "./imports.ts";

/** Files that are too large for one call. */
export const imports = router({
  list: org("viewer")
    .meta({ title: "List large catalog files" })
    .query(({ ctx }) =>
      ctx.read(
        (db) => [importRows(db)],
        ([rows]) => ({ items: rows.map(({ organizationId: _, ...row }) => row) }),
      ),
    ),
  create: org("developer")
    .meta({ title: "Send a large catalog file" })
    .input(NewImport)
    .mutation(({ ctx, input }) => ctx.write((context) => createImport(context, input))),
  addPart: org("developer")
    .meta({ title: "Send a part of a catalog file" })
    .input(ImportPart)
    .mutation(({ ctx, input }) => ctx.write((context) => addPart(context, input))),
  remove: org("developer")
    .meta({ title: "Stop or forget a large catalog file" })
    .input(z.strictObject({ id: z.uuid() }))
    .mutation(({ ctx, input }) => ctx.write((context) => removeImport(context, input.id))),
});
