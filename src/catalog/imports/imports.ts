import { and, count, desc, eq, inArray, lt } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../../db/client.ts";
import { catalogImportParts, catalogImports } from "../../../db/schema/catalog-imports.ts";
import type { OrgContext } from "../../base/context.ts";
import { badRequest, conflict, notFound } from "../../base/errors.ts";
import { record } from "../../base/events.ts";
import { type Job, later, supersede } from "../../base/jobs.ts";

/** A call holds 1 MB of JSON, in which quotes and line ends take two characters. */
const PART_CHARACTERS_MAX = 500_000;
const PARTS_MAX = 1_000;
const WAITING_MAX = 3;
const UPLOAD_MS = 86_400_000;
const LISTED_MAX = 10;

export const IMPORT_PARTS = { name: "catalog.import-parts", attemptsMax: 5 } satisfies Partial<Job>;

export const NewImport = z.strictObject({
  name: z.string().trim().min(1).max(200),
  parts: z.number().int().min(1).max(PARTS_MAX),
});
/** `number` from 0; whole documents each. Sending one again replaces it. */
export const ImportPart = z.strictObject({
  id: z.uuid(),
  number: z
    .number()
    .int()
    .min(0)
    .max(PARTS_MAX - 1),
  firstLine: z.number().int().min(1),
  text: z.string().min(1).max(PART_CHARACTERS_MAX),
});

export const importRows = (db: ReadDb) =>
  db.select().from(catalogImports).orderBy(desc(catalogImports.id)).limit(LISTED_MAX);

export async function createImport(context: OrgContext, input: z.infer<typeof NewImport>) {
  const { tx, organization, actor, now } = context;
  const stale = and(
    eq(catalogImports.state, "uploading"),
    lt(catalogImports.createdAt, new Date(now.getTime() - UPLOAD_MS)),
  );
  for (const before of await tx.delete(catalogImports).where(stale).returning())
    await record(context, "catalog.drop-import", { type: "catalog-import", id: before.id }, { before });
  const [{ waiting } = { waiting: 0 }] = await tx
    .select({ waiting: count() })
    .from(catalogImports)
    .where(inArray(catalogImports.state, ["uploading", "checking", "writing"]));
  if (waiting >= WAITING_MAX)
    throw conflict(`${WAITING_MAX} files are being sent or read. Wait until one is done, or stop one.`);
  const [after] = await tx
    .insert(catalogImports)
    .values({ organizationId: organization.organizationId, ...input, createdBy: actor.name, createdAt: now })
    .returning();
  if (!after) throw new Error("insert returned no row");
  await record(context, "catalog.send-import", { type: "catalog-import", id: after.id }, { after });
  return { id: after.id };
}

/** With the last of them, a job begins. */
export async function addPart(context: OrgContext, { id, number, firstLine, text }: z.infer<typeof ImportPart>) {
  const { tx, organization } = context;
  const before = await lock(context, id);
  if (before.state !== "uploading") throw conflict("All of this file was sent already.");
  if (number >= before.parts) throw badRequest(`The file has ${before.parts} parts.`);
  const part = { firstLine, text };
  await tx
    .insert(catalogImportParts)
    .values({ organizationId: organization.organizationId, importId: id, number, ...part })
    .onConflictDoUpdate({
      target: [catalogImportParts.organizationId, catalogImportParts.importId, catalogImportParts.number],
      set: part,
    });
  const received = await tx.$count(catalogImportParts, eq(catalogImportParts.importId, id));
  if (received < before.parts) return { received, of: before.parts };
  const [after] = await tx
    .update(catalogImports)
    .set({ state: "checking" })
    .where(eq(catalogImports.id, id))
    .returning();
  await record(context, "catalog.read-import", { type: "catalog-import", id }, { name: before.name, before, after });
  await later(context, IMPORT_PARTS, { id }, { key: id });
  context.publish({ topic: "catalog.changed", data: {} });
  return { received, of: before.parts };
}

/** What was taken in stays; what was not is not read any more. */
export async function removeImport(context: OrgContext, id: string) {
  const before = await lock(context, id);
  await supersede(context, IMPORT_PARTS.name, id);
  await context.tx.delete(catalogImports).where(eq(catalogImports.id, id));
  await record(context, "catalog.remove-import", { type: "catalog-import", id }, { name: before.name, before });
  context.publish({ topic: "catalog.changed", data: {} });
  return { id };
}

async function lock({ tx }: OrgContext, id: string) {
  const [row] = await tx.select().from(catalogImports).where(eq(catalogImports.id, id)).for("update");
  if (!row) throw notFound("The import");
  return row;
}
