import { and, asc, count, eq, gt, inArray, isNull, or, sql } from "drizzle-orm";
import * as z from "zod";
import type { Db, ReadDb } from "../../../db/client.ts";
import { customRules, findingExceptions, findings, frameworkScores } from "../../../db/schema/findings.ts";
import { awsAccounts, resources } from "../../../db/schema/inventory.ts";
import { notFound } from "../../base/errors.ts";
import { after, toPage } from "../../base/pages.ts";
import { customId } from "../custom.ts";
import { countedAs } from "../list.ts";
import { CUSTOM_MAX } from "../read-rules.ts";
import { RULES } from "../rules/index.ts";
import { FRAMEWORKS, type Framework, frameworkOf, fullName, requirementLabel, sectionOf } from "./frameworks.ts";
import { type ByRule, judgeFramework, noVerdicts, scoreOf } from "./score.ts";

export const TREND_DAYS_MAX = 90;
/** Evidence is for auditors: pages are larger than those of a screen. */
const EVIDENCE_LIMIT_MAX = 500;

export const COMPLIANCE = RULES.filter((rule) => rule.pack === "compliance");

/** The organisation's own rules, which it relates to requirements itself. */
export const ownRules = (db: Pick<ReadDb | Db, "select">) =>
  db.select().from(customRules).orderBy(asc(customRules.title), asc(customRules.id)).limit(CUSTOM_MAX);
type OwnRow = typeof customRules.$inferSelect;
export const withOwn = (rows: readonly OwnRow[]) => [
  ...COMPLIANCE,
  ...rows.map((row) => ({ ...row, id: customId(row.id) })),
];

const accounts = z.array(z.uuid()).max(100).optional();
export const FrameworksInput = z.strictObject({ account: accounts });
export const FrameworkInput = z.strictObject({ id: z.string().max(60), account: accounts });
export const EvidenceInput = z.strictObject({
  ...FrameworkInput.shape,
  cursor: z.string().max(2000).nullish(),
  limit: z.number().int().min(1).max(EVIDENCE_LIMIT_MAX).default(EVIDENCE_LIMIT_MAX),
});

const inAccounts = (ids: readonly string[] | undefined) =>
  ids?.length ? inArray(resources.accountId, [...ids]) : undefined;

/** Verdicts on what is there now, by rule. */
export const verdictsByRule = (db: Pick<ReadDb | Db, "select">, account?: readonly string[]) =>
  db
    .select({ ruleId: findings.ruleId, status: countedAs, count: count() })
    .from(findings)
    .innerJoin(resources, eq(resources.id, findings.entityId))
    .where(and(eq(findings.pack, "compliance"), isNull(resources.vanishedAt), inAccounts(account)))
    .groupBy(findings.ruleId, countedAs);

type VerdictRow = Awaited<ReturnType<typeof verdictsByRule>>[number];
export function toByRule(rows: readonly VerdictRow[]): ByRule {
  const byRule = new Map<string, ReturnType<typeof noVerdicts>>();
  for (const { ruleId, status, count } of rows) {
    const verdicts = byRule.get(ruleId) ?? noVerdicts();
    verdicts[status] += count;
    byRule.set(ruleId, verdicts);
  }
  return byRule;
}

const trend = (db: ReadDb, since: string, framework?: string) =>
  db
    .select()
    .from(frameworkScores)
    .where(and(gt(frameworkScores.day, since), framework ? eq(frameworkScores.framework, framework) : undefined))
    .orderBy(asc(frameworkScores.framework), asc(frameworkScores.day))
    .limit(FRAMEWORKS.length * TREND_DAYS_MAX);

const sinceOf = (now: Date) => new Date(now.getTime() - TREND_DAYS_MAX * 86_400_000).toISOString().slice(0, 10);
type ScoreRow = typeof frameworkScores.$inferSelect;
const toTrend = (rows: readonly ScoreRow[], framework: string) =>
  rows
    .filter((row) => row.framework === framework)
    .map(({ day, passed, failed }) => ({ day, score: scoreOf({ PASS: passed, FAIL: failed }) }));

export const frameworkList = (db: ReadDb, now: Date, { account }: z.infer<typeof FrameworksInput>) =>
  [verdictsByRule(db, account), trend(db, sinceOf(now)), ownRules(db)] as const;

export function toFrameworkList(
  rows: readonly VerdictRow[],
  scores: readonly ScoreRow[],
  own: readonly OwnRow[],
  isPartial: boolean,
) {
  const byRule = toByRule(rows);
  const rules = withOwn(own);
  return FRAMEWORKS.map((framework) => {
    const { counts, verdicts, score } = judgeFramework(framework, rules, byRule);
    // Days are recorded over all accounts: beside a part of them they would mislead.
    return { ...facts(framework), counts, verdicts, score, trend: isPartial ? [] : toTrend(scores, framework.id) };
  });
}

export const frameworkDetail = (db: ReadDb, now: Date, { id, account }: z.infer<typeof FrameworkInput>) =>
  [verdictsByRule(db, account), trend(db, sinceOf(now), id), ownRules(db)] as const;

export function toFrameworkDetail(
  rows: readonly VerdictRow[],
  scores: readonly ScoreRow[],
  own: readonly OwnRow[],
  { id, account }: z.infer<typeof FrameworkInput>,
) {
  const framework = known(id);
  const byRule = toByRule(rows);
  const { requirements, ...sums } = judgeFramework(framework, withOwn(own), byRule);
  return {
    ...facts(framework),
    ...sums,
    trend: account?.length ? [] : toTrend(scores, id),
    requirements: requirements.map((requirement) => ({
      id: requirement.id,
      label: requirementLabel(framework, requirement.id),
      section: sectionOf(framework, requirement.id),
      status: requirement.status,
      verdicts: requirement.verdicts,
      rules: requirement.rules.map(({ id, title, severity, resourceType }) => ({
        id,
        title,
        severity,
        resourceType,
        verdicts: byRule.get(id) ?? noVerdicts(),
      })),
    })),
  };
}

/** Every verdict of the framework's rules on what is there, failing or not, a page at a time. */
export function evidencePage(db: ReadDb, { id, account, cursor, limit }: z.infer<typeof EvidenceInput>) {
  const from = after(cursor, z.string());
  const rules = COMPLIANCE.filter((rule) => rule.requirements[known(id).id]?.length).map((rule) => rule.id);
  return [
    db
      .select({
        id: findings.id,
        ruleId: findings.ruleId,
        status: findings.status,
        state: findings.state,
        severity: findings.severity,
        message: findings.message,
        evidence: findings.evidence,
        openedAt: findings.openedAt,
        resolvedAt: findings.resolvedAt,
        changedAt: findings.changedAt,
        acceptedUntil: findingExceptions.endsAt,
        acceptedBecause: findingExceptions.reason,
        resource: {
          name: resources.name,
          type: resources.type,
          region: resources.region,
          arn: resources.arn,
        },
        own: customRules,
        account: { name: awsAccounts.name, number: awsAccounts.awsAccountId, partition: awsAccounts.partition },
      })
      .from(findings)
      .innerJoin(resources, eq(resources.id, findings.entityId))
      .innerJoin(awsAccounts, eq(awsAccounts.id, resources.accountId))
      .leftJoin(findingExceptions, eq(findingExceptions.id, findings.exceptionId))
      .leftJoin(customRules, sql`${findings.ruleId} = 'custom:' || ${customRules.id}::text`)
      .where(
        and(
          or(inArray(findings.ruleId, rules), sql`${customRules.requirements} -> ${id} is not null`),
          isNull(resources.vanishedAt),
          inAccounts(account),
          from ? gt(findings.id, from.id) : undefined,
        ),
      )
      .orderBy(asc(findings.id))
      .limit(limit + 1),
  ] as const;
}
export type EvidenceRow = Awaited<ReturnType<typeof evidencePage>[0]>[number];

const BY_ID = new Map(COMPLIANCE.map((rule) => [rule.id, rule]));

export function toEvidence(rows: readonly EvidenceRow[], { id, limit }: z.infer<typeof EvidenceInput>) {
  const framework = known(id);
  const { items, next } = toPage(rows, limit, () => "");
  return {
    framework: fullName(framework),
    items: items.map(({ own, ...row }) => {
      const rule = BY_ID.get(row.ruleId) ?? own;
      const requirements = (rule?.requirements[id] ?? []).map((each) => requirementLabel(framework, each));
      return { ...row, title: rule?.title ?? row.ruleId, remedy: rule?.remedy ?? null, requirements };
    }),
    next,
  };
}
export type Evidence = ReturnType<typeof toEvidence>["items"][number];

function known(id: string): Framework {
  const framework = frameworkOf(id);
  if (!framework) throw notFound("The framework");
  return framework;
}

const facts = (framework: Framework) => ({
  id: framework.id,
  name: framework.name,
  version: framework.version,
  fullName: fullName(framework),
  publisher: framework.publisher,
  isSuperseded: framework.isSuperseded,
});
