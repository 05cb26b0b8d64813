import { and, asc, count, eq, gt, inArray, isNotNull, isNull, not, or, type SQL, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { customRules, findingExceptions, findings, savingActions } from "../../db/schema/findings.ts";
import { users } from "../../db/schema/identity.ts";
import { awsAccounts, resourceOwners, resources } from "../../db/schema/inventory.ts";
import { notFound } from "../base/errors.ts";
import { after, Page, toPage } from "../base/pages.ts";
import { claimedResources, EntityRefInput } from "../catalog/index.ts";
import { NOBODY, ownerColumn, ownersOfAll } from "../inventory/index.ts";
import { coveredBy, covers, isCounted, isCovered, partsOf } from "./cause.ts";
import { customId } from "./custom.ts";
import { commandOf, fixFor, type Target } from "./fix/fix.ts";
import { relatedTo } from "./frameworks/frameworks.ts";
import { fields } from "./judge.ts";
import { history } from "./lifecycle.ts";
import type { AnyRule, Status } from "./rule.ts";
import { RULES } from "./rules/index.ts";

const SEVERITIES = ["critical", "high", "medium", "low"] as const;
const STATUSES = ["PASS", "FAIL", "NOT_APPLICABLE", "UNKNOWN", "MANUAL"] as const;

export const FindingsInput = z.strictObject({
  ...Page.shape,
  pack: z.enum(["compliance", "savings"]).default("compliance"),
  /** Open ones, unless a status or a state is asked for. */
  state: z
    .array(z.enum(["none", "open", "resolved"]))
    .max(3)
    .optional(),
  status: z.array(z.enum(STATUSES)).max(5).optional(),
  severity: z.array(z.enum(SEVERITIES)).max(4).optional(),
  rule: z.array(z.string().max(60)).max(50).optional(),
  resource: z.uuid().optional(),
  account: z.array(z.uuid()).max(100).optional(),
  /** Only what is accepted until a day; without it, only what is not. */
  excepted: z.boolean().optional(),
  /** Also what another finding covers, whose mending mends it; a rule's own list and a resource's tell it anyway. */
  covered: z.boolean().optional(),
  /** References of owners, as the list shows them; NOBODY for what nobody owns. */
  owner: z.array(z.string().max(250)).max(50).optional(),
  /** Members, or NOBODY. */
  assignee: z
    .array(z.union([z.uuid(), z.literal("none")]))
    .max(50)
    .optional(),
  /** What the entity claims, as its page counts it. */
  entity: EntityRefInput.optional(),
  search: z.string().trim().max(200).optional(),
});
type FindingsInput = z.infer<typeof FindingsInput>;

const listed = {
  id: findings.id,
  ruleId: findings.ruleId,
  pack: findings.pack,
  status: findings.status,
  state: findings.state,
  severity: findings.severity,
  message: findings.message,
  savingMonthly: findings.savingMonthly,
  currency: findings.currency,
  openedAt: findings.openedAt,
  resolvedAt: findings.resolvedAt,
  changedAt: findings.changedAt,
  resource: {
    id: resources.id,
    name: resources.name,
    type: resources.type,
    region: resources.region,
    nativeId: resources.nativeId,
    arn: resources.arn,
  },
  accountName: awsAccounts.name,
  acknowledgedAt: findings.acknowledgedAt,
  acknowledgedBy: findings.acknowledgedBy,
  assignee: { id: users.id, name: users.name },
  owner: ownerColumn,
  customTitle: customRules.title,
  /** What people do about a saving; null = nothing yet. */
  action: {
    state: savingActions.state,
    expectedMonthly: savingActions.expectedMonthly,
    waitsFor: savingActions.waitsFor,
  },
  causeRuleId: findings.causeRuleId,
  /** How many other findings have this one as their cause, and are mended with it. */
  covers,
  exception: { id: findingExceptions.id, endsAt: findingExceptions.endsAt, reason: findingExceptions.reason },
};

export const bySeverity = sql<string>`case ${findings.severity} when 'critical' then '1' when 'high' then '2' when 'medium' then '3' else '4' end`;

/** The verdict as it is counted: what fails and is accepted until a day is neither passed nor failed. */
export const countedAs = sql<
  Status | "EXCEPTED"
>`case when ${findings.status} = 'FAIL' and ${findings.exceptionId} is not null then 'EXCEPTED' else ${findings.status} end`;

/** The same, and what another finding covers counts once, with that one. */
const onceCountedAs = sql<string>`case when ${isCovered} then 'COVERED' else ${countedAs} end`;

/** Savings by money, the rest by severity; ids break ties. */
export const rank = (pack: FindingsInput["pack"]): SQL<string> =>
  pack === "savings"
    ? sql<string>`to_char(99999999999999 - coalesce(${findings.savingMonthly}, 0), 'FM00000000000000.0000000000')`
    : bySeverity;

export function findingsPage(db: ReadDb, input: FindingsInput) {
  const by = rank(input.pack);
  const from = after(input.cursor, z.string());
  const where = matching(input);
  const beyond = from
    ? or(sql`${by} > ${from.value}`, and(sql`${by} = ${from.value}`, gt(findings.id, from.id)))
    : undefined;
  return [
    db
      .select({ ...listed, sortValue: by })
      .from(findings)
      .innerJoin(resources, eq(resources.id, findings.entityId))
      .innerJoin(awsAccounts, eq(awsAccounts.id, resources.accountId))
      .leftJoin(resourceOwners, eq(resourceOwners.resourceId, resources.id))
      .leftJoin(users, eq(users.id, findings.assigneeId))
      .leftJoin(findingExceptions, eq(findingExceptions.id, findings.exceptionId))
      .leftJoin(savingActions, eq(savingActions.findingId, findings.id))
      .leftJoin(customRules, sql`${findings.ruleId} = 'custom:' || ${customRules.id}::text`)
      .where(and(where, beyond))
      .orderBy(by, asc(findings.id))
      .limit(input.limit + 1),
    db
      .select({ total: count(), savingMonthly: sql<string>`coalesce(sum(${findings.savingMonthly}), 0)::text` })
      .from(findings)
      .innerJoin(resources, eq(resources.id, findings.entityId))
      .where(where),
  ] as const;
}

type Listed = { id: string; ruleId: string; sortValue: string; customTitle: string | null };
export function toFindingsPage<Row extends Listed>(
  rows: Row[],
  totals: { total: number; savingMonthly: string } | undefined,
  limit: number,
) {
  const page = toPage(rows, limit, (row) => row.sortValue);
  return {
    items: page.items.map(({ sortValue: _, customTitle, ...row }) => ({
      ...row,
      title: ruleOf(row.ruleId)?.title ?? customTitle ?? row.ruleId,
    })),
    next: page.next,
    total: totals?.total ?? 0,
    savingMonthly: totals?.savingMonthly ?? "0",
    currency: "USD",
  };
}

export function matching(input: Omit<FindingsInput, "cursor" | "limit">): SQL | undefined {
  const states = input.state ?? (input.status ? undefined : (["open"] as const));
  return and(
    input.resource ? eq(findings.entityId, input.resource) : eq(findings.pack, input.pack),
    states?.length ? inArray(findings.state, [...states]) : undefined,
    input.status?.length ? inArray(findings.status, input.status) : undefined,
    input.severity?.length ? inArray(findings.severity, input.severity) : undefined,
    input.rule?.length ? inArray(findings.ruleId, input.rule) : undefined,
    input.account?.length ? inArray(resources.accountId, input.account) : undefined,
    // A resource's own list tells everything; everywhere else what is accepted stands apart.
    input.excepted ? isNotNull(findings.exceptionId) : input.resource ? undefined : isNull(findings.exceptionId),
    input.covered || input.excepted || input.resource || input.rule?.length ? undefined : not(isCovered),
    input.owner?.length ? ownedBy(input.owner) : undefined,
    input.assignee?.length
      ? inArray(sql`coalesce(${findings.assigneeId}::text, ${NOBODY})`, input.assignee)
      : undefined,
    input.entity ? sql`${findings.entityId} in (select claimed.id from ${claimedResources(input.entity)})` : undefined,
    input.search ? found(input.search) : undefined,
  );
}

const ownedBy = (refs: readonly string[]): SQL =>
  sql`${findings.entityId} in (select owned.id from ${ownersOfAll} owned where coalesce(owned.ref, ${NOBODY}) in ${[...refs]})`;

/** In the resource's name, id or ARN, the message, or the titles of rules. */
function found(text: string): SQL {
  const needle = text.toLowerCase();
  const titled = RULES.filter(
    (rule) => rule.title.toLowerCase().includes(needle) || rule.id.toLowerCase().includes(needle),
  ).map((rule) => rule.id);
  const inText = sql`(position(${needle} in lower(${resources.name})) > 0 or position(${needle} in lower(${resources.nativeId})) > 0
    or position(${needle} in lower(${resources.arn})) > 0 or position(${needle} in lower(${findings.message})) > 0)`;
  return titled.length > 0 ? sql`(${inText} or ${inArray(findings.ruleId, titled)})` : inText;
}

export function findingDetail(db: ReadDb, id: string) {
  return [
    db
      .select({
        ...listed,
        evidence: findings.evidence,
        coveredBy,
        tags: resources.tags,
        config: resources.config,
        custom: customRules,
      })
      .from(findings)
      .innerJoin(resources, eq(resources.id, findings.entityId))
      .innerJoin(awsAccounts, eq(awsAccounts.id, resources.accountId))
      .leftJoin(resourceOwners, eq(resourceOwners.resourceId, resources.id))
      .leftJoin(users, eq(users.id, findings.assigneeId))
      .leftJoin(findingExceptions, eq(findingExceptions.id, findings.exceptionId))
      .leftJoin(savingActions, eq(savingActions.findingId, findings.id))
      .leftJoin(customRules, sql`${findings.ruleId} = 'custom:' || ${customRules.id}::text`)
      .where(eq(findings.id, id)),
    history(db, id),
    partsOf(db, id),
  ] as const;
}

type Detailed = {
  ruleId: string;
  causeRuleId: string | null;
  coveredBy: string | null;
  custom: typeof customRules.$inferSelect | null;
  resource: Target;
  evidence: Record<string, unknown>;
  config: Record<string, unknown>;
};

type PartRow = { id: string; ruleId: string; resourceName: string };
export function toFinding<Row extends Detailed, Change>(
  found: Row | undefined,
  changes: readonly Change[],
  parts: readonly PartRow[],
) {
  if (!found) throw notFound("The finding");
  const { config, custom, coveredBy, ...row } = found;
  const titleOf = (id: string) => ruleOf(id)?.title ?? id;
  const rule = ruleOf(row.ruleId);
  // What the rule read is evidence too: the fields of the configuration that it declares.
  const read = rule ? fields(rule).flatMap((field) => (field in config ? [[field, config[field]]] : [])) : [];
  return {
    ...row,
    evidence: { ...Object.fromEntries(read), ...row.evidence },
    title: rule?.title ?? custom?.title ?? row.ruleId,
    rule: rule ? describeRule(rule) : custom && describeCustom(custom),
    /** The finding whose mending mends this one; null = this stands for itself. */
    cause: coveredBy === null ? null : { id: coveredBy, title: titleOf(row.causeRuleId ?? "") },
    parts: parts.map(({ ruleId, ...part }) => ({ ...part, title: titleOf(ruleId) })),
    fix: rule ? fixFor(rule, row.resource) : null,
    history: [...changes],
  };
}

export function describeRule(rule: AnyRule) {
  const { id, pack, title, category, severity, resourceType, remedy } = rule;
  return {
    id,
    pack,
    title,
    category,
    severity,
    resourceType,
    remedy,
    cli: commandOf(rule),
    reads: [...fields(rule), ...(rule.needs ?? [])],
    requirements: relatedTo(rule),
  };
}

/** A rule of the organisation's own, in the same words. */
export const describeCustom = (row: typeof customRules.$inferSelect) => ({
  id: customId(row.id),
  pack: "compliance" as const,
  title: row.title,
  category: "custom",
  severity: row.severity,
  resourceType: row.resourceType,
  remedy: row.remedy,
  cli: null,
  reads: [] as readonly string[],
  requirements: relatedTo(row),
});

export const RULE_BY_ID: ReadonlyMap<string, AnyRule> = new Map(RULES.map((rule) => [rule.id, rule]));
export const ruleOf = (id: string) => RULE_BY_ID.get(id);

/**
 * Compliance: the share of known verdicts that pass (PASS / (PASS + FAIL)); null when none is known.
 * UNKNOWN counts neither way and is told apart.
 */
export function findingsSummary(db: ReadDb) {
  const live = and(isNull(resources.vanishedAt));
  return [
    db
      .select({ status: onceCountedAs, count: count() })
      .from(findings)
      .innerJoin(resources, eq(resources.id, findings.entityId))
      .where(and(live, eq(findings.pack, "compliance")))
      // By its place: the parameters in its words would be others here.
      .groupBy(sql`1`),
    db
      .select({ severity: findings.severity, count: count() })
      .from(findings)
      .where(and(eq(findings.pack, "compliance"), eq(findings.state, "open"), isCounted))
      .groupBy(findings.severity),
    db
      .select({ count: count(), monthly: sql<string>`coalesce(sum(${findings.savingMonthly}), 0)::text` })
      .from(findings)
      .where(and(eq(findings.pack, "savings"), eq(findings.state, "open"), isNull(findings.exceptionId))),
    db
      .select({
        ruleId: findings.ruleId,
        severity: findings.severity,
        count: count(),
        customTitle: sql<string | null>`max(${customRules.title})`,
      })
      .from(findings)
      .leftJoin(customRules, sql`${findings.ruleId} = 'custom:' || ${customRules.id}::text`)
      .where(and(eq(findings.pack, "compliance"), eq(findings.state, "open"), isCounted))
      .groupBy(findings.ruleId, findings.severity)
      .orderBy(sql`count(*) desc`)
      .limit(100),
  ] as const;
}

export function toSummary(
  statuses: { status: string; count: number }[],
  severities: { severity: string; count: number }[],
  savings: { count: number; monthly: string } | undefined,
  rules: { ruleId: string; severity: string; count: number; customTitle: string | null }[],
) {
  const of = (status: string) => statuses.find((row) => row.status === status)?.count ?? 0;
  const known = of("PASS") + of("FAIL");
  return {
    score: known > 0 ? of("PASS") / known : null,
    counts: {
      pass: of("PASS"),
      fail: of("FAIL"),
      unknown: of("UNKNOWN"),
      notApplicable: of("NOT_APPLICABLE"),
      manual: of("MANUAL"),
      excepted: of("EXCEPTED"),
      /** They fail, and are mended with another finding, which is counted. */
      covered: of("COVERED"),
    },
    openBySeverity: Object.fromEntries(
      SEVERITIES.map((severity) => [severity, severities.find((row) => row.severity === severity)?.count ?? 0]),
    ),
    savings: { count: savings?.count ?? 0, monthly: savings?.monthly ?? "0", currency: "USD" },
    rules: rules.map(({ customTitle, ...row }) => ({
      ...row,
      title: ruleOf(row.ruleId)?.title ?? customTitle ?? row.ruleId,
    })),
  };
}
