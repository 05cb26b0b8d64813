import { sql } from "drizzle-orm";
import {
  check,
  date,
  doublePrecision,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { amount, type Band, oneOf } from "./costs.ts";
import { instant, tenantColumns } from "./tenancy.ts";

export const ANOMALY_KINDS = ["rise", "drop", "new"] as const;
export const ANOMALY_VERDICTS = ["expected", "unexpected"] as const;
/** What was strange: a service, a service in one AWS account, a team, a region that is new, or everything together. */
export const ANOMALY_SCOPES = ["service", "account", "team", "region", "total"] as const;
export const CAUSE_KINDS = ["account", "region", "team", "service", "usage-type", "resource"] as const;
/** Part of the difference to the same weekday a week before. */
export type Cause = { kind: (typeof CAUSE_KINDS)[number]; key: string; difference: string };
/** What happened on that day or the day before it, and may be why. */
export type NearEvent = { id: string; at: string; action: string; actorName: string };

/** A day on which something cost what its past did not foretell (unblended). */
export const costAnomalies = pgTable(
  "cost_anomalies",
  {
    ...tenantColumns,
    day: date("day", { mode: "string" }).notNull(),
    scope: text("scope").notNull().default("service").$type<(typeof ANOMALY_SCOPES)[number]>(),
    /** The sub-account, the team or the region; "" where the service says it all. */
    scopeKey: text("scope_key").notNull().default(""),
    /** "" = all services of the scope. */
    service: text("service").notNull(),
    kind: text("kind").notNull().$type<(typeof ANOMALY_KINDS)[number]>(),
    currency: text("currency").notNull(),
    actual: amount("actual"),
    expected: amount("expected"),
    /** Robust standard deviations; null where a rule and not statistics found it. */
    score: doublePrecision("score"),
    /** Where the difference comes from, of each kind the largest first. */
    causes: jsonb("causes").notNull().$type<Cause[]>(),
    event: jsonb("event").$type<NearEvent>(),
    /** What people say of it; null = nothing yet. */
    verdict: text("verdict").$type<(typeof ANOMALY_VERDICTS)[number]>(),
    foundAt: instant("found_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    uniqueIndex("cost_anomalies_day").on(t.organizationId, t.day, t.scope, t.scopeKey, t.service),
    check("cost_anomalies_kind", sql`${t.kind} in ('rise', 'drop', 'new')`),
    check("cost_anomalies_scope", sql`${t.scope} in (${oneOf(ANOMALY_SCOPES)})`),
    check("cost_anomalies_verdict", sql`${t.verdict} in ('expected', 'unexpected')`),
  ],
);

/** Days on which costs will differ because somebody wants them to: what is strange then is shown, and told to nobody. */
export const costPlannedActivities = pgTable(
  "cost_planned_activities",
  {
    ...tenantColumns,
    fromDay: date("from_day", { mode: "string" }).notNull(),
    /** Its last day. */
    toDay: date("to_day", { mode: "string" }).notNull(),
    /** "" = every service. */
    service: text("service").notNull(),
    note: text("note").notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    index("cost_planned_activities_days").on(t.organizationId, t.toDay),
    check("cost_planned_activities_order", sql`${t.fromDay} <= ${t.toDay}`),
  ],
);

/** How the running month ends for each series: a service, a service in an account, a team (unblended). */
export const costOutlooks = pgTable(
  "cost_outlooks",
  {
    organizationId: tenantColumns.organizationId,
    /** "service", "account" (with a service) or "team". */
    by: text("by").notNull().$type<"service" | "account" | "team">(),
    key: text("key").notNull(),
    service: text("service").notNull(),
    currency: text("currency").notNull(),
    /** The first day that is foretold. */
    from: date("from_day", { mode: "string" }).notNull(),
    known: amount("known"),
    mean: amount("mean"),
    /** null = too little history to say how sure it is. */
    band: jsonb("band").$type<Band>(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.by, t.key, t.service] }),
    index("cost_outlooks_mean").on(t.organizationId, t.by, t.mean),
    check("cost_outlooks_by", sql`${t.by} in ('service', 'account', 'team')`),
  ],
);
