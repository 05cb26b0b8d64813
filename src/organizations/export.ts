import { eq, sql } from "drizzle-orm";
import * as z from "zod";
import type { Db } from "../../db/client.ts";
import { type ExportCursor, exportParts, organizationExports } from "../../db/schema/exports.ts";
import { redact } from "../base/changes.ts";
import type { OrgContext } from "../base/context.ts";
import { toBase64 } from "../base/crypto.ts";
import { conflict } from "../base/errors.ts";
import { record } from "../base/events.ts";
import { type Job, job, later, progress } from "../base/jobs.ts";
import { gzip, tarEnd, tarFile } from "./tar.ts";

/** How long an archive can be downloaded. */
export const EXPORT_HOURS = 24;
/** A page is read, packed and stored in one transaction; rows larger than its bytes come alone. */
const PAGE_ROWS = 500;
const PAGE_BYTES = 2_000_000;
/** Then the job makes room for others. */
const PAGES_PER_RUN = 25;
/** Kept at once: an archive is as large as the organisation. */
const EXPORTS_MAX = 3;
/** The archives themselves are not in the archive. */
const LEFT_OUT = ["export_parts", "organization_exports"];
/** Who the ids of members are: not an organisation's table, and so asked for by name. */
const PEOPLE = "people";

const Input = z.object({ exportId: z.uuid() });

/** Asks for an archive of everything that belongs to the organisation. */
export async function requestExport(context: OrgContext) {
  const { tx, organization, actor, now } = context;
  const present = await tx.select({ finishedAt: organizationExports.finishedAt }).from(organizationExports);
  if (present.some(({ finishedAt }) => finishedAt === null)) throw conflict("An export is being made already.");
  if (present.length >= EXPORTS_MAX) throw conflict(`There are ${EXPORTS_MAX} archives already. Download one of them.`);
  const expiresAt = new Date(now.getTime() + EXPORT_HOURS * 3_600_000);
  const [row] = await tx
    .insert(organizationExports)
    .values({ organizationId: organization.organizationId, requestedBy: actor.name, createdAt: now, expiresAt })
    .returning({ id: organizationExports.id });
  if (!row) throw new Error("insert returned no row");
  const { id: jobId } = await later(context, exportOrganization, { exportId: row.id }, { key: row.id });
  const [after] = await tx
    .update(organizationExports)
    .set({ jobId })
    .where(eq(organizationExports.id, row.id))
    .returning();
  await later(context, endExport, { exportId: row.id }, { key: row.id, dueAt: expiresAt });
  await record(context, "organization.export", { type: "export", id: row.id }, { after });
  return { id: row.id, expiresAt };
}

/** Page by page, each stored with the cursor that is after it: a run that dies repeats nothing. */
export const exportOrganization: Job<z.infer<typeof Input>> = job({
  name: "organizations.export",
  title: "Export the organisation",
  input: Input,
  attemptsMax: 5,
  async run({ input: { exportId }, jobId, write }) {
    for (let page = 0; page < PAGES_PER_RUN; page++) {
      const done = await write((context) => exportPage(context, exportId, jobId));
      if (done) return { done };
    }
    return { again: 0 };
  },
});

/** The archive ends with its link. */
export const endExport: Job<z.infer<typeof Input>> = job({
  name: "organizations.end-export",
  title: "Remove an expired export",
  input: Input,
  attemptsMax: 5,
  async run({ input: { exportId }, write }) {
    await write(({ tx }) => tx.delete(organizationExports).where(eq(organizationExports.id, exportId)));
    return { done: {} };
  },
});

/** One page of one table into the archive. @returns the counts once everything is in it. */
async function exportPage(
  context: OrgContext,
  exportId: string,
  jobId: string,
): Promise<Record<string, unknown> | null> {
  const { tx, now } = context;
  const [made] = await tx.select().from(organizationExports).where(eq(organizationExports.id, exportId)).for("update");
  if (!made) return { removed: true };
  if (made.finishedAt) return { rows: made.rows };
  const cursor: ExportCursor = made.cursor ?? { tables: await tablesOf(tx), at: 0, after: null };
  const table = cursor.tables[cursor.at];
  const store = async (file: Uint8Array<ArrayBuffer>, change: Partial<typeof organizationExports.$inferInsert>) => {
    const packed = await gzip(file);
    await tx.insert(exportParts).values({
      organizationId: context.organization.organizationId,
      exportId,
      part: made.parts,
      content: toBase64(packed),
    });
    await tx
      .update(organizationExports)
      .set({ parts: made.parts + 1, sizeBytes: made.sizeBytes + packed.length, ...change })
      .where(eq(organizationExports.id, exportId));
  };
  if (!table) {
    const manifest = { createdAt: made.createdAt, finishedAt: now, tables: cursor.tables };
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    const [file, end] = [tarFile("export/manifest.json", new TextEncoder().encode(text), now), tarEnd()];
    const last = new Uint8Array(file.length + end.length);
    last.set(file);
    last.set(end, file.length);
    await store(last, { finishedAt: now, cursor: null });
    return { tables: cursor.tables.length, rows: made.rows };
  }
  const { rows, after } = await readPage(tx, table.name, cursor.after);
  if (rows.length === 0) {
    const next = { ...cursor, at: cursor.at + 1, after: null };
    await tx.update(organizationExports).set({ cursor: next }).where(eq(organizationExports.id, exportId));
    await progress(context, jobId, { done: next.at, total: cursor.tables.length, message: `${table.name} is in it` });
    return null;
  }
  table.files += 1;
  table.rows += rows.length;
  const name = `export/${table.name}/${String(table.files).padStart(6, "0")}.jsonl`;
  const text = rows.map((row) => `${JSON.stringify(redact(row))}\n`).join("");
  await store(tarFile(name, new TextEncoder().encode(text), now), {
    cursor: { ...cursor, after },
    rows: made.rows + rows.length,
  });
  return null;
}

/** Every table that carries an organisation, from the database's own catalogue, so that a new one cannot be forgotten. */
async function tablesOf(tx: Db): Promise<ExportCursor["tables"]> {
  const { rows } = await tx.execute(sql`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
     where c.relkind in ('r', 'p') and not c.relispartition and (c.relname = 'organizations' or exists (
       select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped))
     order by 1`);
  return [{ name: PEOPLE }, ...rows.map((row) => z.object({ name: z.string() }).parse(row))]
    .filter(({ name }) => !LEFT_OUT.includes(name))
    .map(({ name }) => ({ name, rows: 0, files: 0 }));
}

const Page = z.array(z.object({ row: z.record(z.string(), z.unknown()), key: z.array(z.string()) }));

async function readPage(tx: Db, table: string, after: string[] | null) {
  if (table === PEOPLE) return after ? { rows: [], after } : { rows: await people(tx), after: [] };
  const key = await keyOf(tx, table);
  const name = sql.identifier(table);
  const columns = sql.join(
    key.map(({ column }) => sql`x.${sql.identifier(column)}`),
    sql`, `,
  );
  const behind = after
    ? sql`and (${columns}) > (${sql.join(
        key.map(({ type }, at) => sql`${after[at] ?? null}::text::${CASTS[type]}`),
        sql`, `,
      )})`
    : sql``;
  // The organisation stands in the policy too; here it lets the primary key be used.
  const tenant = sql.identifier(table === "organizations" ? "id" : "organization_id");
  const texts = sql.join(
    key.map(({ column }) => sql`x.${sql.identifier(column)}::text`),
    sql`, `,
  );
  const { rows } = await tx.execute(sql`
    select row, key from (
      select p.*, sum(length(p.row::text)) over (order by p.at) as size from (
        select to_jsonb(x) as row, array[${texts}] as key, row_number() over (order by ${columns}) as at
          from ${name} x where x.${tenant} = (select app.organization_id()) ${behind}
         order by ${columns} limit ${PAGE_ROWS}) p) sized
     where at = 1 or size <= ${PAGE_BYTES} order by at`);
  const page = Page.parse(rows);
  return { rows: page.map(({ row }) => row), after: page.at(-1)?.key ?? after };
}

/** Names and addresses of those who are members now. */
async function people(tx: Db) {
  const { rows } = await tx.execute(sql`
    select u.id, u.name, u.email, u.created_at, u.last_sign_in_at, m.role
      from memberships m join users u on u.id = m.user_id order by u.id`);
  return rows;
}

/** The types that a primary key of ours may have. */
const CASTS = {
  uuid: sql`uuid`,
  text: sql`text`,
  date: sql`date`,
  integer: sql`integer`,
  bigint: sql`bigint`,
  smallint: sql`smallint`,
  boolean: sql`boolean`,
  "timestamp with time zone": sql`timestamp with time zone`,
};
const KeyColumn = z.object({
  column: z.string(),
  type: z.enum(["uuid", "text", "date", "integer", "bigint", "smallint", "boolean", "timestamp with time zone"]),
});

/** The columns of the primary key besides the organisation, with their types. */
async function keyOf(tx: Db, table: string) {
  const { rows } = await tx.execute(sql`
    select a.attname as column, format_type(a.atttypid, a.atttypmod) as type
      from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
     where i.indrelid = (select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
                          where n.nspname = 'public' and c.relname = ${table}) and i.indisprimary
     order by array_position(i.indkey::int2[], a.attnum)`);
  const key = rows.map((row) => KeyColumn.parse(row));
  const rest = key.filter(({ column }) => column !== "organization_id");
  return rest.length > 0 ? rest : key;
}
