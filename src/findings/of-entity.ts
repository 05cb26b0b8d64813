import { and, asc, count, eq, isNull, sql } from "drizzle-orm";
import type { ReadDb } from "../../db/client.ts";
import { customRules, findings } from "../../db/schema/findings.ts";
import { resources } from "../../db/schema/inventory.ts";
import { claimedResources, claimsCount } from "../catalog/index.ts";
import { isCounted } from "./cause.ts";
import { bySeverity, RULE_BY_ID } from "./list.ts";

/** The page shows the worst; all of them are a click away. */
const FINDINGS_MAX = 8;

/** What is open on the AWS resources of an entity. */
export function entityFindings(db: ReadDb, ref: string) {
  const claimed = claimedResources(ref);
  const open = and(eq(findings.pack, "compliance"), eq(findings.state, "open"), isCounted);
  return [
    db
      .select({
        id: findings.id,
        ruleId: findings.ruleId,
        severity: findings.severity,
        message: findings.message,
        openedAt: findings.openedAt,
        customTitle: customRules.title,
        resource: { id: resources.id, name: resources.name, type: resources.type },
      })
      .from(claimed)
      .innerJoin(findings, sql`${findings.entityId} = claimed.id`)
      .innerJoin(resources, eq(resources.id, findings.entityId))
      .leftJoin(customRules, sql`${findings.ruleId} = 'custom:' || ${customRules.id}::text`)
      .where(open)
      .orderBy(bySeverity, asc(findings.id))
      .limit(FINDINGS_MAX),
    db
      .select({ severity: findings.severity, count: count() })
      .from(claimed)
      .innerJoin(findings, sql`${findings.entityId} = claimed.id`)
      .where(open)
      .groupBy(findings.severity),
    db
      .select({
        count: count(),
        monthly: sql<string>`coalesce(trim_scale(sum(${findings.savingMonthly})), 0)::text`,
      })
      .from(claimed)
      .innerJoin(findings, sql`${findings.entityId} = claimed.id`)
      .where(and(eq(findings.pack, "savings"), eq(findings.state, "open"), isNull(findings.exceptionId))),
    db
      .select({
        resources: sql<number>`count(*)::int`,
        judged: sql<number>`(count(*) filter (where exists (select from findings f where f.organization_id = ${resources.organizationId} and f.entity_id = ${resources.id})))::int`,
        claims: claimsCount(ref),
      })
      .from(claimed)
      .innerJoin(resources, sql`${resources.id} = claimed.id`),
  ] as const;
}

type Open = { ruleId: string; customTitle: string | null };
type Judged = { resources: number; judged: number; claims: number };

/** `reason`: why there is no verdict at all; null = there are verdicts. */
export function toEntityFindings<Row extends Open>(
  rows: readonly Row[],
  severities: readonly { severity: "critical" | "high" | "medium" | "low"; count: number }[],
  savings: { count: number; monthly: string } | undefined,
  judged: Judged | undefined,
) {
  return {
    reason: whyUnknown(judged),
    items: rows.map(({ customTitle, ...row }) => ({
      ...row,
      title: RULE_BY_ID.get(row.ruleId)?.title ?? customTitle ?? row.ruleId,
    })),
    total: severities.reduce((sum, { count }) => sum + count, 0),
    severities,
    savings: { count: savings?.count ?? 0, monthly: savings?.monthly ?? "0", currency: "USD" },
    resources: judged?.resources ?? 0,
  };
}

function whyUnknown(judged: Judged | undefined): string | null {
  if (judged && judged.judged > 0) return null;
  if (judged && judged.resources > 0) return "Its AWS resources have not been judged yet.";
  return judged && judged.claims > 0
    ? "The AWS resource that it claims has not been discovered."
    : "No AWS resource is claimed, so there is nothing to judge.";
}
