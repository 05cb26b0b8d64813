import { sql } from "drizzle-orm";
import { check, date, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { instant, tenantColumns } from "./tenancy.ts";

/** Which lines a rule takes: every word that is given must match; "*" stands for any text. */
export type RuleMatch = {
  account?: string | undefined;
  service?: string | undefined;
  region?: string | undefined;
  resource?: string | undefined;
  tag?: { key: string; value: string } | undefined;
};
export type Owner = { team: string; component: string; environment: string };
/** One owner, or a split; null = the rule ends on that day. */
export type RuleTarget =
  | { kind: "owner"; owner: Owner }
  | { kind: "split"; method: "even" | "fixed" | "proportional"; parts: { owner: Owner; weight: string }[] };

/** Versions of allocation rules. On a day, the version counts that began last; a bill that is over keeps its rules. */
export const costRules = pgTable(
  "cost_rules",
  {
    ...tenantColumns,
    /** One for all versions of a rule. */
    ruleId: uuid("rule_id").notNull(),
    name: text("name").notNull(),
    /** The smallest is asked first. */
    position: integer("position").notNull(),
    effectiveFrom: date("effective_from", { mode: "string" }).notNull(),
    match: jsonb("match").notNull().$type<RuleMatch>(),
    target: jsonb("target").$type<RuleTarget>(),
    createdAt: instant("created_at").notNull(),
    createdBy: text("created_by").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    uniqueIndex("cost_rules_version").on(t.organizationId, t.ruleId, t.effectiveFrom),
    index("cost_rules_position").on(t.organizationId, t.position),
    check("cost_rules_position_min", sql`${t.position} >= 0`),
  ],
);
