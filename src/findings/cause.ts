import { and, asc, eq, isNull, not, type SQL, sql } from "drizzle-orm";
import type { ReadDb } from "../../db/client.ts";
import { findings } from "../../db/schema/findings.ts";
import { resources } from "../../db/schema/inventory.ts";
import { RULES } from "./rules/index.ts";

/** The few rules that are a cause: of any other finding it is known without a look at the rest. */
const CAUSES = RULES.filter((rule) => rule.isCauseOn).map(({ id }) => id);
const ACCOUNT_WIDE = RULES.filter((rule) => rule.isCauseOn === "account").map(({ id }) => id);

const sameAccount = (one: SQL, other: SQL) => sql`exists (
  select from resources a join resources b on b.organization_id = a.organization_id and b.account_id = a.account_id
    where a.organization_id = ${findings.organizationId} and a.id = ${one} and b.id = ${other})`;

const open = (alias: SQL) =>
  sql`${alias}.organization_id = ${findings.organizationId} and ${alias}.state = 'open' and ${alias}.exception_id is null`;

/**
 * Row-level security shows one organisation, so this names no column of the outer query: Postgres looks the few causes up
 * once, and does so also before it has counted the rows of a fresh account.
 */
const openHere = (alias: SQL) => sql`${alias}.state = 'open' and ${alias}.exception_id is null`;
const accountOf = (id: SQL) =>
  sql`(select own.account_id from resources own where own.organization_id = ${findings.organizationId} and own.id = ${id})`;

/**
 * An open finding that goes with its cause: another rule's finding, on the same resource or on the account, is open too, and
 * mending that one mends this. Where somebody has accepted the cause, this stands for itself again.
 */
export const isCovered = sql<boolean>`(${findings.causeRuleId} is not null and ${findings.state} = 'open' and (
  (${findings.causeRuleId}, ${findings.entityId}) in (select root.rule_id, root.entity_id from findings root
    where ${openHere(sql`root`)} and root.rule_id in ${CAUSES})
  or (${findings.causeRuleId}, ${accountOf(sql`${findings.entityId}`)}) in (select root.rule_id, at.account_id
    from findings root join resources at on at.organization_id = root.organization_id and at.id = root.entity_id
    where ${openHere(sql`root`)} and root.rule_id in ${ACCOUNT_WIDE})))`;

/** Neither accepted nor covered: one thing to do. */
export const isCounted = and(isNull(findings.exceptionId), not(isCovered));

/** How many other findings go with this one. */
export const covers = sql<number>`case when ${findings.ruleId} in ${CAUSES} and ${findings.state} = 'open' and ${findings.exceptionId} is null then
  (select count(*) from findings part where ${open(sql`part`)} and part.cause_rule_id = ${findings.ruleId}
    and part.entity_id = ${findings.entityId})::int
  + case when ${findings.ruleId} in ${ACCOUNT_WIDE} then
    (select count(*) from findings part where ${open(sql`part`)} and part.cause_rule_id = ${findings.ruleId}
      and part.entity_id <> ${findings.entityId}
      and ${sameAccount(sql`part.entity_id`, sql`${findings.entityId}`)})::int else 0 end
  else 0 end`;

/** The finding that covers this one, as long as it does. */
export const coveredBy = sql<string | null>`case when ${isCovered} then coalesce(
  (select root.id from findings root where ${open(sql`root`)} and root.rule_id = ${findings.causeRuleId}
    and root.entity_id = ${findings.entityId}),
  (select root.id from findings root where ${open(sql`root`)} and root.rule_id = ${findings.causeRuleId}
    and ${sameAccount(sql`root.entity_id`, sql`${findings.entityId}`)} limit 1)) end`;

/** A page shows so many; `covers` counts them all. */
const PARTS_MAX = 20;

/** The findings that go with this one. */
export const partsOf = (db: ReadDb, id: string) =>
  db
    .select({ id: findings.id, ruleId: findings.ruleId, resourceName: resources.name })
    .from(findings)
    .innerJoin(resources, eq(resources.id, findings.entityId))
    .where(
      and(
        isCovered,
        isNull(findings.exceptionId),
        sql`exists (select from findings root where ${open(sql`root`)} and root.id = ${id}::uuid
          and root.rule_id = ${findings.causeRuleId} and (root.entity_id = ${findings.entityId}
            or (root.rule_id in ${ACCOUNT_WIDE} and ${sameAccount(sql`root.entity_id`, sql`${findings.entityId}`)})))`,
      ),
    )
    .orderBy(asc(resources.name), asc(findings.ruleId), asc(findings.id))
    .limit(PARTS_MAX);
