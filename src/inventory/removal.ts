import { and, eq, isNull, or, sql } from "drizzle-orm";
import type { ReadDb } from "../../db/client.ts";
import { awsAccounts, resources } from "../../db/schema/inventory.ts";
import { notFound } from "../base/errors.ts";

/** What removing an account deletes, its members' connections included. */
export function removalOf(db: ReadDb, id: string) {
  const gone = or(eq(awsAccounts.id, id), eq(awsAccounts.managementId, id));
  const counted = (table: string) =>
    sql<number>`(select count(*) from ${sql.identifier(table)} t join resources r on r.organization_id = t.organization_id and r.id = t.entity_id
      where r.account_id in (select a.id from aws_accounts a where a.id = ${id} or a.management_id = ${id}))::int`;
  return [
    db
      .select({
        id: awsAccounts.id,
        costsFrom: sql<
          string | null
        >`(select min(s.covered_from)::text from cost_syncs s where s.account_id = aws_accounts.id)`,
        findings: counted("findings"),
      })
      .from(awsAccounts)
      .where(gone),
    db
      .select({ count: sql<number>`count(*)::int` })
      .from(resources)
      .innerJoin(awsAccounts, and(eq(awsAccounts.id, resources.accountId), gone))
      .where(isNull(resources.vanishedAt)),
  ] as const;
}

type Gone = { id: string; costsFrom: string | null; findings: number };
export function toRemoval(accounts: Gone[], resources: number) {
  const [first] = accounts;
  if (!first) throw notFound("The AWS account");
  const days = accounts.flatMap(({ costsFrom }) => costsFrom ?? []).sort();
  return {
    members: accounts.length - 1,
    resources,
    findings: first.findings,
    /** The first day of costs that are deleted, too; null: there are none. */
    costsFrom: days[0] ?? null,
  };
}
