import { and, desc, eq, gte, lt, sql } from "drizzle-orm";
import type { ReadDb } from "../../db/client.ts";
import { costExportMonths, costImports } from "../../db/schema/cost-imports.ts";
import { costLines } from "../../db/schema/costs.ts";

const ROWS_MAX = 200;

const told = and(
  eq(costLines.organizationId, costExportMonths.organizationId),
  eq(costLines.subAccountId, costExportMonths.subAccountId),
  gte(costLines.day, costExportMonths.month),
  lt(costLines.day, sql`${costExportMonths.month} + interval '1 month'`),
);
const sumOf = (column: "netUnblended" | "netAmortized", source: string) =>
  sql<string>`trim_scale(coalesce(sum(${costLines[column]}) filter (where ${costLines.source} = ${source}), 0))::text`;
const difference = (column: "netUnblended" | "netAmortized") =>
  sql<string>`trim_scale(sum(case ${costLines.source} when 'export' then ${costLines[column]} else -${costLines[column]} end))::text`;
/** What Cost Explorer never told cannot differ. */
const isTold = sql<boolean>`bool_or(${costLines.source} = 'cost-explorer')`;

/** An export beside Cost Explorer: each month of a sub-account, and the days and lanes that differ most. */
export const reconcileQueries = (db: ReadDb, importId: string) =>
  [
    db.select({ id: costImports.id }).from(costImports).where(eq(costImports.id, importId)),
    db
      .select({
        month: costExportMonths.month,
        subAccountId: costExportMonths.subAccountId,
        currency: costLines.currency,
        isTold,
        costExplorer: sumOf("netUnblended", "cost-explorer"),
        export: sumOf("netUnblended", "export"),
        billedDifference: difference("netUnblended"),
        effectiveDifference: difference("netAmortized"),
      })
      .from(costExportMonths)
      .innerJoin(costLines, told)
      .where(eq(costExportMonths.importId, importId))
      .groupBy(costExportMonths.month, costExportMonths.subAccountId, costLines.currency)
      .orderBy(desc(costExportMonths.month), costExportMonths.subAccountId)
      .limit(ROWS_MAX),
    db
      .select({
        day: costLines.day,
        subAccountId: costLines.subAccountId,
        service: costLines.service,
        chargeCategory: costLines.chargeCategory,
        currency: costLines.currency,
        billedDifference: difference("netUnblended"),
        effectiveDifference: difference("netAmortized"),
      })
      .from(costExportMonths)
      .innerJoin(costLines, told)
      .where(eq(costExportMonths.importId, importId))
      .groupBy(costLines.day, costLines.subAccountId, costLines.service, costLines.chargeCategory, costLines.currency)
      .having(sql`abs(sum(case ${costLines.source} when 'export' then ${costLines.netUnblended} else -${costLines.netUnblended} end)) >= 0.005
        or abs(sum(case ${costLines.source} when 'export' then ${costLines.netAmortized} else -${costLines.netAmortized} end)) >= 0.005`)
      .orderBy(
        desc(
          sql`abs(sum(case ${costLines.source} when 'export' then ${costLines.netUnblended} else -${costLines.netUnblended} end))`,
        ),
      )
      .limit(ROWS_MAX),
  ] as const;
