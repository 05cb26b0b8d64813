import { and, eq, inArray, isNull, ne, or, sql } from "drizzle-orm";
import { findingChanges, findings } from "../../db/schema/findings.ts";
import { resources } from "../../db/schema/inventory.ts";
import type { OrgContext } from "../base/context.ts";
import { billedResources } from "../costs/index.ts";
import type { PageReader } from "../inventory/index.ts";
import { readSettings } from "../organizations/index.ts";
import { accept } from "./exceptions/accept.ts";
import { costMonthly, type JudgeContext, type JudgedRule, judgeAll } from "./judge.ts";
import { storeOwners } from "./owner.ts";
import { readRules } from "./read-rules.ts";
import type { Verdict } from "./rule.ts";
import { countSavings } from "./rules/savings/counted.ts";

type Row = typeof findings.$inferSelect;
type NewRow = typeof findings.$inferInsert;

const ROWS_PER_STATEMENT = 1000;

/** Judges a page where it is stored. Only verdicts that differ from the last ones write a row. */
export const judgePage: PageReader["judge"] = async (context, accountId, page) => {
  if (page.length === 0) return 0;
  await storeOwners(context, accountId, page);
  const settings = await readSettings(context);
  const chosen = await readRules(context);
  const billed = await billedResources(
    context,
    page.flatMap(({ resource }) => [resource.arn, resource.nativeId]),
  );
  const judging: JudgeContext = { accountId, settings, now: context.now, billed };
  const present = await context.tx
    .select()
    .from(findings)
    .where(
      inArray(
        findings.entityId,
        page.map(({ id }) => id),
      ),
    );
  const before = new Map(present.map((row) => [`${row.entityId} ${row.ruleId}`, row]));
  const rows = page.flatMap(({ id, resource }) => {
    const verdicts = judgeAll(resource, judging, chosen);
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
  await accept(context, { entityIds: page.map(({ id }) => id) });
  if (rows.length > 0) context.publish({ topic: "findings.changed", data: { changed: rows.length } });
  return stored.filter((row) => row.state === "open" && before.get(`${row.entityId} ${row.ruleId}`)?.state !== "open")
    .length;
};

/** What could not be read is not known any more: UNKNOWN with the reason, and an open finding stays open. */
export const forgetVerdicts: PageReader["forget"] = async (context, { accountId, region, service }, types, reason) => {
  const { tx, now } = context;
  const unread = tx
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
  const changed = await tx
    .update(findings)
    .set({ status: "UNKNOWN", message: reason, changedAt: now })
    .where(
      and(
        inArray(findings.entityId, unread),
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
};

/** A resource that is gone has nothing left to mend. */
export const closeFindings: PageReader["close"] = async (context, vanishedIds) => {
  const { tx, now, publish } = context;
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
    .where(and(inArray(findings.entityId, [...vanishedIds]), eq(findings.state, "open")))
    .returning({ findingId: findings.id });
  await insertChanges(
    context,
    closed.map(({ findingId }) => ({ findingId, action: "resolved", data: { message: "The resource is gone." } })),
  );
  await tx.delete(findings).where(and(inArray(findings.entityId, [...vanishedIds]), eq(findings.state, "none")));
  publish({ topic: "findings.changed", data: { vanished: vanishedIds.length } });
};

export const pageReader: PageReader = { judge: judgePage, forget: forgetVerdicts, close: closeFindings };

type Judged = {
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
  { entityId, rule, verdict, countedMonthly, before }: Judged,
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
    Number(before.savingMonthly ?? -1) === Number(next.savingMonthly ?? -1)
  );
}

type Stored = Pick<Row, "id" | "entityId" | "ruleId" | "status" | "state" | "message">;

/** @returns what is stored now, with its ids. */
async function upsert({ tx }: OrgContext, rows: readonly NewRow[]): Promise<Stored[]> {
  const taken = (column: string) => sql.raw(`excluded.${column}`);
  // What comes back after it was mended was seen by nobody yet.
  const unlessBack = (column: string) =>
    sql.raw(`case when findings.state = 'resolved' and excluded.state = 'open' then null else findings.${column} end`);
  const stored: Stored[] = [];
  for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT) {
    const written = await tx
      .insert(findings)
      .values(rows.slice(at, at + ROWS_PER_STATEMENT))
      .onConflictDoUpdate({
        target: [findings.organizationId, findings.entityId, findings.ruleId],
        set: {
          status: taken("status"),
          state: taken("state"),
          severity: taken("severity"),
          message: taken("message"),
          evidence: taken("evidence"),
          savingMonthly: taken("saving_monthly"),
          currency: taken("currency"),
          openedAt: taken("opened_at"),
          resolvedAt: taken("resolved_at"),
          changedAt: taken("changed_at"),
          acknowledgedAt: unlessBack("acknowledged_at"),
          acknowledgedBy: unlessBack("acknowledged_by"),
        },
      })
      .returning({
        id: findings.id,
        entityId: findings.entityId,
        ruleId: findings.ruleId,
        status: findings.status,
        state: findings.state,
        message: findings.message,
      });
    stored.push(...written);
  }
  return stored;
}

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
    await tx
      .insert(findingChanges)
      .values(
        changes
          .slice(at, at + ROWS_PER_STATEMENT)
          .map((change) => ({ ...change, organizationId: organization.organizationId, at: now })),
      );
}
