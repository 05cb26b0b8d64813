import { eq, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { customRules, findings } from "../../db/schema/findings.ts";
import { awsAccounts, resources } from "../../db/schema/inventory.ts";
import { NOBODY, ownersOfAll } from "../inventory/index.ts";
import { FindingsInput, matching, ruleOf } from "./list.ts";

const GROUPS_MAX = 200;
const { cursor: _cursor, limit: _limit, ...filters } = FindingsInput.shape;

/** The worklist by what people divide it by; the filters are the list's. */
export const GroupsInput = z.strictObject({ ...filters, by: z.enum(["rule", "account", "owner"]) });
type GroupsInput = z.infer<typeof GroupsInput>;

export function findingGroups(db: ReadDb, { by, ...input }: GroupsInput) {
  const key = {
    rule: sql<string>`${findings.ruleId}`,
    account: sql<string>`${resources.accountId}::text`,
    owner: sql<string>`coalesce(owned.ref, ${NOBODY})`,
  }[by];
  const found = db
    .select({
      key: key.as("key"),
      severity: findings.severity,
      saving: findings.savingMonthly,
      account: awsAccounts.name,
      custom: customRules.title,
    })
    .from(findings)
    .innerJoin(resources, eq(resources.id, findings.entityId))
    .innerJoin(awsAccounts, eq(awsAccounts.id, resources.accountId))
    .leftJoin(sql`${ownersOfAll} owned`, by === "owner" ? sql`owned.id = ${resources.id}` : sql`false`)
    .leftJoin(customRules, sql`${findings.ruleId} = 'custom:' || ${customRules.id}::text`)
    .where(matching(input))
    .as("found");
  const of = (severity: string) => sql<number>`(count(*) filter (where found.severity = ${severity}))::int`;
  return [
    db
      .select({
        key: found.key,
        account: sql<string>`max(found.name)`,
        custom: sql<string | null>`max(found.title)`,
        count: sql<number>`count(*)::int`,
        critical: of("critical"),
        high: of("high"),
        medium: of("medium"),
        low: of("low"),
        savingMonthly: sql<string>`coalesce(sum(found.saving_monthly), 0)::text`,
      })
      .from(found)
      .groupBy(found.key)
      .orderBy(sql`5 desc, 6 desc, 4 desc, 1`)
      .limit(GROUPS_MAX),
  ] as const;
}

type Row = { key: string; account: string; custom: string | null };

/** Worst first, each under the words that people know it by. */
export const toGroups = <Counts extends Row>(rows: readonly Counts[], by: GroupsInput["by"]) => ({
  items: rows.map(({ account, custom, ...row }) => ({
    ...row,
    label:
      by === "account" ? account : by === "rule" ? (ruleOf(row.key)?.title ?? custom ?? row.key) : ownerLabel(row.key),
  })),
  currency: "USD",
});

/** "group:default/checkout" is known as checkout; a word that is no reference stays what it is. */
const ownerLabel = (ref: string) => (ref === NOBODY ? "Unknown owner" : ref.replace(/^group:default\//, ""));
