import { scan } from "../../dev/scan.ts";
import { addAmounts } from "../../src/base/money.ts";
import { costMonthly, judgeAll } from "../../src/findings/judge.ts";
import { RULES } from "../../src/findings/rules/index.ts";
import { countSavings } from "../../src/findings/rules/savings/counted.ts";
import type { Discovered } from "../../src/inventory/resource-type.ts";
import type { Aws } from "../../src/ports/aws.ts";

/** What an organisation requires when it has set nothing. */
export const REQUIRED_TAGS = ["Environment", "Owner", "CostCenter"];
const ACCOUNT_WIDE = new Set(RULES.filter(({ isCauseOn }) => isCauseOn === "account").map(({ id }) => id));
export type Verdicts = {
  failing: number;
  passing: number;
  unknown: number;
  bySeverity: Record<string, number>;
  /** "rule ARN" → status. */
  statuses: Map<string, string>;
  savings: { count: number; monthly: string };
};

/** Everything in an account, read in one go without jobs or a database, and every failure to read. */
export const readPurely = (aws: Aws, now: Date) => scan(aws, { regions: null, now });

/** All rules over all resources: the same functions as the product's, in another order and with nothing between them. */
export function judgePurely(
  resources: readonly Discovered[],
  { accountId, now }: { accountId: string; now: Date },
): Verdicts {
  const verdicts: Verdicts = {
    failing: 0,
    passing: 0,
    unknown: 0,
    bySeverity: {},
    statuses: new Map(),
    savings: { count: 0, monthly: "0" },
  };
  const fails = new Set<string>();
  const covered: { severity: string; causes: string[] }[] = [];
  for (const resource of resources) {
    const context = { accountId, now, settings: { requiredTags: REQUIRED_TAGS } };
    const judged = judgeAll(resource, context);
    const counted = countSavings(
      judged.map(({ rule, verdict }) => ({ ruleId: rule.id, category: rule.category, verdict })),
      costMonthly(resource, context),
    );
    for (const { rule, verdict } of judged) {
      verdicts.statuses.set(`${rule.id} ${resource.arn}`, verdict.status);
      if (rule.pack === "savings") {
        if (verdict.status === "FAIL") verdicts.savings.count++;
        verdicts.savings.monthly = addAmounts(verdicts.savings.monthly, counted.get(rule.id) ?? "0");
        continue;
      }
      if (verdict.status === "PASS") verdicts.passing++;
      if (verdict.status === "UNKNOWN") verdicts.unknown++;
      if (verdict.status !== "FAIL") continue;
      const severity = verdict.severity ?? rule.severity;
      fails.add(`${rule.id} ${resource.arn}`).add(ACCOUNT_WIDE.has(rule.id) ? rule.id : "");
      if (verdict.cause) covered.push({ severity, causes: [`${verdict.cause} ${resource.arn}`, verdict.cause] });
      verdicts.failing++;
      verdicts.bySeverity[severity] = (verdicts.bySeverity[severity] ?? 0) + 1;
    }
  }
  // Where mending one mends the others, the one counts.
  for (const { severity, causes } of covered) {
    if (!causes.some((cause) => fails.has(cause))) continue;
    verdicts.failing--;
    verdicts.bySeverity[severity] = (verdicts.bySeverity[severity] ?? 0) - 1;
  }
  return verdicts;
}

export const scoreOf = ({ passing, failing }: Pick<Verdicts, "passing" | "failing">) => passing / (passing + failing);
