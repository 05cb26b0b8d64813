import { desc, eq, gt } from "drizzle-orm";
import * as z from "zod";
import { jobs } from "../../db/schema/base.ts";
import { organizationExports } from "../../db/schema/exports.ts";
import { member, router } from "../base/trpc.ts";
import { requestDeletion, undoDeletion } from "./delete.ts";
import { requestExport } from "./export.ts";

const EXPORTS_SHOWN = 10;

/** What an organisation's owners do with all of its data at once. */
export const data = router({
  exports: member("owner")
    .meta({ title: "List exports of the organisation" })
    .query(({ ctx }) =>
      ctx.read(
        (db) => [
          db
            .select({
              id: organizationExports.id,
              requestedBy: organizationExports.requestedBy,
              createdAt: organizationExports.createdAt,
              finishedAt: organizationExports.finishedAt,
              expiresAt: organizationExports.expiresAt,
              rows: organizationExports.rows,
              sizeBytes: organizationExports.sizeBytes,
              state: jobs.state,
              progress: jobs.progress,
              error: jobs.error,
            })
            .from(organizationExports)
            .leftJoin(jobs, eq(jobs.id, organizationExports.jobId))
            .where(gt(organizationExports.expiresAt, ctx.now))
            .orderBy(desc(organizationExports.id))
            .limit(EXPORTS_SHOWN),
        ],
        ([items]) => ({ items }),
      ),
    ),

  export: member("owner")
    .meta({ title: "Export the organisation" })
    .mutation(({ ctx }) => ctx.write(requestExport)),

  requestDeletion: member("owner")
    .meta({ title: "Delete the organisation" })
    .input(z.strictObject({ name: z.string().max(100) }))
    .mutation(({ ctx, input }) => ctx.write((context) => requestDeletion(context, input.name))),

  undoDeletion: member("owner")
    .meta({ title: "Undo the deletion of the organisation" })
    .mutation(({ ctx }) => ctx.write(undoDeletion)),
});
