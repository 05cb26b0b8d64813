import { sql } from "drizzle-orm";
import { frameworkScores } from "../../../db/schema/findings.ts";
import type { OrgContext } from "../../base/context.ts";
import { FRAMEWORKS } from "./frameworks.ts";
import { ownRules, toByRule, verdictsByRule, withOwn } from "./read.ts";
import { judgeFramework } from "./score.ts";

/** Keeps how each framework stands today; a later judgement of the same day replaces it. */
export async function recordScores({ tx, organization, now }: Pick<OrgContext, "tx" | "organization" | "now">) {
  const byRule = toByRule(await verdictsByRule(tx));
  // Before anything was discovered there is nothing to remember.
  if (byRule.size === 0) return;
  const rules = withOwn(await ownRules(tx));
  const rows = FRAMEWORKS.map((framework) => {
    const { PASS, FAIL, UNKNOWN, MANUAL, EXCEPTED, NONE } = judgeFramework(framework, rules, byRule).counts;
    return {
      organizationId: organization.organizationId,
      framework: framework.id,
      day: now.toISOString().slice(0, 10),
      passed: PASS,
      failed: FAIL,
      unknown: UNKNOWN,
      manual: MANUAL,
      excepted: EXCEPTED,
      none: NONE,
    };
  });
  const taken = (column: string) => sql.raw(`excluded.${column}`);
  await tx
    .insert(frameworkScores)
    .values(rows)
    .onConflictDoUpdate({
      target: [frameworkScores.organizationId, frameworkScores.framework, frameworkScores.day],
      set: {
        passed: taken("passed"),
        failed: taken("failed"),
        unknown: taken("unknown"),
        manual: taken("manual"),
        excepted: taken("excepted"),
        none: taken("none"),
      },
    });
}
