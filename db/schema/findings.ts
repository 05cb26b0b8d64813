import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { entities } from "./catalog.ts";
import { users } from "./identity.ts";
import { instant, tenantColumns } from "./tenancy.ts";

export const FINDING_ACTIONS = [
  "opened",
  "judged",
  "resolved",
  "acknowledge",
  "unacknowledge",
  "assign",
  "except",
  "except-end",
  "plan",
  "done",
  "undo",
  "verified",
  "regressed",
] as const;
export type FindingAction = (typeof FINDING_ACTIONS)[number];

/**
 * A risk that somebody has accepted until a day: what a rule finds in this scope is counted apart. What is null does not
 * narrow it. Rows stay after their end: they are the record of who accepted what.
 */
export const findingExceptions = pgTable(
  "finding_exceptions",
  {
    ...tenantColumns,
    ruleId: text("rule_id").notNull(),
    accountId: uuid("account_id"),
    region: text("region"),
    /** With * and ?. */
    arnPattern: text("arn_pattern"),
    tagKey: text("tag_key"),
    /** null = any value. */
    tagValue: text("tag_value"),
    reason: text("reason").notNull(),
    approverId: uuid("approver_id").references(() => users.id, { onDelete: "set null" }),
    /** Their names when it was made: people leave, the record stays. */
    approver: text("approver").notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull(),
    endsAt: instant("ends_at").notNull(),
    /** When it really ended: on its day, or before by somebody's hand. */
    endedAt: instant("ended_at"),
    endedBy: text("ended_by"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    index("finding_exceptions_rule").on(t.organizationId, t.ruleId, t.endsAt),
    check(
      "finding_exceptions_days",
      sql`${t.endsAt} > ${t.createdAt} and ${t.endsAt} <= ${t.createdAt} + interval '366 days'`,
    ),
  ],
);

/** One rule on one entity: its verdict, and one lifecycle. */
export const findings = pgTable(
  "findings",
  {
    ...tenantColumns,
    entityId: uuid("entity_id").notNull(),
    ruleId: text("rule_id").notNull(),
    pack: text("pack").notNull().$type<"compliance" | "savings">(),
    /** The last verdict. */
    status: text("status").notNull().$type<"PASS" | "FAIL" | "NOT_APPLICABLE" | "UNKNOWN" | "MANUAL">(),
    /** "open" from the first FAIL until a read shows it mended; UNKNOWN never closes it. "none": never failed. */
    state: text("state").notNull().$type<"none" | "open" | "resolved">(),
    severity: text("severity").notNull().$type<"critical" | "high" | "medium" | "low">(),
    message: text("message").notNull(),
    evidence: jsonb("evidence").notNull().default({}).$type<Record<string, unknown>>(),
    /** What a month without it saves; null = nothing to save, or not counted because a better action on the same resource is. */
    savingMonthly: numeric("saving_monthly", { precision: 24, scale: 10 }),
    currency: text("currency"),
    /** The rule whose finding has the same cause, by the last verdict; null = it stands for itself. */
    causeRuleId: text("cause_rule_id"),
    openedAt: instant("opened_at"),
    resolvedAt: instant("resolved_at"),
    changedAt: instant("changed_at").notNull(),
    /** Somebody has seen it; a finding that comes back must be seen again. */
    acknowledgedAt: instant("acknowledged_at"),
    acknowledgedBy: text("acknowledged_by"),
    /** The exception that accepts it, while it is open; null = nobody has. */
    exceptionId: uuid("exception_id"),
    assigneeId: uuid("assignee_id").references(() => users.id, { onDelete: "set null" }),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    unique("findings_identity").on(t.organizationId, t.entityId, t.ruleId),
    index("findings_list").on(t.organizationId, t.pack, t.state, t.severity, t.id),
    index("findings_rule").on(t.organizationId, t.ruleId, t.status),
    index("findings_cause").on(t.organizationId, t.causeRuleId, t.entityId).where(sql`cause_rule_id is not null`),
    index("findings_exception").on(t.organizationId, t.exceptionId).where(sql`exception_id is not null`),
    foreignKey({
      columns: [t.organizationId, t.exceptionId],
      foreignColumns: [findingExceptions.organizationId, findingExceptions.id],
    }),
    foreignKey({
      columns: [t.organizationId, t.entityId],
      foreignColumns: [entities.organizationId, entities.id],
    }).onDelete("cascade"),
    check("findings_status", sql`${t.status} in ('PASS', 'FAIL', 'NOT_APPLICABLE', 'UNKNOWN', 'MANUAL')`),
    check("findings_state", sql`${t.state} in ('none', 'open', 'resolved')`),
    check("findings_severity", sql`${t.severity} in ('critical', 'high', 'medium', 'low')`),
  ],
);

/** How a resource was judged last, so that the next judgement asks only what can have changed. */
export const judgements = pgTable(
  "judgements",
  {
    organizationId: tenantColumns.organizationId,
    resourceId: uuid("resource_id").notNull(),
    /** Of all that rules can see but the clock; or a word why nothing can be built on it. */
    fingerprint: text("fingerprint").notNull(),
    /** Rule → what it said, of those that looked at the clock. */
    timed: jsonb("timed").notNull().default({}).$type<Record<string, string>>(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.resourceId] }),
    foreignKey({
      columns: [t.organizationId, t.resourceId],
      foreignColumns: [entities.organizationId, entities.id],
    }).onDelete("cascade"),
  ],
);

/** A rule that the organisation has switched off, or on again; without a row it is on. */
export const ruleSettings = pgTable(
  "rule_settings",
  {
    organizationId: tenantColumns.organizationId,
    ruleId: text("rule_id").notNull(),
    isOn: boolean("is_on").notNull(),
    changedBy: text("changed_by").notNull(),
    changedAt: instant("changed_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.organizationId, t.ruleId] })],
);

/** A rule of the organisation's own. Its findings name it "custom:" and its id. */
export const customRules = pgTable(
  "custom_rules",
  {
    ...tenantColumns,
    title: text("title").notNull(),
    severity: text("severity").notNull().$type<"critical" | "high" | "medium" | "low">(),
    /** CloudFormation name, or "*". */
    resourceType: text("resource_type").notNull(),
    /** What must hold, as it was written. */
    condition: text("condition").notNull(),
    remedy: text("remedy").notNull(),
    /** Framework version → requirement ids that the organisation relates it to. */
    requirements: jsonb("requirements").notNull().default({}).$type<Record<string, string[]>>(),
    /** Counts its changes; what each changed is in the log. */
    version: integer("version").notNull().default(1),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull(),
    changedAt: instant("changed_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    index("custom_rules_title").on(t.organizationId, t.title),
    check("custom_rules_severity", sql`${t.severity} in ('critical', 'high', 'medium', 'low')`),
  ],
);

/** How a framework stood on a day (UTC): its requirements by status. What was not judged that day has no row. */
export const frameworkScores = pgTable(
  "framework_scores",
  {
    organizationId: tenantColumns.organizationId,
    framework: text("framework").notNull(),
    day: date("day", { mode: "string" }).notNull(),
    passed: integer("passed").notNull(),
    failed: integer("failed").notNull(),
    unknown: integer("unknown").notNull(),
    manual: integer("manual").notNull(),
    /** Requirements of which all that fails is accepted. */
    excepted: integer("excepted").notNull().default(0),
    /** Requirements whose rules found nothing to judge. */
    none: integer("none").notNull(),
  },
  (t) => [primaryKey({ columns: [t.organizationId, t.framework, t.day] })],
);

/** What happened to a finding, by rules and by people. Transitions only: a verdict that stays writes nothing. */
export const findingChanges = pgTable(
  "finding_changes",
  {
    ...tenantColumns,
    findingId: uuid("finding_id").notNull(),
    at: instant("at").notNull(),
    action: text("action").notNull().$type<FindingAction>(),
    /** Who; null = a rule's judgement. */
    actor: text("actor"),
    /** From what to what, the rule's sentence, a note: never a secret. */
    data: jsonb("data").notNull().default({}).$type<Record<string, unknown>>(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    index("finding_changes_history").on(t.organizationId, t.findingId, t.at),
    foreignKey({
      columns: [t.organizationId, t.findingId],
      foreignColumns: [findings.organizationId, findings.id],
    }).onDelete("cascade"),
    check("finding_changes_action", sql`${t.action} in (${sql.raw(FINDING_ACTIONS.map((a) => `'${a}'`).join(", "))})`),
  ],
);

/** What people do about a saving: planned, done, then what the next bill says. Before it there is no row: it is open. */
export const SAVING_STATES = ["planned", "done", "verified", "regressed"] as const;
export type SavingState = (typeof SAVING_STATES)[number];

/** One per finding. Its amounts are those of the day it was planned: what a rule says later changes no report. */
export const savingActions = pgTable(
  "saving_actions",
  {
    ...tenantColumns,
    findingId: uuid("finding_id").notNull(),
    state: text("state").notNull().$type<SavingState>(),
    /** What a month was to save, by the rule. */
    expectedMonthly: numeric("expected_monthly", { precision: 24, scale: 10 }).notNull(),
    currency: text("currency").notNull(),
    /** How a bill names what the saving touches: ARNs and native ids. */
    resourceIds: jsonb("resource_ids").notNull().$type<string[]>(),
    plannedBy: text("planned_by").notNull(),
    plannedAt: instant("planned_at").notNull(),
    note: text("note").notNull().default(""),
    doneBy: text("done_by"),
    doneAt: instant("done_at"),
    /** Effective cost of a day, in the two weeks before and after; null = no bill names the resource (yet). */
    beforeDaily: numeric("before_daily", { precision: 24, scale: 10 }),
    afterDaily: numeric("after_daily", { precision: 24, scale: 10 }),
    realisedMonthly: numeric("realised_monthly", { precision: 24, scale: 10 }),
    /** Why it is not verified, in a sentence; "" = nothing is known to stand against it. */
    waitsFor: text("waits_for").notNull().default(""),
    settledAt: instant("settled_at"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    unique("saving_actions_finding").on(t.organizationId, t.findingId),
    index("saving_actions_state").on(t.organizationId, t.state, t.id),
    foreignKey({
      columns: [t.organizationId, t.findingId],
      foreignColumns: [findings.organizationId, findings.id],
    }).onDelete("cascade"),
    check("saving_actions_state_word", sql`${t.state} in (${sql.raw(SAVING_STATES.map((s) => `'${s}'`).join(", "))})`),
    check("saving_actions_done", sql`(${t.state} = 'planned') = (${t.doneAt} is null)`),
  ],
);
