import { and, asc, eq, gte, sql } from "drizzle-orm";
import * as z from "zod";
import { entities } from "../../../db/schema/catalog.ts";
import { catalogImportParts, catalogImports } from "../../../db/schema/catalog-imports.ts";
import type { OrgContext } from "../../base/context.ts";
import { record } from "../../base/events.ts";
import { type JobContext, job, progress } from "../../base/jobs.ts";
import { checkPart, importPart, prepare } from "../import.ts";
import { type LineProblem, readCatalogFile } from "../read-yaml.ts";
import { IMPORT_PARTS } from "./imports.ts";

/** Half a megabyte each: what one run reads and writes fits a Worker's time and memory. */
const PARTS_PER_RUN = 3;
const PROBLEMS_MAX = 100;

type Import = typeof catalogImports.$inferSelect;
type Part = typeof catalogImportParts.$inferSelect;
type Runner = Pick<JobContext<unknown>, "write" | "jobId">;

/**
 * Takes a large file in: every part is checked before the first is written, so that a wrong line leaves the catalogue as it
 * was. Where it is stands in the row, and taking a part in twice is taking it in once: a run that dies is gone on with.
 */
export const importParts = job({
  ...IMPORT_PARTS,
  title: "Import a large catalog file",
  input: z.strictObject({ id: z.uuid() }),
  async run({ input: { id }, read, write, jobId }) {
    const [made, parts] = await read(
      (db) => [
        db.select().from(catalogImports).where(eq(catalogImports.id, id)),
        db
          .select()
          .from(catalogImportParts)
          .where(
            and(
              eq(catalogImportParts.importId, id),
              gte(
                catalogImportParts.number,
                sql`(select next from catalog_imports i where i.id = catalog_import_parts.import_id)`,
              ),
            ),
          )
          .orderBy(asc(catalogImportParts.number))
          .limit(PARTS_PER_RUN),
      ],
      ([[row], rows]) => [row, rows] as const,
    );
    if (!made || !["checking", "writing"].includes(made.state)) return { done: { import: "over already" } };
    const runner = { write, jobId };
    const ended = made.state === "checking" ? await check(runner, made, parts) : await take(runner, made, parts);
    return ended ? { done: ended } : { again: 0 };
  },
});

const placeOf = ({ name }: Import) => ({ type: "upload" as const, target: name });

/** A part with the lines of the file that people have. */
async function readPart({ text, firstLine }: Part) {
  const { entities, problems, wanted } = readCatalogFile(text);
  const inFile = <T extends { line: number }>(item: T): T => ({ ...item, line: item.line + firstLine - 1 });
  const file = { entities: entities.map(inFile), problems: problems.map(inFile), wanted };
  return { file, prepared: await prepare(file.entities) };
}

async function check({ write, jobId }: Runner, made: Import, parts: readonly Part[]) {
  const problems: LineProblem[] = [];
  for (const part of parts) {
    const { file, prepared } = await readPart(part);
    await write(async (org) => {
      problems.push(...(await checkPart(org, placeOf(made), file, prepared)));
      await org.tx
        .update(catalogImportParts)
        .set({ refs: prepared.map(({ ref }) => ref) })
        .where(and(eq(catalogImportParts.importId, made.id), eq(catalogImportParts.number, part.number)));
    });
  }
  const next = made.next + parts.length;
  const isLast = next >= made.parts;
  return write(async (org) => {
    if (isLast) problems.push(...(await repeated(org, made.id)));
    const all = [...made.problems, ...problems].slice(0, PROBLEMS_MAX);
    await progress(org, jobId, { done: next, total: made.parts * 2, message: `Checking ${made.name}` });
    if (isLast && all.length > 0) return refuse(org, made, all);
    await org.tx
      .update(catalogImports)
      .set(isLast ? { state: "writing", next: 0, problems: all } : { next, problems: all })
      .where(eq(catalogImports.id, made.id));
    return null;
  });
}

/** What two parts declare. */
async function repeated({ tx }: OrgContext, id: string): Promise<LineProblem[]> {
  const { rows } = await tx.execute(sql`
    select r.ref, max(p.first_line)::int as line from catalog_import_parts p, unnest(p.refs) r(ref)
     where p.import_id = ${id} group by r.ref having count(*) > 1 limit ${PROBLEMS_MAX}`);
  return rows.map((row) => {
    const { ref, line } = z.object({ ref: z.string(), line: z.number() }).parse(row);
    return { line, column: 1, ref, message: `${ref} is declared twice in this file.` };
  });
}

async function refuse(org: OrgContext, made: Import, problems: LineProblem[]) {
  const { tx, now, publish } = org;
  await tx
    .update(catalogImports)
    .set({ state: "refused", problems, finishedAt: now })
    .where(eq(catalogImports.id, made.id));
  await tx.delete(catalogImportParts).where(eq(catalogImportParts.importId, made.id));
  publish({ topic: "catalog.changed", data: {} });
  return { file: made.name, problems: problems.length };
}

async function take({ write, jobId }: Runner, made: Import, parts: readonly Part[]) {
  const counts = { ...made.counts };
  for (const part of parts) {
    const { file, prepared } = await readPart(part);
    // Each part with its place in one transaction: what is counted is what was written.
    const refused = await write(async (org) => {
      const taken = await importPart(org, placeOf(made), file, prepared);
      // Somebody has declared one of them elsewhere since it was checked.
      if (!taken.counts) return refuse(org, made, taken.problems);
      counts.new += taken.counts.new;
      counts.changed += taken.counts.changed;
      counts.same += taken.counts.same;
      await org.tx
        .update(catalogImports)
        .set({ next: part.number + 1, counts })
        .where(eq(catalogImports.id, made.id));
      await progress(org, jobId, {
        done: made.parts + part.number + 1,
        total: made.parts * 2,
        message: `Importing ${made.name}`,
      });
      return null;
    });
    if (refused) return refused;
  }
  if (made.next + parts.length < made.parts) return null;
  return write((org) => end(org, made, counts));
}

/** What the file declared before, and does not now, stays as orphans. */
async function end(org: OrgContext, made: Import, counts: Import["counts"]) {
  const { tx, now } = org;
  const orphans = await tx
    .update(entities)
    .set({ orphanedAt: now, changedAt: now })
    .where(
      sql`${entities.locationId} = (select l.id from catalog_locations l where l.type = 'upload' and l.target = ${made.name})
        and ${entities.orphanedAt} is null
        and ${entities.ref} not in (select r.ref from catalog_import_parts p, unnest(p.refs) r(ref) where p.import_id = ${made.id})`,
    )
    .returning({ ref: entities.ref });
  const all = { ...counts, orphaned: orphans.length };
  await tx.delete(catalogImportParts).where(eq(catalogImportParts.importId, made.id));
  await tx
    .update(catalogImports)
    .set({ state: "done", counts: all, finishedAt: now })
    .where(eq(catalogImports.id, made.id));
  await record(org, "catalog.import", { type: "catalog-import", id: made.id }, { file: made.name, ...all });
  org.publish({ topic: "catalog.changed", data: {} });
  return { file: made.name, ...all };
}
