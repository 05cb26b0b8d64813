import { and, asc, eq, gte, lt, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { costLines, costSubAccounts } from "../../db/schema/costs.ts";
import { awsAccounts } from "../../db/schema/inventory.ts";
import { after, toPage } from "../base/pages.ts";
import { firstOfMonth } from "./days.ts";
import { FOCUS_HEADER, type LedgerLine, toFocusCsv } from "./focus/write.ts";

/** About 2 MB of text. */
const LINES_A_PAGE = 5000;

export const FocusMonth = z.strictObject({
  month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-01$/, "Give the month's first day, such as 2026-11-01."),
  cursor: z.string().max(2000).nullish(),
});

/** A page of the ledger's month; the pages' texts one after the other are the file. */
export function focusRows(db: ReadDb, { month, cursor }: z.infer<typeof FocusMonth>) {
  const from = after(cursor, z.iso.date());
  const text = (column: "unblended" | "amortized" | "netUnblended" | "netAmortized" | "listCost" | "contractedCost") =>
    sql<string>`trim_scale(${costLines[column]})::text`;
  return db
    .select({
      id: costLines.key,
      day: costLines.day,
      subAccountId: costLines.subAccountId,
      subAccountName: costSubAccounts.name,
      billingAccountId: awsAccounts.awsAccountId,
      service: costLines.service,
      chargeCategory: costLines.chargeCategory,
      chargeClass: costLines.chargeClass,
      region: costLines.region,
      resourceId: costLines.resourceId,
      usageType: costLines.usageType,
      tags: costLines.tags,
      currency: costLines.currency,
      unblended: text("unblended"),
      amortized: text("amortized"),
      netUnblended: text("netUnblended"),
      netAmortized: text("netAmortized"),
      listCost: sql<string | null>`trim_scale(${costLines.listCost})::text`,
      contractedCost: sql<string | null>`trim_scale(${costLines.contractedCost})::text`,
      source: costLines.source,
    })
    .from(costLines)
    .innerJoin(
      costSubAccounts,
      and(
        eq(costSubAccounts.organizationId, costLines.organizationId),
        eq(costSubAccounts.subAccountId, costLines.subAccountId),
      ),
    )
    .leftJoin(
      awsAccounts,
      and(
        eq(awsAccounts.organizationId, costSubAccounts.organizationId),
        eq(awsAccounts.id, costSubAccounts.accountId),
      ),
    )
    .where(
      and(
        eq(costLines.counts, true),
        gte(costLines.day, month),
        lt(costLines.day, firstOfMonth(month, 1)),
        from ? sql`(${costLines.day}, ${costLines.key}) > (${from.value}, ${from.id})` : undefined,
      ),
    )
    .orderBy(asc(costLines.day), asc(costLines.key))
    .limit(LINES_A_PAGE + 1);
}

export function toFocusPage(rows: readonly (LedgerLine & { id: string })[], isFirst: boolean) {
  const { items, next } = toPage(rows, LINES_A_PAGE, ({ day }) => day);
  return { text: `${isFirst ? `${FOCUS_HEADER.join(",")}\r\n` : ""}${toFocusCsv(items)}`, lines: items.length, next };
}
