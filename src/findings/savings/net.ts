import { and, eq, isNull, sql } from "drizzle-orm";
import type { ReadDb } from "../../../db/client.ts";
import { findings } from "../../../db/schema/findings.ts";
import { resources } from "../../../db/schema/inventory.ts";
import { addAmounts, subtractAmounts } from "../../base/money.ts";
import { commitmentRows, netOfCommitments, type Room } from "../../costs/index.ts";

/** Which commitments could pay for a type. */
const PAID_BY: Record<string, string> = {
  "AWS::EC2::Instance": "compute",
  "AWS::ECS::Service": "compute",
  "AWS::Lambda::Function": "compute",
  "AWS::RDS::DBInstance": "database",
  "AWS::RDS::DBCluster": "database",
  "AWS::ElastiCache::ReplicationGroup": "database",
  "AWS::DynamoDB::Table": "database",
};

/** Open savings by resource type, and what is committed to. */
export const netQueries = (db: ReadDb) =>
  [
    db
      .select({
        type: resources.type,
        monthly: sql<string>`coalesce(sum(${findings.savingMonthly}), 0)::text`,
      })
      .from(findings)
      .innerJoin(resources, eq(resources.id, findings.entityId))
      .where(and(eq(findings.pack, "savings"), eq(findings.state, "open"), isNull(findings.exceptionId)))
      .groupBy(resources.type),
    commitmentRows(db),
  ] as const;

/**
 * What the open savings take off the bill while commitments last. `products`: where less comes off than is saved,
 * because the freed commitment finds nothing else to pay for. null without commitments: then nothing is held back.
 */
export function toNet(byType: readonly { type: string; monthly: string }[], rooms: readonly Room[]) {
  if (rooms.length === 0) return null;
  const monthly = addAmounts("0", ...byType.map((row) => row.monthly));
  const products = rooms.map(({ product, onDemandMonthly }) => {
    const own = byType.filter(({ type }) => PAID_BY[type] === product).map((row) => row.monthly);
    const saved = addAmounts("0", ...own);
    const net = netOfCommitments(saved, onDemandMonthly);
    return { product, monthly: saved, onDemandMonthly, net, held: subtractAmounts(saved, net) };
  });
  const held = addAmounts("0", ...products.map((each) => each.held));
  return { monthly, net: subtractAmounts(monthly, held), held, currency: "USD", products };
}
