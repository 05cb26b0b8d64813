import { and, asc, eq, gte, isNotNull, lt, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { entities } from "../../db/schema/catalog.ts";
import { costRules } from "../../db/schema/cost-allocation.ts";
import { type ChargeCategory, costBreakdowns, costLines, costRollups, costSubAccounts } from "../../db/schema/costs.ts";
import { organizations } from "../../db/schema/organizations.ts";
import type { OrgContext } from "../base/context.ts";
import { type JobContext, job, type Outcome } from "../base/jobs.ts";
import { fromUnits, toUnits } from "../base/money.ts";
import { Settings } from "../organizations/index.ts";
import { distribute, type Knowledge, type Share, sharesOf, shortId, teamName } from "./allocation.ts";
import { type Day, firstOfMonth } from "./days.ts";
import { type Amounts, COSTS } from "./lines.ts";
import { refreshMonths } from "./rollups.ts";

const OfMonth = z.object({ month: z.iso.date() });
type OfMonth = z.infer<typeof OfMonth>;
/** Of one month; those behind them are left to nobody, and the coverage says so. */
const LINES_MAX = 200_000;
const OWNERS_MAX = 50_000;
const ROWS_PER_STATEMENT = 5000;
const DIMENSIONS = ["team", "component", "environment", "via"] as const;

/** Every line of a month to an owner; Σ allocated = Σ ledger, to the last digit, by day, service, lane and cost. */
export const allocate = job<OfMonth>({
  name: "costs.allocate",
  title: "Allocate costs to their owners",
  input: OfMonth,
  attemptsMax: 3,
  async run(context): Promise<Outcome> {
    const { write, input } = context;
    const known = await readMonth(context);
    const sums = allocateLines(known);
    const rows = await write((org) => store(org, input.month, sums));
    return { done: { month: input.month, lines: known.lines.length, rows } };
  },
});

type Line = Amounts & {
  day: Day;
  subAccountId: string;
  accountName: string | null;
  service: string;
  chargeCategory: ChargeCategory;
  region: string;
  resourceId: string;
  tags: Record<string, string>;
  currency: string;
  source: string;
};
type Tagged = { day: Day; service: string; currency: string; key: string; netUnblended: string };
type Known = Omit<Knowledge, "direct"> & { lines: Line[]; tagged: Tagged[] };

function readMonth({ read, input: { month } }: JobContext<OfMonth>): Promise<Known> {
  return read(
    (db) => [
      linesOf(db, month),
      db
        .select({ arn: entities.arn, ownerRef: entities.ownerRef, ref: entities.ref, kind: entities.kind })
        .from(entities)
        .where(and(isNotNull(entities.arn), isNotNull(entities.ownerRef)))
        .limit(OWNERS_MAX),
      db.select().from(costRules).orderBy(asc(costRules.position)).limit(1000),
      db.select({ settings: organizations.settings }).from(organizations),
      db
        .select({
          day: costBreakdowns.day,
          by: costBreakdowns.by,
          key: costBreakdowns.key,
          service: costBreakdowns.service,
          currency: costBreakdowns.currency,
          netUnblended: costBreakdowns.netUnblended,
        })
        .from(costBreakdowns)
        .where(
          and(
            gte(costBreakdowns.day, month),
            lt(costBreakdowns.day, firstOfMonth(month, 1)),
            sql`${costBreakdowns.by} like 'tag:%'`,
          ),
        ),
    ],
    ([lines, owned, rules, [row], tagged]) => {
      const teamKeys = Settings.parse(row?.settings ?? {}).costTagKeys;
      const owners = new Map<string, { team: string; component: string }>();
      // A component's own claim says more than the resource that discovery found.
      for (const { arn, ownerRef, ref, kind } of owned.sort(
        (a, b) => Number(a.kind === "component") - Number(b.kind === "component"),
      )) {
        if (!arn || !ownerRef) continue;
        const owner = { team: teamName(ownerRef), component: kind.toLowerCase() === "component" ? ref : "" };
        owners.set(arn, owner);
        owners.set(shortId(arn), owner);
      }
      return { lines, owners, rules, teamKeys, tagged: tagged.filter(({ by }) => by === `tag:${teamKeys[0]}`) };
    },
  );
}

const linesOf = (db: ReadDb, month: Day) =>
  db
    .select({
      day: costLines.day,
      subAccountId: costLines.subAccountId,
      accountName: costSubAccounts.name,
      service: costLines.service,
      chargeCategory: costLines.chargeCategory,
      region: costLines.region,
      resourceId: costLines.resourceId,
      tags: costLines.tags,
      currency: costLines.currency,
      source: costLines.source,
      unblended: costLines.unblended,
      amortized: costLines.amortized,
      netUnblended: costLines.netUnblended,
      netAmortized: costLines.netAmortized,
    })
    .from(costLines)
    .innerJoin(
      costSubAccounts,
      and(
        eq(costSubAccounts.organizationId, costLines.organizationId),
        eq(costSubAccounts.subAccountId, costLines.subAccountId),
      ),
    )
    .where(and(eq(costLines.counts, true), gte(costLines.day, month), lt(costLines.day, firstOfMonth(month, 1))))
    .limit(LINES_MAX);

type Sum = {
  day: Day;
  by: string;
  key: string;
  service: string;
  chargeCategory: ChargeCategory;
  currency: string;
  amounts: bigint[];
};

/**
 * Cost Explorer's lines carry no tag, but Q4 says how a day's usage of a service divides by the team tag: each account's
 * line is divided so. What a line says itself goes first.
 */
export function allocateLines({ lines, tagged, ...knowledge }: Known): Sum[] {
  const sums = new Map<string, Sum>();
  const byService = Map.groupBy(tagged, ({ day, service, currency }) => `${day} ${service} ${currency}`);
  const splits: Line[] = [];
  const direct = new Map<Day, Map<string, bigint>>();
  const put = (line: Line, shares: readonly Share[]) => {
    const { day, service, chargeCategory, currency } = line;
    const weights = shares.map(({ weight }) => weight);
    const parts = COSTS.map((cost) => distribute(toUnits(line[cost]), weights));
    for (const [at, { owner, via }] of shares.entries()) {
      const amounts = parts.map((part) => part[at] ?? 0n);
      const teams = direct.get(day) ?? new Map<string, bigint>();
      direct.set(day, teams.set(owner.team, (teams.get(owner.team) ?? 0n) + (amounts[3] ?? 0n)));
      for (const by of DIMENSIONS) {
        const key = by === "via" ? via : owner[by];
        const id = `${day}\n${by}\n${key}\n${service}\n${chargeCategory}\n${currency}`;
        const known = sums.get(id);
        if (known)
          for (const [index, amount] of amounts.entries()) known.amounts[index] = (known.amounts[index] ?? 0n) + amount;
        else sums.set(id, { day, by, key, service, chargeCategory, currency, amounts: [...amounts] });
      }
    }
  };
  for (const line of lines) {
    const shares = sharesByTag(line, byService, knowledge);
    // A split in proportion to what teams cost themselves waits until that is known.
    if (shares.some(({ via }) => via === "split")) splits.push(line);
    else put(line, shares);
  }
  const before = new Map([...direct].map(([day, teams]) => [day, new Map(teams)]));
  for (const line of splits) put(line, sharesByTag(line, byService, knowledge, before.get(line.day)));
  return [...sums.values()];
}

function sharesByTag(
  line: Line,
  byService: ReadonlyMap<string, readonly Tagged[]>,
  knowledge: Omit<Knowledge, "direct">,
  direct: ReadonlyMap<string, bigint> = new Map(),
): Share[] {
  const known = { ...knowledge, direct };
  const tags =
    line.source === "cost-explorer" && line.chargeCategory === "Usage"
      ? byService.get(`${line.day} ${line.service} ${line.currency}`)
      : undefined;
  const parts =
    tags
      ?.map(({ key, netUnblended }) => ({ key, weight: toUnits(netUnblended) }))
      .filter(({ weight }) => weight > 0n) ?? [];
  const teamKey = knowledge.teamKeys[0];
  if (parts.length === 0 || !teamKey) return sharesOf(line, known);
  return parts.flatMap(({ key, weight }) => {
    const shares = sharesOf({ ...line, tags: { ...line.tags, ...(key && { [teamKey]: key }) } }, known);
    const whole = shares.reduce((sum, share) => sum + share.weight, 0n);
    // Scaled, so that a share of a share is a whole number too.
    return shares.map((share) => ({
      ...share,
      weight: whole > 0n ? (weight * share.weight * SCALE) / whole : (weight * SCALE) / BigInt(shares.length),
    }));
  });
}
const SCALE = 10n ** 12n;

async function store(context: OrgContext, month: Day, sums: readonly Sum[]): Promise<number> {
  const { tx, organization } = context;
  const window = { from: month, until: firstOfMonth(month, 1) };
  const isAllocated = sql`${costRollups.by} in ('team', 'component', 'environment', 'via')`;
  await tx
    .delete(costRollups)
    .where(
      and(
        eq(costRollups.grain, "day"),
        isAllocated,
        gte(costRollups.day, window.from),
        lt(costRollups.day, window.until),
      ),
    );
  const rows = sums.map(({ amounts, ...sum }) => {
    const [unblended = "0", amortized = "0", netUnblended = "0", netAmortized = "0"] = amounts.map(fromUnits);
    return { ...sum, unblended, amortized, netUnblended, netAmortized };
  });
  for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT)
    await tx.execute(sql`
      insert into ${costRollups} (organization_id, grain, by, day, key, service, charge_category, currency, unblended, amortized, net_unblended, net_amortized, is_estimated)
      select ${organization.organizationId}::uuid, 'day', by, day, key, service, "chargeCategory", currency, unblended, amortized, "netUnblended", "netAmortized", false
      from jsonb_to_recordset(${JSON.stringify(rows.slice(at, at + ROWS_PER_STATEMENT))}::jsonb)
        as line (day date, by text, key text, service text, "chargeCategory" text, currency text, unblended numeric, amortized numeric, "netUnblended" numeric, "netAmortized" numeric)
      where (unblended, amortized, "netUnblended", "netAmortized") <> (0, 0, 0, 0)`);
  await tx.execute(sql`
    insert into ${costRollups} (organization_id, grain, by, day, key, service, charge_category, currency, unblended, amortized, net_unblended, net_amortized, is_estimated)
    select organization_id, grain, by, day, key, '', charge_category, currency, sum(unblended), sum(amortized), sum(net_unblended), sum(net_amortized), false
    from ${costRollups} where grain = 'day' and ${isAllocated} and day >= ${window.from} and day < ${window.until}
    group by organization_id, grain, by, day, key, charge_category, currency`);
  await refreshMonths(context, window, isAllocated);
  context.publish({ topic: "costs.synced", data: {} });
  return rows.length;
}
