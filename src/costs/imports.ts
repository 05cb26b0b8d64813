import { and, count, desc, eq, inArray, lt, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { costExportMonths, costImportParts, costImports } from "../../db/schema/cost-imports.ts";
import { costLines } from "../../db/schema/costs.ts";
import type { OrgContext } from "../base/context.ts";
import { badRequest, conflict, notFound } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { later } from "../base/jobs.ts";
import { analyse } from "./analyse.ts";
import { askForAllocation } from "./ask-allocation.ts";
import { firstOfMonth } from "./days.ts";
import { importFile } from "./import-file.ts";
import { refreshRollups } from "./rollups.ts";

const FILE_BYTES_MAX = 1024 * 1024 * 1024;
/** A part travels as base64, a third larger than it is. */
const PART_TEXT_MAX = 8 * 1024 * 1024;
const PARTS_MAX = 400;
const WAITING_MAX = 3;
const UPLOAD_DAYS = 1;
const LISTED_MAX = 50;

export const NewImport = z.strictObject({
  name: z.string().trim().min(1).max(200),
  sizeBytes: z.number().int().min(1, "The file is empty.").max(FILE_BYTES_MAX, "At most 1 GB. Export a month a file."),
  parts: z.number().int().min(1).max(PARTS_MAX),
});
/** `number` from 0; all parts but the last have one size. Sending one again replaces it. */
export const ImportPart = z.strictObject({
  id: z.uuid(),
  number: z
    .number()
    .int()
    .min(0)
    .max(PARTS_MAX - 1),
  data: z.base64("Send the bytes as base64.").min(4).max(PART_TEXT_MAX, "At most 8 MB a part."),
});
export const ImportId = z.strictObject({ id: z.uuid() });

export const importRows = (db: ReadDb) =>
  db
    .select({
      id: costImports.id,
      name: costImports.name,
      sizeBytes: costImports.sizeBytes,
      state: costImports.state,
      report: costImports.report,
      lines: costImports.lines,
      createdAt: costImports.createdAt,
      createdBy: costImports.createdBy,
    })
    .from(costImports)
    .orderBy(desc(costImports.id))
    .limit(LISTED_MAX);

export async function createImport(context: OrgContext, input: z.infer<typeof NewImport>) {
  const { tx, organization, now, actor } = context;
  const stale = new Date(now.getTime() - UPLOAD_DAYS * 86_400_000);
  const abandoned = await tx
    .delete(costImports)
    .where(and(eq(costImports.state, "uploading"), lt(costImports.createdAt, stale)))
    .returning();
  for (const before of abandoned)
    await record(context, "costs.remove-import", { type: "cost-import", id: before.id }, { before });
  const [{ waiting } = { waiting: 0 }] = await tx
    .select({ waiting: count() })
    .from(costImports)
    .where(inArray(costImports.state, ["uploading", "reading"]));
  if (waiting >= WAITING_MAX)
    throw conflict(`${WAITING_MAX} files are being uploaded or read. Wait until one is done, or remove one.`);
  const [made] = await tx
    .insert(costImports)
    .values({
      organizationId: organization.organizationId,
      ...input,
      state: "uploading",
      createdAt: now,
      createdBy: actor.name,
    })
    .returning();
  if (!made) throw new Error("insert returned no row");
  await record(context, "costs.create-import", { type: "cost-import", id: made.id }, { after: made });
  return { id: made.id };
}

/** Keeps a part; the last one that was missing starts the reading. */
export async function addPart(context: OrgContext, { id, number, data }: z.infer<typeof ImportPart>) {
  const { tx, organization } = context;
  const [row] = await tx.select().from(costImports).where(eq(costImports.id, id)).for("update");
  if (!row) throw notFound("The import");
  if (row.state !== "uploading") throw conflict("All parts of this file have been uploaded already.");
  if (number >= row.parts) throw badRequest(`This file was announced with ${row.parts} parts, numbered from 0.`);
  await tx.execute(sql`
    insert into ${costImportParts} (organization_id, import_id, number, data)
    values (${organization.organizationId}, ${id}, ${number}, decode(${data}, 'base64'))
    on conflict (organization_id, import_id, number) do update set data = excluded.data`);
  const [{ parts, bytes, uneven } = { parts: 0, bytes: 0, uneven: 0 }] = await tx
    .select({
      parts: count(),
      bytes: sql<number>`sum(octet_length(${costImportParts.data}))::float8`,
      uneven: sql<number>`count(distinct octet_length(${costImportParts.data})) filter (where ${costImportParts.number} < ${row.parts - 1})::int`,
    })
    .from(costImportParts)
    .where(eq(costImportParts.importId, id));
  if (parts < row.parts) return { id, missing: row.parts - parts };
  if (Number(bytes) !== row.sizeBytes || uneven > 1)
    throw badRequest(
      `The parts have ${bytes} bytes together, the file was announced with ${row.sizeBytes}; all parts but the last have one size. Start again.`,
    );
  const [after] = await tx.update(costImports).set({ state: "reading" }).where(eq(costImports.id, id)).returning();
  await later(context, importFile, { importId: id }, { key: id });
  await record(context, "costs.upload-import", { type: "cost-import", id }, { before: row, after });
  return { id, missing: 0 };
}

/** The file's charges leave the ledger; where Cost Explorer tells the same months, its lines count again. */
export async function removeImport(context: OrgContext, id: string) {
  const { tx } = context;
  const [row] = await tx.select().from(costImports).where(eq(costImports.id, id)).for("update");
  if (!row) throw notFound("The import");
  const months = await tx
    .select({ subAccountId: costExportMonths.subAccountId, month: costExportMonths.month })
    .from(costExportMonths)
    .where(eq(costExportMonths.importId, id));
  for (const { subAccountId, month } of months) {
    const of = and(
      eq(costLines.subAccountId, subAccountId),
      sql`${costLines.day} >= ${month} and ${costLines.day} < ${firstOfMonth(month, 1)}`,
    );
    await tx.delete(costLines).where(and(of, eq(costLines.source, "export")));
    await tx.update(costLines).set({ counts: true }).where(of);
  }
  await tx.delete(costImports).where(eq(costImports.id, id));
  const [from, to] = [
    months.map(({ month }) => month).sort()[0],
    months
      .map(({ month }) => month)
      .sort()
      .at(-1),
  ];
  if (from && to) {
    const window = { from, until: firstOfMonth(to, 1) };
    await refreshRollups(context, window);
    await askForAllocation(context, window);
    await later(context, analyse, {});
  }
  await record(context, "costs.remove-import", { type: "cost-import", id }, { before: row });
  context.publish({ topic: "costs.synced", data: {} });
  return { id };
}
