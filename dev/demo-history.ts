import { and, eq, inArray, isNull, lte, sql } from "drizzle-orm";
import { type Database, openDatabase } from "../db/client.ts";
import { jobs } from "../db/schema/base.ts";
import { findingChanges, findings, frameworkScores } from "../db/schema/findings.ts";
import { resources } from "../db/schema/inventory.ts";
import { scorecardDays } from "../db/schema/scorecards.ts";
import { inOrganization, NO_CLIENT, type OrgContext } from "../src/base/context.ts";
import { FRAMEWORKS } from "../src/findings/frameworks/frameworks.ts";
import { COMPLIANCE, toByRule } from "../src/findings/frameworks/read.ts";
import { recordScores } from "../src/findings/frameworks/record.ts";
import { judgeFramework } from "../src/findings/frameworks/score.ts";
import { acknowledge, assign } from "../src/findings/lifecycle.ts";
import type { Status } from "../src/findings/rule.ts";
import { planSavings, savingsDone } from "../src/findings/savings/actions.ts";
import { actingAs, type Person } from "./demo-acts.ts";
import { SILENT, SYSTEM } from "./demo-doer.ts";
import { waitUntil } from "./listen.ts";

const DAY_MS = 86_400_000;
/** How long the jobs of the demo may take; after it, it stays without a past. */
const FILLED_MS = 180_000;
const SCORE_DAYS = 60;
const SCORECARD_DAYS = 30;
/** Of a hundred verdicts of a rule that nothing fails now, how many have failed before. */
const MENDED_PERCENT = 8;
const MENDED_MAX = 60;
/** What passed on the oldest day of a scorecard's history, of what passes now. */
const SCORECARD_START = 0.78;

export type Demo = { organizationId: string; people: readonly Person[] };

/**
 * Gives what the jobs have just made a past: since when things are open, what was mended, how scores went, who took
 * what up. Judged by the same rules; only the dates are made up.
 */
export async function giveHistory(
  { appUrl, neonLocal, log }: { appUrl: string; neonLocal: string; log: (line: string) => void },
  demo: Demo,
) {
  const database = openDatabase({ url: appUrl, neonLocal, timeoutMs: 30_000 });
  if (!(await waitUntil(() => isFilled(database, demo), { limitMs: FILLED_MS, everyMs: 500 }))) return;
  const who = { actor: SYSTEM, now: new Date(), requestId: "seed", client: NO_CLIENT };
  await inOrganization(database, SILENT, { organizationId: demo.organizationId }, who, async (context) => {
    await openSince(context);
    await mend(context);
    await takeUp(context, demo.people);
    await scores(context);
    await scorecards(context);
  });
  log("The demo has its past.");
}

async function isFilled(database: Database, { organizationId }: Demo): Promise<boolean> {
  return database.read(
    { organizationId },
    (db) => [
      db
        .select({ count: sql<number>`count(*)::int` })
        .from(jobs)
        .where(and(inArray(jobs.state, ["queued", "running"]), lte(jobs.dueAt, sql`now()`))),
      db.select({ id: findings.id }).from(findings).where(eq(findings.pack, "savings")).limit(1),
      db.select({ day: scorecardDays.day }).from(scorecardDays).limit(1),
    ],
    ([[waiting], judged, judgedCards]) => waiting?.count === 0 && judged.length > 0 && judgedCards.length > 0,
  );
}

/** The same number for the same resource and rule on every machine: 0 … 65535. */
const luck = sql`(('x' || substr(md5(${resources.arn} || ${findings.ruleId}), 1, 4))::bit(16)::int)`;

/** Most has been open for long; of what fails in many places, one in ten is news of the last two months. */
async function openSince({ tx, now }: OrgContext) {
  const at = now.toISOString();
  const alike = sql`(select count(*) from findings f where f.organization_id = ${findings.organizationId}
    and f.rule_id = ${findings.ruleId} and f.state = 'open')`;
  const hours = sql`case when ${luck} % 10 = 0 and ${alike} > 5 then 3 + ${luck} % 1400 else 24 * (62 + ${luck} % 400) end`;
  await tx.execute(sql`update resources set first_seen_at = ${at}::timestamptz - interval '470 days'`);
  await tx.execute(sql`update ${findings} set opened_at = seen.at, changed_at = seen.at
    from (select ${findings.id} as id, ${at}::timestamptz - interval '1 hour' * (${hours}) as at
      from ${findings} join ${resources} on ${resources.id} = ${findings.entityId} where ${findings.state} = 'open') seen
    where findings.id = seen.id`);
  await tx.execute(sql`update ${findingChanges} set at = ${findings.openedAt} from ${findings}
    where ${findings.id} = finding_changes.finding_id and finding_changes.action = 'opened'`);
}

/** Some of what passes had failed, and was mended: rules that nothing fails any more, which is what a score counts. */
async function mend({ tx, organization, now }: OrgContext) {
  const mended = await tx
    .select({ id: findings.id, message: findings.message, luck: sql<number>`${luck}`.mapWith(Number) })
    .from(findings)
    .innerJoin(resources, eq(resources.id, findings.entityId))
    .where(
      and(
        eq(findings.status, "PASS"),
        eq(findings.state, "none"),
        eq(findings.pack, "compliance"),
        sql`not exists (select from findings f where f.organization_id = ${findings.organizationId}
          and f.rule_id = ${findings.ruleId} and f.state = 'open')`,
        sql`${luck} % 100 < ${MENDED_PERCENT}`,
      ),
    )
    .orderBy(findings.severity, luck)
    .limit(MENDED_MAX);
  for (const { id, message, luck } of mended) {
    const openedAt = new Date(now.getTime() - (62 + (luck % 90)) * DAY_MS);
    const resolvedAt = new Date(now.getTime() - (1 + (luck % 57)) * DAY_MS);
    await tx.update(findings).set({ state: "resolved", openedAt, resolvedAt }).where(eq(findings.id, id));
    const change = { organizationId: organization.organizationId, findingId: id };
    await tx.insert(findingChanges).values([
      { ...change, at: openedAt, action: "opened", data: { status: "FAIL", message: "It failed." } },
      { ...change, at: resolvedAt, action: "resolved", data: { status: "PASS", message } },
    ]);
  }
}

/** Who has what in hand. */
async function takeUp(context: OrgContext, people: readonly Person[]) {
  const open = async (pack: "compliance" | "savings", rules: readonly string[], count: number) => {
    const rows = await context.tx
      .select({ id: findings.id })
      .from(findings)
      .where(
        and(
          eq(findings.pack, pack),
          eq(findings.state, "open"),
          isNull(findings.exceptionId),
          inArray(findings.ruleId, [...rules]),
          pack === "savings" ? sql`${findings.savingMonthly} > 0` : undefined,
        ),
      )
      .orderBy(sql`${findings.savingMonthly} desc nulls last`, findings.id)
      .limit(count);
    return rows.map(({ id }) => id);
  };
  const as = (name: string) => actingAs(context, people, name);
  const payments = as("Payments lead");
  const tls = await open("compliance", ["RDS-013", "RDS-002"], 3);
  if (tls.length > 0) {
    await acknowledge(payments, { ids: tls, note: "In the next maintenance window." });
    await assign(payments, { ids: tls, userId: payments.actor.id });
  }
  const ssh = await open("compliance", ["EC2-011"], 2);
  if (ssh.length > 0) await acknowledge(as("Security lead"), { ids: ssh, note: "Waits for the VPN." });
  const platform = as("Head of platform");
  const planned = await open("savings", ["ebs-unattached"], 4);
  if (planned.length > 0) await planSavings(platform, { ids: planned, note: "Snapshot first." });
  const done = await open("savings", ["eip-unassociated", "logs-stale"], 2);
  if (done.length === 0) return;
  await planSavings(platform, { ids: done, note: "" });
  await savingsDone(platform, { ids: done });
}

type Verdict = { ruleId: string; status: Status | "EXCEPTED"; count: number };

/** How the frameworks stood on each day, by what was open on it. */
async function scores(context: OrgContext) {
  const { tx, organization, now } = context;
  for (let back = SCORE_DAYS; back > 0; back--) {
    const day = new Date(now.getTime() - back * DAY_MS);
    const at = sql`${day.toISOString()}::timestamptz`;
    const { rows } = await tx.execute<Verdict>(sql`select rule_id as "ruleId", count(*)::int as count,
      case when state = 'open' and status = 'FAIL' and opened_at > ${at} then 'PASS'
        when state = 'resolved' and opened_at <= ${at} and resolved_at > ${at} then 'FAIL'
        when status = 'FAIL' and exception_id is not null then 'EXCEPTED' else status end as status
      from findings where pack = 'compliance' group by 1, 3`);
    const byRule = toByRule(rows);
    await tx
      .insert(frameworkScores)
      .values(
        FRAMEWORKS.map((framework) => {
          const { PASS, FAIL, UNKNOWN, MANUAL, EXCEPTED, NONE } = judgeFramework(framework, COMPLIANCE, byRule).counts;
          const counts = {
            passed: PASS,
            failed: FAIL,
            unknown: UNKNOWN,
            manual: MANUAL,
            excepted: EXCEPTED,
            none: NONE,
          };
          const key = { organizationId: organization.organizationId, framework: framework.id };
          return { ...key, day: day.toISOString().slice(0, 10), ...counts };
        }),
      )
      .onConflictDoNothing();
  }
  await recordScores(context);
}

/** How scorecards went: the catalogue was less filled in then. */
async function scorecards({ tx, now }: OrgContext) {
  const today = await tx.select().from(scorecardDays);
  for (const { day: _, passed, levels, ...card } of today)
    for (let back = SCORECARD_DAYS; back > 0; back--) {
      const share = 1 - (1 - SCORECARD_START) * (back / SCORECARD_DAYS);
      await tx
        .insert(scorecardDays)
        .values({
          ...card,
          day: new Date(now.getTime() - back * DAY_MS).toISOString().slice(0, 10),
          passed: Math.round(passed * share),
          levels: lower(levels, share),
        })
        .onConflictDoNothing();
    }
}

/** The same entities, a part of each level one level lower; the names stand from none to the highest. */
export function lower(levels: Readonly<Record<string, number>>, share: number): Record<string, number> {
  const names = Object.keys(levels);
  const fallen = names.map((name, at) => (at === 0 ? 0 : Math.round((levels[name] ?? 0) * (1 - share))));
  return Object.fromEntries(
    names.map((name, at) => [name, (levels[name] ?? 0) - (fallen[at] ?? 0) + (fallen[at + 1] ?? 0)]),
  );
}
