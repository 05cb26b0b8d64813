import { and, asc, count, desc, eq, gte, inArray, isNotNull, isNull, notExists, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { entities } from "../../db/schema/catalog.ts";
import { costAnomalies } from "../../db/schema/cost-anomalies.ts";
import { customRules, findings, savingActions } from "../../db/schema/findings.ts";
import { resources } from "../../db/schema/inventory.ts";
import { subtractAmounts } from "../base/money.ts";
import { NOBODY, ownersOfAll } from "../inventory/index.ts";
import { isCounted } from "./cause.ts";
import { fixFor } from "./fix/fix.ts";
import { bySeverity, rank, ruleOf } from "./list.ts";

export const TodayInput = z.strictObject({ limit: z.int().min(1).max(20).default(5) });

/** A dear day is news for so long; after it the month's figures tell it. */
const ANOMALY_DAYS = 30;
const DAY_MS = 86_400_000;
/** Names that a line has room for. */
const NAMES_MAX = 3;

/** A thing to do is one rule at one owner: what somebody can mend in one go. The worst of it shows the fix. */
function groupsOf(db: ReadDb, pack: "compliance" | "savings", limit: number) {
  const ref = sql<string>`coalesce(owned.ref, ${NOBODY})`;
  const groups = db
    .select({
      ruleId: findings.ruleId,
      owner: ref.as("owner"),
      count: sql<number>`count(*)::int`.as("count"),
      worst: sql<string>`min(${bySeverity})`.as("worst"),
      monthly: sql<string>`coalesce(trim_scale(sum(${findings.savingMonthly})), 0)::text`.as("monthly"),
      first: sql<string>`split_part(min(${rank(pack)} || ':' || ${findings.id}), ':', 2)::uuid`.as("first"),
    })
    .from(findings)
    .innerJoin(resources, eq(resources.id, findings.entityId))
    .leftJoin(sql`${ownersOfAll} owned`, sql`owned.id = ${resources.id}`)
    .where(
      and(
        eq(findings.pack, pack),
        eq(findings.state, "open"),
        isCounted,
        isNull(findings.acknowledgedAt),
        pack === "savings" ? sql`${findings.savingMonthly} > 0` : undefined,
        // What is planned or done is in somebody's hands.
        notExists(
          db.select({ id: savingActions.id }).from(savingActions).where(eq(savingActions.findingId, findings.id)),
        ),
      ),
    )
    // By its place: the parameter in its words would be another one here.
    .groupBy(findings.ruleId, sql`2`)
    .orderBy(
      ...(pack === "savings" ? [desc(sql`sum(${findings.savingMonthly})`)] : [asc(sql`worst`), desc(sql`count(*)`)]),
      asc(findings.ruleId),
      sql`2`,
    )
    .limit(limit)
    .as("groups");
  return db
    .select({
      ruleId: groups.ruleId,
      owner: groups.owner,
      count: groups.count,
      monthly: groups.monthly,
      findingId: findings.id,
      severity: findings.severity,
      customTitle: customRules.title,
      customRemedy: customRules.remedy,
      resource: {
        id: resources.id,
        name: resources.name,
        type: resources.type,
        nativeId: resources.nativeId,
        arn: resources.arn,
        region: resources.region,
      },
    })
    .from(groups)
    .innerJoin(findings, eq(findings.id, groups.first))
    .innerJoin(resources, eq(resources.id, findings.entityId))
    .leftJoin(customRules, sql`${findings.ruleId} = 'custom:' || ${customRules.id}::text`)
    .orderBy(
      ...(pack === "savings" ? [desc(sql`groups.monthly::numeric`)] : [asc(groups.worst), desc(groups.count)]),
      asc(groups.ruleId),
      asc(groups.owner),
    );
}

/** Components of the catalogue whose owner is missing, or is not in the catalogue. */
const unowned = (db: ReadDb) =>
  db
    .select({
      count: count(),
      names: sql<
        string[]
      >`coalesce((array_agg(${entities.title} order by ${entities.ref}))[1:${sql.raw(String(NAMES_MAX))}], '{}')`,
    })
    .from(entities)
    .where(
      and(
        eq(entities.kind, "Component"),
        isNotNull(entities.declared),
        isNull(entities.orphanedAt),
        sql`not exists (select from entities o where o.organization_id = entities.organization_id and o.ref = entities.owner_ref and o.declared is not null)`,
      ),
    );

const dearDays = (db: ReadDb, now: Date, limit: number) =>
  db
    .select({
      id: costAnomalies.id,
      day: costAnomalies.day,
      // Of a team, a region or everything, there is no one service.
      service: sql<string>`case ${costAnomalies.scope} when 'team' then 'Team ' || ${costAnomalies.scopeKey}
        when 'region' then 'Region ' || ${costAnomalies.scopeKey} when 'total' then 'Everything' else ${costAnomalies.service} end`,
      currency: costAnomalies.currency,
      actual: sql<string>`trim_scale(${costAnomalies.actual})::text`,
      expected: sql<string>`trim_scale(${costAnomalies.expected})::text`,
    })
    .from(costAnomalies)
    .where(
      and(
        isNull(costAnomalies.verdict),
        inArray(costAnomalies.kind, ["rise", "new"]),
        gte(costAnomalies.day, new Date(now.getTime() - ANOMALY_DAYS * DAY_MS).toISOString().slice(0, 10)),
      ),
    )
    .orderBy(desc(sql`${costAnomalies.actual} - ${costAnomalies.expected}`), asc(costAnomalies.id))
    .limit(limit);

export const todayQueries = (db: ReadDb, now: Date, { limit }: z.infer<typeof TodayInput>) =>
  [groupsOf(db, "compliance", limit), groupsOf(db, "savings", limit), dearDays(db, now, limit), unowned(db)] as const;

type Group = Awaited<ReturnType<typeof groupsOf>>[number];
type DearDay = Awaited<ReturnType<typeof dearDays>>[number];

/**
 * What is worth doing first. Risk and money have no exchange rate, so neither is turned into the other: the two take
 * turns. Risk: the most severe first, then what concerns more resources; services that nobody owns come last. Money: the
 * largest saving of a month first, then days that cost more than their past foretold.
 */
export function toToday(
  risks: readonly Group[],
  savings: readonly Group[],
  days: readonly DearDay[],
  nobodys: { count: number; names: string[] } | undefined,
  limit: number,
) {
  const risk = [
    ...risks.map((group) => ({ kind: "risk" as const, ...toWork(group) })),
    ...(nobodys && nobodys.count > 0 ? [{ kind: "unowned" as const, ...nobodys }] : []),
  ];
  const money = [
    ...savings.map((group) => ({
      kind: "saving" as const,
      ...toWork(group),
      saving: { amount: group.monthly, currency: "USD" },
    })),
    ...days.map(({ actual, expected, currency, ...day }) => ({
      kind: "dear-day" as const,
      ...day,
      excess: { amount: subtractAmounts(actual, expected), currency },
    })),
  ];
  return { items: inTurns<(typeof risk)[number] | (typeof money)[number]>(risk, money).slice(0, limit) };
}

/** One of the first, one of the second, and so on; when one is at its end, the rest of the other. */
export const inTurns = <Item>(first: readonly Item[], second: readonly Item[]): Item[] =>
  Array.from({ length: Math.max(first.length, second.length) }, (_, at) => [
    ...first.slice(at, at + 1),
    ...second.slice(at, at + 1),
  ]).flat();

function toWork({ ruleId, owner, count, severity, findingId, resource, customTitle, customRemedy }: Group) {
  const rule = ruleOf(ruleId);
  const fix = rule ? fixFor(rule, resource) : null;
  return {
    ruleId,
    title: rule?.title ?? customTitle ?? ruleId,
    severity,
    count,
    /** Reference as the findings' filter takes it; null = nobody is known. */
    owner: owner === NOBODY ? null : owner,
    /** The worst of them, and what mends that one. */
    findingId,
    resource: { id: resource.id, name: resource.name, type: resource.type },
    remedy: fix?.remedy ?? customRemedy ?? "",
    command: fix?.command?.text ?? null,
  };
}
