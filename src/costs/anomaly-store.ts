import { and, desc, gte, inArray, isNull, lt, notInArray, or, type SQL, sql } from "drizzle-orm";
import * as z from "zod";
import { events } from "../../db/schema/base.ts";
import {
  type ANOMALY_SCOPES,
  CAUSE_KINDS,
  type Cause,
  costAnomalies,
  costPlannedActivities,
  type NearEvent,
} from "../../db/schema/cost-anomalies.ts";
import { costLines, costRollups } from "../../db/schema/costs.ts";
import type { OrgContext } from "../base/context.ts";
import { record } from "../base/events.ts";
import { fromUnits, toUnits } from "../base/money.ts";
import { addDays, type Day, dayOf } from "./days.ts";
import { amount } from "./outlook.ts";
import { isPlanned } from "./planned.ts";
import type { StrangeDay } from "./strange-days.ts";

/** News are this young; older findings are there to read, and announced to nobody. */
const NEWS_DAYS = 7;
const NEWS_TOLD = 20;
const CAUSES_PER_KIND = 3;
/** A smaller part of a difference explains nothing. */
const CAUSE_SHARE_MIN = 0.05;
const EVENTS_MAX = 500;

/** A strange day of a service, of a service in an account, of a team, of a region or of everything. */
export type Strange = StrangeDay & { scope: (typeof ANOMALY_SCOPES)[number]; scopeKey: string };

const nameOf = ({ day, scope, scopeKey, service }: Pick<Strange, "day" | "scope" | "scopeKey" | "service">) =>
  `${day}\n${scope}\n${scopeKey}\n${service}`;

type Found = {
  judgedFrom: Day;
  currency: string;
  strange: readonly Strange[];
  /** Which stored anomalies this look decides about. */
  among: SQL | undefined;
};

/** Brings the judged days' anomalies to what is found now; what people said of one keeps it. @returns how many are new. */
export async function storeStrange(org: OrgContext, { judgedFrom, currency, strange, among }: Found): Promise<number> {
  const { tx, organization, now } = org;
  const inScope = and(gte(costAnomalies.day, judgedFrom), among);
  const stored = await tx
    .select({
      id: costAnomalies.id,
      day: costAnomalies.day,
      scope: costAnomalies.scope,
      scopeKey: costAnomalies.scopeKey,
      service: costAnomalies.service,
    })
    .from(costAnomalies)
    .where(inScope);
  const before = new Map(stored.map((row) => [nameOf(row), row.id]));
  const kept = strange.flatMap((each) => before.get(nameOf(each)) ?? []);
  await tx
    .delete(costAnomalies)
    .where(
      and(inScope, isNull(costAnomalies.verdict), kept.length > 0 ? notInArray(costAnomalies.id, kept) : undefined),
    );
  if (strange.length === 0) return 0;
  const causes = await causesOf(org, currency, strange);
  const near = await eventsNear(org, strange);
  await tx
    .insert(costAnomalies)
    .values(
      strange.map((each, at) => ({
        organizationId: organization.organizationId,
        day: each.day,
        scope: each.scope,
        scopeKey: each.scopeKey,
        service: each.service,
        kind: each.kind,
        currency,
        actual: amount(each.actual),
        expected: amount(each.expected),
        score: each.score,
        causes: causes[at] ?? [],
        event: near(each.day),
        foundAt: now,
      })),
    )
    .onConflictDoUpdate({
      target: [
        costAnomalies.organizationId,
        costAnomalies.day,
        costAnomalies.scope,
        costAnomalies.scopeKey,
        costAnomalies.service,
      ],
      set: {
        kind: sql`excluded.kind`,
        actual: sql`excluded.actual`,
        expected: sql`excluded.expected`,
        score: sql`excluded.score`,
        causes: sql`excluded.causes`,
        event: sql`excluded.event`,
      },
    });
  const fresh = strange.filter((each) => !before.has(nameOf(each)));
  await announce(org, fresh);
  return fresh.length;
}

/** Tells of what is young and that nobody has planned. */
async function announce(org: OrgContext, fresh: readonly Strange[]) {
  const young = addDays(dayOf(org.now), -NEWS_DAYS);
  const planned = await org.tx.select().from(costPlannedActivities).where(gte(costPlannedActivities.toDay, young));
  const news = fresh.filter((each) => each.day >= young && !isPlanned(planned, each));
  if (news.length === 0) return;
  await record(
    org,
    "costs.anomalies",
    { type: "costs" },
    {
      anomalies: news.slice(0, NEWS_TOLD).map(({ day, scope, scopeKey, service, actual, expected }) => ({
        day,
        service,
        ...(scope === "service" ? {} : { scope, scopeKey }),
        actual: amount(actual),
        expected: amount(expected),
      })),
      count: news.length,
    },
  );
}

const Differences = z.array(
  z.object({ n: z.number().int(), kind: z.enum(CAUSE_KINDS), key: z.string(), difference: z.string() }),
);

/**
 * Where each difference lies, against the same weekday a week before, in the anomaly's direction: by account, region and
 * team for a service, by service for the others, by usage type and resource where an export names them.
 */
async function causesOf({ tx }: OrgContext, currency: string, strange: readonly Strange[]): Promise<Cause[][]> {
  const asked = JSON.stringify(
    strange.map(({ day, scope, scopeKey, service }, n) => ({ n, day, scope, scopeKey, service })),
  );
  const difference = sql.raw("sum(case when r.day = s.day then r.unblended else -r.unblended end)::text as difference");
  const { rows } = await tx.execute(sql`
    with s as (select * from jsonb_to_recordset(${asked}::jsonb) as s (n int, day date, scope text, "scopeKey" text, service text))
    select s.n, r.by as kind, r.key, ${difference}
    from s join ${costRollups} r on r.grain = 'day' and r.by in ('account', 'region', 'team') and r.day in (s.day, s.day - 7)
      and r.service = s.service and r.key <> '' and r.currency = ${currency}
    where s.scope = 'service' group by 1, 2, 3
    union all
    select s.n, 'service', r.service, ${difference}
    from s join ${costRollups} r on r.grain = 'day' and r.by = case s.scope when 'total' then '' else s.scope end
      and r.day in (s.day, s.day - 7) and r.service <> '' and r.key = s."scopeKey" and r.currency = ${currency}
    where s.scope in ('team', 'region', 'total') group by 1, 3
    union all
    select s.n, named.kind, named.key, ${difference}
    from s join ${costLines} r on r.day in (s.day, s.day - 7) and r.service = s.service and r.counts
      and r.source = 'export' and r.currency = ${currency} and (s.scope = 'service' or r.sub_account_id = s."scopeKey")
      cross join lateral (values ('usage-type', r.usage_type), ('resource', r.resource_id)) as named (kind, key)
    where s.scope in ('service', 'account') and named.key <> '' group by 1, 2, 3`);
  const byAnomaly = Map.groupBy(Differences.parse(rows), ({ n }) => n);
  return strange.map(({ kind, actual, expected }, n) => {
    const sign = kind === "drop" ? -1n : 1n;
    const least = toUnits(amount(Math.abs(actual - expected) * CAUSE_SHARE_MIN));
    const towards = (byAnomaly.get(n) ?? [])
      .map(({ kind: of, key, difference: text }) => ({ kind: of, key, units: sign * toUnits(text) }))
      .filter(({ units }) => units > 0n && units >= least);
    return CAUSE_KINDS.flatMap((of) =>
      towards
        .filter((each) => each.kind === of)
        .sort((a, b) => (a.units > b.units ? -1 : 1))
        .slice(0, CAUSES_PER_KIND)
        .map(({ key, units }): Cause => ({ kind: of, key, difference: fromUnits(sign * units) })),
    );
  });
}

/** Deeds of people and deployments; what the product itself noticed explains nothing. */
const EXPLAINS = or(
  inArray(events.action, ["account.connect", "account.remove", "costs.create-import", "costs.remove-import"]),
  sql`${events.action} like 'deployment.%'`,
);

/** The event that is nearest to a day's end, of that day or the one before it. */
async function eventsNear({ tx }: OrgContext, strange: readonly Strange[]): Promise<(day: Day) => NearEvent | null> {
  const days = strange.map(({ day }) => day).sort();
  const rows = await tx
    .select({ id: events.id, at: events.at, action: events.action, actorName: events.actorName })
    .from(events)
    .where(
      and(
        EXPLAINS,
        gte(events.at, new Date(addDays(days[0] ?? "", -1))),
        lt(events.at, new Date(addDays(days.at(-1) ?? "", 1))),
      ),
    )
    .orderBy(desc(events.at), desc(events.id))
    .limit(EVENTS_MAX);
  return (day) => {
    const near = rows.find(({ at }) => dayOf(at) <= day && dayOf(at) >= addDays(day, -1));
    return near ? { ...near, at: near.at.toISOString() } : null;
  };
}
