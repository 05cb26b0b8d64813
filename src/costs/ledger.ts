import { and, eq, gte, inArray, lt, sql } from "drizzle-orm";
import { costExportMonths } from "../../db/schema/cost-imports.ts";
import { costBreakdowns, costLines, costRestatements, costSubAccounts, costSyncs } from "../../db/schema/costs.ts";
import type { OrgContext } from "../base/context.ts";
import { askForAllocation } from "./ask-allocation.ts";
import { stretchesOf } from "./changes.ts";
import type { Day, Window } from "./days.ts";
import { type Amounts, type Breakdown, type DayLine, diffLines } from "./lines.ts";
import { refreshRollups } from "./rollups.ts";

/** A statement takes 65,535 parameters, and the longest row here has nine. */
const ROWS_PER_STATEMENT = 2000;

export type StoredWindow = {
  accountId: string;
  window: Window;
  lines: readonly DayLine[];
  breakdowns: readonly Breakdown[];
  accountNames: ReadonlyMap<string, string>;
  /** Days whose changes are restatements; null = none were read before. */
  settled: Window | null;
};
/** Days that AWS calls final now (false), or not any more (true): nothing else of them changed. */
export async function storeFlags(context: OrgContext, accountId: string, flags: ReadonlyMap<Day, boolean>) {
  const { tx, now } = context;
  for (const isEstimated of [true, false]) {
    const days = [...flags].flatMap(([day, flag]) => (flag === isEstimated ? [day] : []));
    if (days.length === 0) continue;
    await tx
      .update(costLines)
      .set({ isEstimated, changedAt: now })
      .where(
        and(
          eq(costLines.source, "cost-explorer"),
          inArray(costLines.day, days),
          inArray(costLines.subAccountId, subAccountsOf(context, accountId)),
        ),
      );
    for (const window of stretchesOf(days)) await refreshRollups(context, window);
  }
}

export type Counts = { lines: number; changed: number; removed: number; restated: number; ofOtherConnections: number };

/** Brings the ledger of a window to what AWS says now, and journals what it restated. Doing it twice changes nothing. */
export async function storeWindow(
  context: OrgContext,
  { accountId, window, lines, breakdowns, accountNames, settled }: StoredWindow,
): Promise<Counts> {
  const { tx, organization, now } = context;
  const { organizationId } = organization;
  const mine = await claimSubAccounts(context, accountId, lines, accountNames);
  const fetched = lines.filter(({ subAccountId }) => mine.has(subAccountId));
  const stored = await tx
    .select({
      day: costLines.day,
      service: costLines.service,
      subAccountId: costLines.subAccountId,
      chargeCategory: costLines.chargeCategory,
      currency: costLines.currency,
      isEstimated: costLines.isEstimated,
      unblended: sql<string>`trim_scale(${costLines.unblended})::text`,
      amortized: sql<string>`trim_scale(${costLines.amortized})::text`,
      netUnblended: sql<string>`trim_scale(${costLines.netUnblended})::text`,
      netAmortized: sql<string>`trim_scale(${costLines.netAmortized})::text`,
    })
    .from(costLines)
    .where(
      and(
        eq(costLines.source, "cost-explorer"),
        gte(costLines.day, window.from),
        lt(costLines.day, window.until),
        inArray(costLines.subAccountId, subAccountsOf(context, accountId)),
      ),
    );
  const { upserts, removals, restatements } = diffLines(stored, fetched, settled);

  for (const rows of chunks(upserts)) await upsert(context, rows);
  for (const rows of chunks(removals))
    await tx.delete(costLines).where(
      sql`${costLines.source} = 'cost-explorer' and (${costLines.day}, ${costLines.subAccountId}, ${costLines.service}, ${costLines.chargeCategory}) in (${sql.join(
        rows.map(
          ({ day, subAccountId, service, chargeCategory }) =>
            sql`(${day}::date, ${subAccountId}, ${service}, ${chargeCategory})`,
        ),
        sql`, `,
      )})`,
    );
  for (const rows of chunks(restatements))
    await tx.insert(costRestatements).values(rows.map((row) => ({ organizationId, ...row, seenAt: now })));
  await replaceBreakdowns(context, accountId, window, breakdowns);
  await refreshRollups(context, window);
  await askForAllocation(context, window);
  return {
    lines: fetched.length,
    changed: upserts.length,
    removed: removals.length,
    restated: restatements.length,
    ofOtherConnections: lines.length - fetched.length,
  };
}

/** Notes how far a connection was read. `difference` and `syncedAt` belong to a sync, not to a backfill. */
export async function noteCoverage(
  { tx, organization }: OrgContext,
  accountId: string,
  { from, sync }: { from: string; sync?: { at: Date; difference: Amounts } },
) {
  const synced = sync ? { syncedAt: sync.at, difference: sync.difference, problem: null } : {};
  await tx
    .insert(costSyncs)
    .values({ organizationId: organization.organizationId, accountId, coveredFrom: from, ...synced })
    .onConflictDoUpdate({
      target: [costSyncs.organizationId, costSyncs.accountId],
      set: { coveredFrom: sql`least(${costSyncs.coveredFrom}, excluded.covered_from)`, ...synced },
    });
}

/** The sub-accounts whose costs this connection tells: those of the bill that no other connection told before. */
async function claimSubAccounts(
  { tx, organization }: OrgContext,
  accountId: string,
  lines: readonly DayLine[],
  names: ReadonlyMap<string, string>,
): Promise<Set<string>> {
  const { organizationId } = organization;
  const ids = [...new Set(lines.map(({ subAccountId }) => subAccountId))].sort();
  for (const some of chunks(ids))
    await tx
      .insert(costSubAccounts)
      .values(
        some.map((subAccountId) => ({
          organizationId,
          subAccountId,
          accountId,
          name: names.get(subAccountId) ?? null,
        })),
      )
      .onConflictDoUpdate({
        target: [costSubAccounts.organizationId, costSubAccounts.subAccountId],
        set: { name: sql`coalesce(excluded.name, ${costSubAccounts.name})`, accountId: sql`excluded.account_id` },
        // One that only an export told of is claimed by the first connection that tells it too.
        setWhere: sql`${costSubAccounts.accountId} is null or (${costSubAccounts.accountId} = excluded.account_id and ${costSubAccounts.name} is distinct from excluded.name)`,
      });
  const rows = await tx
    .select({ id: costSubAccounts.subAccountId })
    .from(costSubAccounts)
    .where(eq(costSubAccounts.accountId, accountId));
  return new Set(rows.map(({ id }) => id));
}

const subAccountsOf = ({ tx }: OrgContext, accountId: string) =>
  tx.select({ id: costSubAccounts.subAccountId }).from(costSubAccounts).where(eq(costSubAccounts.accountId, accountId));

/** All rows travel as one parameter: ten parameters each would cost more time than the rows themselves. */
async function upsert({ tx, organization, now }: OrgContext, rows: readonly DayLine[]) {
  await tx.execute(sql`
    insert into ${costLines} (organization_id, day, sub_account_id, service, charge_category, currency, unblended, amortized, net_unblended, net_amortized, is_estimated, counts, changed_at)
    select ${organization.organizationId}::uuid, day, "subAccountId", service, "chargeCategory", currency, unblended, amortized, "netUnblended", "netAmortized", "isEstimated",
      told.month is null, ${now.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as line (day date, "subAccountId" text, service text, "chargeCategory" text, currency text, unblended numeric, amortized numeric, "netUnblended" numeric, "netAmortized" numeric, "isEstimated" boolean)
    left join ${costExportMonths} told on told.sub_account_id = line."subAccountId" and told.month = date_trunc('month', line.day)::date
    on conflict (organization_id, day, key) do update set
      currency = excluded.currency, unblended = excluded.unblended, amortized = excluded.amortized,
      net_unblended = excluded.net_unblended, net_amortized = excluded.net_amortized,
      is_estimated = excluded.is_estimated, changed_at = excluded.changed_at`);
}

async function replaceBreakdowns(
  { tx, organization }: OrgContext,
  accountId: string,
  { from, until }: Window,
  rows: readonly Breakdown[],
) {
  await tx
    .delete(costBreakdowns)
    .where(and(eq(costBreakdowns.accountId, accountId), gte(costBreakdowns.day, from), lt(costBreakdowns.day, until)));
  await tx.execute(sql`
    insert into ${costBreakdowns} (organization_id, account_id, day, by, key, service, currency, unblended, amortized, net_unblended, net_amortized)
    select ${organization.organizationId}::uuid, ${accountId}::uuid, day, by, key, service, currency, unblended, amortized, "netUnblended", "netAmortized"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as row (day date, by text, key text, service text, currency text, unblended numeric, amortized numeric, "netUnblended" numeric, "netAmortized" numeric)
    where (unblended, amortized, "netUnblended", "netAmortized") <> (0, 0, 0, 0)`);
}

function chunks<T>(rows: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / ROWS_PER_STATEMENT) }, (_, at) =>
    rows.slice(at * ROWS_PER_STATEMENT, (at + 1) * ROWS_PER_STATEMENT),
  );
}
