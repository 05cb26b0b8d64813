import { count, eq, sql } from "drizzle-orm";
import * as z from "zod";
import {
  costExportMonths,
  costImportLines,
  costImportParts,
  costImports,
  type ImportCursor,
  type ImportReport,
} from "../../db/schema/cost-imports.ts";
import { costLines, costSubAccounts } from "../../db/schema/costs.ts";
import type { OrgContext } from "../base/context.ts";
import { type JobContext, job, later, type Outcome } from "../base/jobs.ts";
import { fromUnits } from "../base/money.ts";
import { analyse } from "./analyse.ts";
import { askForAllocation } from "./ask-allocation.ts";
import { addDays, dayOf, firstOfMonth } from "./days.ts";
import { noteCommitment } from "./focus/commitments.ts";
import { Unreadable } from "./focus/csv.ts";
import { BadLine, type Charge, formatOf } from "./focus/read.ts";
import { emptyReport, noteBroken, noteCharge, noteProblem } from "./focus/report.ts";
import { brokenHeader, brokenRules } from "./focus/validate.ts";
import { sourceOf } from "./import-source.ts";
import { readImport, START } from "./read-import.ts";
import { refreshRollups } from "./rollups.ts";

const OfImport = z.object({ importId: z.uuid() });
type OfImport = z.infer<typeof OfImport>;

/** Where reading on would only repeat itself. */
const PROBLEMS_MAX = 100;
const ROWS_PER_STATEMENT = 2000;
/** Some tens of milliseconds of reading, after which others that share the isolate are let in. */
const LINES_A_BREATH = 1000;
const breath = () => new Promise((resolve) => setTimeout(resolve, 0));
/** Lines of a day, after hours have become days: one transaction takes them all, or none. */
const LINES_MAX = 400_000;
const DAY_MIN = "2012-01-01";
const DAYS_AHEAD_MAX = 370;

/** Reads an uploaded file a piece a run; its lines become the ledger's together, when all of them could be read. */
export const importFile = job<OfImport>({
  name: "costs.import-file",
  title: "Read a cost export",
  input: OfImport,
  attemptsMax: 4,
  async run(context): Promise<Outcome> {
    const { input, read, write, now } = context;
    const row = await read(
      (db) => [db.select().from(costImports).where(eq(costImports.id, input.importId))],
      ([[found]]) => found,
    );
    if (row?.state !== "reading") return { done: { importId: input.importId, lines: 0 } };
    const { report, charges, cursor } = await readPiece(context, row, dayOf(now));
    if (report.problemCount === 0 && cursor) {
      await write(async (org) => {
        await stage(org, row.id, charges);
        await org.tx.update(costImports).set({ report, cursor }).where(eq(costImports.id, row.id));
      });
      return {
        again: 0,
        progress: { done: report.rows, total: report.rows, message: `${report.rows} lines of ${row.name}` },
      };
    }
    if (report.problemCount === 0) {
      const lines = await write(async (org) => {
        await stage(org, row.id, charges);
        return commit(org, row.id, report);
      });
      if (lines !== null) return { done: { importId: row.id, rows: report.rows, lines } };
    }
    await write((org) => refuse(org, row.id, report));
    return { done: { importId: row.id, problems: report.problemCount } };
  },
});

type Row = typeof costImports.$inferSelect;

async function readPiece(context: JobContext<OfImport>, row: Row, today: string) {
  const report: ImportReport = row.report ?? emptyReport("");
  const charges = new Map<string, Charge>();
  let cursor: ImportCursor | null = null;
  const file = row.cursor?.file ?? 0;
  try {
    const source = await sourceOf(context, row);
    const reading = await readImport(source, row.cursor);
    const lines = reading.lines();
    let format: ReturnType<typeof formatOf> | undefined;
    const learn = () => {
      format = formatOf(reading.header());
      report.format = "format" in format ? `${format.format.name}, ${reading.kind}` : reading.kind;
      if ("missing" in format)
        noteProblem(
          report,
          1,
          `Columns are missing: ${format.missing.join(", ")}. Upload a FOCUS or a Cost and Usage Report export.`,
        );
      else if (format.format.isFocus && !row.cursor) noteBroken(report, 1, brokenHeader(reading.header()));
      return format;
    };
    for (;;) {
      const next = await lines.next();
      if (next.done) {
        cursor = next.value ? { ...next.value, ...(file > 0 && { file }) } : nextFile(row, file, report);
        break;
      }
      const { line, row: cells } = next.value;
      const known = format ?? learn();
      if ("missing" in known) break;
      if (known.format.isFocus) noteBroken(report, line, brokenRules(cells));
      try {
        const charge = known.format.read(cells);
        if (charge.day < DAY_MIN || charge.day > addDays(today, DAYS_AHEAD_MAX))
          throw new BadLine(`The charge is of ${charge.day}, which is no day of a bill.`);
        noteCharge(report, line, charge);
        if (known.format.isFocus) noteCommitment(report, cells, charge);
        add(charges, charge);
      } catch (error) {
        if (!(error instanceof BadLine)) throw error;
        noteProblem(report, line, error.message);
      }
      if (report.problemCount >= PROBLEMS_MAX) break;
      if (report.rows % LINES_A_BREATH === 0) await breath();
    }
    if (!format && !row.cursor) learn();
    if (!cursor && report.rows === 0 && report.problemCount === 0) noteProblem(report, 1, "The file has no lines.");
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    noteProblem(report, error.line, error.message);
  }
  return { report, charges, cursor };
}

/** An export of several files goes on with the next, whose lines are counted from its own first. */
const nextFile = ({ origin }: Row, file: number, { problemCount }: ImportReport): ImportCursor | null =>
  origin && problemCount === 0 && file + 1 < origin.files.length ? { ...START, file: file + 1 } : null;

/** Hours of one thing become its day. */
function add(charges: Map<string, Charge>, charge: Charge) {
  const { day, subAccountId, service, chargeCategory, chargeClass, region, resourceId, usageType, tags } = charge;
  const key = JSON.stringify([
    day,
    subAccountId,
    service,
    chargeCategory,
    chargeClass,
    region,
    resourceId,
    usageType,
    tags,
  ]);
  const known = charges.get(key);
  if (!known) return void charges.set(key, charge);
  known.unblended += charge.unblended;
  known.amortized += charge.amortized;
  known.netUnblended += charge.netUnblended;
  known.netAmortized += charge.netAmortized;
  known.listCost = sumOrNull(known.listCost, charge.listCost);
  known.contractedCost = sumOrNull(known.contractedCost, charge.contractedCost);
}
/** A sum of which a part is not known is not known. */
const sumOrNull = (a: bigint | null, b: bigint | null) => (a === null || b === null ? null : a + b);

async function stage({ tx, organization }: OrgContext, importId: string, charges: ReadonlyMap<string, Charge>) {
  const rows = [...charges.values()].map(
    ({ unblended, amortized, netUnblended, netAmortized, listCost, contractedCost, ...charge }) => ({
      ...charge,
      unblended: fromUnits(unblended),
      amortized: fromUnits(amortized),
      netUnblended: fromUnits(netUnblended),
      netAmortized: fromUnits(netAmortized),
      listCost: listCost === null ? null : fromUnits(listCost),
      contractedCost: contractedCost === null ? null : fromUnits(contractedCost),
    }),
  );
  for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT)
    await tx.execute(sql`
      insert into ${costImportLines} as staged (organization_id, import_id, day, key, sub_account_id, sub_account_name, service, charge_category, charge_class, region, resource_id, usage_type, tags, currency, unblended, amortized, net_unblended, net_amortized, list_cost, contracted_cost)
      select ${organization.organizationId}::uuid, ${importId}::uuid, day,
        md5(concat_ws(chr(31), "subAccountId", service, "chargeCategory", "chargeClass", region, "resourceId", "usageType", tags::text))::uuid,
        "subAccountId", "subAccountName", service, "chargeCategory", "chargeClass", region, "resourceId", "usageType", tags, currency, unblended, amortized, "netUnblended", "netAmortized", "listCost", "contractedCost"
      from jsonb_to_recordset(${JSON.stringify(rows.slice(at, at + ROWS_PER_STATEMENT))}::jsonb)
        as line (day date, "subAccountId" text, "subAccountName" text, service text, "chargeCategory" text, "chargeClass" text, region text, "resourceId" text, "usageType" text, tags jsonb, currency text, unblended numeric, amortized numeric, "netUnblended" numeric, "netAmortized" numeric, "listCost" numeric, "contractedCost" numeric)
      on conflict (organization_id, import_id, day, key) do update set
        unblended = staged.unblended + excluded.unblended, amortized = staged.amortized + excluded.amortized,
        net_unblended = staged.net_unblended + excluded.net_unblended, net_amortized = staged.net_amortized + excluded.net_amortized,
        list_cost = staged.list_cost + excluded.list_cost, contracted_cost = staged.contracted_cost + excluded.contracted_cost`);
}

/**
 * The staged lines become the ledger of their sub-accounts' months, in one transaction: what an earlier export told of
 * them goes, and what Cost Explorer tells stays to compare.
 * @returns how many lines; null = too many.
 */
async function commit(context: OrgContext, importId: string, report: ImportReport): Promise<number | null> {
  const { tx, organization, now } = context;
  const { organizationId } = organization;
  const [{ lines } = { lines: 0 }] = await tx
    .select({ lines: count() })
    .from(costImportLines)
    .where(eq(costImportLines.importId, importId));
  if (lines > LINES_MAX) {
    noteProblem(
      report,
      1,
      `The file has ${lines} lines after hours became days; one import takes ${LINES_MAX}. Export a month a file.`,
    );
    return null;
  }
  const staged = sql`from ${costImportLines} where import_id = ${importId}`;
  await tx.execute(sql`
    insert into ${costSubAccounts} (organization_id, sub_account_id, name)
    select ${organizationId}::uuid, sub_account_id, max(sub_account_name) ${staged} group by sub_account_id
    on conflict (organization_id, sub_account_id) do update set name = coalesce(${costSubAccounts.name}, excluded.name)`);
  await tx.execute(sql`
    insert into ${costExportMonths} (organization_id, sub_account_id, month, import_id)
    select distinct ${organizationId}::uuid, sub_account_id, date_trunc('month', day)::date, ${importId}::uuid ${staged}
    on conflict (organization_id, sub_account_id, month) do update set import_id = excluded.import_id`);
  const ofMonths = sql`from ${costExportMonths} told where told.import_id = ${importId}
    and ${costLines.subAccountId} = told.sub_account_id and ${costLines.day} >= told.month and ${costLines.day} < told.month + interval '1 month'`;
  await tx.execute(sql`delete from ${costLines} using (select * from ${costExportMonths}) told where told.import_id = ${importId}
    and ${costLines.source} = 'export' and ${costLines.subAccountId} = told.sub_account_id
    and ${costLines.day} >= told.month and ${costLines.day} < told.month + interval '1 month'`);
  await tx.execute(sql`update ${costLines} set counts = false ${ofMonths}`);
  const months = await tx.execute(
    sql`select distinct date_trunc('month', day)::date::text as month ${staged} order by 1`,
  );
  // A month a statement, so that each stays within a statement's time.
  for (const { month } of Months.parse(months.rows))
    await tx.execute(sql`
      insert into ${costLines} (organization_id, day, source, sub_account_id, service, charge_category, charge_class, region, resource_id, usage_type, tags, currency, unblended, amortized, net_unblended, net_amortized, list_cost, contracted_cost, is_estimated, counts, changed_at)
      select organization_id, day, 'export', sub_account_id, service, charge_category, charge_class, region, resource_id, usage_type, tags, currency, unblended, amortized, net_unblended, net_amortized, list_cost, contracted_cost, false, true, ${now.toISOString()}::timestamptz
      ${staged} and day >= ${month} and day < ${firstOfMonth(month, 1)}`);
  await tx.delete(costImportLines).where(eq(costImportLines.importId, importId));
  await tx.delete(costImportParts).where(eq(costImportParts.importId, importId));
  await tx.update(costImports).set({ state: "done", report, cursor: null, lines }).where(eq(costImports.id, importId));
  // An older export of the same folder and period tells nothing any more.
  await tx.execute(sql`
    delete from ${costImports} older using (select origin from ${costImports} where id = ${importId}) newer
    where older.id < ${importId} and older.state in ('done', 'refused')
      and older.origin ->> 'placeId' = newer.origin ->> 'placeId' and older.origin ->> 'period' = newer.origin ->> 'period'
      and not exists (select from ${costExportMonths} told where told.import_id = older.id)`);
  if (report.from && report.to) {
    const window = { from: firstOfMonth(report.from), until: firstOfMonth(report.to, 1) };
    await refreshRollups(context, window);
    await askForAllocation(context, window);
  }
  await later(context, analyse, {});
  context.publish({ topic: "costs.synced", data: {} });
  return lines;
}
const Months = z.array(z.object({ month: z.iso.date() }));

async function refuse({ tx, publish }: OrgContext, importId: string, report: ImportReport) {
  await tx.delete(costImportLines).where(eq(costImportLines.importId, importId));
  await tx.delete(costImportParts).where(eq(costImportParts.importId, importId));
  await tx.update(costImports).set({ state: "refused", report, cursor: null }).where(eq(costImports.id, importId));
  publish({ topic: "costs.synced", data: {} });
}
