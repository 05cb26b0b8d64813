import { asc, eq, sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { customRules, ruleSettings } from "../../db/schema/findings.ts";
import { type CustomRule, customId, readCondition } from "./custom.ts";

export const CUSTOM_MAX = 100;

/** What the organisation has decided about rules: read once for each page that is judged. */
export async function readRules({ tx }: { tx: Db }): Promise<{ off: ReadonlySet<string>; custom: CustomRule[] }> {
  const off = await tx.select({ ruleId: ruleSettings.ruleId }).from(ruleSettings).where(eq(ruleSettings.isOn, false));
  const rows = await tx.select().from(customRules).orderBy(asc(customRules.id)).limit(CUSTOM_MAX);
  const custom = rows.flatMap(({ id, condition, ...row }) => {
    const read = readCondition(condition);
    // It was read when it was saved; a condition that a later version of us does not know judges nothing.
    return read.condition ? [{ ...row, id: customId(id), condition: read.condition }] : [];
  });
  return { off: new Set(off.map(({ ruleId }) => ruleId)), custom };
}

/** The row behind "custom:…", if it is one of this organisation. */
export const ownRule = async ({ tx }: { tx: Db }, ruleId: string) =>
  (
    await tx
      .select({ id: customRules.id })
      .from(customRules)
      .where(eq(sql`'custom:' || ${customRules.id}::text`, ruleId))
  )[0];
