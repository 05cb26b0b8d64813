import { and, gte, max, min, sql } from "drizzle-orm";
import type { ReadDb } from "../../db/client.ts";
import { costRollups, costSyncs } from "../../db/schema/costs.ts";
import { addDays, type Day, dayOf, daysBetween, earlierOf, laterOf, type Window } from "./days.ts";
import { ofEverything } from "./rollups.ts";

/** The last two days are still arriving: they are foretold, not known. */
const ARRIVING_DAYS = 1;
/** Habits older than this teach nothing. */
const HISTORY_DAYS_MAX = 400;
/** Days before these are history: they teach what is usual, and are not judged again. */
const JUDGED_DAYS = 90;

export const knownQueries = (db: ReadDb, now: Date) =>
  [
    db.select({ syncedAt: min(costSyncs.syncedAt), coveredFrom: max(costSyncs.coveredFrom) }).from(costSyncs),
    db
      .select({ currency: costRollups.currency, first: min(costRollups.day) })
      .from(costRollups)
      .where(and(ofEverything, gte(costRollups.day, addDays(dayOf(now), -HISTORY_DAYS_MAX))))
      .groupBy(costRollups.currency)
      .orderBy(sql`count(*) desc`)
      .limit(1),
  ] as const;

type SyncRow = { syncedAt: Date | null; coveredFrom: Day | null };
type FirstRow = { currency: string; first: Day | null };
export type Known = { known: Window; judgedFrom: Day; currency: string };

/** The days that every account was read for and that have arrived, from the first cost on: before it was no company. */
export function toKnown([sync]: readonly SyncRow[], [line]: readonly FirstRow[], now: Date): Known | null {
  if (!sync?.syncedAt || !sync.coveredFrom || !line?.first) return null;
  const until = addDays(earlierOf(dayOf(sync.syncedAt), dayOf(now)), -ARRIVING_DAYS);
  const from = laterOf(line.first, laterOf(sync.coveredFrom, addDays(until, -HISTORY_DAYS_MAX)));
  if (from >= until) return null;
  return {
    known: { from, until },
    judgedFrom: laterOf(from, addDays(until, -JUDGED_DAYS)),
    currency: line.currency,
  };
}

/** A number for each day of the window; a day without a line cost nothing. */
export function inOrder(known: Window, rows: readonly (readonly [Day, string])[]): number[] {
  const values: number[] = Array(daysBetween(known)).fill(0);
  for (const [day, text] of rows) {
    const at = daysBetween({ from: known.from, until: day });
    values[at] = (values[at] ?? 0) + Number(text);
  }
  return values;
}

/** One row per series: an array a series travels better than a row a day. */
export const aggregated = {
  days: sql<Day[]>`json_agg(${costRollups.day})`,
  amounts: sql<string[]>`json_agg(${costRollups.unblended}::text)`,
};
export const seriesOf = (known: Window, { days, amounts }: { days: readonly Day[]; amounts: readonly string[] }) =>
  inOrder(
    known,
    days.map((day, at) => [day, amounts[at] ?? "0"]),
  );
