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
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { awsAccounts } from "./inventory.ts";
import { instant, tenantColumns } from "./tenancy.ts";

/** Ten digits after the point, as many as Cost Explorer answers. */
export const amount = (name: string) => numeric(name, { precision: 24, scale: 10 }).notNull();
export const oneOf = (words: readonly string[]) => sql.raw(words.map((word) => `'${word}'`).join(", "));
type Amounts = { unblended: string; amortized: string; netUnblended: string; netAmortized: string };

/**
 * AWS accounts on a bill (FOCUS: sub-accounts), and the one connection that tells their costs: a payer and its member
 * may both be connected, and both answer for the member.
 */
export const costSubAccounts = pgTable(
  "cost_sub_accounts",
  {
    organizationId: tenantColumns.organizationId,
    /** Twelve digits. */
    subAccountId: text("sub_account_id").notNull(),
    /** null = known from imported exports only. */
    accountId: uuid("account_id"),
    name: text("name"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.subAccountId] }),
    index("cost_sub_accounts_account").on(t.organizationId, t.accountId),
    foreignKey({
      columns: [t.organizationId, t.accountId],
      foreignColumns: [awsAccounts.organizationId, awsAccounts.id],
    }).onDelete("cascade"),
  ],
);

/** FOCUS 1.2, ChargeCategory. Every line lies in exactly one of these lanes. */
export const CHARGE_CATEGORIES = ["Usage", "Purchase", "Tax", "Credit", "Adjustment"] as const;
export type ChargeCategory = (typeof CHARGE_CATEGORIES)[number];
/** Who told a line: a query of Cost Explorer, or an export that somebody imported. */
export const COST_SOURCES = ["cost-explorer", "export"] as const;

/**
 * The ledger: one charge of one sub-account on one day of UTC, in FOCUS 1.2's dimensions; no row = no cost, if the day
 * was read. FOCUS's BilledCost is `net_unblended`, its EffectiveCost `net_amortized` (finops study, 2.5). Cost Explorer
 * groups by two dimensions at most: its lines have no region, resource or tag ("" and {}), and their regions stand in
 * `cost_breakdowns`.
 */
export const costLines = pgTable(
  "cost_lines",
  {
    organizationId: tenantColumns.organizationId,
    day: date("day", { mode: "string" }).notNull(),
    /** Of all that makes a line one, apart from its day: a key of sixteen bytes instead of eight texts. */
    key: uuid("key")
      .notNull()
      .generatedAlwaysAs(
        sql`md5(source || chr(31) || sub_account_id || chr(31) || service || chr(31) || charge_category || chr(31) || charge_class || chr(31) || region || chr(31) || resource_id || chr(31) || usage_type || chr(31) || tags::text)::uuid`,
      ),
    source: text("source").notNull().default("cost-explorer").$type<(typeof COST_SOURCES)[number]>(),
    subAccountId: text("sub_account_id").notNull(),
    service: text("service").notNull(),
    chargeCategory: text("charge_category").notNull().default("Usage").$type<ChargeCategory>(),
    /** "Correction" of a bill that was closed; else "". */
    chargeClass: text("charge_class").notNull().default(""),
    region: text("region").notNull().default(""),
    resourceId: text("resource_id").notNull().default(""),
    usageType: text("usage_type").notNull().default(""),
    tags: jsonb("tags").notNull().default({}).$type<Record<string, string>>(),
    currency: text("currency").notNull(),
    unblended: amount("unblended"),
    amortized: amount("amortized"),
    netUnblended: amount("net_unblended"),
    netAmortized: amount("net_amortized"),
    /** Public price, and negotiated price; null = the source does not tell. */
    listCost: numeric("list_cost", { precision: 24, scale: 10 }),
    contractedCost: numeric("contracted_cost", { precision: 24, scale: 10 }),
    /** AWS may still change it. */
    isEstimated: boolean("is_estimated").notNull(),
    /** False where another source tells the same month of the same sub-account: kept to compare, never added. */
    counts: boolean("counts").notNull().default(true),
    changedAt: instant("changed_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.day, t.key] }),
    index("cost_lines_sub_account").on(t.organizationId, t.subAccountId, t.day),
    index("cost_lines_service").on(t.organizationId, t.service, t.day),
    index("cost_lines_resource").on(t.organizationId, t.resourceId, t.day).where(sql`${t.resourceId} <> ''`),
    index("cost_lines_region").on(t.organizationId, t.region, t.day).where(sql`${t.region} <> ''`),
    foreignKey({
      columns: [t.organizationId, t.subAccountId],
      foreignColumns: [costSubAccounts.organizationId, costSubAccounts.subAccountId],
    }).onDelete("cascade"),
    check("cost_lines_source", sql`${t.source} in (${oneOf(COST_SOURCES)})`),
    check("cost_lines_category", sql`${t.chargeCategory} in (${oneOf(CHARGE_CATEGORIES)})`),
  ],
);

/**
 * What Cost Explorer says of a connection's usage by service and a third dimension: region, or the value of one tag.
 * Its sub-accounts are not told apart.
 */
export const costBreakdowns = pgTable(
  "cost_breakdowns",
  {
    organizationId: tenantColumns.organizationId,
    accountId: uuid("account_id").notNull(),
    day: date("day", { mode: "string" }).notNull(),
    /** "region", or "tag:" and the tag's key. */
    by: text("by").notNull(),
    /** "" = untagged. */
    key: text("key").notNull(),
    service: text("service").notNull(),
    currency: text("currency").notNull(),
    unblended: amount("unblended"),
    amortized: amount("amortized"),
    netUnblended: amount("net_unblended"),
    netAmortized: amount("net_amortized"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.day, t.accountId, t.by, t.key, t.service, t.currency] }),
    index("cost_breakdowns_account").on(t.organizationId, t.accountId),
    foreignKey({
      columns: [t.organizationId, t.accountId],
      foreignColumns: [awsAccounts.organizationId, awsAccounts.id],
    }).onDelete("cascade"),
  ],
);

/**
 * Sums of the ledger that pages read: by day and by month, of everything (`by` = "") or by one dimension, with each
 * service and (service = "") over all of them. Made again for the days that changed, in the transaction that changed them.
 */
export const costRollups = pgTable(
  "cost_rollups",
  {
    organizationId: tenantColumns.organizationId,
    /** "day" or "month". */
    grain: text("grain").notNull(),
    /** "", "account", "region", "team", "component", "environment", "via" or "tag:" and a key. */
    by: text("by").notNull(),
    /** Of the day, or the month's first. */
    day: date("day", { mode: "string" }).notNull(),
    /** The value of that dimension; "" = it has none. */
    key: text("key").notNull(),
    /** "" = all services together. */
    service: text("service").notNull(),
    chargeCategory: text("charge_category").notNull().$type<ChargeCategory>(),
    currency: text("currency").notNull(),
    unblended: amount("unblended"),
    amortized: amount("amortized"),
    netUnblended: amount("net_unblended"),
    netAmortized: amount("net_amortized"),
    isEstimated: boolean("is_estimated").notNull(),
  },
  (t) => [
    primaryKey({
      columns: [t.organizationId, t.grain, t.by, t.day, t.service, t.key, t.chargeCategory, t.currency],
    }),
    index("cost_rollups_all").on(t.organizationId, t.grain, t.by, t.service, t.day),
    index("cost_rollups_key").on(t.organizationId, t.grain, t.by, t.key, t.day),
  ],
);

/** AWS changed the cost of a day that had settled. null = no such cost. */
export const costRestatements = pgTable(
  "cost_restatements",
  {
    ...tenantColumns,
    day: date("day", { mode: "string" }).notNull(),
    subAccountId: text("sub_account_id").notNull(),
    service: text("service").notNull(),
    chargeCategory: text("charge_category").notNull().default("Usage").$type<ChargeCategory>(),
    currency: text("currency").notNull(),
    before: jsonb("before").$type<Amounts>(),
    after: jsonb("after").$type<Amounts>(),
    seenAt: instant("seen_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    index("cost_restatements_sub_account").on(t.organizationId, t.subAccountId),
    foreignKey({
      columns: [t.organizationId, t.subAccountId],
      foreignColumns: [costSubAccounts.organizationId, costSubAccounts.subAccountId],
    }).onDelete("cascade"),
  ],
);

/** How far the costs of a connection were read. */
export const costSyncs = pgTable(
  "cost_syncs",
  {
    organizationId: tenantColumns.organizationId,
    accountId: uuid("account_id").notNull(),
    /** The earliest day that was read; null = none yet. */
    coveredFrom: date("covered_from", { mode: "string" }),
    syncedAt: instant("synced_at"),
    /** AWS's own total of the last window minus the sum of its lines: zero, or the ledger does not tie out. */
    difference: jsonb("difference").$type<Amounts>(),
    /** Why the last try could not read it; null = it could. */
    problem: text("problem"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.accountId] }),
    foreignKey({
      columns: [t.organizationId, t.accountId],
      foreignColumns: [awsAccounts.organizationId, awsAccounts.id],
    }).onDelete("cascade"),
  ],
);

/** Requests that AWS charges $0.01 for each, by month of UTC; counted before they are made. */
export const costRequests = pgTable(
  "cost_requests",
  {
    organizationId: tenantColumns.organizationId,
    /** Its first day. */
    month: date("month", { mode: "string" }).notNull(),
    requests: integer("requests").notNull(),
  },
  (t) => [primaryKey({ columns: [t.organizationId, t.month] })],
);

/** Decimal strings; one day, or a sum of days. */
export type Band = { mean: string; lower80: string; upper80: string; lower95: string; upper95: string };
/** How the same method did on this organisation's own past; shares of 1. */
export type Backtest = {
  weeks: number;
  /** Mean absolute error ÷ that of "as last week" inside the history; below 1 is better. */
  mase: number;
  wape: number;
  /** The WAPE of "as last week" on the same days. */
  naiveWape: number;
  covered80: number;
  covered95: number;
};

/** What the next days will cost, by one of the four costs; made again after each sync. */
export const costForecasts = pgTable(
  "cost_forecasts",
  {
    organizationId: tenantColumns.organizationId,
    metric: text("metric").notNull(),
    currency: text("currency").notNull(),
    /** The first day that is foretold: the days before it are known and have arrived. */
    from: date("from_day", { mode: "string" }).notNull(),
    historyDays: integer("history_days").notNull(),
    days: jsonb("days").notNull().$type<({ day: string } & Band)[]>(),
    /** The month that `from` lies in, known days and foretold ones together; no band = too little history for one. */
    month: jsonb("month").notNull().$type<{ month: string; known: string; mean: string; band: Band | null }>(),
    /** null = too little history. */
    backtest: jsonb("backtest").$type<Backtest>(),
    madeAt: instant("made_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.organizationId, t.metric] })],
);

export const BUDGET_SCOPES = ["organization", "account", "service", "team", "tag"] as const;
export const BUDGET_PERIODS = ["day", "month", "quarter"] as const;
export const BUDGET_ALERTS = ["actual80", "actual100", "forecast"] as const;
/** `month`: the period's first day. `probability`: of ending it above the amount; null = too little history to say. */
export type BudgetOutlook = {
  month: string;
  spent: string;
  expected: string | null;
  band: Band | null;
  probability: number | null;
};

/** What a day, a month or a quarter may cost (unblended): everything, an AWS account, a service, a team, or a tag's value. */
export const costBudgets = pgTable(
  "cost_budgets",
  {
    ...tenantColumns,
    name: text("name").notNull(),
    scope: text("scope").notNull().$type<(typeof BUDGET_SCOPES)[number]>(),
    /** The sub-account's number, the service's or the team's name, or "Key=value" of a tag; "" for the organisation. */
    scopeKey: text("scope_key").notNull(),
    period: text("period").notNull().default("month").$type<(typeof BUDGET_PERIODS)[number]>(),
    amount: amount("amount"),
    currency: text("currency").notNull(),
    /** Made with each analysis; null = none yet. */
    outlook: jsonb("outlook").$type<BudgetOutlook>(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    uniqueIndex("cost_budgets_scope").on(t.organizationId, t.scope, t.scopeKey, t.period),
    check("cost_budgets_scope_word", sql`${t.scope} in (${oneOf(BUDGET_SCOPES)})`),
    check("cost_budgets_period_word", sql`${t.period} in (${oneOf(BUDGET_PERIODS)})`),
    check("cost_budgets_scope_key", sql`(${t.scope} = 'organization') = (${t.scopeKey} = '')`),
    check("cost_budgets_amount", sql`${t.amount} > 0`),
  ],
);

/** A period of a budget has crossed a line; once a period and line. `month` is its first day. */
export const costBudgetAlerts = pgTable(
  "cost_budget_alerts",
  {
    organizationId: tenantColumns.organizationId,
    budgetId: uuid("budget_id").notNull(),
    month: date("month", { mode: "string" }).notNull(),
    kind: text("kind").notNull().$type<(typeof BUDGET_ALERTS)[number]>(),
    at: instant("at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.budgetId, t.month, t.kind] }),
    foreignKey({
      columns: [t.organizationId, t.budgetId],
      foreignColumns: [costBudgets.organizationId, costBudgets.id],
    }).onDelete("cascade"),
    check("cost_budget_alerts_kind", sql`${t.kind} in ('actual80', 'actual100', 'forecast')`),
  ],
);
