import type { Verdict } from "../../rule.ts";

/** Of several savings on one resource only the first of this order is counted: who removes a thing need not resize it. */
const ORDER = [
  "ec2-idle",
  "ec2-stopped-30d",
  "ec2-graviton",
  "ec2-prevgen",
  "ebs-unattached",
  "ebs-gp2-gp3",
  "rds-stopped",
  "rds-multi-az-nonprod",
  "rds-extended-support",
  "rds-graviton",
  "rds-prevgen",
];

/**
 * The ids of the rules whose saving counts, from all verdicts on one resource: at most one.
 * A rule that the order does not know comes last.
 */
export function countedSavings(verdicts: readonly { ruleId: string; verdict: Verdict }[]): ReadonlySet<string> {
  const found = verdicts.filter(({ verdict }) => verdict.status === "FAIL" && verdict.saving);
  const [first] = found.map(({ ruleId }) => ruleId).sort((a, b) => rank(a) - rank(b));
  return new Set(first === undefined ? [] : [first]);
}

const rank = (ruleId: string) => (ORDER.includes(ruleId) ? ORDER.indexOf(ruleId) : ORDER.length);
