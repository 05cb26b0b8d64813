import { and, type SQL, sql } from "drizzle-orm";
import { findingExceptions, findings } from "../../../db/schema/findings.ts";
import { resources } from "../../../db/schema/inventory.ts";

/** What an exception covers. What is null does not narrow it. */
export type Scope = {
  ruleId: string;
  accountId: string | null;
  region: string | null;
  /** With * for any text and ? for one letter. */
  arnPattern: string | null;
  tagKey: string | null;
  /** null = whatever the value of the tag. */
  tagValue: string | null;
};

/** Each star lets a match try again from every place of the text. */
export const STARS_MAX = 5;

/** * and ? as LIKE has them; LIKE's own signs, and what takes their meaning away, are letters. */
const like = (pattern: SQL) =>
  sql`replace(replace(replace(replace(replace(${pattern}, '\\', '\\\\'), '%', '\\%'), '_', '\\_'), '*', '%'), '?', '_')`;

/** Whether the row's finding lies in a scope, given as values or as columns. The query joins `findings` and `resources`. */
const covers = (scope: Record<keyof Scope, SQL>): SQL => sql`(
  ${findings.ruleId} = ${scope.ruleId}
  and (${scope.accountId} is null or ${resources.accountId} = ${scope.accountId})
  and (${scope.region} is null or ${resources.region} = ${scope.region})
  and (${scope.arnPattern} is null or ${resources.arn} like ${like(scope.arnPattern)})
  and (${scope.tagKey} is null or ${resources.tags} ->> ${scope.tagKey} is not null)
  and (${scope.tagValue} is null or ${resources.tags} ->> ${scope.tagKey} = ${scope.tagValue}))`;

export const inScope = ({ ruleId, accountId, region, arnPattern, tagKey, tagValue }: Scope): SQL =>
  covers({
    ruleId: sql`${ruleId}::text`,
    accountId: sql`${accountId}::uuid`,
    region: sql`${region}::text`,
    arnPattern: sql`${arnPattern}::text`,
    tagKey: sql`${tagKey}::text`,
    tagValue: sql`${tagValue}::text`,
  });

/** Has not ended at that time. */
const isActive = (now: Date): SQL => sql`(e.ended_at is null and e.ends_at > ${now.toISOString()}::timestamptz)`;

/** The exception that accepts the row's finding now, or null; of several, the one that lasts longest. */
export const acceptedBy = (now: Date): SQL<string | null> => sql`(
  select e.id from ${findingExceptions} e
  where ${and(
    isActive(now),
    covers({
      ruleId: sql`e.rule_id`,
      accountId: sql`e.account_id`,
      region: sql`e.region`,
      arnPattern: sql`e.arn_pattern`,
      tagKey: sql`e.tag_key`,
      tagValue: sql`e.tag_value`,
    }),
  )}
  order by e.ends_at desc, e.id limit 1)`;
