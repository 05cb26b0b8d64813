import { and, eq, inArray, isNull, ne, or, sql } from "drizzle-orm";
import * as z from "zod";
import { findingChanges, findingExceptions, findings } from "../../db/schema/findings.ts";
import { resources } from "../../db/schema/inventory.ts";
import type { OrgContext } from "../base/context.ts";
import { isOneOf, rowsOf } from "../base/sql.ts";
import { billedResources } from "../costs/index.ts";
import { type Discovered, type PageReader, storeOwners } from "../inventory/index.ts";
import { readSettings } from "../organizations/index.ts";
import { accept } from "./exceptions/accept.ts";
import { costMonthly, type JudgeContext, type Judged, type JudgedRule } from "./judge.ts";
import { commonOf, fingerprintOf, judgeAgain } from "./judge-again.ts";
import { forgetJudgements, keepJudgements, readJudgements } from "./judgements.ts";
import { readRules } from "./read-rules.ts";
import type { Verdict } from "./rule.ts";
import { countSavings } from "./rules/savings/counted.ts";

type Row = typeof findings.$inferSelect;
type NewRow = typeof findings.$inferInsert;

/** Half a kilobyte each. */
const ROWS_PER_STATEMENT = 5000;

/** Judges what can have changed of a page where it is stored. Only verdicts that differ from the last ones write a row. */
export const judgePage: PageReader["judge"] = async (context, accountId, page) => {
  if (page.length === 0) return { opened: 0, evaluated: 0 };
  const { requiredTags, tagRules } = await readSettings(context);
  const chosen = await readRules(context);
  const billed = await billedResources(
    context,
    page.flatMap(({ resource }) => [resource.arn, resource.nativeId]),
  );
  const judging: JudgeContext = { accountId, settings: { requiredTags, tagRules }, now: context.now, billed };
  const last = await readJudgements(
    context,
    page.map(({ id }) => id),
  );
  const common = commonOf(judging, chosen);
  const again = await Promise.all(
    page.map(async ({ id, resource, hash }) => {
      const fingerprint = await fingerprintOf(common, hash, resource, judging);
      return {
        id,
        resource,
        before: last.get(id),
        ...judgeAgain(resource, judging, chosen, fingerprint, last.get(id)),
      };
    }),
  );
  const judged = again.flatMap(({ verdicts, ...rest }) => (verdicts ? [{ ...rest, verdicts }] : []));
  await keepJudgements(context, judged);
  return {
    opened: await storeVerdicts(context, accountId, judging, judged),
    evaluated: again.reduce((sum, { evaluated }) => sum + evaluated, 0),
  };
};

type JudgedResource = { id: string; resource: Discovered; verdicts: readonly Judged[] };

/** @returns how many findings were opened. */
async function storeVerdicts(
  context: OrgContext,
  accountId: string,
  judging: JudgeContext,
  judged: readonly JudgedResource[],
): Promise<number> {
  if (judged.length === 0) return 0;
  await storeOwners(context, accountId, judged);
  const ids = judged.map(({ id }) => id);
  const present = await context.tx.select().from(findings).where(isOneOf(findings.entityId, ids));
  const before = new Map(present.map((row) => [`${row.entityId} ${row.ruleId}`, row]));
  const rows = judged.flatMap(({ id, resource, verdicts }) => {
    const counted = countSavings(
      verdicts.map(({ rule, verdict }) => ({ ruleId: rule.id, category: rule.category, verdict })),
      costMonthly(resource, judging),
    );
    return verdicts.flatMap(({ rule, verdict }) => {
      const last = before.get(`${id} ${rule.id}`);
      const next = nextFinding(context, {
        entityId: id,
        rule,
        verdict,
        countedMonthly: counted.get(rule.id) ?? null,
        before: last,
      });
      return last && isSame(last, next) ? [] : [next];
    });
  });
  const stored = await upsert(context, rows);
  await rememberTransitions(context, before, stored);
  if (await isAnyAccepted(context, present)) await accept(context, { entityIds: ids });
  if (rows.length > 0) context.publish({ topic: "findings.changed", data: { changed: rows.length } });
  return stored.filter((row) => row.state === "open" && before.get(`${row.entityId} ${row.ruleId}`)?.state !== "open")
    .length;
}

/** Most organisations have accepted nothing: then nobody need look through each finding's exceptions. */
async function isAnyAccepted({ tx }: OrgContext, present: readonly Row[]): Promise<boolean> {
  if (present.some(({ exceptionId }) => exceptionId !== null)) return true;
  const [lasting] = await tx
    .select({ id: findingExceptions.id })
    .from(findingExceptions)
    .where(isNull(findingExceptions.endedAt))
    .limit(1);
  return lasting !== undefined;
}

/** What could not be read is not known any more: UNKNOWN with the reason, and an open finding stays open. */
export const forgetVerdicts: PageReader["forget"] = async (context, { accountId, region, service }, types, reason) => {
  const unread = await context.tx
    .select({ id: resources.id })
    .from(resources)
    .where(
      and(
        eq(resources.accountId, accountId),
        eq(resources.place, region),
        eq(resources.service, service),
        types ? inArray(resources.type, [...types]) : undefined,
        isNull(resources.vanishedAt),
      ),
    );
  await forgetResources(
    context,
    unread.map(({ id }) => id),
    reason,
  );
};

/** `ids`: of the resources that nothing is known of any more. */
export async function forgetResources(context: OrgContext, ids: readonly string[], reason: string) {
  const { tx, now } = context;
  await forgetJudgements(context, ids);
  const changed = await tx
    .update(findings)
    .set({ status: "UNKNOWN", message: reason, changedAt: now })
    .where(
      and(
        isOneOf(findings.entityId, ids),
        ne(findings.status, "NOT_APPLICABLE"),
        or(ne(findings.status, "UNKNOWN"), ne(findings.message, reason)),
      ),
    )
    .returning({ findingId: findings.id, state: findings.state });
  const open = changed.filter(({ state }) => state === "open");
  await insertChanges(
    context,
    open.map(({ findingId }) => ({ findingId, action: "judged", data: { status: "UNKNOWN", message: reason } })),
  );
}

/** A resource that is gone has nothing left to mend. */
export const closeFindings: PageReader["close"] = async (context, vanishedIds) => {
  const { tx, now, publish } = context;
  await forgetJudgements(context, vanishedIds);
  const closed = await tx
    .update(findings)
    .set({
      state: "resolved",
      status: "NOT_APPLICABLE",
      message: "The resource is gone.",
      resolvedAt: now,
      changedAt: now,
      savingMonthly: null,
    })
    .where(and(isOneOf(findings.entityId, vanishedIds), eq(findings.state, "open")))
    .returning({ findingId: findings.id });
  await insertChanges(
    context,
    closed.map(({ findingId }) => ({ findingId, action: "resolved", data: { message: "The resource is gone." } })),
  );
  await tx.delete(findings).where(and(isOneOf(findings.entityId, vanishedIds), eq(findings.state, "none")));
  publish({ topic: "findings.changed", data: { vanished: vanishedIds.length } });
};

export const pageReader: PageReader = { judge: judgePage, forget: forgetVerdicts, close: closeFindings };

type Asked = {
  entityId: string;
  rule: JudgedRule;
  verdict: Verdict;
  /** What its saving counts for, beside the others on the same resource; null = nothing. */
  countedMonthly: string | null;
  before: Row | undefined;
};

/** FAIL opens, a read that no longer fails resolves, UNKNOWN and MANUAL leave the lifecycle where it was. */
export function nextFinding(
  { organization, now }: Pick<OrgContext, "organization" | "now">,
  { entityId, rule, verdict, countedMonthly, before }: Asked,
): NewRow {
  const was = before?.state ?? "none";
  const isKnown = verdict.status === "PASS" || verdict.status === "NOT_APPLICABLE";
  const state = verdict.status === "FAIL" ? "open" : isKnown && was === "open" ? "resolved" : was;
  const counted = verdict.status === "FAIL" && verdict.saving ? countedMonthly : null;
  return {
    organizationId: organization.organizationId,
    entityId,
    ruleId: rule.id,
    pack: rule.pack,
    status: verdict.status,
    state,
    severity: verdict.severity ?? rule.severity,
    message: verdict.message,
    evidence: { ...verdict.evidence, ...(verdict.saving && { saving: verdict.saving }) },
    savingMonthly: counted,
    causeRuleId: verdict.cause ?? null,
    currency: counted === null ? null : (verdict.saving?.monthly.currency ?? null),
    openedAt: state === "open" ? (was === "open" ? (before?.openedAt ?? now) : now) : (before?.openedAt ?? null),
    resolvedAt: state === "resolved" ? (was === "resolved" ? (before?.resolvedAt ?? now) : now) : null,
    changedAt: now,
  };
}

function isSame(before: Row, next: NewRow): boolean {
  return (
    before.status === next.status &&
    before.state === next.state &&
    before.severity === next.severity &&
    before.message === next.message &&
    before.causeRuleId === next.causeRuleId &&
    Number(before.savingMonthly ?? -1) === Number(next.savingMonthly ?? -1)
  );
}

/** @returns what is stored now, with its ids. */
async function upsert({ tx }: OrgContext, rows: readonly NewRow[]): Promise<Stored[]> {
  const stored: Stored[] = [];
  for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT) {
    // What comes back after it was mended was seen by nobody yet.
    const { rows: written } = await tx.execute(sql`
      insert into ${findings} as f (organization_id, entity_id, rule_id, pack, status, state, severity, message, evidence,
        saving_monthly, currency, cause_rule_id, opened_at, resolved_at, changed_at)
      select r."organizationId", r."entityId", r."ruleId", r.pack, r.status, r.state, r.severity, r.message, r.evidence,
        r."savingMonthly", r.currency, r."causeRuleId", r."openedAt", r."resolvedAt", r."changedAt"
        from ${rowsOf(rows.slice(at, at + ROWS_PER_STATEMENT))} as r("organizationId" uuid, "entityId" uuid, "ruleId" text,
          pack text, status text, state text, severity text, message text, evidence jsonb, "savingMonthly" numeric,
          currency text, "causeRuleId" text, "openedAt" timestamptz, "resolvedAt" timestamptz, "changedAt" timestamptz)
      on conflict (organization_id, entity_id, rule_id) do update set status = excluded.status, state = excluded.state,
        severity = excluded.severity, message = excluded.message, evidence = excluded.evidence,
        saving_monthly = excluded.saving_monthly, currency = excluded.currency, cause_rule_id = excluded.cause_rule_id,
        opened_at = excluded.opened_at,
        resolved_at = excluded.resolved_at, changed_at = excluded.changed_at,
        acknowledged_at = case when ${IS_BACK} then null else f.acknowledged_at end,
        acknowledged_by = case when ${IS_BACK} then null else f.acknowledged_by end
      returning f.id, f.entity_id as "entityId", f.rule_id as "ruleId", f.status, f.state, f.message`);
    stored.push(...z.array(StoredRow).parse(written));
  }
  return stored;
}
const IS_BACK = sql`f.state = 'resolved' and excluded.state = 'open'`;
const StoredRow = z.object({
  id: z.string(),
  entityId: z.string(),
  ruleId: z.string(),
  status: z.enum(["PASS", "FAIL", "NOT_APPLICABLE", "UNKNOWN", "MANUAL"]),
  state: z.enum(["none", "open", "resolved"]),
  message: z.string(),
});
type Stored = z.infer<typeof StoredRow>;

type Change = Pick<typeof findingChanges.$inferInsert, "findingId" | "action" | "data">;

/** What a finding's history tells: it opened, it was mended, or while open its verdict changed. */
export function transition(before: Pick<Row, "state" | "status"> | undefined, after: Stored): Change | null {
  const data = { status: after.status, message: after.message };
  const was = before?.state ?? "none";
  if (was !== "open" && after.state === "open") return { findingId: after.id, action: "opened", data };
  if (was === "open" && after.state === "resolved") return { findingId: after.id, action: "resolved", data };
  if (after.state === "open" && before?.status !== after.status) return { findingId: after.id, action: "judged", data };
  return null;
}

async function rememberTransitions(context: OrgContext, before: ReadonlyMap<string, Row>, stored: readonly Stored[]) {
  const changes = stored.flatMap((row) => transition(before.get(`${row.entityId} ${row.ruleId}`), row) ?? []);
  await insertChanges(context, changes);
}

async function insertChanges(
  { tx, organization, now }: Pick<OrgContext, "tx" | "organization" | "now">,
  changes: readonly Change[],
) {
  for (let at = 0; at < changes.length; at += ROWS_PER_STATEMENT)
    await tx.execute(sql`
      insert into ${findingChanges} (organization_id, finding_id, at, action, data)
      select ${organization.organizationId}::uuid, r."findingId", ${now.toISOString()}::timestamptz, r.action, r.data
        from ${rowsOf(changes.slice(at, at + ROWS_PER_STATEMENT))} as r("findingId" uuid, action text, data jsonb)`);
}
