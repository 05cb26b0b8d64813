import { and, eq, gt, isNotNull } from "drizzle-orm";
import * as z from "zod";
import { exportParts, organizationExports } from "../../db/schema/exports.ts";
import { fromBase64 } from "../base/crypto.ts";
import { forbidden, notFound } from "../base/errors.ts";
import { doorsOf } from "../base/trpc.ts";

/**
 * The archive as a download, part by part as the reader takes it. The link holds no secret: it opens for a signed-in
 * owner only, each part is asked for as that owner, and it ends with the archive.
 */
export async function answerExport(context: Parameters<typeof doorsOf>[0], id: string): Promise<Response> {
  if (!z.uuid().safeParse(id).success) throw notFound("The export");
  const { read } = await doorsOf(context, { role: "owner", scope: "organizations:read" });
  if (context.apiKey) throw forbidden("An API key cannot do this. Sign in as a person.");
  const found = await read(
    (db) => [
      db
        .select({ parts: organizationExports.parts, createdAt: organizationExports.createdAt })
        .from(organizationExports)
        .where(
          and(
            eq(organizationExports.id, id),
            isNotNull(organizationExports.finishedAt),
            gt(organizationExports.expiresAt, context.now),
          ),
        ),
    ],
    ([[row]], { slug }) => row && { ...row, slug },
  );
  if (!found) throw notFound("The export");
  let part = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (part >= found.parts) return controller.close();
      const content = await read(
        (db) => [
          db
            .select({ content: exportParts.content })
            .from(exportParts)
            .where(and(eq(exportParts.exportId, id), eq(exportParts.part, part))),
        ],
        ([[row]]) => row?.content,
      );
      // It expired under the reader's hands: an archive that breaks off must not look whole.
      if (content === undefined) return controller.error(new Error("the archive is gone"));
      controller.enqueue(fromBase64(content));
      part++;
    },
  });
  return new Response(body, {
    headers: {
      "content-type": "application/gzip",
      "content-disposition": `attachment; filename="${found.slug}-${found.createdAt.toISOString().slice(0, 10)}.tar.gz"`,
      "cache-control": "private, no-store",
    },
  });
}
