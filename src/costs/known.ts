import { and, eq, gte, lt, sql } from "drizzle-orm";
import type { ReadDb } from "../../db/client.ts";
import { type ChargeCategory, costBreakdowns, costLines, costSubAccounts } from "../../db/schema/costs.ts";
import type { Cell, Known } from "./changes.ts";
import type { Window } from "./days.ts";
import { unitsOf } from "./lines.ts";

/** What the ledger has of a window by a connection's own reading: sums that AWS's short answers are compared with. */
export const knownQueries = (db: ReadDb, accountId: string, window: Window) =>
  [
    cellsBy(db, accountId, window, "subAccountId"),
    cellsBy(db, accountId, window, "service"),
    db
      .select({ day: costBreakdowns.day, rows: sql<number>`count(*)::int` })
      .from(costBreakdowns)
      .where(
        and(
          eq(costBreakdowns.accountId, accountId),
          gte(costBreakdowns.day, window.from),
          lt(costBreakdowns.day, window.until),
        ),
      )
      .groupBy(costBreakdowns.day, costBreakdowns.by),
  ] as const;

const cellsBy = (db: ReadDb, accountId: string, { from, until }: Window, key: "subAccountId" | "service") => {
  const sum = (column: "unblended" | "amortized" | "netUnblended" | "netAmortized") =>
    sql<string>`sum(${costLines[column]})::text`;
  return db
    .select({
      day: costLines.day,
      chargeCategory: costLines.chargeCategory,
      key: costLines[key],
      lines: sql<number>`count(*)::int`,
      isEstimated: sql<boolean>`bool_or(${costLines.isEstimated})`,
      unblended: sum("unblended"),
      amortized: sum("amortized"),
      netUnblended: sum("netUnblended"),
      netAmortized: sum("netAmortized"),
    })
    .from(costLines)
    .innerJoin(
      costSubAccounts,
      and(
        eq(costSubAccounts.organizationId, costLines.organizationId),
        eq(costSubAccounts.subAccountId, costLines.subAccountId),
        eq(costSubAccounts.accountId, accountId),
      ),
    )
    .where(and(eq(costLines.source, "cost-explorer"), gte(costLines.day, from), lt(costLines.day, until)))
    .groupBy(costLines.day, costLines.chargeCategory, costLines[key]);
};

type CellRow = {
  day: string;
  chargeCategory: ChargeCategory;
  key: string;
  lines: number;
  isEstimated: boolean;
  unblended: string;
  amortized: string;
  netUnblended: string;
  netAmortized: string;
};

export function toKnown(
  accounts: readonly CellRow[],
  services: readonly CellRow[],
  breakdowns: readonly { day: string; rows: number }[],
): Known {
  const toCell = ({ day, chargeCategory, key, lines, ...amounts }: CellRow): Cell => ({
    day,
    chargeCategory,
    key,
    lines,
    units: unitsOf(amounts),
  });
  const rows = new Map<string, number>();
  for (const { day, rows: count } of breakdowns) rows.set(day, Math.max(rows.get(day) ?? 0, count));
  return {
    accounts: accounts.map(toCell),
    services: services.map(toCell),
    estimated: new Set(accounts.filter(({ isEstimated }) => isEstimated).map(({ day }) => day)),
    breakdowns: rows,
  };
}
