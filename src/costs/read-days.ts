import { and, count, eq, isNotNull, max, min, sql } from "drizzle-orm";
import type { ReadDb } from "../../db/client.ts";
import { costExportMonths, costImports } from "../../db/schema/cost-imports.ts";
import { costSubAccounts, costSyncs } from "../../db/schema/costs.ts";
import { addDays, type Day, dayOf, earlierOf, firstOfMonth, type Window } from "./days.ts";

/** AWS tells a day's costs until the end of the next one (as in known-days.ts). */
const ARRIVING_DAYS = 1;

/** `isRead`: somebody has read the day. `hasArrived`: and what was read of it was all of it. */
export type ReadDays = { isRead(day: Day): boolean; hasArrived(day: Day): boolean };

/** What every connection has read, and which months exports tell of how many accounts. */
export const readDaysQueries = (db: ReadDb) =>
  [
    db
      .select({
        connections: count(),
        coveredFrom: max(costSyncs.coveredFrom),
        unread: sql<number>`count(*) filter (where ${costSyncs.coveredFrom} is null)::int`,
        syncedAt: min(costSyncs.syncedAt),
      })
      .from(costSyncs)
      .where(isNotNull(costSyncs.syncedAt)),
    db
      .select({
        month: costExportMonths.month,
        connected: sql<number>`count(*) filter (where ${costSubAccounts.accountId} is not null)::int`,
        /** Its last charge, and when the file came. */
        to: sql<Day | null>`min(${costImports.report} ->> 'to')`,
        importedAt: min(costImports.createdAt),
      })
      .from(costExportMonths)
      .innerJoin(
        costImports,
        and(
          eq(costImports.organizationId, costExportMonths.organizationId),
          eq(costImports.id, costExportMonths.importId),
        ),
      )
      .innerJoin(
        costSubAccounts,
        and(
          eq(costSubAccounts.organizationId, costExportMonths.organizationId),
          eq(costSubAccounts.subAccountId, costExportMonths.subAccountId),
        ),
      )
      .groupBy(costExportMonths.month),
    db.select({ connected: count() }).from(costSubAccounts).where(isNotNull(costSubAccounts.accountId)),
  ] as const;

type Syncs = { connections: number; coveredFrom: Day | null; unread: number; syncedAt: Date | null };
type Told = { month: Day; connected: number; to: Day | null; importedAt: Date | null };

/**
 * A day is read when every connection has read it, or when exports tell its month for every account that a connection
 * tells. Holes stay holes: a day between two that were read is not known for that.
 */
export function toReadDays(
  [syncs]: readonly Syncs[],
  told: readonly Told[],
  [accounts]: readonly { connected: number }[],
  now: Date,
): ReadDays {
  const synced =
    syncs?.syncedAt && syncs.coveredFrom && syncs.unread === 0
      ? { from: syncs.coveredFrom, today: earlierOf(dayOf(syncs.syncedAt), dayOf(now)) }
      : null;
  const months = new Map(
    told
      .filter(({ connected }) => connected >= (accounts?.connected ?? 0))
      .map((month) => [month.month, toldWindow(month)]),
  );
  const isTold = (day: Day) => {
    const window = months.get(firstOfMonth(day));
    return window !== undefined && window.from <= day && day < window.until;
  };
  return {
    isRead: (day) => isTold(day) || (synced !== null && synced.from <= day && day <= synced.today),
    hasArrived: (day) =>
      isTold(day) || (synced !== null && synced.from <= day && day < addDays(synced.today, -ARRIVING_DAYS)),
  };
}

/** A month that was over when its file came is told whole; else it is told up to its last charge. */
function toldWindow({ month, to, importedAt }: Told): Window {
  const end = firstOfMonth(month, 1);
  const isOver = importedAt !== null && dayOf(importedAt) > end;
  return { from: month, until: isOver || to === null ? end : earlierOf(end, addDays(to, 1)) };
}
